"""The sandboxed processes that evaluate queries and can be killed.

The engine can be neither interrupted nor kept from the network, and a query can make it abort. So
the public's queries are evaluated where none of that hurts: one process a query, killed and
replaced where it exceeds a limit or breaks.
"""

import math
import signal
import weakref
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Self

from habitat_graph.sparql.asker import Asker
from habitat_graph.sparql.change import Change, Order
from habitat_graph.sparql.messages import Header, error_from, order_record
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
from habitat_graph.sparql.zygote import CHANGE_LIMIT, MEMORY_CODE

QUEUE_SECONDS = 10.0
"""How long a query waits for an evaluator before it is turned away."""

SPARE_SECONDS = 2.0
"""How long a query may take that is evaluated beside others which take all the turns."""

QUEUE_LENGTH = 100
"""Queries of one client that may wait."""

_OUT_OF_MEMORY = (-signal.SIGABRT, -signal.SIGKILL)


@dataclass(frozen=True)
class Limits:
    """How many queries one client may have evaluated at once, and what each may take.

    There are twice as many evaluators, so that a client that uses all its turns leaves as many to
    the others; and where several clients use all of those, as many again for short queries of
    those who have none. A query may take so many seconds, and bytes of two kinds: `memory` is
    beyond what the data itself takes; `result` is the size of an answer. `union` makes the default
    graph the union of all graphs.
    """

    number: int
    seconds: float
    memory: int
    result: int
    union: bool = True


_Asking = Callable[[Evaluator, float], tuple[Header, bytes]]


class Evaluators:
    """A store that evaluates each query in a process of its own; many threads may ask at once.

    `command` starts the zygote. `ends` counts the evaluators that a query cost, by reason. The
    processes end with `close`, or when nobody holds this store any more, so that those who still
    ask it get their answers.
    """

    def __init__(self, command: Sequence[str], limits: Limits) -> None:
        self._command = command
        self._limits = limits
        self._turns = Turns(limits.number, 2 * limits.number, QUEUE_LENGTH, limits.number)
        self._lock = Lock()
        self._deadlines: dict[Evaluator, float] = {}
        self._idle: deque[Evaluator] = deque()
        self._nurseries = [Nursery(command)]
        self._changes: list[Change] = []
        self.ends: Counter[str] = Counter()
        self._finalizer = weakref.finalize(self, _end, self._idle, self._nurseries)
        for _ in range(limits.number):
            self._prepare()

    @classmethod
    def over_nquads(cls, path: Path, limits: Limits) -> Self:
        """Evaluators over a file of N-Quads; they load it while the caller goes on."""
        memory, result = str(limits.memory), str(limits.result)
        default_graph = "union" if limits.union else "plain"
        return cls(zygote_command(str(path), memory, result, default_graph), limits)

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

        def ask(evaluator: Evaluator, seconds: float) -> tuple[Header, bytes]:
            return evaluator.ask(query, accept, seconds, self._limits.result)

        header, body = self._said(ask, query.asker, query.timeout)
        return Answer(body, header["media_type"])

    def change(self, order: Order) -> Change:
        """What an order changes, worked out within the limits; nothing is changed by that."""
        record, content = order_record(order)

        def ask(evaluator: Evaluator, seconds: float) -> tuple[Header, bytes]:
            return evaluator.exchange({"order": record}, content, seconds, CHANGE_LIMIT)

        header, quads = self._said(ask, order.asker, order.timeout)
        return Change.from_record(header["change"], quads)

    def apply(self, change: Change) -> None:
        """Make a change: who asks from now on is answered from what is then."""
        with self._lock:
            self._changes.append(change)
            with suppress(OSError):  # It is made when there is a zygote again.
                self._nurseries[-1].apply(change)
        with suppress(IndexError):
            while True:
                self._idle.pop().release()

    def close(self) -> None:
        """End all evaluators at once, whatever they do."""
        self._finalizer()

    def _said(
        self, ask: _Asking, asker: Asker | None, timeout: float | None
    ) -> tuple[Header, bytes]:
        """What an evaluator says; raise QueryError where it is one."""
        asker = asker or Asker()
        seconds = min(timeout or math.inf, self._limits.seconds)
        with self._turn(asker) as is_spare:
            granted = min(seconds, SPARE_SECONDS) if is_spare else seconds
            try:
                header, body = self._asked(self._taken(), ask, asker, granted)
            except QueryTimeoutError:
                if granted < seconds:
                    raise self._busy() from None
                raise
        if "error" in header:
            raise error_from(header["error"])
        return header, body

    @contextmanager
    def _turn(self, asker: Asker) -> Iterator[bool]:
        try:
            with self._turns.turn(asker.name, QUEUE_SECONDS) as is_spare:
                if asker.gone:
                    raise AskerGoneError
                yield is_spare
        except NoTurnError as error:
            raise self._busy() from error

    def _busy(self) -> EvaluatorsBusyError:
        soonest = min(list(self._deadlines.values()), default=0) - monotonic()
        return EvaluatorsBusyError(max(math.ceil(soonest), 1))

    def _taken(self) -> Evaluator:
        """An evaluator with nothing to do, a new one if need be."""
        with suppress(IndexError):
            while True:
                evaluator = self._idle.pop()
                if evaluator.generation == len(self._changes) and evaluator.listens():
                    return evaluator
                # It ended while it had nothing to do: no query is to pay for that.
                evaluator.end()
        evaluator = self._hatched()
        if not evaluator.listens():
            evaluator.end()
            raise EvaluatorLostError
        return evaluator

    def _asked(
        self, evaluator: Evaluator, ask: _Asking, asker: Asker, seconds: float
    ) -> tuple[Header, bytes]:
        """What the evaluator says; afterwards it, or another in its place, has nothing to do."""
        self._deadlines[evaluator] = monotonic() + seconds
        goes_on = False
        try:
            with asker.served(evaluator.hang_up):
                header, body = ask(evaluator, seconds)
            goes_on = not header["last"] and evaluator.generation == len(self._changes)
        except TimeoutError as error:
            self.ends["time"] += 1
            raise QueryTimeoutError(seconds, self._limits.seconds) from error
        except (OSError, EOFError) as error:
            if asker.gone:
                self.ends["gone"] += 1
                raise AskerGoneError from error
            fate = evaluator.end()
            if fate is not None and fate.code == -signal.SIGALRM:
                # Its own clock was heard before ours: this process had too much to do.
                self.ends["time"] += 1
                raise QueryTimeoutError(seconds, self._limits.seconds) from error
            raise self._loss(fate) from error
        finally:
            del self._deadlines[evaluator]
            if goes_on:
                self._idle.append(evaluator)
            else:
                evaluator.end()
                self._prepare()
        return header, body

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
                return self._hatched_by(self._nurseries[-1])
            except OSError:
                self._nurseries[-1].close()
            try:
                self._nurseries[-1] = Nursery(self._command)
                for change in self._changes:
                    self._nurseries[-1].apply(change)
                return self._hatched_by(self._nurseries[-1])
            except OSError as error:
                raise EvaluatorLostError from error

    def _hatched_by(self, nursery: Nursery) -> Evaluator:
        evaluator = nursery.hatch()
        evaluator.generation = len(self._changes)
        return evaluator


def _end(idle: deque[Evaluator], nurseries: list[Nursery]) -> None:
    while idle:
        idle.pop().release()
    for nursery in nurseries:
        nursery.close()
