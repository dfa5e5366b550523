"""The sandboxed processes that evaluate queries and can be killed.

The engine can be neither interrupted nor kept from the network, and a query can make it abort. So
the public's queries are evaluated where none of that hurts: one process a query, killed and
replaced where it exceeds a limit or breaks.
"""

import math
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import pyoxigraph

from habitat_graph.sparql.asker import Asker
from habitat_graph.sparql.change import Change, Update
from habitat_graph.sparql.desk import Desk
from habitat_graph.sparql.documents import Document
from habitat_graph.sparql.errand import Task
from habitat_graph.sparql.limits import Limits
from habitat_graph.sparql.messages import Header, query_record, update_record
from habitat_graph.sparql.nursery import zygote_command
from habitat_graph.sparql.pool import Pool, Supply, close
from habitat_graph.sparql.store import Answer, Query
from habitat_graph.sparql.visit import Visit
from habitat_graph.sparql.zygote import PLAIN, READ, UNION, WRITE


class Evaluators(Desk):
    """A store that evaluates each query in a process of its own; many threads may ask at once.

    `command` starts the zygote. The processes end with `close`, or when nobody holds this store any
    more, so that those who still ask it get their answers.
    """

    def __init__(self, command: Sequence[str], limits: Limits) -> None:
        super().__init__(limits, limits.number)
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

        A `path` of None is no file, and one of a folder is that of `disk.kept`. The changes in
        `journal` are made to what it has. Where `union` is true the default graph is the union of
        all graphs.
        """
        default = UNION if union else PLAIN
        use = WRITE if limits.writes or journal else READ
        files = (str(path or ""), str(limits.memory), str(limits.result), default, use)
        return cls(zygote_command(*files, *([str(journal)] if journal else ())), limits)

    def answer(self, query: Query, accept: str) -> Answer:
        """Answer in the media type that `accept` likes best, within the limits."""
        return self.visit(query, accept).answer()

    def visit(self, query: Query, accept: str) -> Visit:
        """A query that waits for its turn from now on."""
        request = {"query": query_record(query), "accept": accept}
        seconds = min(query.timeout or math.inf, self.limits.seconds)
        return self._visit(request, asker=query.asker, seconds=seconds)

    def tried(self, update: Update) -> Change:
        """What an update would change; nothing is changed yet."""
        request, text = update_record(update)
        _, patch = self._visit({"update": request}, text, update.asker).reply()
        return Change.from_patch(patch)

    def read(self, document: Document, asker: Asker | None = None) -> list[pyoxigraph.Quad]:
        """The quads of a document, its blank nodes under names that no other has."""
        request = {"document": {"media_type": document.media_type, "base": document.base}}
        visit = self._visit(request, document.content, asker, pool=self._readers)
        _, quads = visit.reply()
        return list(pyoxigraph.parse(quads, pyoxigraph.RdfFormat.N_QUADS))

    def apply(self, change: Change) -> None:
        """Evaluate on the changed data from now on; queries that are at work finish on the old."""
        self._supply.change(change.as_patch())
        self._idle.renew()

    def close(self) -> None:
        """End all evaluators at once, whatever they do."""
        self._finalizer()

    def _visit(
        self,
        request: Header,
        body: bytes = b"",
        asker: Asker | None = None,
        seconds: float = math.inf,
        pool: Pool | None = None,
    ) -> Visit:
        task = Task(request, body, asker or Asker(), min(seconds, self.limits.seconds))
        return Visit(self._book, self._turns, pool or self._idle, task)
