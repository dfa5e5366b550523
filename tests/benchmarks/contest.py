"""Runs the same work on several servers, one after the other, and compares what came of it."""

import http.client
import json
import random
import time
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from urllib.parse import quote

from peers.server import request

from benchmarks.contestants import OURS, TIMEOUT, Contestant
from benchmarks.load import MARK, Generator, Sample
from benchmarks.tables import Cell
from benchmarks.workloads import Question

GIVING_UP = 3
"""Queries that a server may leave unanswered before it is asked no others."""
STRETCH = 10
"""How many times its seconds a load may take to have asked everything once."""
HOSTILE = 4
"""Clients that ask what nobody should."""


@dataclass(frozen=True)
class Work:
    """Questions that are asked over and over, and by how many clients at once.

    `compared` says that each must have as many rows on a server as on ours to be asked of it.
    """

    name: str
    questions: list[Question]
    clients: tuple[int, ...]
    compared: bool = False


@dataclass
class Trial:
    """What one server answered when it was asked everything once.

    `rows` are the answers' rows by question, None where there was no answer; `seconds` what each
    took.
    """

    rows: dict[str, int | None] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def agreed(self, reference: "Trial") -> set[str]:
        """The questions with as many rows as the reference has."""
        return {
            name
            for name, count in self.rows.items()
            if count is not None and reference.rows[name] == count
        }


def trial(server: Contestant, questions: Iterable[Question]) -> Trial:
    """Ask a server everything once; the shortest first would only flatter it."""
    found = Trial()
    failures = 0
    for question in questions:
        start = perf_counter()
        rows = None
        if failures < GIVING_UP:
            rows = answered_rows(server.address, question)
            if rows is None and perf_counter() - start >= TIMEOUT:
                failures += 1
                _rest(server)
        found.rows[question.name] = rows
        found.seconds[question.name] = perf_counter() - start
    return found


def answered_rows(address: str, question: Question) -> int | None:
    """How many rows the answer has; None where there is none in time."""
    text = question.text.replace(MARK.decode(), "u")
    target = f"{address}?query={quote(text, safe='')}"
    try:
        status, body = request("GET", target, headers={"Accept": question.accept}, patience=TIMEOUT)
        if status != http.client.OK:
            return None
        return len(json.loads(body)["results"]["bindings"])
    except (OSError, http.client.HTTPException, ValueError, KeyError):
        return None


class Contest:
    """Loads of one work after the other; ours is measured once over each choice of questions."""

    def __init__(
        self,
        servers: list[Contestant],
        trials: dict[str, Trial],
        seconds: float,
        say: Callable[[str], None],
    ) -> None:
        self.generator = Generator()
        self.efforts: list[float] = []
        self._servers = servers
        self._trials = trials
        self._seconds = seconds
        self._say = say
        self._ours: dict[tuple[str, int, frozenset[str]], Sample] = {}

    def cells(self, work: Work) -> list[Cell]:
        """The work on every server, by ever more clients."""
        ours, *peers = self._servers
        found = []
        for clients in work.clients:
            whole = self._our_sample(ours, work, clients, work.questions)
            found.append(Cell(work.name, clients, OURS, whole))
            for peer in peers:
                questions = self._shared(work, peer)
                if not questions:
                    continue
                baseline = self._our_sample(ours, work, clients, questions)
                sample = self._sample(peer, work, clients, questions)
                found.append(Cell(work.name, clients, peer.name, sample, baseline))
        return found

    def _shared(self, work: Work, peer: Contestant) -> list[Question]:
        """The questions that a peer answers as we do."""
        if not work.compared:
            return work.questions
        agreed = self._trials[peer.name].agreed(self._trials[OURS])
        return [question for question in work.questions if question.name in agreed]

    def _our_sample(
        self, ours: Contestant, work: Work, clients: int, questions: list[Question]
    ) -> Sample:
        key = (work.name, clients, frozenset(question.name for question in questions))
        if key not in self._ours:
            self._ours[key] = self._sample(ours, work, clients, questions)
        return self._ours[key]

    def _sample(
        self, server: Contestant, work: Work, clients: int, questions: list[Question]
    ) -> Sample:
        self._say(f"{work.name}, {clients} clients, {server.name}")
        known = self._trials[server.name].seconds
        once = sum(known.get(question.name, 0.0) for question in questions)
        seconds = min(max(self._seconds, 1.2 * once), STRETCH * self._seconds)
        requests = [question.request(server.address) for question in mixed(questions)]
        sample = self.generator.load(server.address, requests, clients, seconds)
        self.efforts.append(sample.effort)
        return sample


@contextmanager
def hostility(generator: Generator, server: Contestant, questions: list[Question], seconds: float):
    """Have a few clients ask what nobody should, for at least that long."""
    requests = [question.request(server.address) for question in questions]
    process, file = generator.started(server.address, requests, HOSTILE, seconds)
    try:
        time.sleep(1)  # until the queries are at work
        yield
    finally:
        process.kill()
        process.communicate()
        file.unlink()


def mixed(questions: list[Question]) -> list[Question]:
    """The questions in no order, the same each time."""
    return random.Random(1).sample(questions, len(questions))  # noqa: S311 not secret


def bulk_seconds(data: Path) -> float:
    """Seconds that pyoxigraph alone takes to read the file into memory."""
    import pyoxigraph  # noqa: PLC0415

    start = perf_counter()
    pyoxigraph.Store().bulk_load(path=data, format=pyoxigraph.RdfFormat.N_QUADS)
    return perf_counter() - start


def _rest(server: Contestant) -> None:
    """Wait until a server that could not answer in time can answer again."""
    try:
        request("GET", f"{server.address}?query=ASK%7B%7D", patience=4 * TIMEOUT)
    except (OSError, http.client.HTTPException):
        return
