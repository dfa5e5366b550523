"""Whose turn it is: so many queries at once, shared fairly among those who ask."""

from collections import Counter, OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock


class NoTurnError(Exception):
    """The queue is full, or the turn did not come in time."""


class _Call(Event):
    """Says to one who waits that the turn has come, or that none will."""

    is_refusal = False
    is_spare = False


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
        self._queues: OrderedDict[str, deque[_Call]] = OrderedDict()

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
        is_spare = self._wait(name, patience)
        try:
            yield is_spare
        finally:
            self.give_back(name, is_spare=is_spare)

    def take(self, name: str) -> bool:
        """Whether there is a turn for `name` at once, which then has to be given back."""
        with self._lock:
            if (
                name in self._queues
                or self._works(name) >= self._each
                or self._working.total() >= self._total
            ):
                return False
            self._working[name] += 1
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

    def _wait(self, name: str, patience: float) -> bool:
        called = _Call()
        with self._lock:
            queue = self._queues.get(name, deque())
            if len(queue) >= self._most:
                raise NoTurnError
            if self._length() >= 4 * self._most:
                self._make_room(len(queue))
            queue.append(called)
            self._queues[name] = queue
            self._call()
        if not called.wait(patience):
            with self._lock:
                if not called.is_set():  # Else just now, while the lock was waited for.
                    queue.remove(called)
                    if not queue:
                        del self._queues[name]
                    raise NoTurnError
        if called.is_refusal:
            raise NoTurnError
        return called.is_spare

    def _make_room(self, length: int) -> None:
        """Send away the last of the longest queue; raise NoTurnError if `length` is as long."""
        longest = max(self._queues.values(), key=len)
        if len(longest) <= length + 1:
            raise NoTurnError
        refused = longest.pop()
        refused.is_refusal = True
        refused.set()

    def _length(self) -> int:
        return sum(len(queue) for queue in self._queues.values())

    def _call(self) -> None:
        """Give what turns there are, one name after the other."""
        while self._working.total() < self._total:
            name = next((name for name in self._queues if self._works(name) < self._each), None)
            if name is None:
                return
            self._working[name] += 1
            self._next(name).set()
        while self._hurrying.total() < self._spare:
            name = next((name for name in self._queues if not self._works(name)), None)
            if name is None:
                return
            self._hurrying[name] += 1
            call = self._next(name)
            call.is_spare = True
            call.set()

    def _works(self, name: str) -> int:
        return self._working[name] + self._hurrying[name]

    def _next(self, name: str) -> _Call:
        """The first of a name's queue, which then goes behind the others."""
        queue = self._queues[name]
        call = queue.popleft()
        if queue:
            self._queues.move_to_end(name)
        else:
            del self._queues[name]
        return call
