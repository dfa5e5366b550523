"""Works out what an order changes, on an engine that may be spoilt by it."""

from collections.abc import Iterable

import pyoxigraph

from habitat_graph.media_types import JSON_LD, N_QUADS, N_TRIPLES, RDF_XML, TRIG, TURTLE
from habitat_graph.sparql.change import Change, GraphWrite, Method, Order, Quads, Update
from habitat_graph.sparql.guard import guard_update
from habitat_graph.sparql.operations import operations
from habitat_graph.sparql.store import (
    BrokenContentError,
    ContentTypeError,
    DefaultGraphError,
    EngineError,
    RequestError,
)
from habitat_graph.sparql.syntax import syntax_error

FORMATS = {
    TURTLE: pyoxigraph.RdfFormat.TURTLE,
    N_TRIPLES: pyoxigraph.RdfFormat.N_TRIPLES,
    RDF_XML: pyoxigraph.RdfFormat.RDF_XML,
    JSON_LD: pyoxigraph.RdfFormat.JSON_LD,
    TRIG: pyoxigraph.RdfFormat.TRIG,
    N_QUADS: pyoxigraph.RdfFormat.N_QUADS,
}
"""What content may be written in."""

_ALIASES = {
    "application/x-turtle": TURTLE,
    "text/plain": N_TRIPLES,
    "application/xml": RDF_XML,
    "text/xml": RDF_XML,
    "application/json": JSON_LD,
}
_DEFAULT = pyoxigraph.DefaultGraph()

Graph = pyoxigraph.NamedNode | pyoxigraph.DefaultGraph


def change_of(engine: pyoxigraph.Store, order: Order, *, union: bool) -> Change:
    """What the order changes; `union` says whether the default graph repeats all others.

    Raise QueryError where the order is broken, or asks for what may not be.
    """
    before, named = _concerned(engine, order), _named(engine)
    existed = True
    if isinstance(order, Update):
        _update(engine, order, union=union)
    else:
        existed = _write(engine, order, union=union)
    after, graphs = _concerned(engine, order), _named(engine)
    removed, added = before - after, after - before
    if union:
        removed, added = _outside_default(removed), _outside_default(added)
    return Change(
        removed, added, tuple(sorted(graphs - named)), tuple(sorted(named - graphs)), existed
    )


def apply(engine: pyoxigraph.Store, change: Change, *, union: bool) -> None:
    """Make the change; nobody may read meanwhile."""
    for quad in change.removed:
        engine.remove(quad)
    for graph in change.dropped:
        engine.remove_graph(pyoxigraph.NamedNode(graph))
    engine.extend(change.added)
    for graph in change.created:
        engine.add_graph(pyoxigraph.NamedNode(graph))
    if union:
        _follow(engine, change.removed, change.added)


def _concerned(engine: pyoxigraph.Store, order: Order) -> Quads:
    """The quads that the order can change."""
    if isinstance(order, Update) or order.is_whole:
        return frozenset(engine)
    return frozenset(engine.quads_for_pattern(None, None, None, _graph(order.graph)))


def _follow(engine: pyoxigraph.Store, removed: Iterable[pyoxigraph.Quad], added: Quads) -> None:
    """Have the default graph repeat what all others hold now."""
    for quad in removed:
        triple = (quad.subject, quad.predicate, quad.object)
        if all(found.graph_name == _DEFAULT for found in engine.quads_for_pattern(*triple, None)):
            engine.remove(pyoxigraph.Quad(*triple))
    engine.extend(pyoxigraph.Quad(quad.subject, quad.predicate, quad.object) for quad in added)


def _update(engine: pyoxigraph.Store, update: Update, *, union: bool) -> None:
    guard_update(update.text)
    for text in operations(update.text, update.using_default, update.using_named):
        before = frozenset(engine) if union else frozenset()
        try:
            engine.update(text, base_iri=update.base)
        except SyntaxError as error:
            raise syntax_error(str(error), text) from error
        except (OSError, RuntimeError) as error:
            raise _failure(error) from error
        if union:
            after = frozenset(engine)
            removed, added = before - after, after - before
            if any(quad.graph_name == _DEFAULT for quad in removed | added):
                _settle(engine, removed, added)
            _follow(engine, removed, added)


def _settle(engine: pyoxigraph.Store, removed: Quads, added: Quads) -> None:
    """Refuse what changed the default graph alone, which holds nothing of its own."""
    for quad in removed | added:
        if quad.graph_name == _DEFAULT:
            twin = (quad.subject, quad.predicate, quad.object)
            elsewhere = {each.graph_name for each in engine.quads_for_pattern(*twin, None)}
            # CLEAR ALL and DROP ALL take the named graphs with it.
            if (quad in removed) is bool(elsewhere - {_DEFAULT}):
                raise DefaultGraphError


def _write(engine: pyoxigraph.Store, write: GraphWrite, *, union: bool) -> bool:
    """Do what is asked with the graph; whether it was there before."""
    if union and write.graph is None and not write.is_whole:
        raise DefaultGraphError
    graph = _graph(write.graph)
    quads = []
    if write.method is not Method.DELETE:
        target = None if write.is_whole else graph
        quads = content_quads(write.media_type, write.content, write.base, target)
    if union and any(quad.graph_name == _DEFAULT for quad in quads):
        raise DefaultGraphError
    existed = write.graph is None or engine.contains_named_graph(_node(write.graph))
    if write.method is not Method.POST:
        if write.is_whole:
            engine.clear()
        elif write.method is Method.DELETE and write.graph is not None:
            engine.remove_graph(_node(write.graph))
        else:
            engine.clear_graph(graph)
    engine.extend(quads)
    if write.method is not Method.DELETE and write.graph is not None:
        engine.add_graph(_node(write.graph))
    return existed


def content_quads(
    media_type: str, content: bytes, base: str, graph: Graph | None
) -> list[pyoxigraph.Quad]:
    """The quads of content, in `graph` where there is one, else in the graphs that it names."""
    form = FORMATS.get(_ALIASES.get(media_type, media_type))
    if form is None:
        raise ContentTypeError(
            f"Data cannot be sent as “{media_type}”. Send {', '.join(FORMATS)}.",
            f"数据不能以“{media_type}”发送。请使用{'、'.join(FORMATS)}。",
        )
    try:
        quads = list(pyoxigraph.parse(content, form, base_iri=base, rename_blank_nodes=True))
    except (SyntaxError, ValueError) as error:
        raise BrokenContentError(error) from error
    if graph is None:
        return quads
    if any(quad.graph_name != _DEFAULT for quad in quads):
        raise RequestError(
            "The content has named graphs of its own, but is for one graph.",
            "内容自带命名图,但目标是单个图。",
        )
    return [pyoxigraph.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads]


def _named(engine: pyoxigraph.Store) -> set[str]:
    return {
        graph.value for graph in engine.named_graphs() if isinstance(graph, pyoxigraph.NamedNode)
    }


def _outside_default(quads: Quads) -> Quads:
    return frozenset(quad for quad in quads if quad.graph_name != _DEFAULT)


def _graph(iri: str | None) -> Graph:
    return _DEFAULT if iri is None else _node(iri)


def _node(iri: str) -> pyoxigraph.NamedNode:
    try:
        return pyoxigraph.NamedNode(iri)
    except ValueError as error:
        raise RequestError(f"“{iri}” is not an IRI.", f"“{iri}”不是IRI。") from error


def _failure(error: Exception) -> EngineError:
    return EngineError(f"The update could not be finished: {error}.", f"更新未能完成:{error}。")
