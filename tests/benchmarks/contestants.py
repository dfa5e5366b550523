"""The servers that are compared: ours over a release, and each peer with the same data at its best.

Oxigraph makes the union of the graphs itself, as ours has it do: that is faster than a copy of each
triple in the default graph, and right since no two graphs share a triple. Fuseki gets the copy, for
its own union is slower; Virtuoso and rdflib-endpoint have no default graph but the union.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

from peers.endpoint import endpoint
from peers.fuseki import fuseki
from peers.oxigraph import oxigraph
from peers.server import HOST, Peer, UnavailableError, free_memory, free_port, running
from peers.virtuoso import virtuoso

from benchmarks.room import ON_DISK, limited
from habitat_graph.knowledge.files import knowledge_root
from habitat_graph.release.build import input_digest
from habitat_graph.release.manifest import Counts, Manifest

OURS = "habitat-graph"
PEERS = ("oxigraph", "fuseki", "virtuoso", "rdflib-endpoint")

TIMEOUT = 30
"""Seconds a query may take, of ours and of each peer that can be told."""
LOADING = 900
"""Seconds that loading may take, unless told otherwise."""
BUFFERS = 85_000
"""Pages that Virtuoso's makers want it to keep for each GiB that it may take."""
SETTINGS = {
    "HABITAT_QUERY_TIMEOUT": str(TIMEOUT),
    "HABITAT_QUERY_RESULT": "8192",  # so that a dump is an answer, however large the graph
    "HABITAT_QUERY_MEMORY": "4096",
}
"""Ours."""


@dataclass(frozen=True)
class Contestant:
    """A server that holds the data: its name, the address of its queries, and its process."""

    name: str
    address: str
    process: int
    loading: float
    """Seconds from the command, or from the first byte sent, to the first answer."""

    def memory(self) -> float:
        """MiB that the process and all its children take, what they share counted once."""
        return sum(map(_share, _family(self.process))) / 1024

    def effort(self) -> float:
        """Seconds of processor time that the process and all its children have used."""
        return sum(map(_ticks, _family(self.process))) / os.sysconf("SC_CLK_TCK")


@contextmanager
def contestant(name: str, data: Path, home: Path, loading: float = LOADING) -> Iterator[Contestant]:
    """Start the server of that name over a file of N-Quads, in `loading` seconds at most.

    What ours and Oxigraph keep on disk stands in the folder `home`, where a second start finds it.
    """
    starts = {OURS: _ours, ON_DISK: _oxigraph_on_disk, "rdflib-endpoint": _rdflib_endpoint}
    with (
        starts[name](data, home, loading)
        if name in starts
        else _loaded(name, data, loading) as server
    ):
        yield server


def write_release(data: Path, store: Path) -> None:
    """Shelve a file of N-Quads as a release that `habitat-graph serve` takes for a current one."""
    digest = hashlib.sha256()
    graphs: Counter[str] = Counter()
    with data.open("rb") as file:
        for line in file:
            digest.update(line)
            graphs[line[line.rindex(b"<") + 1 : line.rindex(b">")].decode()] += 1
    manifest = Manifest(
        number=1,
        created=datetime.now(UTC).replace(microsecond=0),
        parent=None,
        author="benchmark",
        message="",
        version=version("habitat-graph"),
        inputs=input_digest(knowledge_root()),
        canonical=digest.hexdigest(),
        counts=Counts(graphs.total(), 0, 0, 0, dict(graphs), {}),
        checks=(),
    )
    folder = store / "releases" / "0001"
    folder.mkdir(parents=True)
    (folder / "data.nq").symlink_to(data.resolve())
    (folder / "manifest.json").write_text(manifest.as_json(), "utf-8")
    (store / "current").write_text("0001\n", "ascii")


@contextmanager
def _ours(data: Path, home: Path, loading: float) -> Iterator[Contestant]:
    port = free_port()
    address = f"http://{HOST}:{port}/sparql"
    command = [sys.executable, "-m", "habitat_graph", "serve", "--port", str(port)]
    if not (home / "store").exists():
        write_release(data, home / "store")
    environment = {"HABITAT_STORE": str(home / "store"), **SETTINGS}
    start = perf_counter()
    ready = f"{address}?query=ASK%7B%7D"
    with running(command, ready, home, environment, starting=loading) as process:
        yield Contestant(OURS, address, process.pid, perf_counter() - start)


@contextmanager
def _oxigraph_on_disk(data: Path, home: Path, loading: float) -> Iterator[Contestant]:
    """Oxigraph's server over what its loader put there, in half the time of sending the data."""
    folder = home / "oxigraph"
    start = perf_counter()
    if not folder.exists():
        try:
            _load_on_disk(data, folder, loading)
        except UnavailableError:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    with oxigraph(location=folder) as peer:
        yield _ready(peer, start, ON_DISK)


def _load_on_disk(data: Path, folder: Path, loading: float) -> None:
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or "oxigraph"
    command = [program, "load", "--location", str(folder), "--file", str(data), "--lenient"]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    ) as loader:
        with limited(loader.pid, loading):
            words = loader.stderr.read().decode(errors="replace")
        if loader.wait():
            raise UnavailableError(f"it could not load the data: {words.strip()[-500:]}")


@contextmanager
def _rdflib_endpoint(data: Path, _home: Path, loading: float) -> Iterator[Contestant]:
    start = perf_counter()
    with endpoint(data, starting=loading) as peer:
        yield _ready(peer, start)


@contextmanager
def _loaded(name: str, data: Path, loading: float) -> Iterator[Contestant]:
    """A peer that is started empty and then sent the data."""
    half = free_memory() // 2
    pages = max(2 * BUFFERS, BUFFERS * min(half, 10 * data.stat().st_size) // 2**30)
    starts = {
        # Its --timeout-s starts a thread for every query, which sleeps that long: under load there
        # are soon more of them than the machine bears, and the server ends. So it has none.
        "oxigraph": oxigraph,
        "fuseki": lambda: fuseki(memory=f"{half // 2**20}m", timeout=TIMEOUT),
        "virtuoso": lambda: virtuoso(install=True, timeout=TIMEOUT, buffers=pages),
    }
    if name not in starts:
        raise UnavailableError(f"nothing of that name is known; there are {', '.join(PEERS)}.")
    with starts[name]() as peer:
        with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
            if name == "fuseki":
                data = _copied_with_union(data, Path(folder) / "union.nq")
            start = perf_counter()
            with limited(peer.process.pid, loading):
                peer.load(data)
            loaded = _ready(peer, start)
        yield loaded


def _ready(peer: Peer, start: float, name: str | None = None) -> Contestant:
    peer.answer("ASK { ?s ?p ?o }", "application/sparql-results+json")
    return Contestant(name or peer.name, peer.query, peer.process.pid, perf_counter() - start)


def with_union(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of N-Quads, and every triple once more in the default graph."""
    for line in lines:
        yield line
        yield line[: line.rindex(b" <")] + b" .\n"


def _copied_with_union(data: Path, copy: Path) -> Path:
    with data.open("rb") as source, copy.open("wb") as target:
        target.writelines(with_union(source))
    return copy


def _family(process: int) -> set[int]:
    """A process, its children and theirs."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*"):
        if state := _state(int(path.name)):
            parents[int(path.name)] = int(state[1])
    family = {process}
    while more := {child for child, parent in parents.items() if parent in family} - family:
        family |= more
    return family


def _state(process: int) -> list[str]:
    """What the system says of a process, from its state on; nothing where it has ended."""
    try:
        # The name of the program, in brackets, may hold spaces.
        return Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _ticks(process: int) -> int:
    state = _state(process)
    return int(state[11]) + int(state[12]) if state else 0


def _share(process: int) -> int:
    """KiB of a process, of what it shares its part only."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text("ascii").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
