"""What a thing's page tells: its names, its facts, what points at it, and the evidence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rdflib import DCTERMS, RDF, RDFS, SKOS

from habitat_graph.namespaces import HAB, INFERRED_GRAPH
from habitat_graph.web.links import short_name
from habitat_graph.web.questions import Questions, Row, Term

_NAMING = {str(RDFS.label), str(SKOS.prefLabel), str(SKOS.altLabel), str(DCTERMS.title)}
_TELLING = {str(SKOS.definition), str(DCTERMS.description), str(RDFS.comment)}
_KIND = str(RDF.type)
_EVIDENCE = str(HAB.evidence)
_DATE_LENGTHS = {str(HAB.year): 4, str(HAB.month): 7}


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
    """A thing that points at another, by which properties, and the evidence it brings."""

    subject: Named
    when: str | None
    stated: dict[str, Named] = field(default_factory=dict)
    inferred: dict[str, Named] = field(default_factory=dict)
    evidence: list[Evidence] = field(default_factory=list)

    @property
    def roles(self) -> list[Named]:
        """The properties that were stated; where none was, those that follow."""
        return list((self.stated or self.inferred).values())

    @property
    def is_inferred(self) -> bool:
        """Whether nothing was stated: the pointing only follows."""
        return not self.stated


@dataclass(frozen=True)
class Profile:
    """All that a thing's page tells.

    `facts` and what `follows` are by property; `statements` are those about the thing, and for a
    paragraph those that it proves, in order of time; `links` are other things that point at it,
    by property.
    """

    thing: Named
    names: tuple[Term, ...]
    kinds: tuple[Value, ...]
    descriptions: tuple[Term, ...]
    facts: Mapping[Named, list[Value]]
    follows: Mapping[Named, list[Value]]
    statements: tuple[Mention, ...]
    links: Mapping[Named, list[Mention]]
    evidence: tuple[Evidence, ...]


def profile(questions: Questions, iri: str) -> Profile:
    """Put together what the graph tells of a thing."""
    names = tuple(row["name"] for row in questions.rows("thing-names", thing=iri))
    facts = _facts(questions.rows("thing-facts", thing=iri))
    evidence = _evidence(questions.rows("thing-evidence", thing=iri), iri)
    mentions = _mentions(questions.rows("thing-mentions", thing=iri))
    for statement, phrases in evidence.items():
        if statement.iri != iri:
            # A paragraph's statements point not at it but through their evidence.
            mention = mentions.setdefault(statement.iri, Mention(statement, None))
            mention.evidence.extend(phrases)
    return Profile(
        thing=Named(iri, _in(names, "en"), _in(names, "zh")),
        names=names,
        kinds=tuple(value for value in _values(facts, {_KIND}) if not value.inferred),
        descriptions=tuple(value.term for value in _values(facts, _TELLING)),
        facts=_told(facts, inferred=False),
        follows=_told(facts, inferred=True),
        statements=tuple(mention for mention in mentions.values() if mention.evidence),
        links=_by_role(mention for mention in mentions.values() if not mention.evidence),
        evidence=tuple(
            each for name, phrases in evidence.items() if name.iri == iri for each in phrases
        ),
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


def _mentions(rows: Iterable[Row]) -> dict[str, Mention]:
    mentions: dict[str, Mention] = {}
    for row in rows:
        subject = named(row, "subject")
        mention = mentions.setdefault(subject.iri, Mention(subject, _when(row)))
        role = named(row, "property")
        roles = mention.inferred if _is_inferred(row) else mention.stated
        roles.setdefault(role.iri, role)
    return mentions


def _by_role(mentions: Iterable[Mention]) -> dict[Named, list[Mention]]:
    roles: dict[str, Named] = {}
    groups: dict[str, list[Mention]] = {}
    for mention in mentions:
        for role in mention.roles:
            roles.setdefault(role.iri, role)
            groups.setdefault(role.iri, []).append(mention)
    return {roles[iri]: group for iri, group in sorted(groups.items())}


def _evidence(rows: Iterable[Row], thing: str) -> dict[Named, list[Evidence]]:
    """The phrases by the statement they prove; a row without one is about the thing itself."""
    statements: dict[str, Named] = {}
    evidence: dict[str, dict[str, Evidence]] = {}
    for row in rows:
        statement = named(row, "statement") if "statement" in row else Named(thing, None, None)
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


def _told(facts: Mapping[Named, list[Value]], *, inferred: bool) -> dict[Named, list[Value]]:
    """The facts that a page does not show elsewhere: those that were stated, or the inferred."""
    told = {
        name: [value for value in values if value.inferred is inferred]
        for name, values in facts.items()
        if name.iri not in _NAMING | _TELLING | {_KIND, _EVIDENCE}
    }
    return {name: values for name, values in told.items() if values}


def _when(row: Row) -> str | None:
    """The time as exactly as the text gives it: 2019, 2019-05, 2019-05-27 – 2019-05-31."""
    length = _DATE_LENGTHS.get(_text(row, "precision") or "", 10)
    dates = [_text(row, column) for column in ("start", "end")]
    return " – ".join(dict.fromkeys(date[:length] for date in dates if date)) or None


def _values(facts: Mapping[Named, list[Value]], iris: set[str]) -> list[Value]:
    return [value for name, values in facts.items() if name.iri in iris for value in values]


def _in(names: Iterable[Term], language: str) -> str | None:
    return next((name.value for name in names if name.language == language), None)
