"""Whose turn it is: so many queries at once, shared fairly among those who ask."""

from collections import Counter, OrderedDict, deque
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from threading import Lock


class NoTurnError(Exception):
    """The queue is full, or the turn did not come in time."""


Turn = Future[bool]
"""A turn that comes, or NoTurnError in its place: whether it is a spare one, to be over soon."""


class Turns:
    """Lets `total` work at once, and `each` of one name; the others wait, name after name.

    One who asks for everything has `each` turns and a queue of its own: whoever comes next is not
    behind that queue but beside it. No more than `waiting` of one name wait, and four times as
    many in all; where those are there, whoever has a shorter queue takes the last place of the
    longest.

    Where all work, `spare` more may, one of a name and of names that have nothing at work: they
    are to be done soon, so that where long work has all the turns short work still gets on.
    """

    def __init__(self, each: int, total: int, waiting: int, spare: int = 0) -> None:
        self._each = each
        self._total = total
        self._most = waiting
        self._spare = spare
        self._lock = Lock()
        self._working: Counter[str] = Counter()
        self._hurrying: Counter[str] = Counter()
        self._queues: OrderedDict[str, deque[Turn]] = OrderedDict()

    @property
    def waiting(self) -> int:
        """The number of those who wait."""
        with self._lock:
            return self._length()

    @contextmanager
    def turn(self, name: str, patience: float) -> Iterator[bool]:
        """Work when it is the turn of `name`; whether the turn is a spare one, to be over soon.

        Raise NoTurnError if it does not come in `patience` seconds.
        """
        turn = self.ask(name)
        if not self.comes(name, turn, patience):
            raise NoTurnError
        is_spare = turn.result()
        try:
            yield is_spare
        finally:
            self.give_back(name, is_spare=is_spare)

    def ask(self, name: str) -> Turn:
        """The next turn of `name`, which has come already where there is one at once.

        Who gets it has to give it back; who does not wait for it has to withdraw.
        """
        turn = Turn()
        with self._lock:
            if not self._queues and self._works(name) < self._each and self._has_turns():
                self._working[name] += 1
                turn.set_result(False)
                return turn
            queue = self._queues.get(name, deque())
            if not self._has_room(len(queue)):
                turn.set_exception(NoTurnError())
                return turn
            queue.append(turn)
            self._queues[name] = queue
            self._call()
        return turn

    def comes(self, name: str, turn: Turn, patience: float) -> bool:
        """Whether a turn is there in `patience` seconds; where it is not, it will not come."""
        try:
            turn.result(patience)
        except NoTurnError:
            return False
        except TimeoutError:
            return not self.withdraw(name, turn)
        return True

    def withdraw(self, name: str, turn: Turn) -> bool:
        """Whether nobody waits for a turn any more; False where it has just come all the same."""
        with self._lock:
            if turn.done():
                return turn.exception() is not None
            queue = self._queues[name]
            queue.remove(turn)
            if not queue:
                del self._queues[name]
            return True

    def give_back(self, name: str, *, is_spare: bool = False) -> None:
        """Say that the work of a turn is done."""
        counter = self._hurrying if is_spare else self._working
        with self._lock:
            counter[name] -= 1
            if not counter[name]:
                del counter[name]
            if self._queues:
                self._call()

    def _has_room(self, length: int) -> bool:
        """Whether one more may join a queue so long, if need be in place of one of the longest."""
        if length >= self._most or self._length() < 4 * self._most:
            return length < self._most
        longest = max(self._queues.values(), key=len)
        if len(longest) <= length + 1:
            return False
        longest.pop().set_exception(NoTurnError())
        return True

    def _length(self) -> int:
        return sum(len(queue) for queue in self._queues.values())

    def _has_turns(self) -> bool:
        return self._working.total() < self._total

    def _call(self) -> None:
        """Give what turns there are, one name after the other."""
        while self._has_turns():
            name = next((name for name in self._queues if self._works(name) < self._each), None)
            if name is None:
                return
            self._working[name] += 1
            self._next(name).set_result(False)
        while self._hurrying.total() < self._spare:
            name = next((name for name in self._queues if not self._works(name)), None)
            if name is None:
                return
            self._hurrying[name] += 1
            self._next(name).set_result(True)

    def _works(self, name: str) -> int:
        return self._working[name] + self._hurrying[name]

    def _next(self, name: str) -> Turn:
        """The first of a name's queue, which then goes behind the others."""
        queue = self._queues[name]
        turn = queue.popleft()
        if queue:
            self._queues.move_to_end(name)
        else:
            del self._queues[name]
        return turn
