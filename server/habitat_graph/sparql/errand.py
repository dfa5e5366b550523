"""A request on its way to an evaluator and back, whatever becomes of the evaluator."""

import signal
from dataclasses import dataclass
from time import monotonic

from habitat_graph.sparql.asker import Asker
from habitat_graph.sparql.desk import Book
from habitat_graph.sparql.messages import Header
from habitat_graph.sparql.nursery import Evaluator, Fate
from habitat_graph.sparql.pool import Pool
from habitat_graph.sparql.store import (
    AskerGoneError,
    EvaluatorLostError,
    QueryError,
    QueryMemoryError,
    QueryTimeoutError,
)
from habitat_graph.sparql.zygote import MEMORY_CODE

_OUT_OF_MEMORY = (-signal.SIGABRT, -signal.SIGKILL)


@dataclass(frozen=True)
class Task:
    """A request to an evaluator: its header and body, who waits, and the seconds it may take."""

    request: Header
    body: bytes
    asker: Asker
    seconds: float


class Errand:
    """A request that an evaluator has from now on; `reply` is to be called once.

    Afterwards the evaluator, or another in its place, is in its pool again.
    """

    def __init__(
        self, book: Book, pool: Pool, evaluator: Evaluator, task: Task, seconds: float
    ) -> None:
        self._book = book
        self._pool = pool
        self._evaluator = evaluator
        self._asker = task.asker
        self._seconds = seconds
        self._failure: OSError | None = None
        book.deadlines[evaluator] = monotonic() + seconds
        task.asker.serve(evaluator.hang_up)
        try:
            evaluator.tell(task.request, seconds, book.limits.result, task.body)
        except OSError as error:
            self._failure = error

    def fileno(self) -> int:
        """The descriptor that can be read when there is something of the reply."""
        return self._evaluator.fileno()

    def is_done(self) -> bool:
        """Whether the reply is there, and `reply` will not wait for anything."""
        if self._failure is not None:
            return False
        try:
            return self._evaluator.take_in() and self._evaluator.goes_on
        except (OSError, EOFError) as error:
            self._failure = error if isinstance(error, OSError) else ConnectionResetError()
            return False

    def reply(self) -> tuple[Header, bytes]:
        """What the evaluator says; raise QueryError where it could not say anything."""
        evaluator, book = self._evaluator, self._book
        goes_on = False
        try:
            header, answer = self._heard()
            goes_on = not header["last"] and self._pool.is_of_use(evaluator)
        except TimeoutError as error:
            book.ends["time"] += 1
            raise QueryTimeoutError(self._seconds, book.limits.seconds) from error
        except (OSError, EOFError) as error:
            if self._asker.gone:
                book.ends["gone"] += 1
                raise AskerGoneError from error
            fate = evaluator.end()
            if fate is not None and fate.code == -signal.SIGALRM:
                # Its own clock was heard before ours: this process had too much to do.
                book.ends["time"] += 1
                raise QueryTimeoutError(self._seconds, book.limits.seconds) from error
            raise self._loss(fate) from error
        finally:
            self._asker.leave_alone()
            del book.deadlines[evaluator]
            if goes_on:
                self._pool.put_back(evaluator)
            else:
                evaluator.end()
                self._pool.prepare()
        return header, answer

    def _heard(self) -> tuple[Header, bytes]:
        if self._failure is not None:
            raise self._failure
        return self._evaluator.hear()

    def _loss(self, fate: Fate | None) -> QueryError:
        """What to tell of an evaluator that broke down over a query."""
        limits, ends = self._book.limits, self._book.ends
        took_memory = fate is not None and (
            fate.code == MEMORY_CODE
            # The engine aborts where it cannot have twice what a table of it takes by now;
            # Linux itself kills where the machine has no more.
            or (fate.code in _OUT_OF_MEMORY and fate.size > limits.memory // 8)
        )
        ends["memory" if took_memory else "broken"] += 1
        return QueryMemoryError(limits.memory) if took_memory else EvaluatorLostError()
