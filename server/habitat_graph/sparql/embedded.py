"""Oxigraph in this process: the graph in memory, read from a release's N-Quads."""

import re
from pathlib import Path
from typing import Self

import pyoxigraph

from habitat_graph.problems import DataError
from habitat_graph.sparql.bindings import Term, term
from habitat_graph.sparql.change import Change, Order
from habitat_graph.sparql.crafting import apply, change_of
from habitat_graph.sparql.graphs import graph_body
from habitat_graph.sparql.guard import guard
from habitat_graph.sparql.offers import graph_media_type, table_media_type
from habitat_graph.sparql.store import (
    Answer,
    EngineError,
    FunctionError,
    OversizeAnswerError,
    Query,
    QueryError,
    RequestError,
)
from habitat_graph.sparql.syntax import syntax_error
from habitat_graph.sparql.tables import table_body

UNION = "union.nt"
"""What the union of a file's graphs is called that stands beside it, as N-Triples."""

_NO_FUNCTION = re.compile(r"custom (?:aggregate )?function <([^>]*)> is not supported")

Results = pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples


class EmbeddedStore:
    """A store that evaluates queries in the thread that asks; many threads may ask at once.

    It takes over an engine that holds named graphs. An evaluation cannot be interrupted: it has
    no time limit of its own. `result_limit` is the bytes an answer may have; None sets no limit.
    `union` makes the default graph the union of all graphs; else it is what the data has in it.
    """

    def __init__(
        self, engine: pyoxigraph.Store, result_limit: int | None = None, *, union: bool = True
    ) -> None:
        self._limit = result_limit
        self._union = union
        self._size = len(engine)
        if union and not _has_default(engine):
            # The engine's own union gives a triple once for each graph that has it, and so
            # miscounts; the default graph as a real graph is a set.
            engine.bulk_extend(
                [pyoxigraph.Quad(quad.subject, quad.predicate, quad.object) for quad in engine]
            )
        self._engine = engine

    @classmethod
    def from_nquads(
        cls, path: Path, result_limit: int | None = None, *, union: bool = True
    ) -> Self:
        """Load a file of N-Quads into memory; raise DataError where it is missing or broken.

        Where its union stands beside it, that is loaded too, and need not be made here.
        """
        engine = pyoxigraph.Store()
        try:
            engine.bulk_load(path=path, format=pyoxigraph.RdfFormat.N_QUADS)
            if union and (beside := path.with_name(UNION)).exists():
                engine.bulk_load(path=beside, format=pyoxigraph.RdfFormat.N_TRIPLES)
        except (OSError, SyntaxError) as error:
            raise DataError(
                f"The release cannot be loaded: {error}.",
                path,
                remedy="Build a new release.",
                message_zh=f"无法载入发布版本：{error}。",
                remedy_zh="请制作新的发布版本。",
            ) from error
        return cls(engine, result_limit, union=union)

    def __len__(self) -> int:
        """The number of quads that were loaded."""
        return self._size

    def answer(self, query: Query, accept: str) -> Answer:
        """Answer in the media type that `accept` likes best."""
        guard(query.text)
        # Results belong to the thread that made them: they are made, written and dropped here.
        results = self._evaluate(query)
        try:
            return self._written(results, accept)
        except (OSError, RuntimeError) as error:
            raise _failure(error) from error

    def change(self, order: Order) -> Change:
        """What an order changes; this store is good for nothing afterwards."""
        return change_of(self._engine, order, union=self._union)

    def apply(self, change: Change) -> None:
        """Make a change; nobody may ask meanwhile."""
        apply(self._engine, change, union=self._union)

    def _evaluate(self, query: Query) -> Results:
        # An empty list is a dataset without graphs; None leaves FROM or else the union to count.
        named = query.names_dataset
        try:
            return self._engine.query(
                query.whole_text,
                base_iri=query.base,
                default_graph=[_node(iri) for iri in query.default_graphs] if named else None,
                named_graphs=[_node(iri) for iri in query.named_graphs] if named else None,
                substitutions=_substitutions(query),
            )
        except SyntaxError as error:
            raise syntax_error(str(error), query.text) from error
        except (OSError, RuntimeError) as error:
            raise _failure(error) from error

    def _written(self, results: Results, accept: str) -> Answer:
        if isinstance(results, pyoxigraph.QueryTriples):
            media_type = graph_media_type(accept)
            body = graph_body(results, media_type)
            if self._limit is not None and len(body) > self._limit:
                raise OversizeAnswerError(self._limit)
            return Answer(body, media_type)
        media_type = table_media_type(accept)
        return Answer(table_body(results, media_type, self._limit), media_type)


def _has_default(engine: pyoxigraph.Store) -> bool:
    default = pyoxigraph.DefaultGraph()
    return next(iter(engine.quads_for_pattern(None, None, None, default)), None) is not None


def _node(iri: str) -> pyoxigraph.NamedNode:
    try:
        return pyoxigraph.NamedNode(iri)
    except ValueError as error:
        raise RequestError(f"“{iri}” is not an IRI.", f"“{iri}”不是IRI。") from error


def _substitutions(query: Query) -> dict[pyoxigraph.Variable, Term]:
    return {pyoxigraph.Variable(name): term(text) for name, text in query.bindings}


def _failure(error: Exception) -> QueryError:
    if missing := _NO_FUNCTION.search(str(error)):
        return FunctionError(missing[1])
    return EngineError(f"The query could not be finished: {error}.", f"查询未能完成:{error}。")
