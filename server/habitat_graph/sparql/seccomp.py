"""Takes rights from this process and its children; the kernel sees to it.

https://docs.kernel.org/userspace-api/seccomp_filter.html
"""

import ctypes
import errno
import os
import platform
import struct
import sys
from dataclasses import dataclass

_X32 = 0x40000000
_SET_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2
_LOAD, _AND, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x54, 0x15, 0x35, 0x06
_NUMBER, _ARCHITECTURE, _THIRD_ARGUMENT = 0, 4, 32
_ALLOW = 0x7FFF0000
_REFUSE = 0x00050000 | errno.EPERM
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


@dataclass(frozen=True)
class _Machine:
    """An architecture and the numbers of its calls: linux/audit.h, asm/unistd.h.

    `sockets` make sockets, or have the kernel make them; `programs` start programs, look into
    processes or change files and folders; `openat` opens files.
    """

    architecture: int
    sockets: tuple[int, ...]
    programs: tuple[int, ...]
    openat: int


_IO_URING_SETUP, _OPENAT2 = 425, 437
_MACHINES = {
    "x86_64": _Machine(
        0xC000003E,
        (41, _IO_URING_SETUP),
        # open, execve, truncate; rename to symlink, chmod to lchown; ptrace, mknod; mkdirat to
        # futimesat, unlinkat to symlinkat, fchmodat; open_by_handle_at, process_vm_readv and
        # process_vm_writev, renameat2, execveat.
        (
            *(2, 59, 76, *range(82, 89), *range(90, 95), 101, 133),
            *(*range(258, 262), *range(263, 267), 268, 304, 310, 311, 316, 322, _OPENAT2),
        ),
        257,
    ),
    "aarch64": _Machine(
        0xC00000B7,
        (198, _IO_URING_SETUP),
        # mknodat to renameat, truncate, fchmod to fchown; ptrace, execve, open_by_handle_at,
        # process_vm_readv and _writev, renameat2, execveat.
        (*range(33, 39), 45, *range(52, 56), 117, 221, 265, 270, 271, 276, 281, _OPENAT2),
        56,
    ),
}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def is_available() -> bool:
    """Whether anything can be forbidden here."""
    return _machine() is not None


def forbid_sockets() -> bool:
    """Forbid them for good; False where this system cannot."""
    machine = _machine()
    return machine is not None and _set(_filter(machine, machine.sockets, _ALLOW))


def forbid_all_but_reading() -> bool:
    """Forbid sockets, programs and changes of files for good; False where this system cannot.

    Files can be opened for reading.
    """
    machine = _machine()
    if machine is None:
        return False
    return _set(_filter(machine, machine.sockets + machine.programs, _REFUSE))


def _machine() -> _Machine | None:
    return _MACHINES.get(platform.machine()) if sys.platform == "linux" else None


def _set(code: bytes) -> bool:
    program = _Program(len(code) // 8, code)
    library = ctypes.CDLL(None, use_errno=True)
    # Without it only root may set a filter.
    if library.prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    return not library.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0)


def _filter(machine: _Machine, refused: tuple[int, ...], writing: int) -> bytes:
    """The filter as the kernel's virtual machine reads it: code, two jumps, and a value.

    `writing` says what becomes of those who open a file to write to it.
    """
    left = len(refused)
    instructions = (
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 0, left + 6, machine.architecture),  # Those of others have other numbers.
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, left + 4, 0, _X32),
        *((_EQUAL, left + 3 - at, 0, number) for at, number in enumerate(refused)),
        (_EQUAL, 0, 4, machine.openat),
        (_LOAD, 0, 0, _THIRD_ARGUMENT),
        (_AND, 0, 0, _WRITING),
        (_EQUAL, 1, 2, 0),
        (_RETURN, 0, 0, _REFUSE),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, writing),
    )
    return b"".join(struct.pack("=HBBI", *each) for each in instructions)
