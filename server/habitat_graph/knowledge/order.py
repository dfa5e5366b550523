"""The order in which a file's resources are read: terms and things, then the report's course."""

import math

from rdflib import OWL, RDF, Graph, URIRef
from rdflib.term import Node

from habitat_graph.knowledge.notation import NaturalKey, natural
from habitat_graph.namespaces import HAB

# The report's title and summary stand before its paragraphs, its footnote under paragraph 73.
_UNNUMBERED = {"title": -1.0, "summary": 0.0, "footnote-1": 73.5}

Place = tuple[float, NaturalKey, float, float, float]


class ReadingOrder:
    """Sorts resources so that a file reads like the report, each statement with its evidence."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._places: dict[Node, Place] = {}

    def place(self, evidence: Node) -> Place:
        """Where in the report a piece of evidence stands; after all others if that is unknown."""
        place = self._places.get(evidence)
        if place is None:
            self._places[evidence] = place = self._place(evidence)
        return place

    def named(self) -> tuple[list[URIRef], list[URIRef]]:
        """The resources with an IRI: first ontologies and things, then statements and evidence."""
        subjects = {node for node in self._graph.subjects() if isinstance(node, URIRef)}
        evidence = {
            statement: sorted(
                self._graph.objects(statement, HAB.evidence),
                key=lambda node: (self.place(node), natural(str(node))),
            )
            for statement in subjects
            if (statement, HAB.evidence, None) in self._graph
        }
        statements = sorted(
            evidence, key=lambda node: (self.place(evidence[node][0]), natural(node))
        )
        in_course: dict[Node, None] = {}
        for statement in statements:
            in_course |= dict.fromkeys((statement, *evidence[statement]))
        course = [node for node in in_course if isinstance(node, URIRef) and node in subjects]
        ontologies = set(self._graph.subjects(RDF.type, OWL.Ontology))
        things = sorted(
            subjects - set(course), key=lambda node: (node not in ontologies, natural(node))
        )
        return things, course

    def _place(self, evidence: Node) -> Place:
        paragraph = self._said(evidence, HAB.inParagraph)
        report, _, name = paragraph.rpartition("/")
        number = float(name) if name.isdecimal() else _UNNUMBERED.get(name, math.inf)
        start, end = (self._said(evidence, term) for term in (HAB.startOffset, HAB.endOffset))
        return 0.0 if paragraph else math.inf, natural(report), number, _offset(start), _offset(end)

    def _said(self, evidence: Node, term: URIRef) -> str:
        # Of several values always the same one, or the order would change from run to run.
        return min((str(value) for value in self._graph.objects(evidence, term)), default="")


def _offset(text: str) -> float:
    return float(text) if text.isdecimal() else 0.0
