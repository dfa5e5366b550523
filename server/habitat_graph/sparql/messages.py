"""What the server and its evaluators tell each other: a header in JSON, and the bytes of an answer.

An evaluator may have been misled by a query, so nothing that it sends is unpickled.
"""

import json
import struct
from dataclasses import fields
from socket import socket
from time import monotonic
from typing import Any, cast

from habitat_graph.sparql.change import Update
from habitat_graph.sparql.store import (
    AcceptError,
    EngineError,
    ForbiddenQueryError,
    FunctionError,
    GraphStateError,
    OversizeAnswerError,
    OversizeChangeError,
    OversizeQueryError,
    Query,
    QueryError,
    QuerySyntaxError,
    RdfSyntaxError,
    RequestError,
    UnwritableError,
)

HEADER_LIMIT = 16_000_000
"""Bytes a header may have: any query that can be sent here fits in, however it is escaped."""

_SIZES = struct.Struct("!IQ")
_PIECE = 65_536
_ERRORS: dict[str, type[QueryError]] = {
    kind.__name__: kind
    for kind in (
        AcceptError,
        EngineError,
        ForbiddenQueryError,
        FunctionError,
        GraphStateError,
        OversizeAnswerError,
        OversizeChangeError,
        OversizeQueryError,
        QuerySyntaxError,
        RdfSyntaxError,
        RequestError,
        UnwritableError,
    )
}

_MEMBERS = tuple(each.name for each in fields(Query) if each.name != "asker")

Header = dict[str, Any]


class Incoming:
    """A message of which some has come; `limit` is the bytes that its body may have."""

    def __init__(self, limit: int = 0) -> None:
        self._limit = limit
        self._received = bytearray()
        self._size = _SIZES.size
        self._header_size = 0
        self._header: Header | None = None

    @property
    def is_whole(self) -> bool:
        """Whether all of it is there."""
        return len(self._received) >= self._size

    @property
    def has_begun(self) -> bool:
        """Whether any of it is there."""
        return bool(self._received)

    def take(self, channel: socket) -> None:
        """Receive once; raise EOFError where nothing more comes, or too much."""
        missing = self._size - len(self._received)
        piece = channel.recv(max(_PIECE, min(missing, 16 * _PIECE)))
        if not piece:
            raise EOFError
        self._received += piece
        if not self._header_size and self.is_whole:
            self._header_size, body_size = _SIZES.unpack_from(self._received)
            if self._header_size > HEADER_LIMIT or body_size > self._limit:
                raise EOFError
            self._size += self._header_size + body_size

    def header(self) -> Header:
        """The header of a whole message."""
        if self._header is None:
            self._header = json.loads(self._received[_SIZES.size : self._body])
        return cast(Header, self._header)

    def body(self) -> bytes:
        """The body of a whole message."""
        return bytes(memoryview(self._received)[self._body :])

    @property
    def _body(self) -> int:
        return _SIZES.size + self._header_size


def send(channel: socket, header: Header, body: bytes = b"") -> None:
    """Send a whole message."""
    encoded = json.dumps(header).encode()
    head = _SIZES.pack(len(encoded), len(body)) + encoded
    if len(body) <= _PIECE:
        channel.sendall(head + body)
    else:
        channel.sendall(head)
        channel.sendall(body)


def receive(
    channel: socket, body_limit: int = 0, deadline: float | None = None
) -> tuple[Header, bytes]:
    """The next message; raise EOFError where it does not come whole, or is too large.

    `deadline` is a moment of the monotonic clock, after which comes TimeoutError; None waits.
    """
    incoming = Incoming(body_limit)
    finish(incoming, channel, deadline)
    return incoming.header(), incoming.body()


def finish(incoming: Incoming, channel: socket, deadline: float | None = None) -> None:
    """Receive the rest of a message, as `receive` does."""
    while not incoming.is_whole:
        if deadline is not None:
            channel.settimeout(max(deadline - monotonic(), 0.001))
        incoming.take(channel)


def query_record(query: Query) -> Header:
    """The query as values of JSON."""
    return {name: getattr(query, name) for name in _MEMBERS}


def query_from(record: Header) -> Query:
    """The query that `query_record` wrote."""
    bindings, tables = (tuple(map(tuple, record.pop(name))) for name in ("bindings", "tables"))
    return Query(**_with_tuples(record), bindings=bindings, tables=tables)


def update_record(update: Update) -> tuple[Header, bytes]:
    """The update as values of JSON, and its text, which may be larger than a header."""
    record = {name: getattr(update, name) for name in ("using", "using_named", "base")}
    return record, update.text.encode()


def update_from(record: Header, text: bytes) -> Update:
    """The update that `update_record` wrote."""
    return Update(text.decode(), **_with_tuples(record))


def error_record(error: QueryError) -> Header:
    """The error as values of JSON."""
    return {"kind": type(error).__name__, "members": vars(error)}


def error_from(record: Header) -> QueryError:
    """The error that `error_record` wrote."""
    kind = _ERRORS[record["kind"]]
    # Its words are made already: it is put together again and not made anew.
    error = kind.__new__(kind)
    vars(error).update(_with_tuples(record["members"]))
    return error


def _with_tuples(record: Header) -> Header:
    return {
        name: tuple(value) if isinstance(value, list) else value for name, value in record.items()
    }
