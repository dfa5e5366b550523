"""The sandboxed processes that evaluate queries and can be killed.

The engine can be neither interrupted nor kept from the network, and a query can make it abort. So
the public's queries are evaluated where none of that hurts: one process a query, killed and
replaced where it exceeds a limit or breaks.
"""

import math
import signal
import weakref
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
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
from habitat_graph.sparql.zygote import MEMORY_CODE, PLAIN, READ, UNION, WRITE

QUEUE_SECONDS = 10.0
"""How long a query waits for an evaluator before it is turned away."""

SPARE_SECONDS = 2.0
"""How long a query may take that is evaluated beside others which take all the turns."""

QUEUE_LENGTH = 100
"""Queries of one client that may wait."""

Pool = deque[Evaluator]
"""Evaluators with nothing to do."""

_OUT_OF_MEMORY = (-signal.SIGABRT, -signal.SIGKILL)


@dataclass(frozen=True)
class Limits:
    """How many queries one client may have evaluated at once, and what each may take.

    There are twice as many evaluators, so that a client that uses all its turns leaves as many to
    the others; and where several clients use all of those, as many again for short queries of
    those who have none. A query may take so many seconds, and bytes of two kinds: `memory` is
    beyond what the data itself takes; `result` is the size of an answer. Without `writes` no
    update can be tried, and less of the data need be known.
    """

    number: int
    seconds: float
    memory: int
    result: int
    writes: bool = True


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
        self._idle: Pool = deque()
        self._readers: Pool = deque()
        self._nurseries = [Nursery(command)]
        self.ends: Counter[str] = Counter()
        self._finalizer = weakref.finalize(self, _end, (self._idle, self._readers), self._nurseries)
        for _ in range(limits.number):
            self._prepare(self._idle)

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
        use = WRITE if limits.writes or journal else READ
        files = (str(path or ""), str(limits.memory), str(limits.result), default, use)
        return cls(zygote_command(*files, *([str(journal)] if journal else ())), limits)

    @property
    def limits(self) -> Limits:
        """What a query may take."""
        return self._limits

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
        # What reads needs no data: a change does not make it old.
        _, quads = self._reply(
            {"document": request}, document.content, asker or Asker(), pool=self._readers
        )
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
            self._prepare(self._idle)

    def _reply(
        self,
        request: Header,
        body: bytes,
        asker: Asker,
        seconds: float = math.inf,
        pool: Pool | None = None,
    ) -> tuple[Header, bytes]:
        """What an evaluator says to a request; raise what it says is wrong with it."""
        seconds = min(seconds, self._limits.seconds)
        pool = self._idle if pool is None else pool
        with self._turn(asker) as is_spare:
            granted = min(seconds, SPARE_SECONDS) if is_spare else seconds
            try:
                header, answer = self._asked(pool, request, body, asker, granted)
            except QueryTimeoutError:
                if granted < seconds:
                    raise self._busy() from None
                raise
        if "error" in header:
            raise error_from(header["error"])
        return header, answer

    def close(self) -> None:
        """End all evaluators at once, whatever they do."""
        self._finalizer()

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

    def _taken(self, pool: Pool) -> Evaluator:
        """An evaluator with nothing to do, a new one if need be."""
        with suppress(IndexError):
            while True:
                evaluator = pool.pop()
                if self._is_of_use(evaluator, pool) and evaluator.listens():
                    return evaluator
                # It ended while it had nothing to do, or its data is old: no query pays for that.
                evaluator.dismiss()
        evaluator = self._hatched()
        if not evaluator.listens():
            evaluator.end()
            raise EvaluatorLostError
        return evaluator

    def _is_of_use(self, evaluator: Evaluator, pool: Pool) -> bool:
        """Whether its data is what it should be: who only reads needs none."""
        return pool is self._readers or evaluator.is_current

    def _asked(
        self, pool: Pool, request: Header, body: bytes, asker: Asker, seconds: float
    ) -> tuple[Header, bytes]:
        """What an evaluator says; afterwards it, or another in its place, has nothing to do."""
        evaluator = self._taken(pool)
        self._deadlines[evaluator] = monotonic() + seconds
        goes_on = False
        try:
            with asker.served(evaluator.hang_up):
                header, answer = evaluator.ask(request, seconds, self._limits.result, body)
            goes_on = not header["last"] and self._is_of_use(evaluator, pool)
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
                pool.append(evaluator)
            else:
                evaluator.end()
                self._prepare(pool)
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

    def _prepare(self, pool: Pool) -> None:
        """Have a new evaluator made in advance; where it cannot be, the next query tries again."""
        try:
            pool.append(self._hatched())
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


def _end(pools: Iterable[Pool], nurseries: list[Nursery]) -> None:
    for pool in pools:
        while pool:
            pool.pop().release()
    for nursery in nurseries:
        nursery.close()
