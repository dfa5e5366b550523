"""Oxigraph's own server: the Rust program that PyPI's package `oxigraph` brings."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from peers.server import HOST, Peer, UnavailableError, free_port, running


@contextmanager
def oxigraph(*, union: bool = True, location: Path | None = None) -> Iterator[Peer]:
    """Serve an empty graph in memory, or what stands in the folder `location`.

    `union` makes the union of all graphs the default graph where a query names none.
    """
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which(
        "oxigraph"
    )
    if program is None:
        raise UnavailableError("The program oxigraph is not there: pip install oxigraph.")
    port = free_port()
    base = f"http://{HOST}:{port}"
    command = [program, "serve", "--bind", f"{HOST}:{port}"]
    if union:
        command.append("--union-default-graph")
    if location:
        command += ["--location", str(location)]
    with (
        tempfile.TemporaryDirectory(prefix="oxigraph-") as folder,
        running(command, f"{base}/query", Path(folder)) as process,
    ):
        store = f"{base}/store"
        yield Peer("oxigraph", process, f"{base}/query", f"{base}/update", store, store)
