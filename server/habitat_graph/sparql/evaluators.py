"""The sandboxed processes that evaluate queries and can be killed.

The engine can be neither interrupted nor kept from the network, and a query can make it abort. So
the public's queries are evaluated where none of that hurts: one process a query, killed and
replaced where it exceeds a limit or breaks.
"""

import math
import signal
import weakref
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Self

import pyoxigraph

from habitat_graph.sparql.asker import Asker
from habitat_graph.sparql.change import Change, Update
from habitat_graph.sparql.documents import Document
from habitat_graph.sparql.messages import Header, error_from, query_record, update_record
from habitat_graph.sparql.nursery import Evaluator, Fate, Nursery, zygote_command
from habitat_graph.sparql.store import (
    Answer,
    AskerGoneError,
    EvaluatorLostError,
    EvaluatorsBusyError,
    Query,
    QueryError,
    QueryMemoryError,
    QueryTimeoutError,
)
from habitat_graph.sparql.turns import NoTurnError, Turns
from habitat_graph.sparql.zygote import MEMORY_CODE, PLAIN, UNION

QUEUE_SECONDS = 10.0
"""How long a query waits for an evaluator before it is turned away."""

QUEUE_LENGTH = 100
"""Queries of one client that may wait."""

_OUT_OF_MEMORY = (-signal.SIGABRT, -signal.SIGKILL)


@dataclass(frozen=True)
class Limits:
    """How many queries one client may have evaluated at once, and what each may take.

    There are twice as many evaluators, so that a client that uses all its turns leaves as many to
    the others. A query may take so many seconds, and bytes of two kinds: `memory` is beyond what
    the data itself takes; `result` is the size of an answer.
    """

    number: int
    seconds: float
    memory: int
    result: int


class Evaluators:
    """A store that evaluates each query in a process of its own; many threads may ask at once.

    `command` starts the zygote. `ends` counts the evaluators that a query cost, by reason. The
    processes end with `close`, or when nobody holds this store any more, so that those who still
    ask it get their answers.
    """

    def __init__(self, command: Sequence[str], limits: Limits) -> None:
        self._command = command
        self._limits = limits
        self._turns = Turns(limits.number, 2 * limits.number, QUEUE_LENGTH)
        self._lock = Lock()
        self._deadlines: dict[Evaluator, float] = {}
        self._idle: deque[Evaluator] = deque()
        self._nurseries = [Nursery(command)]
        self.ends: Counter[str] = Counter()
        self._finalizer = weakref.finalize(self, _end, self._idle, self._nurseries)
        for _ in range(limits.number):
            self._prepare()

    @classmethod
    def over_nquads(
        cls,
        path: Path | None,
        limits: Limits,
        *,
        union: bool = True,
        journal: Path | None = None,
    ) -> Self:
        """Evaluators over a file of N-Quads; they load it while the caller goes on.

        A `path` of None is no file. The changes in `journal` are made to what it has. Where `union`
        is true the default graph is the union of all graphs.
        """
        default = UNION if union else PLAIN
        files = (str(path or ""), str(limits.memory), str(limits.result), default)
        return cls(zygote_command(*files, *([str(journal)] if journal else ())), limits)

    @property
    def busy(self) -> int:
        """The number of queries that are evaluated right now."""
        return len(self._deadlines)

    @property
    def waiting(self) -> int:
        """The number of queries that wait for an evaluator."""
        return self._turns.waiting

    def answer(self, query: Query, accept: str) -> Answer:
        """Answer in the media type that `accept` likes best, within the limits."""
        request = {"query": query_record(query), "accept": accept}
        seconds = min(query.timeout or math.inf, self._limits.seconds)
        header, body = self._reply(request, b"", query.asker or Asker(), seconds)
        return Answer(body, header["media_type"])

    def tried(self, update: Update) -> Change:
        """What an update would change; nothing is changed yet."""
        request, text = update_record(update)
        _, patch = self._reply({"update": request}, text, update.asker or Asker())
        return Change.from_patch(patch)

    def read(self, document: Document, asker: Asker | None = None) -> list[pyoxigraph.Quad]:
        """The quads of a document, its blank nodes under names that no other has."""
        request = {"media_type": document.media_type, "base": document.base}
        _, quads = self._reply({"document": request}, document.content, asker or Asker())
        return list(pyoxigraph.parse(quads, pyoxigraph.RdfFormat.N_QUADS))

    def apply(self, change: Change) -> None:
        """Evaluate on the changed data from now on; queries that are at work finish on the old."""
        with self._lock, suppress(OSError):
            # Where the zygote is gone the next reads the journal, which has the change already.
            self._nurseries[-1].change(change.as_patch())
        for _ in range(len(self._idle)):
            self._replace()

    def _replace(self) -> None:
        """Have a new evaluator in place of one with nothing to do."""
        with suppress(IndexError):
            self._idle.popleft().dismiss()
            self._prepare()

    def _reply(
        self, request: Header, body: bytes, asker: Asker, seconds: float = math.inf
    ) -> tuple[Header, bytes]:
        """What an evaluator says to a request; raise what it says is wrong with it."""
        seconds = min(seconds, self._limits.seconds)
        with self._turn(asker):
            header, answer = self._asked(self._taken(), request, body, asker, seconds)
        if "error" in header:
            raise error_from(header["error"])
        return header, answer

    def close(self) -> None:
        """End all evaluators at once, whatever they do."""
        self._finalizer()

    @contextmanager
    def _turn(self, asker: Asker) -> Iterator[None]:
        try:
            with self._turns.turn(asker.name, QUEUE_SECONDS):
                if asker.gone:
                    raise AskerGoneError
                yield
        except NoTurnError as error:
            soonest = min(list(self._deadlines.values()), default=0) - monotonic()
            raise EvaluatorsBusyError(max(math.ceil(soonest), 1)) from error

    def _taken(self) -> Evaluator:
        """An evaluator with nothing to do, a new one if need be."""
        with suppress(IndexError):
            while True:
                evaluator = self._idle.pop()
                if evaluator.is_current and evaluator.listens():
                    return evaluator
                # It ended while it had nothing to do, or its data is old: no query pays for that.
                evaluator.dismiss()
        evaluator = self._hatched()
        if not evaluator.listens():
            evaluator.end()
            raise EvaluatorLostError
        return evaluator

    def _asked(
        self, evaluator: Evaluator, request: Header, body: bytes, asker: Asker, seconds: float
    ) -> tuple[Header, bytes]:
        """What the evaluator says; afterwards it, or another in its place, has nothing to do."""
        self._deadlines[evaluator] = monotonic() + seconds
        goes_on = False
        try:
            with asker.served(evaluator.hang_up):
                header, answer = evaluator.ask(request, seconds, self._limits.result, body)
            goes_on = not header["last"] and evaluator.is_current
        except TimeoutError as error:
            self.ends["time"] += 1
            raise QueryTimeoutError(seconds, self._limits.seconds) from error
        except (OSError, EOFError) as error:
            if asker.gone:
                self.ends["gone"] += 1
                raise AskerGoneError from error
            raise self._loss(evaluator.end()) from error
        finally:
            del self._deadlines[evaluator]
            if goes_on:
                self._idle.append(evaluator)
            else:
                evaluator.end()
                self._prepare()
        return header, answer

    def _loss(self, fate: Fate | None) -> QueryError:
        """What to tell of an evaluator that broke down over a query."""
        took_memory = fate is not None and (
            fate.code == MEMORY_CODE
            # The engine aborts where it cannot have twice what a table of it takes by now;
            # Linux itself kills where the machine has no more.
            or (fate.code in _OUT_OF_MEMORY and fate.size > self._limits.memory // 8)
        )
        self.ends["memory" if took_memory else "broken"] += 1
        return QueryMemoryError(self._limits.memory) if took_memory else EvaluatorLostError()

    def _prepare(self) -> None:
        """Have a new evaluator made in advance; where it cannot be, the next query tries again."""
        try:
            self._idle.append(self._hatched())
        except EvaluatorLostError:
            return

    def _hatched(self) -> Evaluator:
        with self._lock:
            if not self._finalizer.alive:
                raise EvaluatorLostError
            try:
                return self._nurseries[-1].hatch()
            except OSError:
                self._nurseries[-1].close()
            try:
                self._nurseries[-1] = Nursery(self._command)
                return self._nurseries[-1].hatch()
            except OSError as error:
                raise EvaluatorLostError from error


def _end(idle: deque[Evaluator], nurseries: list[Nursery]) -> None:
    while idle:
        idle.pop().release()
    for nursery in nurseries:
        nursery.close()
