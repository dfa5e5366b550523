"""Puts the same work on several servers, and keeps what came of it."""

import os
import random
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from statistics import fmean

from benchmarks.contestants import OURS, Contestant
from benchmarks.load import Generator, LoadError, Sample
from benchmarks.plan import Clock, Need, Plan, Round, planned
from benchmarks.stands import Stand
from benchmarks.tables import Cell
from benchmarks.trials import Trial
from benchmarks.workloads import Question

ANSWERS = 40
"""Answers that a load should at least have."""
SETTLING = 40
"""Seconds that a server has to finish what nobody waits for any more."""
WATCH = 0.3
"""Seconds over which it is watched for it."""
CALM = 0.1
"""The share of a processor that an idle server may use."""
HOSTILE = 4
"""Clients that ask what nobody should."""
WARMING = 8
"""Clients that warm a server up."""


@dataclass(frozen=True)
class Work:
    """Questions that are asked over and over, and by how many clients at once.

    A question is asked only of servers whose answer had as many rows as ours when all were asked
    once. Of `sampled` work only some were: where those agree, the others are asked as well.
    """

    name: str
    questions: list[Question]
    clients: tuple[int, ...]
    sampled: bool = False


Load = tuple[Stand, list[Question]]
_Key = tuple[str, str, int, frozenset[str]]


class Contest:
    """The trials and the samples of all servers; no load is measured twice.

    `left_out` says what was not measured, and why; `efforts` are the generator's.
    """

    def __init__(
        self, works: Sequence[Work], seconds: float, clock: Clock, say: Callable[[str], None]
    ) -> None:
        self.works = works
        self.clock = clock
        self.trials: dict[str, Trial] = {}
        self.left_out: list[str] = []
        self.efforts: list[float] = []
        self.generator = Generator()
        self._seconds = seconds
        self._say = say
        self._samples: dict[_Key, Sample] = {}

    def questions(self, work: Work, name: str) -> list[Question]:
        """What of a work a server is asked: what it answers as ours does."""
        if name not in self.trials:
            return []
        trial, ours = self.trials[name], self.trials[OURS]
        agreed = trial.agreed(ours)
        if not work.sampled:
            return [question for question in work.questions if question.name in agreed]
        if not any(question.name in agreed for question in work.questions):
            return []
        wrong = trial.rows.keys() - agreed
        return [question for question in work.questions if question.name not in wrong]

    def warm_up(self, stand: Stand) -> None:
        """Load a server with what it will be asked, for Java must compile and caches fill."""
        every = [question for work in self.works for question in self.questions(work, stand.name)]
        if every and stand.stands(self.clock):
            self._say(f"warming up, {stand.name}")
            self._load(stand, every, WARMING, self._seconds)

    def run(
        self,
        loads: Callable[[Work], list[Load]],
        available: float,
        told: Callable[[Work], None],
        only: Collection[Round] | None = None,
    ) -> frozenset[Round]:
        """Measure the loads of every work by ever more clients, in `available` seconds.

        After each work it is `told`. The answer is which rounds there was time for; of `only` some
        rounds others are not thought of.
        """
        needs = self._needs(loads, only)
        plan = planned(needs, self._seconds, available)
        for name, clients in needs:
            if (name, clients) not in plan.rounds:
                self._leave_out(name, clients, "all", "there is no time for it.")
        end = self.clock.left - available
        for work in self.works:
            for clients in work.clients:
                if (work.name, clients) not in plan.rounds:
                    continue
                if self.clock.left - end < plan.cost(needs[work.name, clients]) / 2:
                    self._leave_out(work.name, clients, "all", "other loads took too long.")
                    continue
                for stand, questions in loads(work):
                    self._measure(stand, work, clients, questions, plan)
            told(work)
        return plan.rounds

    def cells(self, works: Iterable[Work] | None = None) -> list[Cell]:
        """What was measured of these works, or of all."""
        found = []
        for work in works or self.works:
            for clients in work.clients:
                for name in self.trials:
                    names = frozenset(one.name for one in self.questions(work, name))
                    sample = self._samples.get((name, work.name, clients, names))
                    if sample is None:
                        continue
                    baseline = self._samples.get((OURS, work.name, clients, names))
                    cell = Cell(work.name, clients, name, sample, None, len(names))
                    found.append(cell if name == OURS else replace(cell, baseline=baseline))
        return found

    def _needs(
        self, loads: Callable[[Work], list[Load]], only: Collection[Round] | None
    ) -> dict[Round, list[Need]]:
        needs = {}
        for work in self.works:
            for clients in work.clients:
                found = {
                    _key(stand, work, clients, questions): self._needed(
                        stand.name, questions, clients
                    )
                    for stand, questions in loads(work)
                }
                found = {key: need for key, need in found.items() if key not in self._samples}
                if found and (only is None or (work.name, clients) in only):
                    needs[work.name, clients] = list(found.values())
        return needs

    def _needed(self, name: str, questions: list[Question], clients: int) -> Need:
        """What a load needs so that everything is asked once and ANSWERS come, if that is known."""
        known = self.trials[name].seconds
        once = [known[question.name] for question in questions if question.name in known]
        if not once:
            return Need()
        processors = min(clients, os.cpu_count() or 1)
        one = 2 * clients * fmean(once) / processors
        return Need(one, 1.2 * max(len(once), ANSWERS) * fmean(once) / processors)

    def _measure(
        self, stand: Stand, work: Work, clients: int, questions: list[Question], plan: Plan
    ) -> None:
        key = _key(stand, work, clients, questions)
        if key in self._samples:
            return
        if not stand.stands(self.clock):
            self._leave_out(work.name, clients, stand.name, stand.lost)
            return
        self._say(f"{work.name}, {clients} clients, {stand.name}")
        seconds = plan.seconds(self._needed(stand.name, questions, clients))
        sample = self._load(stand, questions, clients, seconds)
        if sample is None:
            self._leave_out(work.name, clients, stand.name, "it was gone under this load.")
        else:
            self._samples[key] = sample
            self.efforts.append(sample.effort)

    def _load(
        self, stand: Stand, questions: list[Question], clients: int, seconds: float
    ) -> Sample | None:
        """What comes of a load; None where the server does not stand it, and must start anew."""
        server = stand.server
        requests = [question.request(server.address) for question in mixed(questions)]
        before = server.effort()
        try:
            sample = self.generator.load(server.address, requests, clients, seconds)
        except LoadError:
            stand.is_busy = True
            return None
        spent = 1000 * (server.effort() - before)
        stand.is_busy = not settles(server)
        return replace(sample, cost=spent / sample.answers if sample.answers else 0.0)

    def _leave_out(self, work: str, clients: int, server: str, why: str) -> None:
        self.left_out.append(f"{work}, {clients} clients, {server}: {why}")


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


def settles(server: Contestant, seconds: float = SETTLING) -> bool:
    """Whether a server comes to rest in that time: it may be at work for clients that have gone."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        before = server.effort()
        time.sleep(WATCH)
        if server.effort() - before <= CALM * WATCH:
            return True
    return False


def mixed(questions: list[Question]) -> list[Question]:
    """The questions in no order, the same each time."""
    return random.Random(1).sample(questions, len(questions))  # noqa: S311 - not secret


def _key(stand: Stand, work: Work, clients: int, questions: list[Question]) -> _Key:
    return stand.name, work.name, clients, frozenset(question.name for question in questions)
