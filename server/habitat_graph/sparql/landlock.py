"""Leaves a process the files of one folder, to read them, and no other; the kernel sees to it.

https://docs.kernel.org/userspace-api/landlock.html
"""

import ctypes
import os
import struct
import sys
from pathlib import Path

_CREATE, _ADD, _RESTRICT = 444, 445, 446
"""The numbers of its calls, the same on every architecture."""

_SET_NO_NEW_PRIVILEGES = 38
_BENEATH = 1
_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
_EVERYTHING = (1 << 13) - 1
"""What the first version of it can forbid: to run, write, read, remove and make files."""


def read_only_below(folder: Path) -> bool:
    """Forbid all files but those in a folder, for good; False where this system cannot.

    What is open stays open.
    """
    if sys.platform != "linux":
        return False
    library = ctypes.CDLL(None, use_errno=True)
    handled = struct.pack("=Q", _EVERYTHING)
    rules = library.syscall(_CREATE, handled, ctypes.c_size_t(len(handled)), 0)
    if rules < 0:
        return False
    place = os.open(folder, os.O_PATH)
    try:
        allowed = struct.pack("=Qi", _READ_FILE | _READ_FOLDER, place)
        # Without it only root may restrict itself.
        return not (
            library.syscall(_ADD, rules, _BENEATH, allowed, 0)
            or library.prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
            or library.syscall(_RESTRICT, rules, 0)
        )
    finally:
        os.close(place)
        os.close(rules)
