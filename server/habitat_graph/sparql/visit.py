"""One who comes to the evaluators: waits for a turn, has a request worked on, and goes again."""

from time import monotonic

from habitat_graph.sparql.desk import Book
from habitat_graph.sparql.errand import Errand, Task
from habitat_graph.sparql.messages import Header, error_from
from habitat_graph.sparql.pool import Pool
from habitat_graph.sparql.store import Answer, AskerGoneError, QueryTimeoutError
from habitat_graph.sparql.turns import Turns

QUEUE_SECONDS = 10.0
"""How long a query waits for an evaluator before it is turned away."""

SPARE_SECONDS = 2.0
"""How long a query may take that is evaluated beside others which take all the turns."""


class Visit:
    """A task in the queue from now on; exactly one of `reply`, `answer` and `leave` ends it.

    `turn` is done when the turn has come. Who cannot wait asks `begin`, and `is_done` whenever
    `fileno` can be read; after that `answer` takes no time.
    """

    def __init__(self, book: Book, turns: Turns, pool: Pool, task: Task) -> None:
        self._book = book
        self._turns = turns
        self._pool = pool
        self._task = task
        self._errand: Errand | None = None
        self._latest = monotonic() + QUEUE_SECONDS
        self.turn = turns.ask(task.asker.name)

    def begin(self) -> bool:
        """Whether the turn has come, and an evaluator that had nothing to do has the task now."""
        if self.turn.done() and self.turn.exception() is None and not self._task.asker.gone:
            evaluator = self._pool.ready()
            if evaluator is not None:
                self._errand = Errand(self._book, self._pool, evaluator, self._task, self._granted)
        return self._errand is not None

    @property
    def has_begun(self) -> bool:
        """Whether an evaluator has the task."""
        return self._errand is not None

    def fileno(self) -> int:
        """The descriptor that can be read when there is something of the reply; -1 before that."""
        return -1 if self._errand is None else self._errand.fileno()

    def is_done(self) -> bool:
        """Whether the reply is there."""
        return self._errand is not None and self._errand.is_done()

    def answer(self) -> Answer:
        """The answer to a query, for which this waits."""
        header, body = self.reply()
        return Answer(body, header["media_type"])

    def reply(self) -> tuple[Header, bytes]:
        """What an evaluator says, for which this waits; raise QueryError for what is wrong."""
        name = self._task.asker.name
        if not self._turns.comes(name, self.turn, max(self._latest - monotonic(), 0)):
            raise self._book.busy()
        try:
            header, body = self._worked()
        finally:
            self._turns.give_back(name, is_spare=self.turn.result())
        if "error" in header:
            raise error_from(header["error"])
        return header, body

    def leave(self) -> None:
        """Go without an answer, before the task has begun."""
        name = self._task.asker.name
        if not self._turns.withdraw(name, self.turn):
            self._turns.give_back(name, is_spare=self.turn.result())

    @property
    def _granted(self) -> float:
        seconds = self._task.seconds
        return min(seconds, SPARE_SECONDS) if self.turn.result() else seconds

    def _worked(self) -> tuple[Header, bytes]:
        granted = self._granted
        if self._errand is None:
            if self._task.asker.gone:
                raise AskerGoneError
            self._errand = Errand(self._book, self._pool, self._pool.taken(), self._task, granted)
        try:
            return self._errand.reply()
        except QueryTimeoutError:
            if granted < self._task.seconds:
                raise self._book.busy() from None
            raise
