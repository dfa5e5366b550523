"""Shares the processors between queries that take long and this process, while both have work.

Low priority is not enough: a system may put whoever wakes behind the work that a processor has at
hand, however unimportant, until its clock ticks next. So one part of the processors is kept free
of long work.
"""

import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from threading import Lock, Thread
from time import monotonic, process_time, sleep
from typing import Protocol

KEPT = 4
"""One in so many processors is kept from long work, and one at least."""

LOOKING = 0.02
"""Seconds after which it is seen again whether this process has work."""

BUSY = 0.1
"""What part of a processor's time this process takes where it has work worth mentioning."""

STEADY = 3
"""How often on end that is seen before it counts: to hand over one large answer is no such work."""

CALM = 0.3
"""Seconds without such work after which all processors are everyone's again."""

_THREADS = Path("/proc/self/task")


def processors() -> tuple[int, ...]:
    """Those that the calling thread may use, where it may be told which."""
    return tuple(sorted(os.sched_getaffinity(0))) if sys.platform == "linux" else ()


def shared(every: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Those that are kept from long work, and those that are left for it, which may be none."""
    number = max(len(every) // KEPT, 1)
    return every[:number], every[number:]


class Work(Protocol):
    """Long work."""

    @property
    def is_there(self) -> bool:
        """Whether there is any right now."""

    def leave_room(self) -> None:
        """Do it on the processors that are left for it alone."""

    def take_room(self) -> None:
        """Do it on all processors."""

    def give_way(self) -> None:
        """Do what takes longest only while nobody else wants the processor."""


class Sharing:
    """Keeps some processors for this process as long as there is long work, and it has some too.

    All are everyone's at other times: long work is as fast as can be where nobody else asks. Does
    nothing where there is one processor, or where the system cannot be told who uses which.
    """

    def __init__(self) -> None:
        self.every = processors()
        self.kept, self.left = shared(self.every)
        self._lock = Lock()
        self._works: set[Work] = set()
        self._is_divided = False

    @property
    def is_wanted(self) -> bool:
        """Whether this process has work beside the long work, or nobody looks whether it has."""
        return self._is_divided or not self.left

    def look_at(self, work: Work) -> None:
        """See to it that long work that is there now leaves room, until it is done."""
        if not self.left:
            return
        with self._lock:
            is_alone = not self._works
            self._works.add(work)
            if self._is_divided:
                work.leave_room()
            if is_alone:
                Thread(target=self._watch, name="sharing", daemon=True).start()

    def _watch(self) -> None:
        spent, worked, seen = process_time(), monotonic() - CALM, 0
        while self._goes_on():
            sleep(LOOKING)
            before, spent = spent, process_time()
            seen = seen + 1 if spent - before > BUSY * LOOKING else 0
            if seen >= STEADY:
                worked = monotonic()
            with self._lock:
                self._divide(is_busy=monotonic() - worked < CALM)

    def _goes_on(self) -> bool:
        with self._lock:
            self._works = {work for work in self._works if work.is_there}
            if not self._works:
                self._divide(is_busy=False)
            return bool(self._works)

    def _divide(self, *, is_busy: bool) -> None:
        """Keep processors for this process, or for nobody."""
        if is_busy != self._is_divided:
            self._is_divided = is_busy
            for work in self._works:
                if is_busy:
                    work.leave_room()
                    work.give_way()
                else:
                    work.take_room()
            _use(self.kept if is_busy else self.every)


def allow(process: int, processors: Iterable[int]) -> None:
    """Let a process or a thread use these processors alone, if it is there."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.sched_setaffinity(process, processors)


def _use(processors: Iterable[int]) -> None:
    """Let every thread of this process, and those that they start, use these alone."""
    for thread in [*_THREADS.iterdir()]:
        allow(int(thread.name), processors)


SHARING = Sharing()
"""That of this process."""
