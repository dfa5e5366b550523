"""A report as its reader finds it: sections, paragraphs in order, and what each of them states."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from habitat_graph.namespaces import HAB
from habitat_graph.web.profile import Evidence, Named, named
from habitat_graph.web.questions import Questions, Row, Term

_LAST = 10**9
_BEFORE_ALL = {"title": -2, "summary": -1}


@dataclass(frozen=True)
class Told:
    """A statement in words: its name, what it says by property, and its phrases."""

    statement: Named
    facts: dict[Named, list[Named | Term]] = field(default_factory=dict)
    evidence: list[Evidence] = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    """A report, a section or a paragraph: what it is part of, its heading, and its statements."""

    named: Named
    kind: str
    whole: str | None
    heading: Named | None
    number: str | None
    statements: dict[str, Told] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The last piece of its IRI, by which its address has it."""
        return self.named.iri.rpartition("/")[2]

    @property
    def is_paragraph(self) -> bool:
        """Whether it is a paragraph, the title page, the summary or a footnote."""
        return self.kind == str(HAB.Paragraph)

    @property
    def place(self) -> tuple[int, str]:
        """Where a paragraph comes in its report."""
        number = re.fullmatch(r"\d+", self.number or "")
        return int(number[0]) if number else _BEFORE_ALL.get(self.name, _LAST), self.name


@dataclass(frozen=True)
class Outline:
    """A report: its sections by IRI, and its paragraphs in the order in which they are read."""

    report: Part
    sections: Mapping[str, Part]
    paragraphs: tuple[Part, ...]

    def path(self, paragraph: Part) -> list[Part]:
        """The sections that a paragraph stands in, the widest first."""
        path: list[Part] = []
        section = self.sections.get(paragraph.whole or "")
        while section is not None:
            path.insert(0, section)
            section = self.sections.get(section.whole or "")
        return path

    def beside(self, paragraph: Part) -> tuple[Part | None, Part | None]:
        """The paragraphs before and after."""
        place = self.paragraphs.index(paragraph)
        before = self.paragraphs[place - 1] if place else None
        return before, next(iter(self.paragraphs[place + 1 : place + 2]), None)


def outlines(questions: Questions, *, stated: bool = True) -> list[Outline]:
    """Every report, with its paragraphs and, if wanted, the statements that each of them proves."""
    parts: dict[str, Part] = {}
    for row in questions.rows("report-parts"):
        part = _part(row)
        parts.setdefault(part.named.iri, part)
    if stated:
        tell(questions, parts)
    reports = [part for part in parts.values() if part.kind == str(HAB.Report)]
    return [_outline(report, parts) for report in reports]


def tell(questions: Questions, parts: Mapping[str, Part], **asked: str) -> None:
    """Add to paragraphs, by IRI, the statements that they prove; `asked` may name one alone."""
    for row in questions.rows("report-statements", **asked):
        paragraph = parts.get(row["paragraph"].value)
        if paragraph is not None:
            told = Told(named(row, "statement"))
            paragraph.statements.setdefault(told.statement.iri, told).evidence.append(
                _phrase(row, paragraph)
            )


def facts(questions: Questions, paragraph: Part) -> None:
    """Add to the statements of a paragraph what they say, by property."""
    for row in questions.rows("paragraph-facts", paragraph=paragraph.named.iri):
        told = paragraph.statements.get(row["statement"].value)
        if told is not None:
            value = named(row, "value") if row["value"].is_iri else row["value"]
            values = told.facts.setdefault(named(row, "property"), [])
            if value not in values:
                values.append(value)


def _outline(report: Part, parts: Mapping[str, Part]) -> Outline:
    def is_within(part: Part) -> bool:
        whole = parts.get(part.whole or "")
        while whole is not None and whole is not report:
            whole = parts.get(whole.whole or "")
        return whole is report

    own = [part for part in parts.values() if is_within(part)]
    paragraphs = sorted((part for part in own if part.is_paragraph), key=lambda part: part.place)
    sections = {part.named.iri: part for part in own if not part.is_paragraph}
    return Outline(report, sections, tuple(paragraphs))


def _part(row: Row) -> Part:
    heading = Named(row["part"].value, _text(row, "headingEn"), _text(row, "headingZh"))
    return Part(
        named=named(row, "part"),
        kind=row["kind"].value,
        whole=_text(row, "whole"),
        heading=heading if heading.english or heading.chinese else None,
        number=_text(row, "number"),
    )


def _phrase(row: Row, paragraph: Part) -> Evidence:
    return Evidence(row["evidence"].value, row["phrase"], paragraph.named.iri, paragraph.number)


def _text(row: Row, column: str) -> str | None:
    return row[column].value if column in row else None
