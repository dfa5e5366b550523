"""Compares servers over one file: side by side, or one after the other where they are large."""

import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from benchmarks import reports, workloads
from benchmarks.contest import Contest, Load, Work, mixed
from benchmarks.contestants import OURS, TIMEOUT
from benchmarks.plan import Clock, Round
from benchmarks.reports import Report
from benchmarks.stands import Stand
from benchmarks.trials import WAITING, Trial, probe
from benchmarks.workloads import Question, Survey
from habitat_graph.knowledge.files import knowledge_root

LARGE = 1_000_000
"""Quads from which on servers stand one by one, so that each has memory and cache for itself."""
SOME = 20
"""Things of which it is seen whether all servers know the same of them."""
FEW = (1, 8)
"""Clients that fetch everything at once."""
CATALOGUE = 0.75
"""What part of the time for asking everything once the catalogue may take; the rest is heavy's."""
HOSTILITY = 5.0
"""Seconds of hostile load, at least; as many go before without it."""


@dataclass(frozen=True)
class Options:
    """What is compared, and for how long.

    A file takes `minutes`, asking a server everything once `probing` seconds, a start `loading`
    seconds at most. `one_by_one` says whether servers stand one by one; None goes by the size.
    """

    names: list[str]
    clients: tuple[int, ...]
    seconds: float
    only: str
    minutes: float
    probing: float
    loading: float
    one_by_one: bool | None = None


def works(things: list[str], clients: tuple[int, ...], only: str) -> list[Work]:
    """Every kind of work; those that may leave a server busy for long come last."""
    catalogue = workloads.files(knowledge_root() / "queries")
    heavy = workloads.files(workloads.HEAVY)
    lookups = workloads.lookups(things)
    few = tuple(some for some in clients if some in FEW) or FEW[:1]
    every = (
        Work("lookups", lookups, clients, sampled=True),
        Work("lookups, unique", [one.varied for one in lookups], clients, sampled=True),
        Work("descriptions", workloads.descriptions(things), clients, sampled=True),
        Work("catalogue", catalogue, clients),
        Work("catalogue, unique", [one.varied for one in catalogue], clients),
        Work("dump", workloads.dump(), few),
        Work("heavy", heavy, clients),
        Work("heavy, unique", [one.varied for one in heavy], clients),
    )
    return [work for work in every if only in work.name]


class Session:
    """A comparison over one file."""

    def __init__(
        self, data: Path, survey: Survey, options: Options, report: Report, folder: Path
    ) -> None:
        self.clock = Clock(60 * options.minutes)
        self.contest = Contest(
            works(survey.things, options.clients, options.only),
            options.seconds,
            self.clock,
            report.say,
        )
        self.stands = [
            Stand(name, data, survey.quads, folder / name, options.loading)
            for name in options.names
        ]
        self._data = data
        self._survey = survey
        self._options = options
        self._report = report
        self._hostile = not options.only or options.only in "hostile"

    @property
    def one_by_one(self) -> bool:
        """Whether no two servers stand at once."""
        told = self._options.one_by_one
        return self._survey.quads >= LARGE if told is None else told

    def run(self) -> None:
        """Measure everything, and tell it as soon as it is known."""
        with reports.told_at_the_end(self._report, self.contest):
            try:
                if self._opens(self.stands[0]):
                    self._one_after_the_other() if self.one_by_one else self._side_by_side()
            finally:
                for stand in self.stands:
                    stand.close()
        self._report.bare(self._data, self._survey.quads, self._options.loading)

    def _side_by_side(self) -> None:
        """All servers stand; each round is measured on one after the other."""
        ours = self.stands[0]
        if not self._opens(ours):  # for what a second start takes
            return
        here = [ours, *(stand for stand in self.stands[1:] if self._opens(stand))]
        for stand in here:
            self._probe(stand)
        for stand in here:
            self.contest.warm_up(stand)

        def loads(work: Work) -> list[Load]:
            return [load for stand in here for load in self._with_ours(ours, stand, work)]

        available = self._before_hostility(self.clock.left, len(here))
        self.contest.run(loads, available, self._report.works_of(self.contest))
        for stand in here:
            self._end(stand)

    def _one_after_the_other(self) -> None:
        """Ours first, then each peer alone, then ours again over what only some could answer."""
        ours, *peers = self.stands
        self._probe(ours)
        rounds = self._alone(ours, len(peers) + 2, None)
        ours.close()
        for place, peer in enumerate(peers):
            if self._opens(peer):
                self._probe(peer)
                self._alone(peer, len(peers) - place + 1, rounds)
                self._end(peer)
        if not self._opens(ours):
            return
        self.contest.warm_up(ours)

        def again(work: Work) -> list[Load]:
            return [
                load
                for peer in peers
                for load in self._with_ours(ours, peer, work)
                if load[0] is ours
            ]

        available = self._before_hostility(self.clock.left, 1)
        self.contest.run(again, available, self._report.works_of(self.contest), rounds)
        self._end(ours)

    def _alone(self, stand: Stand, shares: int, only: Collection[Round] | None) -> frozenset[Round]:
        """Load a server that stands alone, in its share of the time that is left."""
        self.contest.warm_up(stand)

        def loads(work: Work) -> list[Load]:
            questions = self.contest.questions(work, stand.name)
            return [(stand, questions)] if questions else []

        available = self._before_hostility(self.clock.left / shares, 1)
        told = self._report.works_of(self.contest, stand.name)
        return self.contest.run(loads, available, told, only)

    def _with_ours(self, ours: Stand, stand: Stand, work: Work) -> list[Load]:
        """The load of a server, and that of ours over the very same questions."""
        questions = self.contest.questions(work, stand.name)
        if not questions:
            return []
        return [(ours, questions)] if stand is ours else [(ours, questions), (stand, questions)]

    def _before_hostility(self, seconds: float, servers: int) -> float:
        """How many of these seconds are left when so many servers are yet to be treated badly."""
        reserve = servers * (2 * max(self._options.seconds, HOSTILITY) + 3) * self._hostile
        return max(0.75 * seconds, seconds - reserve)

    def _opens(self, stand: Stand) -> bool:
        """Start a server; the clock stands still, for loading has a bound of its own."""
        self._report.say(f"starting {stand.name}")
        with self.clock.stopped():
            opens = stand.opens()
        if opens:
            self._report.start(stand, self._survey.quads)
        else:
            self._report.left_out(f"{stand.name}: {stand.lost}")
        return opens

    def _probe(self, stand: Stand) -> None:
        """Ask a server everything once, in its time; where it hangs, start it anew for the rest."""
        self._report.say(f"asking {stand.name} everything once")
        trial = self.contest.trials[stand.name] = Trial()
        left = self._options.probing
        unasked = 0
        for questions, share, patience in self._once():
            if not stand.stands(self.clock):
                unasked += len(questions)
                continue
            start = self.clock.left
            answers, more = probe(stand.server, questions, left * share, trial, patience)
            stand.is_busy = not answers
            unasked += more
            left -= start - self.clock.left
        self._report.trial(stand.name, trial, self.contest.trials[OURS], unasked)

    def _once(self) -> list[tuple[list[Question], float, float]]:
        """What is asked once, what share of the time that is then left, and seconds for each."""
        things = self._survey.things[:SOME]
        simple = [*workloads.lookups(things), *workloads.descriptions(things)]
        every = {question.name for work in self.contest.works for question in work.questions}
        kinds = [
            (simple, 1.0, WAITING),
            (workloads.dump(), 1.0, float(TIMEOUT)),
            (mixed(workloads.files(knowledge_root() / "queries")), CATALOGUE, WAITING),
            (workloads.files(workloads.HEAVY), 1.0, WAITING),
        ]
        return [
            ([question for question in questions if question.name in every], share, patience)
            for questions, share, patience in kinds
        ]

    def _end(self, stand: Stand) -> None:
        """Note what a server takes after all, see how it stands hostile queries, and stop it."""
        if not stand.lost:
            self._report.memory(stand, self._survey.quads)
        if self._hostile and stand.stands(self.clock) and self.clock.left > 0:
            lookups = [question.varied for question in workloads.lookups(self._survey.things)]
            seconds = max(self._options.seconds, HOSTILITY)
            self._report.hostility(self.contest.generator, stand, lookups, seconds)
        stand.close()


def compare(data: Path, options: Options, report: Report) -> None:
    """Start servers over a file of N-Quads, measure and tell."""
    with data.open(encoding="utf-8") as file:
        survey = workloads.survey(file)
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        session = Session(data, survey, options, report, Path(folder))
        report.begin(survey, one_by_one=session.one_by_one)
        session.run()
