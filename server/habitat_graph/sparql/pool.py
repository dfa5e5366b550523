"""Evaluators with nothing to do, and where new ones come from."""

from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import suppress
from threading import Lock

from habitat_graph.sparql.nursery import Evaluator, Nursery
from habitat_graph.sparql.store import EvaluatorLostError


class Supply:
    """New evaluators of a zygote, and another zygote where that is gone."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._lock = Lock()
        self._nursery = Nursery(command)
        self._is_closed = False

    def hatched(self) -> Evaluator:
        """A new evaluator; raise EvaluatorLostError where there is none to be had."""
        with self._lock:
            if self._is_closed:
                raise EvaluatorLostError
            try:
                return self._nursery.hatch()
            except OSError:
                self._nursery.close()
            try:
                self._nursery = Nursery(self._command)
                return self._nursery.hatch()
            except OSError as error:
                raise EvaluatorLostError from error

    def change(self, patch: bytes) -> None:
        """Have the evaluators to come know changed data."""
        # Where the zygote is gone the next reads the journal, which has the change already.
        with self._lock, suppress(OSError):
            self._nursery.change(patch)

    def close(self) -> None:
        """End the zygote and all its evaluators; there will be no others."""
        # Not under the lock: who waits for a new evaluator is not waited for.
        self._is_closed = True
        self._nursery.close()


class Pool:
    """Evaluators with nothing to do; where `any_data` is true, their data may be old."""

    def __init__(self, supply: Supply, *, any_data: bool = False) -> None:
        self._supply = supply
        self._any_data = any_data
        self._idle: deque[Evaluator] = deque()

    def prepare(self) -> None:
        """Have a new evaluator made in advance; where it cannot be, the next query tries again."""
        with suppress(EvaluatorLostError):
            self._idle.append(self._supply.hatched())

    def taken(self) -> Evaluator:
        """An evaluator with nothing to do, a new one if need be."""
        with suppress(IndexError):
            while True:
                evaluator = self._idle.pop()
                if self.is_of_use(evaluator) and evaluator.listens():
                    return evaluator
                # It ended while it had nothing to do, or its data is old: no query pays for that.
                evaluator.dismiss()
        evaluator = self._supply.hatched()
        if not evaluator.listens():
            evaluator.end()
            raise EvaluatorLostError
        return evaluator

    def ready(self) -> Evaluator | None:
        """One that can be asked at once, if there is one."""
        with suppress(IndexError):
            evaluator = self._idle.pop()
            if evaluator.has_started and self.is_of_use(evaluator) and evaluator.listens():
                return evaluator
            self._idle.append(evaluator)
        return None

    def put_back(self, evaluator: Evaluator) -> None:
        """Take an evaluator that has nothing to do any more."""
        self._idle.append(evaluator)

    def is_of_use(self, evaluator: Evaluator) -> bool:
        """Whether its data is what it should be."""
        return self._any_data or evaluator.is_current

    def renew(self) -> None:
        """Have new evaluators in place of all that have nothing to do."""
        for _ in range(len(self._idle)):
            with suppress(IndexError):
                self._idle.popleft().dismiss()
                self.prepare()

    def release(self) -> None:
        """Let all end by themselves."""
        with suppress(IndexError):
            while True:
                self._idle.pop().release()


def close(pools: Iterable[Pool], supply: Supply) -> None:
    """End all evaluators at once, whatever they do."""
    for pool in pools:
        pool.release()
    supply.close()
