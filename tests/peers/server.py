"""A SPARQL server that runs as a process of its own: starting, asking and stopping it."""

import csv
import http.client
import io
import os
import shutil
import signal
import socket
import subprocess
import time
import unittest
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlencode, urlsplit

HOST = "127.0.0.1"
STARTING = 90
"""Seconds a server has until it answers; Java on a busy machine needs some."""
ANSWERING = 3600
"""Seconds a request may take; a large file takes many."""
STOPPING = 10
"""Seconds a server has until it is killed."""
RESERVE = 2**30
"""Bytes of memory that a server may not take, for the machine needs them."""

N_QUADS = "application/n-quads"
TURTLE = "text/turtle"


class UnavailableError(unittest.SkipTest):
    """The server cannot be started here, and why; pytest skips a test that raises it."""


class RefusedError(Exception):
    """The server answered a request with an error."""


@dataclass(frozen=True)
class Peer:
    """A server that answers: its addresses and its process.

    `update`, `data` (the graph store) and `whole` (which takes N-Quads of all graphs at once) are
    None where the server has none. `token` stands in the Authorization header of every request.
    """

    name: str
    process: "subprocess.Popen[bytes]"
    query: str
    update: str | None = None
    data: str | None = None
    whole: str | None = None
    token: str | None = None

    def select(self, query: str) -> list[dict[str, str]]:
        """The rows of a SELECT, each value as CSV writes it."""
        return list(csv.DictReader(io.StringIO(self.answer(query, "text/csv").decode())))

    def answer(self, query: str, accept: str) -> bytes:
        """The answer to a query in a media type."""
        return self._sent("POST", self.query, urlencode({"query": query}).encode(), accept=accept)

    def change(self, update: str) -> None:
        """Carry out an update."""
        self._sent("POST", _there(self.update), urlencode({"update": update}).encode())

    def put(self, content: bytes, graph: str | None = None, media_type: str = TURTLE) -> None:
        """Make a graph what `content` says; without `graph` the default graph."""
        self._sent("PUT", self._graph(graph), content, media_type)

    def get(self, graph: str | None = None, accept: str = TURTLE) -> bytes:
        """What a graph holds; without `graph` the default graph."""
        return self._sent("GET", self._graph(graph), accept=accept)

    def load(self, path: Path) -> None:
        """Add a file of N-Quads, each quad to its graph."""
        with path.open("rb") as file:
            self._sent("POST", _there(self.whole), file, N_QUADS)

    def _graph(self, graph: str | None) -> str:
        return f"{_there(self.data)}?{urlencode({'graph': graph}) if graph else 'default'}"

    def _sent(
        self,
        method: str,
        address: str,
        body: bytes | BinaryIO | None = None,
        media_type: str = "application/x-www-form-urlencoded",
        accept: str = "*/*",
    ) -> bytes:
        headers = {"Accept": accept}
        if body is not None:
            headers["Content-Type"] = media_type
        if hasattr(body, "fileno"):
            headers["Content-Length"] = str(os.fstat(body.fileno()).st_size)  # else it is chunked
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        status, answer = request(method, address, body, headers)
        if status >= http.client.BAD_REQUEST:
            raise RefusedError(
                f"{method} {address}: {status} {answer[:500].decode(errors='replace')}"
            )
        return answer


def request(
    method: str,
    address: str,
    body: bytes | BinaryIO | None = None,
    headers: dict[str, str] | None = None,
    patience: float = ANSWERING,
) -> tuple[int, bytes]:
    """The status and the body that an address answers with; no proxy comes between."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or HOST, parts.port, timeout=patience)
    try:
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        connection.request(method, target, body, headers or {})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def free_memory() -> int:
    """Bytes of memory that a server may take."""
    lines = Path("/proc/meminfo").read_text("ascii").splitlines()
    words = next(line for line in lines if line.startswith("MemAvailable:")).split()
    return int(words[1]) * 1024 - RESERVE


def is_short_of_memory() -> bool:
    """Whether the machine has no memory left for servers; never true where that is not known."""
    return Path("/proc/meminfo").exists() and free_memory() < 0


@contextmanager
def running(
    command: list[str],
    ready: str,
    folder: Path,
    environment: dict[str, str] | None = None,
    starting: float = STARTING,
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a server in `folder` until the block ends; it is there when the address answers.

    Raises UnavailableError with the end of its log where it does not start.
    """
    log = folder / "server.log"
    if keeper := shutil.which("setpriv"):
        # Where we are killed and can stop nothing, the system tells the server to stop.
        command = [keeper, "--pdeathsig", "TERM", *command]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=os.environ | (environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # so that its children are stopped with it
        )
    try:
        _await(process, ready, log, starting)
        yield process
    finally:
        _stop(process)


def _await(process: "subprocess.Popen[bytes]", ready: str, log: Path, starting: float) -> None:
    end = time.monotonic() + starting
    why = "it ended."
    while process.poll() is None:
        if time.monotonic() > end:
            why = f"it did not answer within {starting:.0f} s."
            break
        if is_short_of_memory():
            why = "it took all the memory there was."
            break
        try:
            if request("GET", ready)[0] < http.client.INTERNAL_SERVER_ERROR:
                return
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(0.05)
    words = log.read_text("utf-8", "replace").strip()[-1000:]
    raise UnavailableError(
        f"{' '.join(map(str, process.args))} did not start: {why} {words or 'It said nothing.'}"
    )


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """Stop the process and its children, by force where it does not listen."""
    for way in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, way)
        except ProcessLookupError:
            break
        try:
            process.wait(STOPPING)
        except subprocess.TimeoutExpired:
            continue
    process.wait()


def _there(address: str | None) -> str:
    if address is None:
        raise RefusedError("The server has no such address.")
    return address
