"""The servers that are compared: ours over a release, and each peer with the same data at its best.

Oxigraph and Fuseki get a copy of every triple in their default graph, as ours does, for their own
unions are slower; Virtuoso and rdflib-endpoint have no default graph but the union.
"""

import hashlib
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from time import perf_counter

from peers.endpoint import endpoint
from peers.fuseki import fuseki
from peers.oxigraph import oxigraph
from peers.server import HOST, Peer, free_port, running
from peers.virtuoso import virtuoso

from habitat_graph.knowledge.files import knowledge_root
from habitat_graph.release.build import input_digest
from habitat_graph.release.manifest import Counts, Manifest

OURS = "habitat-graph"
PEERS = ("oxigraph", "fuseki", "virtuoso", "rdflib-endpoint")

TIMEOUT = 30
"""Seconds a query may take, of ours and of each peer that can be told."""
LOADING = 3600
"""Seconds that loading may take."""


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
def contestant(name: str, data: Path, settings: dict[str, str]) -> Iterator[Contestant]:
    """Start the server of that name over a file of N-Quads; `settings` are for ours."""
    if name == OURS:
        with _ours(data, settings) as ours:
            yield ours
        return
    if name == "rdflib-endpoint":
        start = perf_counter()
        with endpoint(data, starting=LOADING) as peer:
            yield _loaded(peer, start)
        return
    starts = {
        # Its --timeout-s starts a thread for every query, which sleeps that long: under load there
        # are soon more of them than the machine bears, and the server ends. So it has none.
        "oxigraph": lambda: oxigraph(union=False),
        "fuseki": lambda: fuseki(memory=_half_of_memory(), timeout=TIMEOUT),
        "virtuoso": lambda: virtuoso(install=True, timeout=TIMEOUT),
    }
    with starts[name]() as peer:
        with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
            if name != "virtuoso":
                data = _with_union(data, Path(folder) / "union.nq")
            start = perf_counter()
            peer.load(data)
            loaded = _loaded(peer, start)
        yield loaded


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
def _ours(data: Path, settings: dict[str, str]) -> Iterator[Contestant]:
    port = free_port()
    address = f"http://{HOST}:{port}/sparql"
    command = [sys.executable, "-m", "habitat_graph", "serve", "--port", str(port)]
    with tempfile.TemporaryDirectory(prefix="habitat-graph-") as name:
        folder = Path(name)
        write_release(data, folder / "store")
        environment = {"HABITAT_STORE": str(folder / "store"), **settings}
        start = perf_counter()
        ready = f"{address}?query=ASK%7B%7D"
        with running(command, ready, folder, environment, starting=LOADING) as process:
            yield Contestant(OURS, address, process.pid, perf_counter() - start)


def _loaded(peer: Peer, start: float) -> Contestant:
    peer.answer("ASK { ?s ?p ?o }", "application/sparql-results+json")
    return Contestant(peer.name, peer.query, peer.process.pid, perf_counter() - start)


def _with_union(data: Path, copy: Path) -> Path:
    """A copy of the quads, and every triple once more in the default graph."""
    with data.open("rb") as source, copy.open("wb") as target:
        for line in source:
            target.write(line)
            target.write(line[: line.rindex(b" <")] + b" .\n")
    return copy


def _half_of_memory() -> str:
    return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') // 2**21}m"


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
