"""Any SPARQL 1.1 server by its address: the graph where it outgrows this machine."""

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import IO, cast

import pyoxigraph

from habitat_graph.media_types import N_TRIPLES, SPARQL_JSON, SPARQL_XML, TURTLE
from habitat_graph.namespaces import BASE
from habitat_graph.sparql.bindings import bound
from habitat_graph.sparql.graphs import graph_body
from habitat_graph.sparql.guard import guard, is_ambiguous
from habitat_graph.sparql.offers import graph_media_type, table_media_type
from habitat_graph.sparql.refusals import refusal
from habitat_graph.sparql.server import Fields, Reply, Server
from habitat_graph.sparql.store import (
    Answer,
    EngineError,
    OversizeAnswerError,
    Query,
    QueryTimeoutError,
    RequestError,
    StoreUnreachableError,
)
from habitat_graph.sparql.tables import table_body
from habitat_graph.sparql.tokens import Kind, chooses_graphs, form, tokens, unescaped

_TABLES = {
    SPARQL_JSON: pyoxigraph.QueryResultsFormat.JSON,
    SPARQL_XML: pyoxigraph.QueryResultsFormat.XML,
}
_GRAPHS = {N_TRIPLES: pyoxigraph.RdfFormat.N_TRIPLES, TURTLE: pyoxigraph.RdfFormat.TURTLE}
_WORDIER = 2
_IRI = re.compile(r"[^\x00-\x20<>\"{}|\\^`]*")


@dataclass(frozen=True)
class Dataset:
    """The graphs that a query is asked of which names none itself."""

    default: tuple[str, ...]
    named: tuple[str, ...]


class RemoteStore:
    """A store on another machine; many threads may ask at once.

    Its answers are read in a format whose end can be seen, and written anew, so that a server that
    breaks off cannot pass a part for the whole. `dataset` is what a query without FROM is asked
    of; None leaves that to the server. `seconds` is the longest that a query may take.
    """

    def __init__(
        self,
        server: Server,
        dataset: Dataset | None = None,
        *,
        seconds: float = 30.0,
        result_limit: int | None = None,
    ) -> None:
        self._server = server
        self._dataset = dataset
        self._seconds = seconds
        self._limit = result_limit

    def answer(self, query: Query, accept: str) -> Answer:
        """Answer in the media type that `accept` likes best."""
        guard(query.text)
        kind = form(query.text)
        is_graph = kind is not None and kind.is_graph
        media_type = graph_media_type(accept) if is_graph else table_media_type(accept)
        seconds = min(query.timeout or math.inf, self._seconds)
        base = f"BASE <{_iri(query.base)}> "
        fields = [
            ("query", base + bound(query.whole_text, query.bindings)),
            *self._graphs(query),
            ("timeout", str(math.ceil(seconds))),  # Fuseki, GraphDB and Virtuoso keep to it.
        ]
        with (
            self._asking(seconds, self._server.addresses.query),
            self._server.ask(fields, _accept(is_graph), seconds) as reply,
        ):
            if not reply.is_success:
                raise refusal(reply, query.text, len(base))
            return Answer(self._body(reply, media_type, is_graph), media_type)

    def update(
        self,
        text: str,
        using_default: tuple[str, ...] = (),
        using_named: tuple[str, ...] = (),
        base: str = BASE,
    ) -> None:
        """Have the server carry out an update, whole or not at all.

        `using_default` and `using_named` are what its WHERE is asked of, as the protocol has it.
        What it may reach, such as by LOAD, is for the caller to say.
        """
        start = f"BASE <{_iri(base)}> "
        fields = [
            *(("using-graph-uri", iri) for iri in using_default),
            *(("using-named-graph-uri", iri) for iri in using_named),
        ]
        with (
            self._asking(self._seconds, self._server.addresses.update),
            self._server.change(start + text, fields, self._seconds) as reply,
        ):
            if not reply.is_success:
                raise refusal(reply, text, len(start))
            reply.read()

    def put(self, graph: str, triples: bytes) -> None:
        """Have a named graph hold these N-Triples and nothing else."""
        with (
            self._asking(self._seconds, self._server.addresses.data),
            self._server.put(graph, triples, self._seconds) as reply,
        ):
            if not reply.is_success:
                raise refusal(reply)
            reply.read()

    @contextmanager
    def _asking(self, seconds: float, address: str) -> Iterator[None]:
        """Say in our own words that a server is too slow, or not there."""
        began = monotonic()
        try:
            yield
        except TimeoutError as error:
            took = max(round(monotonic() - began), 1)
            if took < seconds:  # The server has a limit of its own.
                raise QueryTimeoutError(took, took) from error
            raise QueryTimeoutError(seconds, self._seconds) from error
        except ConnectionError as error:
            raise StoreUnreachableError("It hung up", address) from error

    def _graphs(self, query: Query) -> Fields:
        if query.names_dataset:
            return _fields(query.default_graphs, query.named_graphs)
        if self._dataset is None or chooses_graphs(query.text):
            return ()
        # A list of hundreds of graphs takes its time, so it is sent where it counts.
        named = self._dataset.named if looks_through_graphs(query.text) else ()
        return _fields(self._dataset.default, named)

    def _body(self, reply: Reply, media_type: str, is_graph: bool) -> bytes:
        form = (_GRAPHS if is_graph else _TABLES).get(reply.media_type)
        if form is None:
            raise _misfit(f"it answers in “{reply.media_type}”")
        try:
            if isinstance(form, pyoxigraph.RdfFormat):
                body = self._graph(reply, form, media_type)
            else:
                found = pyoxigraph.parse_query_results(cast(IO[bytes], reply), form)
                body = table_body(found, media_type, self._limit)
        except SyntaxError as error:
            raise _misfit(str(error)) from error
        # All of it must have come, and only then can the connection be used again.
        reply.read()
        return body

    def _graph(self, reply: Reply, form: pyoxigraph.RdfFormat, media_type: str) -> bytes:
        quads = pyoxigraph.parse(cast(IO[bytes], _Measured(reply, self._limit)), form)
        return graph_body((quad.triple for quad in quads), media_type, self._limit)


def looks_through_graphs(text: str) -> bool:
    """Whether the answer may depend on which named graphs there are."""
    return is_ambiguous(text) or any(
        token.kind is Kind.WORD and "GRAPH" in token.text.upper()
        for token in tokens(unescaped(text))
    )


def _fields(default: tuple[str, ...], named: tuple[str, ...]) -> Fields:
    """The graphs as the protocol's parameters: https://www.w3.org/TR/sparql11-protocol/#dataset."""
    return [
        *(("default-graph-uri", iri) for iri in default),
        *(("named-graph-uri", iri) for iri in named),
    ]


class _Measured:
    """A reply of which so much is read and no more; N-Triples are wordier than other formats."""

    def __init__(self, reply: Reply, limit: int | None) -> None:
        self._reply = reply
        self._limit = limit
        self._room = math.inf if limit is None else _WORDIER * limit

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        piece = self._reply.read(size)
        self._room -= len(piece)
        if self._limit is not None and self._room < 0:
            raise OversizeAnswerError(self._limit)
        return piece


def _accept(is_graph: bool) -> str:
    """What to ask for: formats that can be read here, the first above all."""
    first, second = _GRAPHS if is_graph else _TABLES
    return f"{first}, {second};q=0.5"


def _iri(text: str) -> str:
    if not _IRI.fullmatch(text):
        raise RequestError(f"“{text}” is not an IRI.", f"“{text}”不是IRI。")
    return text


def _misfit(words: str) -> EngineError:
    return EngineError(
        f"The store's answer cannot be read: {words}.", f"无法读取存储图谱的服务器的回答:{words}。"
    )
