"""A graph, or all of them, as a document: to the letter where this process has them."""

import pyoxigraph

from habitat_graph.media_types import JSON_LD, N_QUADS, N_TRIPLES, TRIG
from habitat_graph.sparql.embedded import EmbeddedStore
from habitat_graph.sparql.graphs import dataset_body, graph_body
from habitat_graph.sparql.store import Query
from habitat_graph.web.holding import Holding, TooLargeError

DATASET_OFFERS = (TRIG, N_QUADS, JSON_LD)
"""What all graphs can be given in together; the first is the default."""


def has_graph(holding: Holding, graph: str | None) -> bool:
    """Whether there is a graph of this IRI; the default graph always is."""
    store = holding.store
    if isinstance(store, EmbeddedStore):
        return store.content.holds(graph)
    return graph is None or graph in holding.release.manifest.counts.graphs


def graph_content(holding: Holding, graph: str | None, media_type: str) -> bytes:
    """The triples of a graph; None is the default graph as queries see it."""
    store = holding.store
    if isinstance(store, EmbeddedStore) and not (graph is None and holding.union):
        return graph_body((quad.triple for quad in store.content.quads(graph)), media_type)
    place = "" if graph is None else f"GRAPH <{graph}>"
    query = Query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {place} {{ ?s ?p ?o }} }}")
    return store.answer(query, media_type).body


def whole_content(holding: Holding, media_type: str) -> bytes:
    """The quads of all graphs."""
    store, release = holding.store, holding.release
    # Of a remote store the size in bytes is not known: its answers have their limit each.
    size = release.data.stat().st_size if release.is_whole else 0
    if holding.is_large and size > holding.evaluators.limits.result:
        raise TooLargeError
    if media_type == N_QUADS and release.is_whole:
        return release.data.read_bytes()
    if isinstance(store, EmbeddedStore):
        return dataset_body(store.content.every_quad(), media_type)
    quads = [
        pyoxigraph.Quad(quad.subject, quad.predicate, quad.object, pyoxigraph.NamedNode(graph))
        for graph in sorted(holding.release.manifest.counts.graphs)
        for quad in pyoxigraph.parse(
            graph_content(holding, graph, N_TRIPLES), pyoxigraph.RdfFormat.N_TRIPLES
        )
    ]
    return dataset_body(quads, media_type)
