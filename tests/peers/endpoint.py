"""rdflib-endpoint: an rdflib Dataset in memory, served by FastAPI."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from peers.server import HOST, STARTING, Peer, UnavailableError, free_port, running


@contextmanager
def endpoint(*files: Path, starting: float = STARTING) -> Iterator[Peer]:
    """Serve the files' quads; the union of all graphs is always the default graph.

    It has no graph store: data come as files when it starts, or by update.
    `starting` is the seconds that loading them may take.
    """
    program = shutil.which("rdflib-endpoint", path=str(Path(sys.executable).parent))
    if program is None:
        raise UnavailableError("rdflib-endpoint is not there: pip install rdflib-endpoint[cli].")
    port = free_port()
    address = f"http://{HOST}:{port}/"
    command = [program, "serve", "--host", HOST, "--port", str(port), "--enable-update"]
    with (
        tempfile.TemporaryDirectory(prefix="rdflib-endpoint-") as folder,
        running([*command, *map(str, files)], address, Path(folder), None, starting) as process,
    ):
        yield Peer("rdflib-endpoint", process, address, address)
