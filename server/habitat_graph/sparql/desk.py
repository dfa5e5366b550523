"""Where turns are given out, and noted what came of them."""

import math
from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass, field
from time import monotonic

from habitat_graph.sparql.limits import Limits
from habitat_graph.sparql.store import EvaluatorsBusyError
from habitat_graph.sparql.turns import Turns

QUEUE_LENGTH = 100
"""Queries of one client that may wait."""


@dataclass
class Book:
    """What is noted of those at work: their limits, when each must be over, and how many ended.

    `ends` counts those that were ended before their time, by reason.
    """

    limits: Limits
    deadlines: dict[Hashable, float] = field(default_factory=dict)
    ends: Counter[str] = field(default_factory=Counter)

    def busy(self) -> EvaluatorsBusyError:
        """What to tell those for whom there is no turn."""
        soonest = min(list(self.deadlines.values()), default=0) - monotonic()
        return EvaluatorsBusyError(max(math.ceil(soonest), 1))


class Desk:
    """Gives turns to those who ask queries, with `spare` more for short ones."""

    def __init__(self, limits: Limits, spare: int = 0) -> None:
        self._turns = Turns(limits.number, 2 * limits.number, QUEUE_LENGTH, spare)
        self._book = Book(limits)

    @property
    def limits(self) -> Limits:
        """What a query may take."""
        return self._book.limits

    @property
    def ends(self) -> Counter[str]:
        """The number of queries that were ended before their time, by reason."""
        return self._book.ends

    @property
    def busy(self) -> int:
        """The number of queries that are evaluated right now."""
        return len(self._book.deadlines)

    @property
    def waiting(self) -> int:
        """The number of queries that wait for their turn."""
        return self._turns.waiting
