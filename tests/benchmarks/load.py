"""Puts a server under load from a process of its own, and says how it bore it.

wrk does so where it is there; else a slower generator in Python, which `ceiling` keeps honest.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

MARK = b"u000000000000"
"""Stands in a request for a number that no other request has."""

PATIENCE = 120
"""Seconds until an answer counts as lost."""

ENDING = 60
"""Seconds that a generator has to end after its load."""

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Sample:
    """What came of a load: answers, refusals (status 400 and over) and lost connections.

    `median` and `late` (the 99th percentile) are milliseconds, `size` the bytes that were read,
    `effort` the share of one processor that the generator itself used, `cost` the milliseconds of a
    processor that the server spent on an answer, which depend little on who else is at work.
    """

    answers: int
    refusals: int
    losses: int
    seconds: float
    median: float
    late: float
    size: int
    effort: float
    cost: float = 0.0

    @property
    def rate(self) -> float:
        """Good answers a second."""
        return self.answers / self.seconds

    @property
    def errors(self) -> int:
        """Whatever was no good answer."""
        return self.refusals + self.losses


class LoadError(Exception):
    """The load could not be put on the server, or did not end: for the server is gone, say."""


class Generator:
    """Sends requests; every number that it puts for a mark is new."""

    def __init__(self) -> None:
        self.program = shutil.which("wrk")
        self._number = 0

    @property
    def name(self) -> str:
        """What sends the requests."""
        return "wrk" if self.program else "Python"

    def load(self, address: str, requests: list[bytes], clients: int, seconds: float) -> Sample:
        """Send the requests in turn, each client waiting for its answer before it asks again.

        Raises LoadError.
        """
        process, file = self.started(address, requests, clients, seconds)
        before = _effort()
        try:
            output, _ = process.communicate(timeout=seconds + ENDING)
        except subprocess.TimeoutExpired as error:
            process.kill()
            process.communicate()
            raise LoadError(f"{self.name} did not end") from error
        finally:
            file.unlink()
        if process.returncode:
            raise LoadError(f"{self.name} ended with {process.returncode}: {output[-500:]}")
        return parsed(output, _effort() - before)

    def started(
        self, address: str, requests: list[bytes], clients: int, seconds: float
    ) -> "tuple[subprocess.Popen[str], Path]":
        """The process that sends the requests, and the file it reads them from."""
        descriptor, name = tempfile.mkstemp(prefix="requests-")
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(b"%d\n%b" % (len(one), one) for one in requests)
        first = str(self._number)
        self._number += 100_000_000
        if self.program:
            options = ["-t1", f"-c{clients}", f"-d{max(1, round(seconds))}s"]
            options += [f"--timeout={PATIENCE}s", "--latency", "-s", str(_HERE / "load.lua")]
            command = [self.program, *options, address, "--", name, MARK.decode(), first]
        else:
            script = str(_HERE / "sockets.py")
            told = [urlsplit(address).netloc, str(clients), str(seconds)]
            command = [sys.executable, script, *told, name, MARK.decode(), first]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        return process, Path(name)


def parsed(output: str, effort: float) -> Sample:
    """What a generator's last words say; `effort` is its seconds on a processor."""
    words = next(line for line in output.splitlines() if line.startswith("RESULT ")).split()[1:]
    requests, refusals, losses = (int(word) for word in words[:3])
    seconds, median, late = (float(word) for word in words[3:6])
    answers = requests - refusals
    return Sample(answers, refusals, losses, seconds, median, late, int(words[6]), effort / seconds)


def _effort() -> float:
    """Seconds of processor time of the children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
