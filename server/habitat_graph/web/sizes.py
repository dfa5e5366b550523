"""How much there is, as a release's manifest has it: to count a large graph takes too long.

How much the union of all graphs has, no manifest says.
"""

from collections.abc import Iterator
from urllib.parse import quote

import pyoxigraph
from rdflib import RDF, XSD, Graph, Literal, Namespace, URIRef

from habitat_graph.knowledge.quads import quads
from habitat_graph.namespaces import ONTOLOGY, VOID
from habitat_graph.release.manifest import Counts, Manifest

_SD = Namespace("http://www.w3.org/ns/sparql-service-description#")


def of_release(manifest: Manifest, iri: str) -> bytes:
    """The sizes of the graphs of a release of this IRI, as N-Triples."""
    graph = Graph(bind_namespaces="none")
    this = URIRef(iri)
    for name, part, count in _parts(manifest.counts, iri):
        graph.add((this, VOID.subset, part))
        graph.add((part, RDF.type, VOID.Dataset))
        graph.add((part, RDF.type, _SD.NamedGraph))
        graph.add((part, _SD.name, URIRef(name)))
        graph.add((part, VOID.triples, count))
    return graph.serialize(format="nt", encoding="utf-8")


def of_service(manifest: Manifest, address: str) -> list[pyoxigraph.Triple]:
    """The named graphs that an endpoint answers from."""
    graph = Graph(bind_namespaces="none")
    for name, part, size in _parts(manifest.counts, address):
        named = URIRef(f"{address}#named-{quote(name, safe='')}")
        graph.add((URIRef(f"{address}#dataset"), _SD.namedGraph, named))
        graph.add((named, RDF.type, _SD.NamedGraph))
        graph.add((named, _SD.name, URIRef(name)))
        graph.add((named, _SD.graph, part))
        graph.add((part, RDF.type, _SD.Graph))
        graph.add((part, VOID.triples, size))
    return [quad.triple for quad in quads(graph, ONTOLOGY)]


def _parts(counts: Counts, base: str) -> Iterator[tuple[str, URIRef, Literal]]:
    for name, count in counts.graphs.items():
        yield name, URIRef(f"{base}#graph-{quote(name, safe='')}"), _number(count)


def _number(value: int) -> Literal:
    return Literal(value, datatype=XSD.integer)
