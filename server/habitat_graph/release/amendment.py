"""From a change that came over HTTP to a release, by the same gate as files; or to a refusal."""

from collections import defaultdict
from pathlib import Path

import pyoxigraph
from rdflib import URIRef

from habitat_graph.knowledge.dataset import Knowledge, KnowledgeFile, load_schema
from habitat_graph.knowledge.pages import page
from habitat_graph.namespaces import GRAPH, INFERRED_GRAPH, ONTOLOGY_GRAPH
from habitat_graph.problems import DataError, HabitatError
from habitat_graph.release.build import Material, Order, released
from habitat_graph.release.gate import Verdict, examined
from habitat_graph.release.history import Release, current
from habitat_graph.release.manifest import HTTP
from habitat_graph.release.shelf import clear, locked
from habitat_graph.sparql.change import Change

Triples = dict[str, set[pyoxigraph.Triple]]


class OutdatedError(HabitatError):
    """The release that a change was worked out on is not the current one any more."""


def amend(store: Path, root: Path, parent: int, change: Change, order: Order) -> Release:
    """Make a release of the current one, number `parent`, with a change.

    Raises RefusalError, and writes nothing, where what comes of it is not fit to be served.
    """
    with locked(store):
        clear(store)
        release = current(store)
        if release is None or release.number != parent:
            raise OutdatedError(f"Release {parent} is not the current one.", store)
        knowledge = amended(root, release, change)
        material = Material(knowledge, release.manifest.inputs, HTTP)
        return released(store, root, material, order)


def verdict_on(root: Path, release: Release, change: Change, order: Order) -> Verdict:
    """What the gate would say of a release with a change; nothing is written."""
    knowledge = amended(root, release, change)
    return examined(knowledge, order.source, reference=order.reference)


def amended(root: Path, release: Release, change: Change) -> Knowledge:
    """What a release asserts, with a change; each graph stands for the file that could make it.

    The shapes are those under `root`.
    """
    graphs = _graphs(release)
    for quad in change.removed:
        graphs[_name(quad)].discard(quad.triple)
    for quad in change.added:
        graphs[_name(quad)].add(quad.triple)
    graphs.pop(str(INFERRED_GRAPH), None)
    ontology = (_file(str(ONTOLOGY_GRAPH), graphs.pop(str(ONTOLOGY_GRAPH), set())),)
    _, shapes = load_schema(root)
    data = tuple(_file(name, triples) for name, triples in sorted(graphs.items()) if triples)
    return Knowledge(ontology, shapes, data)


def _graphs(release: Release) -> Triples:
    """The triples of each graph of a release."""
    graphs: Triples = defaultdict(set)
    try:
        for quad in pyoxigraph.parse(path=release.data, format=pyoxigraph.RdfFormat.N_QUADS):
            graphs[_name(quad)].add(quad.triple)
    except OSError as error:
        raise DataError(
            f"The release cannot be read: {error.strerror}.",
            release.data,
            message_zh=f"无法读取该发布版本：{error.strerror}。",
        ) from error
    return graphs


def _name(quad: pyoxigraph.Quad) -> str:
    graph = quad.graph_name
    return graph.value if isinstance(graph, pyoxigraph.NamedNode) else str(graph)


def _file(graph: str, triples: set[pyoxigraph.Triple]) -> KnowledgeFile:
    """A graph as the file that could make it, a triple a line."""
    text = "".join(f"{line} .\n" for line in sorted(map(str, triples)))
    path = Path(graph.removeprefix(str(GRAPH)))
    return KnowledgeFile(path, URIRef(graph), text, page(text, path).graph())
