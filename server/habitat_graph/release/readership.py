"""Asks a remote store for the release that it holds at the moment, whichever that is."""

from habitat_graph.media_types import SPARQL_JSON
from habitat_graph.release.record import Record, held
from habitat_graph.sparql.remote import RemoteStore, looks_through_graphs
from habitat_graph.sparql.server import Server
from habitat_graph.sparql.store import Answer, Query, StoreUnreachableError
from habitat_graph.sparql.tokens import chooses_graphs


class Readership:
    """A store that answers from one release, though another be published meanwhile.

    Which graphs a query is asked of is told by the record read before. A query that looks through
    them is asked again where the record changed until its answer was there.
    """

    def __init__(
        self, server: Server, record: Record, *, seconds: float, result_limit: int | None
    ) -> None:
        self._server = server
        self._seconds = seconds
        self._limit = result_limit
        self._latest = (record, self._store(record))

    def answer(self, query: Query, accept: str) -> Answer:
        """Answer in the media type that `accept` likes best."""
        while True:
            record, store = self._latest
            answer = store.answer(query, accept)
            if not _depends(query) or self._stands(record):
                return answer
            latest = held(self._server)
            if latest is None:
                raise StoreUnreachableError(
                    "It holds no release any more", self._server.addresses.query
                )
            self._latest = (latest, self._store(latest))

    def _store(self, record: Record) -> RemoteStore:
        return RemoteStore(
            self._server, record.dataset, seconds=self._seconds, result_limit=self._limit
        )

    def _stands(self, record: Record) -> bool:
        answer = RemoteStore(self._server).answer(Query(record.mark), SPARQL_JSON)
        return b"true" in answer.body


def _depends(query: Query) -> bool:
    """Whether the answer depends on which graphs the record lists."""
    chosen = query.names_dataset or chooses_graphs(query.text)
    return not chosen and looks_through_graphs(query.text)
