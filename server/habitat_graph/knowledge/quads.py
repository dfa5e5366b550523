"""Turns rdflib's triples into the quads of the query engine."""

from collections.abc import Iterable, Iterator
from typing import Any

import pyoxigraph
from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from habitat_graph.problems import DataError

Term = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal


def quads(
    triples: Iterable[tuple[Node, Node, Node]], graph: URIRef | None = None
) -> Iterator[pyoxigraph.Quad]:
    """The triples as quads of a named graph, or of the default graph where none is given."""
    terms = _Terms()
    name = pyoxigraph.DefaultGraph() if graph is None else pyoxigraph.NamedNode(graph)
    for subject, predicate, value in triples:
        yield pyoxigraph.Quad(terms[subject], terms[predicate], terms[value], name)


class _Terms(dict[Node, Any]):
    """The engine's terms by rdflib's; each is made once, which is most of the speed.

    Of `Any` type, for what may stand where in a triple is known by its place, not by its value.
    """

    def __missing__(self, node: Node) -> Term:
        self[node] = term = _term(node)
        return term


def _term(node: Node) -> Term:
    if isinstance(node, URIRef):
        try:
            return pyoxigraph.NamedNode(node)
        except ValueError as error:
            raise DataError(
                f"<{node}> is no IRI: {error}.", message_zh=f"<{node}>不是IRI：{error}。"
            ) from error
    if isinstance(node, BNode):
        return pyoxigraph.BlankNode(node)
    if isinstance(node, Literal) and node.language is not None:
        return pyoxigraph.Literal(str(node), language=node.language)
    if isinstance(node, Literal) and node.datatype is not None:
        return pyoxigraph.Literal(str(node), datatype=pyoxigraph.NamedNode(node.datatype))
    return pyoxigraph.Literal(str(node))
