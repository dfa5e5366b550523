"""From a release and a change to the next release, by the same road as files."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pyoxigraph
from rdflib import BNode, URIRef

from habitat_graph.knowledge.dataset import (
    LINKS,
    PARTNERS,
    Knowledge,
    KnowledgeFile,
    load_schema,
)
from habitat_graph.knowledge.findings import Finding
from habitat_graph.knowledge.graphs import graph_of
from habitat_graph.knowledge.terms import ParsedTerm, Term, Terms
from habitat_graph.namespaces import BASE, GRAPH, INFERRED_GRAPH, ONTOLOGY_GRAPH
from habitat_graph.release.build import Draft, Order, RefusalError, released
from habitat_graph.release.gate import examined
from habitat_graph.release.history import Release, current, current_number
from habitat_graph.release.manifest import HTTP
from habitat_graph.release.shelf import clear, locked
from habitat_graph.sparql.change import Change, graph_name
from habitat_graph.sparql.store import RequestError

PATIENCE = 20.0
"""Seconds that a change waits for a build that is at work."""

_NAMELESS = str(GRAPH["default"])

Quads = Iterable[pyoxigraph.Quad]


class StaleError(RequestError):
    """The release that a change was made of is not the current one any more."""

    def __init__(self) -> None:
        super().__init__(
            "Another release was made meanwhile; try again.", "其间已有新的发布版本;请重试。"
        )


def revise(store: Path, root: Path, parent: int, change: Change, order: Order) -> Release:
    """Make the change of release `parent` the next release, and serve it from now on.

    Raises RefusalError, and writes nothing, where the gate finds errors; StaleError where `parent`
    is not the current release.
    """
    refuse_forbidden(change)
    with locked(store, PATIENCE):
        clear(store)
        release = current(store)
        if release is None or current_number(store) != parent:
            raise StaleError
        asserted = changed(stated(release.data), change)
        knowledge = knowledge_of(asserted, root)
        draft = Draft(knowledge, asserted, release.manifest.inputs, HTTP)
        try:
            return released(store, root, draft, order)
        except RefusalError as error:
            raise RefusalError(placed(error.findings, knowledge)) from error


def would_be(base: Quads, root: Path, change: Change, order: Order) -> list[Finding]:
    """What the gate would find if the change were made of `base`; nothing is written."""
    knowledge = knowledge_of(changed(base, change), root)
    verdict = examined(knowledge, order.source, reference=order.reference)
    return placed(verdict.findings, knowledge)


def refuse_forbidden(change: Change) -> None:
    """Raise RequestError where a change touches what follows from the rest."""
    if str(INFERRED_GRAPH) in change.graphs:
        raise RequestError(
            f"The graph <{INFERRED_GRAPH}> cannot be written: it follows from the others.",
            f"图<{INFERRED_GRAPH}>不可写入:其内容由其他图推出。",
        )
    if any(graph.startswith("_:") for graph in change.graphs):
        raise RequestError(
            "A graph without an IRI cannot be released: name it.",
            "没有IRI的图不能发布:请为其命名。",
        )
    if change.touches_default_graph:
        raise RequestError(
            "The default graph is the union of all graphs and holds nothing itself: name the "
            "graph, with “?graph=” at /data, and with GRAPH or WITH in an update.",
            "默认图是所有图的并集,自身不含内容:请指明图——在/data处用“?graph=”,在更新中用GRAPH或WITH。",
        )


def stated(data: Path) -> list[pyoxigraph.Quad]:
    """The quads of a release, to the letter, without those that follow."""
    inferred = pyoxigraph.NamedNode(INFERRED_GRAPH)
    quads = pyoxigraph.parse(path=data, format=pyoxigraph.RdfFormat.N_QUADS)
    return [quad for quad in quads if quad.graph_name != inferred]


def changed(quads: Quads, change: Change) -> list[pyoxigraph.Quad]:
    """The quads after the change."""
    kept = dict.fromkeys(quads)
    for quad in change.removed:
        kept.pop(quad, None)
    return list(kept | dict.fromkeys(change.added))


def knowledge_of(quads: Quads, root: Path) -> Knowledge:
    """The quads as if each graph were a file, with the shapes under `root`."""
    graphs: dict[str, list[pyoxigraph.Quad]] = defaultdict(list)
    for quad in quads:
        # A scratch store may have triples in no named graph.
        graphs[graph_name(quad) or _NAMELESS].append(quad)
    terms = _Terms("", root)
    files = [_file(name, graphs[name], terms) for name in sorted(graphs, key=_rank)]
    _, shapes = load_schema(root)
    return Knowledge(
        ontology=tuple(file for file in files if file.graph == ONTOLOGY_GRAPH),
        shapes=shapes,
        data=tuple(file for file in files if file.graph != ONTOLOGY_GRAPH),
    )


def placed(findings: Iterable[Finding], knowledge: Knowledge) -> list[Finding]:
    """The findings with their graphs in place of the lines that there are not."""
    graphs = {file.path: file.graph for file in (*knowledge.ontology, *knowledge.data)}
    return [
        replace(
            finding,
            location=None,
            graph=None if finding.location is None else graphs.get(finding.location.path),
        )
        for finding in findings
    ]


def _rank(name: str) -> tuple[bool, str]:
    """What is said of a thing elsewhere is to blame last."""
    return name.startswith((str(LINKS), str(PARTNERS))), name


def _file(name: str, quads: Quads, terms: "_Terms") -> KnowledgeFile:
    triples = graph_of((terms[q.subject], terms[q.predicate], terms[q.object]) for q in quads)
    return KnowledgeFile(Path(name.removeprefix(BASE)), URIRef(name), "", triples)


class _Terms(Terms):
    """The terms of a release, whose blank nodes have their names from all of it."""

    def _term(self, parsed: ParsedTerm) -> Term:
        if isinstance(parsed, pyoxigraph.BlankNode):
            return BNode(parsed.value)
        return super()._term(parsed)
