"""What a thing's page tells: its names, its facts, what points at it, and the evidence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rdflib import DCTERMS, RDF, RDFS, SKOS

from habitat_graph.namespaces import INFERRED_GRAPH
from habitat_graph.web.links import short_name
from habitat_graph.web.questions import Questions, Row, Term

_NAMING = {str(RDFS.label), str(SKOS.prefLabel), str(SKOS.altLabel), str(DCTERMS.title)}
_TELLING = {str(SKOS.definition), str(DCTERMS.description), str(RDFS.comment)}
_KIND = str(RDF.type)


@dataclass(frozen=True)
class Named:
    """An IRI with its English and Chinese names; None where it has none."""

    iri: str
    english: str | None
    chinese: str | None

    @property
    def name(self) -> str:
        """The best name there is."""
        return self.english or self.chinese or short_name(self.iri)


@dataclass(frozen=True)
class Value:
    """A value of a property; `named` is None for a literal."""

    term: Term
    named: Named | None
    inferred: bool


@dataclass(frozen=True)
class Evidence:
    """A phrase and the paragraph that has it; `number` is None where that has none."""

    iri: str
    phrase: Term
    paragraph: str
    number: str | None


@dataclass
class Mention:
    """A thing that points at another, and the evidence it brings."""

    subject: Named
    date: str | None
    inferred: bool
    evidence: list[Evidence] = field(default_factory=list)


@dataclass(frozen=True)
class Profile:
    """All that a thing's page tells; facts and mentions are grouped by property."""

    thing: Named
    names: tuple[Term, ...]
    kinds: tuple[Value, ...]
    descriptions: tuple[Term, ...]
    facts: Mapping[Named, list[Value]]
    mentions: Mapping[Named, list[Mention]]
    evidence: tuple[Evidence, ...]
    stated: Mapping[Named, list[Evidence]]


def profile(questions: Questions, iri: str) -> Profile:
    """Put together what the graph tells of a thing."""
    names = tuple(row["name"] for row in questions.rows("thing-names", thing=iri))
    facts = _facts(questions.rows("thing-facts", thing=iri))
    evidence = _evidence(questions.rows("thing-evidence", thing=iri))
    mentions = _mentions(questions.rows("thing-mentions", thing=iri))
    proofs = {statement.iri: phrases for statement, phrases in evidence.items()}
    mentioned = set()
    for group in mentions.values():
        for mention in group:
            mention.evidence.extend(proofs.get(mention.subject.iri, []))
            mentioned.add(mention.subject.iri)
    return Profile(
        thing=Named(iri, _in(names, "en"), _in(names, "zh")),
        names=names,
        kinds=tuple(_values(facts, {_KIND})),
        descriptions=tuple(value.term for value in _values(facts, _TELLING)),
        facts={
            named: values
            for named, values in facts.items()
            if named.iri not in _NAMING | _TELLING | {_KIND}
        },
        mentions=mentions,
        evidence=tuple(proofs.get(iri, ())),
        # What a paragraph proves does not point at the paragraph itself but through its evidence.
        stated={
            statement: phrases
            for statement, phrases in evidence.items()
            if statement.iri != iri and statement.iri not in mentioned
        },
    )


def named(row: Row, name: str) -> Named:
    """The IRI in the column `name` with its names from the columns beside it."""
    return Named(row[name].value, _text(row, f"{name}En"), _text(row, f"{name}Zh"))


def _facts(rows: Iterable[Row]) -> dict[Named, list[Value]]:
    properties: dict[str, Named] = {}
    facts: dict[str, dict[Term, Value]] = {}
    for row in rows:
        name = named(row, "property")
        properties.setdefault(name.iri, name)
        term = row["value"]
        value = Value(term, named(row, "value") if term.is_iri else None, _is_inferred(row))
        values = facts.setdefault(name.iri, {})
        # Stated somewhere is stated, whatever also follows; and a second name adds nothing.
        if term not in values or (values[term].inferred and not value.inferred):
            values[term] = value
    return {properties[iri]: list(values.values()) for iri, values in facts.items()}


def _mentions(rows: Iterable[Row]) -> dict[Named, list[Mention]]:
    properties: dict[str, Named] = {}
    mentions: dict[str, dict[str, Mention]] = {}
    for row in rows:
        name = named(row, "property")
        properties.setdefault(name.iri, name)
        mention = Mention(named(row, "subject"), _text(row, "date"), _is_inferred(row))
        group = mentions.setdefault(name.iri, {})
        known = group.get(mention.subject.iri)
        if known is None or (known.inferred and not mention.inferred):
            group[mention.subject.iri] = mention
    return {properties[iri]: list(group.values()) for iri, group in mentions.items()}


def _evidence(rows: Iterable[Row]) -> dict[Named, list[Evidence]]:
    statements: dict[str, Named] = {}
    evidence: dict[str, dict[str, Evidence]] = {}
    for row in rows:
        statement = named(row, "statement")
        statements.setdefault(statement.iri, statement)
        phrase = Evidence(
            row["evidence"].value, row["phrase"], row["paragraph"].value, _text(row, "number")
        )
        evidence.setdefault(statement.iri, {}).setdefault(phrase.iri, phrase)
    return {statements[iri]: list(phrases.values()) for iri, phrases in evidence.items()}


def _text(row: Row, column: str) -> str | None:
    return row[column].value if column in row else None


def _is_inferred(row: Row) -> bool:
    return row["graph"].value == str(INFERRED_GRAPH)


def _values(facts: Mapping[Named, list[Value]], iris: set[str]) -> list[Value]:
    return [value for name, values in facts.items() if name.iri in iris for value in values]


def _in(names: Iterable[Term], language: str) -> str | None:
    return next((name.value for name in names if name.language == language), None)
