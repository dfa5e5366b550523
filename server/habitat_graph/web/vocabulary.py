"""The terms of the ontology, and what a named graph introduces, in order for a page."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rdflib import OWL, RDF, RDFS

from habitat_graph.namespaces import HAB
from habitat_graph.web.profile import Named, named
from habitat_graph.web.questions import Questions, Row

_CLASSES = {str(OWL.Class), str(RDFS.Class)}
_PROPERTIES = {
    str(OWL.ObjectProperty),
    str(OWL.DatatypeProperty),
    str(OWL.AnnotationProperty),
    str(RDF.Property),
}


@dataclass
class Term:
    """A term: its names, its definitions by language, and its links by relation."""

    named: Named
    kinds: set[str] = field(default_factory=set)
    definitions: dict[str, str] = field(default_factory=dict)
    links: dict[str, list[Named]] = field(default_factory=dict)

    @property
    def anchor(self) -> str:
        """The part of its IRI behind the #."""
        return self.named.iri.rpartition("#")[2]


@dataclass(frozen=True)
class Vocabulary:
    """The terms, in three kinds and those of other vocabularies, each by name."""

    classes: list[Term]
    properties: list[Term]
    individuals: list[Term]
    borrowed: list[Term]


def vocabulary(questions: Questions) -> Vocabulary:
    """The terms of the ontology."""
    terms: dict[str, Term] = {}
    for row in questions.rows("ontology-terms"):
        term = terms.setdefault(row["term"].value, Term(named(row, "term")))
        term.kinds.add(row["kind"].value)
        for language, column in (("en", "definitionEn"), ("zh", "definitionZh")):
            if column in row:
                term.definitions[language] = row[column].value
    for row in questions.rows("ontology-links"):
        if row["term"].value in terms:
            relation = row["relation"].value.rpartition("#")[2]
            links = terms[row["term"].value].links.setdefault(relation, [])
            if row["value"].value not in {link.iri for link in links}:
                links.append(named(row, "value"))
    return _sorted_into_kinds(terms)


def introduced(questions: Questions, graph: str) -> Mapping[Named, list[Named]]:
    """What a named graph introduces, by kind; nothing where there is no such graph."""
    kinds: dict[str, Named] = {}
    things: dict[str, dict[str, Named]] = {}
    for row in questions.rows("graph-things", graph=graph):
        kind, thing = _pair(row)
        kinds.setdefault(kind.iri, kind)
        things.setdefault(kind.iri, {}).setdefault(thing.iri, thing)
    return {kinds[iri]: list(members.values()) for iri, members in things.items()}


def _pair(row: Row) -> tuple[Named, Named]:
    return named(row, "kind"), named(row, "thing")


def _sorted_into_kinds(terms: Mapping[str, Term]) -> Vocabulary:
    own = [term for iri, term in terms.items() if iri.startswith(str(HAB))]
    classes = [term for term in own if term.kinds & _CLASSES]
    properties = [term for term in own if term.kinds & _PROPERTIES]
    placed = {term.named.iri for term in (*classes, *properties)}
    return Vocabulary(
        classes,
        properties,
        [term for term in own if term.named.iri not in placed],
        [
            term
            for iri, term in terms.items()
            if not iri.startswith(str(HAB)) and term.kinds & (_CLASSES | _PROPERTIES)
        ],
    )
