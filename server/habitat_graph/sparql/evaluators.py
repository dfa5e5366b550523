"""The sandboxed processes that evaluate queries and can be killed.

The engine can be neither interrupted nor kept from the network, and a query can make it abort. So
the public's queries are evaluated where none of that hurts: one process a query, killed and
replaced where it exceeds a limit or breaks.
"""

import math
import weakref
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Self

import pyoxigraph

from habitat_graph.sparql.asker import Asker
from habitat_graph.sparql.change import Change, Update
from habitat_graph.sparql.documents import Document
from habitat_graph.sparql.errand import Book, Errand
from habitat_graph.sparql.limits import Limits
from habitat_graph.sparql.messages import Header, error_from, query_record, update_record
from habitat_graph.sparql.nursery import zygote_command
from habitat_graph.sparql.pool import Pool, Supply, close
from habitat_graph.sparql.store import (
    Answer,
    AskerGoneError,
    EvaluatorsBusyError,
    Query,
    QueryTimeoutError,
)
from habitat_graph.sparql.turns import NoTurnError, Turns
from habitat_graph.sparql.zygote import PLAIN, READ, UNION, WRITE

QUEUE_SECONDS = 10.0
"""How long a query waits for an evaluator before it is turned away."""

SPARE_SECONDS = 2.0
"""How long a query may take that is evaluated beside others which take all the turns."""

QUEUE_LENGTH = 100
"""Queries of one client that may wait."""

_SHORT = 16_000


class Evaluators:
    """A store that evaluates each query in a process of its own; many threads may ask at once.

    `command` starts the zygote. The processes end with `close`, or when nobody holds this store any
    more, so that those who still ask it get their answers.
    """

    def __init__(self, command: Sequence[str], limits: Limits) -> None:
        self._turns = Turns(limits.number, 2 * limits.number, QUEUE_LENGTH, limits.number)
        self._book = Book(limits)
        self._supply = Supply(command)
        self._idle = Pool(self._supply)
        # What reads needs no data: a change does not make it old.
        self._readers = Pool(self._supply, any_data=True)
        self._finalizer = weakref.finalize(self, close, (self._idle, self._readers), self._supply)
        for _ in range(limits.number):
            self._idle.prepare()

    @classmethod
    def over_nquads(
        cls,
        path: Path | None,
        limits: Limits,
        *,
        union: bool = True,
        journal: Path | None = None,
    ) -> Self:
        """Evaluators over a file of N-Quads; they load it while the caller goes on.

        A `path` of None is no file. The changes in `journal` are made to what it has. Where `union`
        is true the default graph is the union of all graphs.
        """
        default = UNION if union else PLAIN
        use = WRITE if limits.writes or journal else READ
        files = (str(path or ""), str(limits.memory), str(limits.result), default, use)
        return cls(zygote_command(*files, *([str(journal)] if journal else ())), limits)

    @property
    def limits(self) -> Limits:
        """What a query may take."""
        return self._book.limits

    @property
    def ends(self) -> Counter[str]:
        """The number of evaluators that a query cost, by reason."""
        return self._book.ends

    @property
    def busy(self) -> int:
        """The number of queries that are evaluated right now."""
        return len(self._book.deadlines)

    @property
    def waiting(self) -> int:
        """The number of queries that wait for an evaluator."""
        return self._turns.waiting

    def answer(self, query: Query, accept: str) -> Answer:
        """Answer in the media type that `accept` likes best, within the limits."""
        request = {"query": query_record(query), "accept": accept}
        return _answer(*self._reply(request, b"", query.asker or Asker(), self._seconds(query)))

    def begin(self, query: Query, accept: str) -> "Beginning | None":
        """Have a query evaluated while the caller goes on; None where it could not start at once.

        Who gets one has to call its `answer`.
        """
        asker = query.asker or Asker()
        if len(query.text) > _SHORT or not self._turns.take(asker.name):
            return None
        evaluator = self._idle.ready()
        if evaluator is None:
            self._turns.give_back(asker.name)
            return None
        request = {"query": query_record(query), "accept": accept}
        seconds = self._seconds(query)
        errand = Errand(self._book, self._idle, evaluator, request, b"", asker, seconds)
        return Beginning(errand, self._turns, asker.name)

    def _seconds(self, query: Query) -> float:
        return min(query.timeout or math.inf, self._book.limits.seconds)

    def tried(self, update: Update) -> Change:
        """What an update would change; nothing is changed yet."""
        request, text = update_record(update)
        _, patch = self._reply({"update": request}, text, update.asker or Asker())
        return Change.from_patch(patch)

    def read(self, document: Document, asker: Asker | None = None) -> list[pyoxigraph.Quad]:
        """The quads of a document, its blank nodes under names that no other has."""
        request = {"media_type": document.media_type, "base": document.base}
        _, quads = self._reply(
            {"document": request}, document.content, asker or Asker(), pool=self._readers
        )
        return list(pyoxigraph.parse(quads, pyoxigraph.RdfFormat.N_QUADS))

    def apply(self, change: Change) -> None:
        """Evaluate on the changed data from now on; queries that are at work finish on the old."""
        self._supply.change(change.as_patch())
        self._idle.renew()

    def _reply(
        self,
        request: Header,
        body: bytes,
        asker: Asker,
        seconds: float = math.inf,
        pool: Pool | None = None,
    ) -> tuple[Header, bytes]:
        """What an evaluator says to a request; raise what it says is wrong with it."""
        seconds = min(seconds, self._book.limits.seconds)
        pool = self._idle if pool is None else pool
        with self._turn(asker) as is_spare:
            granted = min(seconds, SPARE_SECONDS) if is_spare else seconds
            errand = Errand(self._book, pool, pool.taken(), request, body, asker, granted)
            try:
                return _checked(*errand.reply())
            except QueryTimeoutError:
                if granted < seconds:
                    raise self._busy() from None
                raise

    def close(self) -> None:
        """End all evaluators at once, whatever they do."""
        self._finalizer()

    @contextmanager
    def _turn(self, asker: Asker) -> Iterator[bool]:
        try:
            with self._turns.turn(asker.name, QUEUE_SECONDS) as is_spare:
                if asker.gone:
                    raise AskerGoneError
                yield is_spare
        except NoTurnError as error:
            raise self._busy() from error

    def _busy(self) -> EvaluatorsBusyError:
        soonest = min(list(self._book.deadlines.values()), default=0) - monotonic()
        return EvaluatorsBusyError(max(math.ceil(soonest), 1))


class Beginning:
    """A query that is being evaluated already."""

    def __init__(self, errand: Errand, turns: Turns, name: str) -> None:
        self._errand = errand
        self._turns = turns
        self._name = name
        self.fileno = errand.fileno
        self.is_done = errand.is_done

    def answer(self) -> Answer:
        """The answer, for which this waits where it is not there yet; to be called once."""
        try:
            return _answer(*_checked(*self._errand.reply()))
        finally:
            self._turns.give_back(self._name)


def _checked(header: Header, body: bytes) -> tuple[Header, bytes]:
    """What an evaluator said, unless that is an error, which is raised."""
    if "error" in header:
        raise error_from(header["error"])
    return header, body


def _answer(header: Header, body: bytes) -> Answer:
    return Answer(body, header["media_type"])
