"""Holds each statement against its phrases, and each phrase against the report."""

from collections.abc import Container, Iterable, Iterator
from itertools import chain

from rdflib import Graph, URIRef
from rdflib.term import Node

from habitat_graph.knowledge.evidence.act import act_slips
from habitat_graph.knowledge.evidence.company import company_slips
from habitat_graph.knowledge.evidence.doubles import double_slips
from habitat_graph.knowledge.evidence.figure import figure_slips
from habitat_graph.knowledge.evidence.kind import kind_slips
from habitat_graph.knowledge.evidence.naming import naming_slips
from habitat_graph.knowledge.evidence.period import period_slips
from habitat_graph.knowledge.evidence.phrases import Reader
from habitat_graph.knowledge.evidence.quotation import digest_slips, place_slips, quotation_slips
from habitat_graph.knowledge.evidence.reality import reality_slips
from habitat_graph.knowledge.evidence.slips import Case, Slip
from habitat_graph.knowledge.evidence.wording import Wording
from habitat_graph.knowledge.graphs import graph_of
from habitat_graph.knowledge.names import Names
from habitat_graph.knowledge.source import Source
from habitat_graph.knowledge.statements import statement
from habitat_graph.namespaces import HAB

_PROOFS = (
    figure_slips,
    period_slips,
    naming_slips,
    company_slips,
    act_slips,
    reality_slips,
    double_slips,
)


class Prover:
    """Proves the statements of a graph, one or all, with what is slow to read read once.

    `graph` is what statements are read from: the data with the ontology. Names, words and the
    report are read at the start, so a change of them needs a new prover.
    """

    def __init__(self, facts: Graph, schema: Graph, source: Source | None) -> None:
        self.graph = graph_of(chain(facts, schema))
        self._facts = facts
        self._passages = {} if source is None else source.passages
        self._names = Names(facts)
        self._wording = Wording(schema)
        self._reader = Reader(self._passages, self._names)

    def slips(self, only: Container[Node] | None = None) -> Iterator[Slip]:
        """All that report and statements do not agree on; `only` keeps to these resources."""
        if self._passages:
            yield from digest_slips(self._facts, self._passages)
            yield from quotation_slips(self._facts, self._passages)
        for iri in _sorted(self._facts.subjects(), only):
            yield from kind_slips(self.graph, iri)
        for iri in _sorted(self._facts.subjects(HAB.evidence, None), only):
            yield from self.statement_slips(iri)

    def statement_slips(self, iri: URIRef) -> Iterator[Slip]:
        """Where one statement says something else than its phrases."""
        read = statement(self.graph, iri)
        phrases = tuple(self._reader.phrase(quotation) for quotation in read.quotations)
        case = Case(read, phrases, self.graph, self._names, self._wording, self._reader)
        for proof in _PROOFS:
            yield from proof(case)

    def kind_slips(self, iri: URIRef) -> Iterator[Slip]:
        """Where a resource is not of the kind that its IRI says."""
        yield from kind_slips(self.graph, iri)

    def quotation_slips(self, iri: URIRef) -> Iterator[Slip]:
        """Where the phrases of one statement do not stand in the report as said."""
        if self._passages:
            for quotation in statement(self.graph, iri).quotations:
                yield from place_slips(quotation, self._passages)


def _sorted(resources: Iterable[Node], only: Container[Node] | None) -> list[URIRef]:
    """The resources, each once, in order."""
    wanted = (each for each in resources if only is None or each in only)
    return sorted({each for each in wanted if isinstance(each, URIRef)})
