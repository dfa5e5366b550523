"""Oxigraph in this process: the graph in memory, read from a release's N-Quads."""

from pathlib import Path
from typing import Self

import pyoxigraph

from habitat_graph.media_types import (
    CSV,
    JSON_LD,
    N_QUADS,
    N_TRIPLES,
    RDF_XML,
    SPARQL_JSON,
    SPARQL_XML,
    TRIG,
    TSV,
    TURTLE,
)
from habitat_graph.problems import DataError
from habitat_graph.sparql.guard import guard
from habitat_graph.sparql.offers import (
    GRAPH_ALIASES,
    TABLE_ALIASES,
    graph_media_type,
    table_media_type,
)
from habitat_graph.sparql.prefixes import PREFIXES
from habitat_graph.sparql.store import Answer, EngineError, Query, RequestError
from habitat_graph.sparql.syntax import syntax_error
from habitat_graph.sparql.tokens import names_dataset

_TABLES = {
    SPARQL_JSON: pyoxigraph.QueryResultsFormat.JSON,
    SPARQL_XML: pyoxigraph.QueryResultsFormat.XML,
    CSV: pyoxigraph.QueryResultsFormat.CSV,
    TSV: pyoxigraph.QueryResultsFormat.TSV,
}
_GRAPHS = {
    TURTLE: pyoxigraph.RdfFormat.TURTLE,
    N_TRIPLES: pyoxigraph.RdfFormat.N_TRIPLES,
    RDF_XML: pyoxigraph.RdfFormat.RDF_XML,
    JSON_LD: pyoxigraph.RdfFormat.JSON_LD,
    TRIG: pyoxigraph.RdfFormat.TRIG,
    N_QUADS: pyoxigraph.RdfFormat.N_QUADS,
}

Results = pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples
Term = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple


class EmbeddedStore:
    """A store that evaluates queries in the thread that asks; many threads may ask at once.

    An evaluation cannot be interrupted: it has no time limit of its own.
    """

    def __init__(self, engine: pyoxigraph.Store) -> None:
        self._engine = engine

    @classmethod
    def from_nquads(cls, path: Path) -> Self:
        """Load a file of N-Quads into memory; raise DataError where it is missing or broken."""
        engine = pyoxigraph.Store()
        try:
            engine.bulk_load(path=path, format=pyoxigraph.RdfFormat.N_QUADS)
        except (OSError, SyntaxError) as error:
            raise DataError(
                f"The release cannot be loaded: {error}.", path, remedy="Build a new release."
            ) from error
        return cls(engine)

    def __len__(self) -> int:
        """The number of quads."""
        return len(self._engine)

    def answer(self, query: Query, accept: str) -> Answer:
        """Answer in the media type that `accept` likes best."""
        guard(query.text)
        # Results belong to the thread that made them: they are made, written and dropped here.
        results = self._evaluate(query)
        try:
            return _written(results, accept)
        except (OSError, RuntimeError) as error:
            raise _failure(error) from error

    def _evaluate(self, query: Query) -> Results:
        try:
            if query.names_dataset:
                return self._engine.query(
                    query.text,
                    base_iri=query.base,
                    default_graph=[_node(iri) for iri in query.default_graphs],
                    named_graphs=[_node(iri) for iri in query.named_graphs],
                    substitutions=_substitutions(query),
                )
            return self._engine.query(
                query.text,
                base_iri=query.base,
                # The union would silently override FROM.
                use_default_graph_as_union=not names_dataset(query.text),
                substitutions=_substitutions(query),
            )
        except SyntaxError as error:
            raise syntax_error(str(error), query.text) from error
        except (OSError, RuntimeError) as error:
            raise _failure(error) from error


def _written(results: Results, accept: str) -> Answer:
    if isinstance(results, pyoxigraph.QueryTriples):
        media_type = graph_media_type(accept)
        # A graph is a set; and in order, triples of one subject stand together.
        triples = sorted(set(results), key=str)
        body = pyoxigraph.serialize(
            triples, format=_GRAPHS[GRAPH_ALIASES.get(media_type, media_type)], prefixes=PREFIXES
        )
    else:
        media_type = table_media_type(accept)
        body = results.serialize(format=_TABLES[TABLE_ALIASES.get(media_type, media_type)])
    return Answer(body or b"", media_type)


def _node(iri: str) -> pyoxigraph.NamedNode:
    try:
        return pyoxigraph.NamedNode(iri)
    except ValueError as error:
        raise RequestError(f"“{iri}” is not an IRI.", f"“{iri}”不是IRI。") from error


def _substitutions(query: Query) -> dict[pyoxigraph.Variable, Term]:
    return {pyoxigraph.Variable(name): _term(text) for name, text in query.bindings}


def _term(text: str) -> Term:
    """The term that N-Triples writes as `text`."""
    line = f"<urn:s> <urn:p> {text} ."
    try:
        quads = list(pyoxigraph.parse(line, pyoxigraph.RdfFormat.N_TRIPLES))
    except SyntaxError as error:
        raise RequestError(f"“{text}” is no value.", f"“{text}”不是有效的值。") from error
    if len(quads) != 1:
        raise RequestError(f"“{text}” is more than one value.", f"“{text}”不止一个值。")
    term: Term = quads[0].object
    return term


def _failure(error: Exception) -> EngineError:
    return EngineError(f"The query could not be finished: {error}.", f"查询未能完成:{error}。")
