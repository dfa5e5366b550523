"""Says what of the report no statement covers."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from rdflib import RDF, Graph, URIRef

from habitat_graph.knowledge.dataset import Knowledge
from habitat_graph.knowledge.evidence.phrases import Reader, Reading
from habitat_graph.knowledge.figures import figures
from habitat_graph.knowledge.names import Names
from habitat_graph.knowledge.source import Passage, Source
from habitat_graph.knowledge.statements import Quotation, exclusions, statements
from habitat_graph.namespaces import HAB

Span = tuple[int, int]


class Kind(StrEnum):
    """What is looked for in the report."""

    FIGURE = "figure"
    DATE = "date"
    SYMBOL = "symbol"
    COUNTRY = "country"
    NAME = "name"


_KINDS_ZH = {
    Kind.FIGURE: "数字",
    Kind.DATE: "日期",
    Kind.SYMBOL: "编号",
    Kind.COUNTRY: "国家",
    Kind.NAME: "名称",
}


@dataclass(frozen=True)
class Item:
    """Something in a passage, at start–end, that ought to be in a statement's evidence."""

    passage: str
    kind: Kind
    text: str
    start: int
    end: int
    is_covered: bool


@dataclass(frozen=True)
class PassageAudit:
    """What one passage holds, and the share of its characters that evidence covers (0 to 1)."""

    passage: str
    items: tuple[Item, ...]
    share: float

    @property
    def residue(self) -> list[Item]:
        """What no evidence covers."""
        return [item for item in self.items if not item.is_covered]


@dataclass(frozen=True)
class Audit:
    """How much of the report the graph holds, passage by passage."""

    passages: tuple[PassageAudit, ...]

    @property
    def residue(self) -> list[Item]:
        """What no evidence covers, in the report's order."""
        return [item for passage in self.passages for item in passage.residue]

    def as_text(self, language: str) -> str:
        """The audit as a table for people, in English or Chinese."""
        return "\n".join([*self._rows(language), self._total(language)])

    def as_json(self) -> str:
        """The audit as JSON: per passage its share covered, its items and what is left."""
        return json.dumps(
            [
                {
                    "passage": passage.passage,
                    "share": round(passage.share, 4),
                    "items": len(passage.items),
                    "residue": [
                        {"kind": i.kind, "text": i.text, "start": i.start, "end": i.end}
                        for i in passage.residue
                    ],
                }
                for passage in self.passages
            ],
            ensure_ascii=False,
            indent=2,
        )

    def _rows(self, language: str) -> Iterator[str]:
        for passage in self.passages:
            left = "  ".join(
                f"{_KINDS_ZH[item.kind] if language == 'zh' else item.kind}:{item.text}"
                for item in passage.residue
            )
            covered = len(passage.items) - len(passage.residue)
            row = f"{passage.passage:>10}  {passage.share:4.0%}  {covered}/{len(passage.items)}"
            yield f"{row}  {left}".rstrip()

    def _total(self, language: str) -> str:
        items = sum(len(passage.items) for passage in self.passages)
        left = len(self.residue)
        if language == "zh":
            return (
                f"{len(self.passages)}段中共{items}项(数字、日期、编号、国家、名称);"
                f"未覆盖{left}项。"
            )
        return (
            f"{items} figures, dates, symbols, countries and names in {len(self.passages)}"
            f" passages; {left} not covered by evidence."
        )


def audited(knowledge: Knowledge, source: Source) -> Audit:
    """Compare everything that can be recognised in the report with the statements' evidence."""
    facts = knowledge.asserted
    countries = {c for c in facts.subjects(RDF.type, HAB.Country) if isinstance(c, URIRef)}
    covered = _covered(facts)
    reader = Reader(source.passages, Names(facts))
    return Audit(
        tuple(
            _passage_audit(passage, reader.reading(passage), covered.get(name, []), countries)
            for name, passage in source.passages.items()
        )
    )


def _covered(facts: Graph) -> dict[str, list[Span]]:
    """The spans that evidence or an exclusion covers, by passage."""
    spans: dict[str, list[Span]] = {}
    quoted = [q for statement in statements(facts) for q in statement.quotations]
    for quotation in [*quoted, *exclusions(facts)]:
        span = _span(quotation)
        if span is not None and quotation.passage is not None:
            spans.setdefault(quotation.passage, []).append(span)
    return spans


def _span(quotation: Quotation) -> Span | None:
    if quotation.start is None or quotation.end is None:
        return None
    return quotation.start, quotation.end


def _passage_audit(
    passage: Passage, reading: Reading, spans: list[Span], countries: set[URIRef]
) -> PassageAudit:
    positions = {at for start, end in spans for at in range(start, end)}
    items = tuple(
        Item(passage.name, kind, passage.text[start:end], start, end, _inside((start, end), spans))
        for kind, start, end in sorted(_found(reading, countries), key=lambda found: found[1:])
    )
    return PassageAudit(passage.name, items, len(positions) / max(len(passage.text), 1))


def _found(reading: Reading, countries: set[URIRef]) -> Iterator[tuple[Kind, int, int]]:
    for mention in reading.mentions:
        kind = Kind.COUNTRY if mention.things & countries else Kind.NAME
        yield kind, mention.start, mention.end
    for date in reading.dates:
        yield Kind.DATE, date.start, date.end
    wholes = [(name.start, name.end) for name in reading.mentions]
    wholes += [(date.start, date.end) for date in reading.dates]
    for figure in figures(reading.text):
        is_article = figure.is_chinese and figure.value == 1 and not figure.is_ordinal
        if not is_article and not _inside((figure.start, figure.end), wholes):
            kind = Kind.SYMBOL if figure.is_part_of_code else Kind.FIGURE
            yield kind, figure.start, figure.end


def _inside(part: Span, wholes: Iterable[Span]) -> bool:
    return any(start <= part[0] and part[1] <= end for start, end in wholes)
