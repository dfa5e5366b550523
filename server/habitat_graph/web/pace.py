"""How soon a thread that works gives way to another that waits.

Python looks whether others wait every so often. Soon is right where there is long work beside the
front, which answers in microseconds; where there is none it takes a fifth of its time.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

SOON = 0.0005
"""Seconds while there is long work."""

SELDOM = 0.005
"""Seconds at other times, as Python has it of itself."""


class Pace:
    """Counts the long works of this process; any thread may have some."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._works = 0

    @contextmanager
    def beside(self) -> Iterator[None]:
        """Work for long, and give way soon as long as that lasts."""
        self._count(1)
        try:
            yield
        finally:
            self._count(-1)

    def _count(self, step: int) -> None:
        with self._lock:
            self._works += step
            if self._works == max(step, 0):  # the first has come, or the last has gone
                sys.setswitchinterval(SOON if self._works else SELDOM)


PACE = Pace()
"""That of this process, of which there is one."""
