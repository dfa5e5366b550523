"""Finds what is stated twice: under two IRIs, in other words or from another phrase."""

from collections.abc import Iterator

from rdflib import RDFS, SKOS, Graph, URIRef
from rdflib.term import Node

from habitat_graph.knowledge.evidence.slips import Case, Slip
from habitat_graph.namespaces import HAB

_OWN_WORDS = (RDFS.label, SKOS.altLabel, SKOS.hiddenLabel, SKOS.editorialNote, HAB.evidence)


def double_slips(case: Case) -> Iterator[Slip]:
    """The statements before this one that say the same."""
    said = _said(case.facts, case.statement.iri)
    for other in sorted(_saying(case.facts, said)):
        if other < case.statement.iri and _said(case.facts, other) == said:
            yield case.slip(
                "evidence-double",
                f"<{other}> states the same: keep one, with the evidence of both.",
                f"<{other}> 所述相同:请只保留一项,并合并两者的证据。",
            )


def _said(facts: Graph, iri: URIRef) -> set[tuple[Node, Node]]:
    return {pair for pair in facts.predicate_objects(iri) if pair[0] not in _OWN_WORDS}


def _saying(facts: Graph, said: set[tuple[Node, Node]]) -> set[URIRef]:
    """The resources of which all this is said, and perhaps more."""
    found: set[URIRef] | None = None
    for predicate, value in said:
        subjects = {s for s in facts.subjects(predicate, value) if isinstance(s, URIRef)}
        found = subjects if found is None else found & subjects
        if len(found) == 1:
            break
    return found or set()
