"""Takes from this process and its children the right to make sockets; the kernel sees to it.

https://docs.kernel.org/userspace-api/seccomp_filter.html
"""

import ctypes
import errno
import platform
import struct
import sys

# Architecture, number of socket(2): linux/audit.h, and each architecture's table of calls.
_MACHINES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
_IO_URING_SETUP = 425
_X32 = 0x40000000

_SET_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER, _ARCHITECTURE = 0, 4
_ALLOW = 0x7FFF0000
_REFUSE = 0x00050000 | errno.EPERM


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def forbid_sockets() -> bool:
    """Forbid them for good; False where this system cannot."""
    machine = _MACHINES.get(platform.machine())
    if sys.platform != "linux" or machine is None:
        return False
    code = _filter(*machine)
    program = _Program(len(code) // 8, code)
    library = ctypes.CDLL(None, use_errno=True)
    # Without it only root may set a filter.
    if library.prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    return not library.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0)


def _filter(architecture: int, socket: int) -> bytes:
    """The filter as the kernel's virtual machine reads it: code, two jumps, and a value."""
    instructions = (
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 0, 4, architecture),  # Calls of another architecture have other numbers.
        (_LOAD, 0, 0, _NUMBER),
        (_AT_LEAST, 2, 0, _X32),
        (_EQUAL, 1, 0, socket),
        (_EQUAL, 0, 1, _IO_URING_SETUP),
        (_RETURN, 0, 0, _REFUSE),
        (_RETURN, 0, 0, _ALLOW),
    )
    return b"".join(struct.pack("=HBBI", *each) for each in instructions)
