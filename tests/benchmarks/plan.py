"""What fits into the time there is: how long each load may take, and which are left out."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from math import log
from time import monotonic

STRETCHES = (10, 3, 1)
"""How many times its seconds a load may take to have asked everything once; the most that fits."""
SHORTEST = 2.0
"""Seconds that a load is shortened to before others are left out."""
BETWEEN = 1.0
"""Seconds from the end of one load to the start of the next."""
TYPICAL = 8
"""Clients at once; the further from it, the sooner a load is left out."""

MOST = 60.0
"""Seconds that a load takes at most so that each client has an answer."""

Round = tuple[str, int]
"""One kind of work by so many clients, on every server that is to be compared."""


@dataclass(frozen=True)
class Need:
    """Seconds until each client of a load has one answer, and until everything was asked once."""

    one: float = 0.0
    all: float = 0.0


class Clock:
    """Counts down; it can be stopped while something is done that has a bound of its own."""

    def __init__(self, seconds: float) -> None:
        self._end = monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds that are left; below zero where it took longer."""
        return self._end - monotonic()

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Count nothing until the block ends."""
        start = monotonic()
        try:
            yield
        finally:
            self._end += monotonic() - start


@dataclass(frozen=True)
class Plan:
    """The rounds that fit, and the seconds a load takes at least and at most."""

    rounds: frozenset[Round]
    shortest: float
    longest: float

    def seconds(self, need: Need) -> float:
        """How long a load with that need takes."""
        return max(self.shortest, min(need.all, self.longest), min(need.one, MOST))

    def cost(self, needs: Sequence[Need]) -> float:
        """Seconds that loads with these needs take, one after the other."""
        return sum(self.seconds(need) + BETWEEN for need in needs)


def planned(rounds: Mapping[Round, Sequence[Need]], seconds: float, available: float) -> Plan:
    """The rounds that fit into `available` seconds, by what each load of a round needs.

    Where not all do, loads are stretched less, then shortened; then rounds are left out.
    """
    lengths = [(seconds, stretch * seconds) for stretch in STRETCHES]
    lengths.append((min(seconds, SHORTEST),) * 2)
    for shortest, longest in lengths:
        plan = Plan(frozenset(rounds), shortest, longest)
        if sum(map(plan.cost, rounds.values())) <= available:
            return plan
    kept = set()
    for found in sorted(rounds, key=_unimportance):
        cost = plan.cost(rounds[found])
        if cost <= available:
            kept.add(found)
            available -= cost
    return replace(plan, rounds=frozenset(kept))


def _unimportance(found: Round) -> tuple[float, int]:
    return abs(log(found[1] / TYPICAL)), found[1]
