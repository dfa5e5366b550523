"""The process that holds the data and forks evaluators, each with the data in its memory.

It has one thread, so forking is safe, which it is not in the server. It reads orders from the
socket that is its standard input, and ends, with all its evaluators, when the server closes that.
"""

import gc
import os
import resource
import signal
import struct
import sys
import traceback
from pathlib import Path
from socket import recv_fds, socket
from typing import NoReturn

from habitat_graph.media_types import TURTLE
from habitat_graph.sparql.brood import Brood, largest
from habitat_graph.sparql.change import Change
from habitat_graph.sparql.confinement import confine, reset_signals
from habitat_graph.sparql.documents import read
from habitat_graph.sparql.embedded import EmbeddedStore
from habitat_graph.sparql.journal import recorded
from habitat_graph.sparql.memory import give_back_at_once
from habitat_graph.sparql.messages import (
    Header,
    error_record,
    query_from,
    receive,
    send,
    update_from,
)
from habitat_graph.sparql.offers import GRAPH_OFFERS, TABLE_OFFERS
from habitat_graph.sparql.processors import processors, shared
from habitat_graph.sparql.store import OversizeChangeError, Query, QueryError
from habitat_graph.sparql.trial import tried

HATCH, END, FORGET, CHANGE = b"H", b"E", b"F", b"C"
"""The orders: fork an evaluator under a number, with a socket sent along; end the one with it;
end it and do not say how; change the data by a patch of so many bytes, which follows."""

LEAVE, TAKE, YIELD = b"L", b"T", b"Y"
"""Those about its processors: let it leave some of them to the server; let it take all of them
again; let it give way to all others, for good."""

ORDER = struct.Struct("!cI")
FATE = struct.Struct("!iQ")
"""How an evaluator ended: exit code, or less a signal; the bytes it had at its largest."""

WRITE, READ = "write", "read"
"""What evaluators are for: for updates too, or for queries alone."""

UNION, PLAIN = "union", "plain"
"""What the default graph is: the union of all graphs, or what the data has in it."""

MEMORY_CODE = 3
"""The exit code of an evaluator that noticed itself that memory had run out."""

BODY_LIMIT = 64 * 2**20
"""Bytes that may be sent along with a request."""

_GRACE = 5.0


def raise_evaluators(store: EmbeddedStore, memory: int, folder: Path | None) -> None:
    """Fork and end evaluators over `store`, each with so many bytes to itself, as ordered.

    They may go on reading the files in `folder`.
    """
    control = socket(fileno=0)
    reset_signals()
    # What is there by now is left alone, so that the processes go on sharing its pages.
    gc.freeze()
    brood = Brood()
    try:
        while True:
            message, descriptors, _, _ = recv_fds(control, ORDER.size, 1)
            if len(message) < ORDER.size:
                return
            order, number = ORDER.unpack(message)
            if order == HATCH and descriptors:
                brood.add(number, _forked(socket(fileno=descriptors[0]), store, memory, folder))
            elif order == END:
                control.sendall(FATE.pack(*brood.end(number)))
            elif order == FORGET:
                brood.end(number)
            elif order == LEAVE:
                brood.use(number, shared(processors())[1])
            elif order == TAKE:
                brood.use(number, processors())
            elif order == YIELD:
                brood.give_way(number)
            elif order == CHANGE:
                store.content.apply(Change.from_patch(_received(control, number)))
                control.sendall(FATE.pack(0, 0))
    finally:
        brood.close()


def _received(control: socket, size: int) -> bytes:
    """So many bytes; raise EOFError where the server closes before that."""
    received = bytearray()
    while len(received) < size:
        piece = control.recv(size - len(received))
        if not piece:
            raise EOFError
        received += piece
    return bytes(received)


def _forked(channel: socket, store: EmbeddedStore, memory: int, folder: Path | None) -> int | None:
    """The process that now answers on `channel`, or None where the system allows no more."""
    with channel:
        try:
            pid = os.fork()
        except OSError:
            traceback.print_exc()
            return None
        if pid == 0:
            _live(channel, store, memory, folder)
    return pid


def _live(channel: socket, store: EmbeddedStore, memory: int, folder: Path | None) -> NoReturn:
    code = 1
    try:
        _evaluate(confine(channel, memory, folder), store, memory)
        code = 0
    except MemoryError:
        code = MEMORY_CODE
    except (EOFError, ConnectionError):
        code = 0
    except BaseException:  # noqa: BLE001 - no error of the child may run on in the code of its parent
        traceback.print_exc()
    finally:
        os._exit(code)


def _evaluate(channel: socket, store: EmbeddedStore, memory: int) -> None:
    """Answer one request after the other until the server closes the channel."""
    start = largest(resource.getrusage(resource.RUSAGE_SELF))
    # A first query brings over the pages that every query needs.
    store.answer(Query("ASK { ?s ?p ?o }"), "")
    send(channel, {"bytes": start})
    while True:
        request, body = receive(channel, BODY_LIMIT)
        # The server stops what takes too long; this is for when there is no server any more.
        signal.setitimer(signal.ITIMER_REAL, request["seconds"] + _GRACE)
        header, answer = _answered(store, request, body)
        signal.setitimer(signal.ITIMER_REAL, 0)
        # Memory that one large query took may never come back.
        growth = largest(resource.getrusage(resource.RUSAGE_SELF)) - start
        # What an update was tried on is no longer what the others have.
        header["last"] = growth > memory // 4 or "update" in request
        send(channel, header, answer)


def _answered(store: EmbeddedStore, request: Header, body: bytes) -> tuple[Header, bytes]:
    """What came of a query, an update that is tried, or a document that is read."""
    try:
        if "update" in request:
            change = tried(store.content, update_from(request["update"], body))
            return {}, _limited(change.as_patch(), store.result_limit)
        if "document" in request:
            return {}, _limited(read(body, **request["document"]), store.result_limit)
        answer = store.answer(query_from(request["query"]), request["accept"])
    except QueryError as error:
        return {"error": error_record(error)}, b""
    return {"media_type": answer.media_type}, answer.body


def _limited(content: bytes, limit: int | None) -> bytes:
    """The content, unless it is more than the server takes."""
    if limit is not None and len(content) > limit:
        raise OversizeChangeError(limit)
    return content


def warm(store: EmbeddedStore) -> None:
    """Answer and read in every format once: an evaluator can open no file, nor import anything."""
    for offer in TABLE_OFFERS:
        store.answer(Query("SELECT * { VALUES ?x { 1 } }"), offer)
    for offer in GRAPH_OFFERS:
        store.answer(Query("CONSTRUCT { <urn:s> <urn:p> 1 } WHERE {}"), offer)
    read(b"<urn:s> <urn:p> 1 .", TURTLE, "urn:g")


def main(
    path: str,
    memory: str,
    result: str,
    default: str = UNION,
    use: str = WRITE,
    journal: str | None = None,
) -> None:
    """Load a file of N-Quads, and a journal of changes to it, and raise evaluators over them.

    An empty `path` is no file, and a folder is Oxigraph's own. `default` says what the default
    graph is, and `use` whether updates are to be tried.
    """
    give_back_at_once()
    source = Path(path) if path else None
    folder = source if source is not None and source.is_dir() else None
    if folder is not None:
        store = EmbeddedStore.from_folder(folder, int(result))
    else:
        store = EmbeddedStore.from_nquads(source, int(result), union=default == UNION)
    if use == WRITE:
        store.content.know()  # An evaluator has no file to know it from.
    for change in recorded(Path(journal)) if journal else ():
        store.content.apply(change)
    warm(store)
    raise_evaluators(store, int(memory), folder)


if __name__ == "__main__":
    main(*sys.argv[1:])
