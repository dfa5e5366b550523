"""Has memory that a large answer took go back to the system."""

import ctypes
from contextlib import suppress

TUNABLES = {
    "GLIBC_TUNABLES": "glibc.malloc.tcache_count=1000:glibc.malloc.tcache_max=4096"
    ":glibc.malloc.mxfast=0"
}
"""What has GNU's C library keep at hand what an engine takes and gives back all the time.

A query takes a tenth less time with it.
https://sourceware.org/glibc/manual/2.36/html_node/Memory-Allocation-Tunables.html
"""

_MMAP_THRESHOLD = -3
_LARGE = 2**20


def give_back_at_once() -> None:
    """Have the C library of this process and its children keep no room for large answers to come.

    GNU's counts on sizes that were freed to be wanted again, and keeps what lies between others.
    https://man7.org/linux/man-pages/man3/mallopt.3.html; other libraries need not be told.
    """
    with suppress(AttributeError):
        ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, _LARGE)
