"""Statements and their evidence, read out of a graph as plain values."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from rdflib import RDF, Graph, Literal, URIRef

from habitat_graph.namespaces import HAB, ID, OA

_PARAGRAPH_PART = "/paragraph/"

T = TypeVar("T")


@dataclass(frozen=True)
class Quotation:
    """A phrase said to stand from `start` to `end` in the passage named `passage`.

    A part that the data leaves out is None.
    """

    iri: URIRef
    passage: str | None
    exact: str | None
    start: int | None
    end: int | None


@dataclass(frozen=True)
class Statement:
    """What one statement says, as far as the phrases that prove it can be compared with it.

    `references` are the resources it speaks of; `value` and the dates are None where it has none.
    """

    iri: URIRef
    types: frozenset[URIRef]
    quotations: tuple[Quotation, ...]
    references: frozenset[tuple[URIRef, URIRef]]
    value: Decimal | None
    first: date | None
    last: date | None

    @property
    def things(self) -> frozenset[URIRef]:
        """The resources that the statement speaks of, whatever their part in it."""
        return frozenset(thing for _, thing in self.references)

    def referred(self, predicate: URIRef) -> list[URIRef]:
        """The resources that stand in the role `predicate`, in order."""
        return sorted(thing for role, thing in self.references if role == predicate)


def statements(graph: Graph) -> list[Statement]:
    """Every resource of the graph that has evidence, sorted by IRI."""
    subjects = {s for s in graph.subjects(HAB.evidence, None) if isinstance(s, URIRef)}
    return [statement(graph, subject) for subject in sorted(subjects)]


def exclusions(graph: Graph) -> list[Quotation]:
    """The phrases that the data sets aside as stating no fact."""
    subjects = {s for s in graph.subjects(RDF.type, HAB.Exclusion) if isinstance(s, URIRef)}
    return [quotation(graph, subject) for subject in sorted(subjects)]


def quotation(graph: Graph, iri: URIRef) -> Quotation:
    """The phrase that `iri` describes."""
    paragraph = graph.value(iri, HAB.inParagraph)
    exact = graph.value(iri, OA.exact)
    return Quotation(
        iri,
        None if paragraph is None else passage_name(paragraph),
        None if exact is None else str(exact),
        _python(graph, iri, HAB.startOffset, int),
        _python(graph, iri, HAB.endOffset, int),
    )


def passage_name(paragraph: object) -> str:
    """The name of a paragraph in the source (`14`, `summary`), from its IRI."""
    return str(paragraph).rpartition(_PARAGRAPH_PART)[2]


def paragraph_iri(report: str, passage: str) -> URIRef:
    """The IRI of a paragraph of the report with this slug."""
    return ID[f"report/{report}{_PARAGRAPH_PART}{passage}"]


def statement(graph: Graph, iri: URIRef) -> Statement:
    """The statement that `iri` describes."""
    quotations = sorted(e for e in graph.objects(iri, HAB.evidence) if isinstance(e, URIRef))
    return Statement(
        iri,
        frozenset(t for t in graph.objects(iri, RDF.type) if isinstance(t, URIRef)),
        tuple(quotation(graph, e) for e in quotations),
        frozenset(_references(graph, iri)),
        _python(graph, iri, HAB.value, Decimal),
        _python(graph, iri, HAB.startDate, date),
        _python(graph, iri, HAB.endDate, date),
    )


def _references(graph: Graph, iri: URIRef) -> Iterator[tuple[URIRef, URIRef]]:
    for predicate, value in graph.predicate_objects(iri):
        if predicate in (RDF.type, HAB.evidence):
            continue
        if isinstance(predicate, URIRef) and isinstance(value, URIRef):
            yield predicate, value


def _python(graph: Graph, subject: URIRef, predicate: URIRef, kind: type[T]) -> T | None:
    """The value of a property, where it is a well-typed literal of this kind."""
    value = graph.value(subject, predicate)
    found = value.toPython() if isinstance(value, Literal) else None
    return found if isinstance(found, kind) else None
