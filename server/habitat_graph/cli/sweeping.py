"""Keeps Python from looking for garbage where there is next to none."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unswept() -> Iterator[None]:
    """No sweep of the memory until the end: millions of small objects are read, and all kept.

    A sweep looks at every one of them again, and takes a third of the time in all. What is there
    at the end is left out of later sweeps, for the first of them would take as long.
    """
    swept = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if swept:
            gc.freeze()
            gc.enable()
