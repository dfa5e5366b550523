"""A store that so many queries may be asked of at once."""

import math
from itertools import count
from time import monotonic

from habitat_graph.sparql.asker import Asker
from habitat_graph.sparql.desk import Desk
from habitat_graph.sparql.limits import Limits
from habitat_graph.sparql.store import (
    Answer,
    AskerGoneError,
    Query,
    QueryTimeoutError,
    Store,
)
from habitat_graph.sparql.turns import NoTurnError
from habitat_graph.sparql.visit import QUEUE_SECONDS


class Rations(Desk):
    """Shares out a store among those who ask, in turns as `Evaluators` give them.

    What a query may take is for the store to say. It can be left alone, but not stopped: one
    whose time is over may go on for a while on the server that evaluates it.
    """

    def __init__(self, store: Store, limits: Limits) -> None:
        super().__init__(limits)
        self._store = store
        self._numbers = count()

    def answer(self, query: Query, accept: str) -> Answer:
        """Answer in the media type that `accept` likes best, when it is the asker's turn."""
        asker = query.asker or Asker()
        seconds = min(query.timeout or math.inf, self.limits.seconds)
        try:
            with self._turns.turn(asker.name, QUEUE_SECONDS):
                if asker.gone:
                    raise AskerGoneError
                return self._answer(query, accept, seconds)
        except NoTurnError as error:
            raise self._book.busy() from error

    def close(self) -> None:
        """End nothing: there is no process of ours."""

    def _answer(self, query: Query, accept: str, seconds: float) -> Answer:
        number = next(self._numbers)
        self._book.deadlines[number] = monotonic() + seconds
        try:
            return self._store.answer(query, accept)
        except QueryTimeoutError:
            self.ends["time"] += 1
            raise
        finally:
            del self._book.deadlines[number]
