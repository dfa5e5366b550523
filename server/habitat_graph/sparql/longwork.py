"""The evaluators of one zygote that work for long, and what they leave to others meanwhile."""

from collections.abc import Callable, Iterable
from threading import Lock

from habitat_graph.sparql.processors import SHARING
from habitat_graph.sparql.zygote import LONG, SHORT, USE, YIELD


class LongWork:
    """Tells the zygote who works for long; many threads may say so, evaluators by their numbers.

    `tell` gives it an order, with a number and what follows. Long work leaves room to this process,
    where that has something to do; what goes on even then gives way to all other processes. That
    is for good, since none can go back, and it is left undone as long as there is nobody to see.
    """

    def __init__(self, tell: Callable[[bytes, int, bytes], None]) -> None:
        self._tell = tell
        self._lock = Lock()
        self._all = set[int]()
        self._going_on = set[int]()
        self._yielding = set[int]()

    def begin(self, number: int) -> None:
        """Say that an evaluator works for long."""
        with self._lock:
            self._all.add(number)
            self._tell(LONG, number, b"")
        SHARING.look_at(self)

    def go_on(self, number: int) -> None:
        """Say that it does so still."""
        with self._lock:
            self._going_on.add(number)
        if SHARING.is_wanted:
            self.give_way()

    def end(self, number: int) -> bool:
        """Say that it is done; whether it has given way for good."""
        yields = self.forget(number)
        if not yields:
            self._tell(SHORT, number, b"")
        return yields

    def forget(self, number: int) -> bool:
        """Say that it is there no more; whether it had given way."""
        with self._lock:
            yields = number in self._yielding
            for numbers in (self._all, self._going_on, self._yielding):
                numbers.discard(number)
            return yields

    @property
    def is_there(self) -> bool:
        """Whether there is any right now."""
        return bool(self._all)

    def use(self, processors: Iterable[int]) -> None:
        """Let those evaluators, and those that will join them, work on these alone."""
        names = ",".join(map(str, processors)).encode()
        self._tell(USE, len(names), names)

    def give_way(self) -> None:
        """Let what goes on work only while no other process wants the processor, till its end."""
        with self._lock:
            for number in self._going_on - self._yielding:
                self._yielding.add(number)
                self._tell(YIELD, number, b"")
