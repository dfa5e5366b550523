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

from habitat_graph.sparql.change import Change, Order
from habitat_graph.sparql.confinement import confine, reset_signals
from habitat_graph.sparql.embedded import EmbeddedStore
from habitat_graph.sparql.memory import give_back_at_once
from habitat_graph.sparql.messages import error_record, order_from, query_from, receive, send
from habitat_graph.sparql.offers import GRAPH_OFFERS, TABLE_OFFERS
from habitat_graph.sparql.store import Query, QueryError, Store

HATCH, END, YIELD, APPLY = b"H", b"E", b"Y", b"A"
"""The orders: fork an evaluator under a number, with a socket sent along; end the one with it;
let it give way to all others; make a change, which follows, for those that are forked later."""

DONE = b"D"
"""The reply when a change is made."""

CHANGE_LIMIT = 2**30
"""Bytes of a change, or of the content of an order."""

ORDER = struct.Struct("!cI")
FATE = struct.Struct("!iQ")
"""How an evaluator ended: exit code, or less a signal; the bytes it had at its largest."""

MEMORY_CODE = 3
"""The exit code of an evaluator that noticed itself that memory had run out."""

_GRACE = 5.0
_LAST_IN_LINE = 19
_UNIT = 1 if sys.platform == "darwin" else 1024


def raise_evaluators(store: EmbeddedStore, memory: int) -> None:
    """Fork and end evaluators over `store`, each with so many bytes to itself, as ordered."""
    control = socket(fileno=0)
    reset_signals()
    # What is there by now is left alone, so that the processes go on sharing its pages.
    gc.freeze()
    evaluators: dict[int, int] = {}
    try:
        while True:
            message, descriptors, _, _ = recv_fds(control, ORDER.size, 1)
            if len(message) < ORDER.size:
                return
            order, number = ORDER.unpack(message)
            if order == HATCH and descriptors:
                pid = _forked(socket(fileno=descriptors[0]), store, memory)
                if pid is not None:
                    evaluators[number] = pid
            elif order == END:
                control.sendall(FATE.pack(*_ended(evaluators.pop(number, None))))
            elif order == YIELD and number in evaluators:
                # Not waited for yet, so the number is still that of our process.
                os.setpriority(os.PRIO_PROCESS, evaluators[number], _LAST_IN_LINE)
            elif order == APPLY:
                store.apply(Change.from_record(*receive(control, CHANGE_LIMIT)))
                control.sendall(DONE)
    finally:
        for pid in evaluators.values():
            _ended(pid)


def _forked(channel: socket, store: EmbeddedStore, memory: int) -> int | None:
    """The process that now answers on `channel`, or None where the system allows no more."""
    with channel:
        try:
            pid = os.fork()
        except OSError:
            traceback.print_exc()
            return None
        if pid == 0:
            _live(channel, store, memory)
    return pid


def _live(channel: socket, store: EmbeddedStore, memory: int) -> NoReturn:
    code = 1
    try:
        _evaluate(confine(channel, memory), store, memory)
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
    """Answer one query after the other until the server closes the channel, or one order."""
    start = _bytes(resource.getrusage(resource.RUSAGE_SELF))
    # A first query brings over the pages that every query needs.
    store.answer(Query("ASK { ?s ?p ?o }"), "")
    send(channel, {"bytes": start})
    while True:
        request, content = receive(channel, CHANGE_LIMIT)
        # The server stops what takes too long; this is for when there is no server any more.
        signal.setitimer(signal.ITIMER_REAL, request["seconds"] + _GRACE)
        is_order = "order" in request
        if is_order:
            header, body = _crafted(store, order_from(request["order"], content))
        else:
            header, body = _answered(store, query_from(request["query"]), request["accept"])
        signal.setitimer(signal.ITIMER_REAL, 0)
        # Memory that one large query took may never come back; an order spoils the store.
        growth = _bytes(resource.getrusage(resource.RUSAGE_SELF)) - start
        header["last"] = is_order or growth > memory // 4
        send(channel, header, body)


def _answered(store: Store, query: Query, accept: str) -> tuple[dict[str, object], bytes]:
    try:
        answer = store.answer(query, accept)
    except QueryError as error:
        return {"error": error_record(error)}, b""
    return {"media_type": answer.media_type}, answer.body


def _crafted(store: EmbeddedStore, order: Order) -> tuple[dict[str, object], bytes]:
    try:
        record, quads = store.change(order).as_record()
    except QueryError as error:
        return {"error": error_record(error)}, b""
    return {"change": record}, quads


def _ended(pid: int | None) -> tuple[int, int]:
    """Kill a process of ours and bury it; its fate."""
    if pid is None:
        return 0, 0
    # Until it is waited for its number is not given to another process.
    os.kill(pid, signal.SIGKILL)
    _, status, usage = os.wait4(pid, 0)
    return os.waitstatus_to_exitcode(status), _bytes(usage)


def _bytes(usage: resource.struct_rusage) -> int:
    """The memory that a process had at its largest."""
    return usage.ru_maxrss * _UNIT


def warm(store: Store) -> None:
    """Answer in every format once: an evaluator can open no file, so it can import nothing."""
    for offer in TABLE_OFFERS:
        store.answer(Query("SELECT * { VALUES ?x { 1 } }"), offer)
    for offer in GRAPH_OFFERS:
        store.answer(Query("CONSTRUCT { <urn:s> <urn:p> 1 } WHERE {}"), offer)


def main(path: str, memory: str, result: str, default_graph: str = "union") -> None:
    """Load a file of N-Quads and raise evaluators over it; the default graph is union or plain."""
    give_back_at_once()
    store = EmbeddedStore.from_nquads(Path(path), int(result), union=default_graph == "union")
    warm(store)
    raise_evaluators(store, int(memory))


if __name__ == "__main__":
    main(*sys.argv[1:])
