"""The evaluators of one zygote that work for long, and what they leave to others meanwhile."""

from collections.abc import Callable
from threading import Lock

from habitat_graph.sparql.processors import SHARING
from habitat_graph.sparql.zygote import LEAVE, TAKE, YIELD


class LongWork:
    """Tells the zygote who works for long; many threads may say so, evaluators by their numbers.

    `tell` gives it an order about a number. As long as this process has something to do as well,
    long work leaves it some of the processors, and what goes on for longer gives way to all other
    processes: for good, since a priority once lowered cannot be raised again.
    """

    def __init__(self, tell: Callable[[bytes, int], None]) -> None:
        self._tell = tell
        self._lock = Lock()
        self._all = set[int]()
        self._going_on = set[int]()
        self._yielding = set[int]()

    def begin(self, number: int) -> None:
        """Say that an evaluator works for long."""
        with self._lock:
            self._all.add(number)
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
            self._tell(TAKE, number)
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

    def leave_room(self) -> None:
        """Let them leave some of the processors to this process."""
        self._tell_all(LEAVE)

    def take_room(self) -> None:
        """Let them take all of them again."""
        self._tell_all(TAKE)

    def give_way(self) -> None:
        """Let what goes on work only while no other process wants the processor, till its end."""
        with self._lock:
            for number in self._going_on - self._yielding:
                self._yielding.add(number)
                self._tell(YIELD, number)

    def _tell_all(self, order: bytes) -> None:
        with self._lock:
            for number in self._all:
                self._tell(order, number)
