"""Whether a contestant has room: estimated before it is loaded, and watched while it is."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic

from peers.server import UnavailableError, free_memory, is_short_of_memory

ON_DISK = "oxigraph on disk"

NEEDS = {"oxigraph": 350, "fuseki": 4000, "rdflib-endpoint": 2500}
"""Bytes of memory for each quad of the data, as measured; with its copy in the default graph.

Fuseki takes half as many, but Java gets half of the memory only.
"""

_GIBIBYTE = 2**30


def placed(name: str, quads: int, available: int | None = None) -> str:
    """Under which name a peer is started: Oxigraph on disk where memory does not suffice.

    Raises UnavailableError where it cannot be started at all.
    """
    available = free_memory() if available is None else available
    needed = NEEDS.get(name, 0) * quads
    if needed <= available:
        return name
    if name == "oxigraph":
        return ON_DISK
    raise UnavailableError(
        f"it would take about {needed / _GIBIBYTE:.0f} GiB of memory; "
        f"{available / _GIBIBYTE:.0f} GiB are free."
    )


@contextmanager
def limited(process: int, seconds: float) -> Iterator[None]:
    """Kill a process and its group where the block takes longer, or it takes the last memory.

    Raises UnavailableError with the reason, whatever came of it inside.
    """
    over = Event()
    reasons = []

    def watch() -> None:
        end = monotonic() + seconds
        while not over.wait(0.2):
            if monotonic() > end:
                reasons.append(f"it was not done after {seconds:.0f} s.")
            elif is_short_of_memory():
                reasons.append("it took all the memory there was.")
            if reasons:
                os.killpg(process, signal.SIGKILL)
                return

    watcher = Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
        if reasons:
            raise UnavailableError(reasons[0])
