"""Oxigraph in this process: the graph in memory, read from a release's N-Quads."""

import re
from pathlib import Path
from typing import Self

import pyoxigraph

from habitat_graph.problems import DataError
from habitat_graph.sparql.bindings import Term, term
from habitat_graph.sparql.content import Content
from habitat_graph.sparql.disk import opened
from habitat_graph.sparql.graphs import graph_body
from habitat_graph.sparql.guard import guard
from habitat_graph.sparql.loading import loaded
from habitat_graph.sparql.offers import graph_media_type, table_media_type
from habitat_graph.sparql.store import (
    Answer,
    EngineError,
    FunctionError,
    Query,
    QueryError,
    RequestError,
)
from habitat_graph.sparql.syntax import syntax_error
from habitat_graph.sparql.tables import table_body
from habitat_graph.sparql.tokens import chooses_graphs

_NO_FUNCTION = re.compile(r"custom (?:aggregate )?function <([^>]*)> is not supported")

Results = pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples


class EmbeddedStore:
    """A store that evaluates queries in the thread that asks; many threads may ask at once.

    It takes over an engine, or its content. An evaluation cannot be interrupted: it has no time
    limit of its own. `result_limit` is the bytes an answer may have; None sets no limit. Where
    `union` is true the default graph is the union of all graphs.
    """

    def __init__(
        self,
        engine: pyoxigraph.Store | Content,
        result_limit: int | None = None,
        *,
        union: bool = True,
    ) -> None:
        self.result_limit = result_limit
        self.content = engine if isinstance(engine, Content) else Content(engine, union=union)

    @classmethod
    def from_nquads(
        cls, path: Path | None, result_limit: int | None = None, *, union: bool = True
    ) -> Self:
        """Load a file of N-Quads into memory; raise DataError where it is missing or broken.

        None is no file, and nothing to load.
        """
        if path is None:
            return cls(pyoxigraph.Store(), result_limit, union=union)
        try:
            content = loaded(path, union=union)
        except (OSError, SyntaxError) as error:
            raise DataError(
                f"The release cannot be loaded: {error}.",
                path,
                remedy="Build a new release.",
                message_zh=f"无法载入发布版本：{error}。",
                remedy_zh="请制作新的发布版本。",
            ) from error
        return cls(content, result_limit)

    @classmethod
    def from_folder(cls, folder: Path, result_limit: int | None = None) -> Self:
        """Read Oxigraph's own files, as `disk.kept` makes them; raise DataError for others.

        The default graph is the union of all graphs. Nothing can be changed.
        """
        try:
            return cls(opened(folder), result_limit)
        except OSError as error:
            raise DataError(
                f"The release on the disk cannot be read: {error}.",
                folder,
                remedy="Delete that folder; it is made anew.",
                message_zh=f"无法读取磁盘上的发布版本：{error}。",
                remedy_zh="请删除该文件夹，系统会重新制作。",
            ) from error

    def __len__(self) -> int:
        """The number of quads, without those of the union."""
        return len(self.content)

    def answer(self, query: Query, accept: str) -> Answer:
        """Answer in the media type that `accept` likes best."""
        guard(query.text)
        return self.glance(query, accept)

    def glance(self, query: Query, accept: str) -> Answer:
        """The same of a query that needs no guard, such as those of which `is_glance` is true."""
        # Results belong to the thread that made them: they are made, written and dropped here.
        results = self._evaluate(query)
        try:
            return self._written(results, accept)
        except (OSError, RuntimeError) as error:
            raise _failure(error) from error

    def _evaluate(self, query: Query) -> Results:
        # An empty list is a dataset without graphs; None leaves FROM or else the union to count.
        named = query.names_dataset
        try:
            # Whatever is read later is read from the state of this moment.
            with self.content.lock:
                engine, is_own_union = self._engine(query)
                return engine.query(
                    query.whole_text,
                    base_iri=query.base,
                    use_default_graph_as_union=is_own_union,
                    default_graph=[_node(iri) for iri in query.default_graphs] if named else None,
                    named_graphs=[_node(iri) for iri in query.named_graphs] if named else None,
                    substitutions=_substitutions(query),
                )
        except SyntaxError as error:
            raise syntax_error(str(error), query.text) from error
        except (OSError, RuntimeError) as error:
            raise _failure(error) from error

    def _engine(self, query: Query) -> tuple[pyoxigraph.Store, bool]:
        """The engine that answers a query fastest, and whether it has to make the union itself."""
        content = self.content
        if content.apart is None:
            return content.engine, False
        # Beside its own union an engine looks at no FROM.
        return content.apart, not query.names_dataset and not chooses_graphs(query.text)

    def _written(self, results: Results, accept: str) -> Answer:
        if isinstance(results, pyoxigraph.QueryTriples):
            media_type = graph_media_type(accept)
            return Answer(graph_body(results, media_type, self.result_limit), media_type)
        media_type = table_media_type(accept)
        return Answer(table_body(results, media_type, self.result_limit), media_type)


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
