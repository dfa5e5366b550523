"""Whose turn it is: so many queries at once, shared fairly among those who ask."""

from collections import Counter, OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock


class NoTurnError(Exception):
    """The queue is full, or the turn did not come in time."""


class Turns:
    """Lets `total` work at once, and `each` of one name; the others wait, name after name.

    One who asks for everything has `each` turns and a queue of its own: whoever comes next is not
    behind that queue but beside it. No more than `waiting` of one name wait, and four times as
    many in all.
    """

    def __init__(self, each: int, total: int, waiting: int) -> None:
        self._each = each
        self._total = total
        self._most = waiting
        self._lock = Lock()
        self._working: Counter[str] = Counter()
        self._queues: OrderedDict[str, deque[Event]] = OrderedDict()

    @property
    def waiting(self) -> int:
        """The number of those who wait."""
        with self._lock:
            return self._length()

    @contextmanager
    def turn(self, name: str, patience: float) -> Iterator[None]:
        """Work when it is the turn of `name`; raise NoTurnError if not in `patience` seconds."""
        self._wait(name, patience)
        try:
            yield
        finally:
            with self._lock:
                self._working -= Counter([name])
                self._call()

    def _wait(self, name: str, patience: float) -> None:
        called = Event()
        with self._lock:
            queue = self._queues.get(name, deque())
            if len(queue) >= self._most or self._length() >= 4 * self._most:
                raise NoTurnError
            queue.append(called)
            self._queues[name] = queue
            self._call()
        if called.wait(patience):
            return
        with self._lock:
            if called.is_set():  # Just now, while the lock was waited for.
                return
            queue.remove(called)
            if not queue:
                del self._queues[name]
        raise NoTurnError

    def _length(self) -> int:
        return sum(len(queue) for queue in self._queues.values())

    def _call(self) -> None:
        """Give what turns there are, one name after the other."""
        while self._working.total() < self._total:
            name = next((name for name in self._queues if self._working[name] < self._each), None)
            if name is None:
                return
            queue = self._queues[name]
            queue.popleft().set()
            self._working[name] += 1
            if queue:
                self._queues.move_to_end(name)
            else:
                del self._queues[name]
