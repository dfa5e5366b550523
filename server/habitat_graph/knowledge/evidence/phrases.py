"""What the quoted phrases say: their figures, dates and names, read in their paragraph."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from habitat_graph.knowledge.dates import DateMention, dates
from habitat_graph.knowledge.figures import Figure, figures
from habitat_graph.knowledge.names import Mention, Names
from habitat_graph.knowledge.source import Passage
from habitat_graph.knowledge.statements import Quotation

_ANY_LEAP_YEAR = 2000


@dataclass
class Reading:
    """A text with everything in it that can be compared with data."""

    text: str
    names: Names

    @cached_property
    def mentions(self) -> list[Mention]:
        """The things it names."""
        return self.names.mentions(self.text)

    @cached_property
    def dates(self) -> list[DateMention]:
        """The dates it states outside names; a day without a year has that of the date before."""
        found = []
        year: int | None = None
        for mention in dates(self.text, _ANY_LEAP_YEAR):
            if mention.explicit_year:
                year = mention.last.year
                found.append(mention)
            elif year is not None:
                found.append(_in_year(mention, year))
        return [mention for mention in found if not _within(mention, self.mentions)]

    @cached_property
    def figures(self) -> list[Figure]:
        """The numbers it states, without those of dates, names, ordinals and codes."""
        return [
            figure
            for figure in figures(self.text)
            if not (figure.is_ordinal or figure.is_part_of_code)
            and not _within(figure, self.dates)
            and not _within(figure, self.mentions)
        ]


@dataclass
class Phrase:
    """A quoted phrase in the light of its paragraph.

    Where the report is not at hand, `passage` is None and the phrase is read by itself.
    """

    quotation: Quotation
    reading: Reading
    offset: int
    passage: Passage | None

    @property
    def text(self) -> str:
        """The phrase itself."""
        return self.quotation.exact or ""

    @cached_property
    def figures(self) -> list[Figure]:
        """The figures that stand whole in the phrase."""
        return [figure for figure in self.reading.figures if self._holds(figure)]

    @cached_property
    def dates(self) -> list[DateMention]:
        """The dates that stand whole in the phrase."""
        return [mention for mention in self.reading.dates if self._holds(mention)]

    @cached_property
    def mentions(self) -> list[Mention]:
        """The names that stand whole in the phrase."""
        return [mention for mention in self.reading.mentions if self._holds(mention)]

    def _holds(self, part: Mention | DateMention | Figure) -> bool:
        return self.offset <= part.start and part.end <= self.offset + len(self.text)


class Reader:
    """Reads quotations in their paragraphs, each paragraph once."""

    def __init__(self, passages: dict[str, Passage], names: Names) -> None:
        self._passages = passages
        self._names = names
        self._readings: dict[str, Reading] = {}

    def phrase(self, quotation: Quotation) -> Phrase:
        """The phrase in its paragraph, or by itself where it does not stand there."""
        passage = self._passages.get(quotation.passage or "")
        exact, start = quotation.exact or "", quotation.start
        if passage is None or start is None or not passage.text.startswith(exact, start):
            return Phrase(quotation, Reading(exact, self._names), 0, passage)
        return Phrase(quotation, self.reading(passage), start, passage)

    def neighbours(self, passages: Iterable[Passage]) -> list[Passage]:
        """The passages, and those under the same headings."""
        paths = {passage.heading_path for passage in passages if passage.heading_path}
        beside = [p for p in self._passages.values() if p.heading_path in paths]
        return list({p.name: p for p in (*passages, *beside)}.values())

    def reading(self, passage: Passage) -> Reading:
        """What the whole passage says."""
        if passage.name not in self._readings:
            self._readings[passage.name] = Reading(passage.text, self._names)
        return self._readings[passage.name]


def _in_year(mention: DateMention, year: int) -> DateMention:
    return replace(
        mention,
        first=mention.first.replace(year=year),
        last=mention.last.replace(year=year),
        days=tuple(day.replace(year=year) for day in mention.days),
    )


def _within(part: DateMention | Figure, wholes: Iterable[Mention] | Iterable[DateMention]) -> bool:
    return any(whole.start <= part.start and part.end <= whole.end for whole in wholes)
