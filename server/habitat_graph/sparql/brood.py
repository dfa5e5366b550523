"""The processes of evaluators, as the one that forked them knows them.

As long as none is waited for, its number is given to no other process.
"""

import os
import resource
import signal
import sys
from collections.abc import Iterable

from habitat_graph.sparql.processors import allow

_LAST_IN_LINE = 19
_UNIT = 1 if sys.platform == "darwin" else 1024


class Brood:
    """The evaluators that are there, by number."""

    def __init__(self) -> None:
        self._processes: dict[int, int] = {}

    def add(self, number: int, process: int | None) -> None:
        """Take in a process; None is none."""
        if process is not None:
            self._processes[number] = process

    def end(self, number: int) -> tuple[int, int]:
        """End one; its exit code, or less a signal, and the bytes it had at its largest."""
        return _ended(self._processes.pop(number, None))

    def give_way(self, number: int) -> None:
        """Let one work only while no other process wants the processor."""
        if process := self._processes.get(number):
            os.setpriority(os.PRIO_PROCESS, process, _LAST_IN_LINE)

    def use(self, number: int, processors: Iterable[int]) -> None:
        """Let one work on these processors alone."""
        if process := self._processes.get(number):
            allow(process, processors)

    def close(self) -> None:
        """End all."""
        for number in [*self._processes]:
            self.end(number)


def _ended(pid: int | None) -> tuple[int, int]:
    """Kill a process of ours and bury it; its fate."""
    if pid is None:
        return 0, 0
    # Until it is waited for its number is not given to another process.
    os.kill(pid, signal.SIGKILL)
    _, status, usage = os.wait4(pid, 0)
    return os.waitstatus_to_exitcode(status), largest(usage)


def largest(usage: resource.struct_rusage) -> int:
    """The memory that a process had at its largest."""
    return usage.ru_maxrss * _UNIT
