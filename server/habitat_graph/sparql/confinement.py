"""Shuts a process in for good: no files, no sockets, no children, so much memory and no more."""

import os
import resource
import signal
from contextlib import suppress
from pathlib import Path
from socket import socket

from habitat_graph.sparql.seccomp import forbid_sockets

_CHANNEL = 0
_DESCRIPTORS = 3
_STATUS = Path("/proc/self/statm")
_DATA = 5
_FIRST_TO_GO = "1000"


def confine(channel: socket, memory: int) -> socket:
    """Leave this process nothing but `channel`, its log and `memory` more bytes; give the channel.

    Linux keeps to the memory; macOS counts what is shared as well, and sets no such limit.
    """
    memory += _size()
    _volunteer()
    os.dup2(channel.detach(), _CHANNEL)
    os.closerange(_DESCRIPTORS, os.sysconf("SC_OPEN_MAX"))
    forbid_sockets()
    # No descriptor above those open can be had: no file, no pipe, and, where the system has no
    # other way to forbid that, no socket for SERVICE.
    _limit(resource.RLIMIT_NOFILE, _DESCRIPTORS)
    _limit(resource.RLIMIT_NPROC, 0)
    _limit(resource.RLIMIT_CORE, 0)
    with suppress(OSError, ValueError):
        _limit(resource.RLIMIT_DATA, memory)
    return socket(fileno=_CHANNEL)


def reset_signals() -> None:
    """Undo what the process that started this one ignores or holds back."""
    for number in (signal.SIGALRM, signal.SIGCHLD, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def _limit(kind: int, value: int) -> None:
    _, most = resource.getrlimit(kind)
    value = value if most == resource.RLIM_INFINITY else min(value, most)
    resource.setrlimit(kind, (value, value))


def _size() -> int:
    """The bytes that count against the memory limit already."""
    # The address space says little: it holds libraries and what is reserved but not used.
    if not _STATUS.exists():
        return 0
    return int(_STATUS.read_text("ascii").split()[_DATA]) * resource.getpagesize()


def _volunteer() -> None:
    """Where the whole machine runs out of memory, let Linux end this process and not the server."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_FIRST_TO_GO, "ascii")
