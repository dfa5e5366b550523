"""Runs the same work on several servers, one after the other, and compares what came of it."""

import http.client
import json
import os
import random
import time
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import fmean
from time import perf_counter
from urllib.parse import quote

import pyoxigraph
from peers.server import request

from benchmarks.contestants import OURS, TIMEOUT, Contestant
from benchmarks.load import MARK, Generator, Sample
from benchmarks.tables import Cell
from benchmarks.workloads import Question
from habitat_graph.media_types import N_TRIPLES

GIVING_UP = 8
"""Queries that may take too long for a server before it is asked no others."""
RECOVERY = 5
"""Seconds in which a server must answer again after such a query, or it is asked no others."""
STRETCH = 10
"""How many times its seconds a load may take to have asked everything once."""
ANSWERS = 40
"""Answers that a load should at least have."""
SETTLING = 60
"""Seconds that servers have to finish what nobody waits for any more."""
WATCH = 0.3
"""Seconds over which they are watched for it."""
CALM = 0.1
"""The share of a processor that idle servers may use, all together."""
HOSTILE = 4
"""Clients that ask what nobody should."""


@dataclass(frozen=True)
class Work:
    """Questions that are asked over and over, and by how many clients at once.

    A question that was tried is asked only of servers whose answer had as many rows as ours.
    """

    name: str
    questions: list[Question]
    clients: tuple[int, ...]


@dataclass
class Trial:
    """What one server answered when it was asked everything once.

    `rows` are the answers' rows by question, None where there was no answer; `seconds` what each
    took. A question that is missing was not asked; `stuck` says that the server is at work still.
    """

    rows: dict[str, int | None] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    stuck: bool = False

    def agreed(self, reference: "Trial") -> set[str]:
        """The questions with as many rows as the reference has."""
        return {
            name
            for name, count in self.rows.items()
            if count is not None and reference.rows[name] == count
        }


def trial(server: Contestant, questions: Iterable[Question]) -> Trial:
    """Ask a server everything once, for as long as it bears it."""
    found = Trial()
    failures = 0
    for question in questions:
        start = perf_counter()
        rows = answered_rows(server.address, question)
        found.rows[question.name] = rows
        found.seconds[question.name] = perf_counter() - start
        if rows is None and found.seconds[question.name] >= TIMEOUT:
            failures += 1
            found.stuck = not _answers_again(server)
            if found.stuck or failures == GIVING_UP:
                break
    return found


def answered_rows(address: str, question: Question) -> int | None:
    """How many rows the answer has; None where there is none in time."""
    text = question.text.replace(MARK.decode(), "u")
    target = f"{address}?query={quote(text, safe='')}"
    try:
        status, body = request("GET", target, headers={"Accept": question.accept}, patience=TIMEOUT)
        if status != http.client.OK:
            return None
        if question.accept == N_TRIPLES:
            return body.count(b"\n")
        return len(json.loads(body)["results"]["bindings"])
    except (OSError, http.client.HTTPException, ValueError, KeyError):
        return None


class Contest:
    """Loads of one work after the other; ours is measured once over each choice of questions."""

    def __init__(
        self,
        servers: list[Contestant],
        trials: dict[str, Trial],
        asked: list[Question],
        seconds: float,
        say: Callable[[str], None],
    ) -> None:
        self.generator = Generator()
        self.efforts: list[float] = []
        self._servers = servers
        self._trials = trials
        self._asked = asked
        self._seconds = seconds
        self._say = say
        self._ours: dict[tuple[str, int, frozenset[str]], Sample] = {}

    def warm_up(self) -> None:
        """Load every server with what it will be asked, for Java must compile and caches fill."""
        asked = Work("warming up", self._asked, (8,))
        for server in self._servers:
            self._sample(server, asked, 8, self._shared(asked, server))
        self.efforts.clear()

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
        ours = self._trials[OURS]
        wrong = ours.rows.keys() - self._trials[peer.name].agreed(ours)
        return [question for question in work.questions if question.name not in wrong]

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
        settle(self._servers)
        self._say(f"{work.name}, {clients} clients, {server.name}")
        seconds = self._needed(server, questions, clients)
        requests = [question.request(server.address) for question in mixed(questions)]
        before = server.effort()
        sample = self.generator.load(server.address, requests, clients, seconds)
        spent = 1000 * (server.effort() - before)
        self.efforts.append(sample.effort)
        return replace(sample, cost=spent / sample.answers if sample.answers else 0.0)

    def _needed(self, server: Contestant, questions: list[Question], clients: int) -> float:
        """Seconds in which everything is asked once and ANSWERS come, as far as is known."""
        known = self._trials[server.name].seconds
        once = [known[question.name] for question in questions if question.name in known]
        if not once:
            return self._seconds
        answers = max(len(once), ANSWERS)
        needed = 1.2 * answers * fmean(once) / min(clients, os.cpu_count() or 1)
        return min(max(self._seconds, needed), STRETCH * self._seconds)


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


def settle(servers: list[Contestant]) -> None:
    """Wait until no server works on questions any more whose askers have gone."""
    end = perf_counter() + SETTLING
    while perf_counter() < end:
        before = sum(server.effort() for server in servers)
        time.sleep(WATCH)
        if sum(server.effort() for server in servers) - before <= CALM * WATCH:
            return


def mixed(questions: list[Question]) -> list[Question]:
    """The questions in no order, the same each time."""
    return random.Random(1).sample(questions, len(questions))  # noqa: S311 - not secret


def bulk_seconds(data: Path) -> float:
    """Seconds that pyoxigraph alone takes to read the file into memory."""
    start = perf_counter()
    pyoxigraph.Store().bulk_load(path=data, format=pyoxigraph.RdfFormat.N_QUADS)
    return perf_counter() - start


def _answers_again(server: Contestant) -> bool:
    try:
        status, _ = request("GET", f"{server.address}?query=ASK%7B%7D", patience=RECOVERY)
    except (OSError, http.client.HTTPException):
        return False
    return status == http.client.OK
