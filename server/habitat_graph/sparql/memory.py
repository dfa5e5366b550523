"""Has memory that a large answer took go back to the system."""

import ctypes
from contextlib import suppress

_MMAP_THRESHOLD = -3
_LARGE = 2**20


def give_back_at_once() -> None:
    """Have the C library of this process and its children keep no room for large answers to come.

    GNU's counts on sizes that were freed to be wanted again, and keeps what lies between others.
    https://man7.org/linux/man-pages/man3/mallopt.3.html; other libraries need not be told.
    """
    with suppress(AttributeError):
        ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, _LARGE)
