"""Shuts a process in for good: no files, no sockets, no children, so much memory and no more."""

import os
import resource
import signal
from contextlib import suppress
from pathlib import Path
from socket import socket

from habitat_graph.sparql.landlock import read_only_below
from habitat_graph.sparql.seccomp import forbid_all_but_reading, forbid_sockets

_CHANNEL = 0
_DESCRIPTORS = 3
_STATUS = Path("/proc/self/statm")
_OPEN = Path("/proc/self/fd")
_DATA = 5
_FIRST_TO_GO = "1000"


def confine(channel: socket, memory: int, folder: Path | None = None) -> socket:
    """Leave this process nothing but `channel`, its log and `memory` more bytes; give the channel.

    Where there is a `folder` it may also read the files in it: those that are open, and others, for
    which an engine asks later. Raise OSError where the system cannot forbid all else.
    Linux keeps to the memory; macOS counts what is shared as well, and sets no such limit.
    """
    memory += _size()
    _volunteer()
    os.dup2(channel.detach(), _CHANNEL)
    if folder is None:
        os.closerange(_DESCRIPTORS, os.sysconf("SC_OPEN_MAX"))
        forbid_sockets()
        # No descriptor above those open can be had: no file, no pipe, and, where the system has no
        # other way to forbid that, no socket for SERVICE.
        _limit(resource.RLIMIT_NOFILE, _DESCRIPTORS)
    else:
        _close_all_but(folder)
        read_only_below(folder)  # Where a kernel is too old for that, other files can be read too.
        if not forbid_all_but_reading():
            raise OSError("This system cannot keep a process from sockets and from writing files.")
    _limit(resource.RLIMIT_NPROC, 0)
    _limit(resource.RLIMIT_CORE, 0)
    with suppress(OSError, ValueError):
        _limit(resource.RLIMIT_DATA, memory)
    return socket(fileno=_CHANNEL)


def _close_all_but(folder: Path) -> None:
    """Close what is open, but for the channel, the log and the files in a folder."""
    folder = folder.resolve()  # as the system names it
    for link in [*_OPEN.iterdir()]:
        number = int(link.name)
        with suppress(OSError):
            if number >= _DESCRIPTORS and link.readlink().parent != folder:
                os.close(number)


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
