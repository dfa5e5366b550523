"""The short way for queries: from the front to those who answer, past the application.

It gives what the application would give, and leaves to that all that is out of the ordinary.
"""

from dataclasses import dataclass, replace

from habitat_graph.sparql.asker import Asker
from habitat_graph.sparql.embedded import EmbeddedStore
from habitat_graph.sparql.evaluators import Evaluators
from habitat_graph.sparql.glance import is_glance
from habitat_graph.sparql.guard import calls_service
from habitat_graph.sparql.protocol import requested_query
from habitat_graph.sparql.store import Answer, Query, QueryError
from habitat_graph.sparql.visit import Visit
from habitat_graph.web.answering import Answering, media_type_of
from habitat_graph.web.arrival import Arrival
from habitat_graph.web.holding import Holder, Holding
from habitat_graph.web.message import Message
from habitat_graph.web.replies import STANDING, content_type, etag_of

_PATH = "/sparql"
_PAGES = ("html", "xhtml")
_OWN_FORMAT = "format="
_LONGEST = 2**17


@dataclass(frozen=True)
class Question:
    """A query that a request asks, of which release, and what it is to be answered in."""

    holding: Holding
    query: Query
    media_type: str


class Shortcut:
    """Reads from requests what they ask, and has that answered."""

    def __init__(self, holder: Holder, answering: Answering) -> None:
        self._holder = holder
        self._answering = answering

    def question(self, arrival: Arrival, body: bytes, asker: Asker) -> Question | None:
        """What a request asks; None where the application is to look at it."""
        if arrival.path != _PATH or self._holder.tag() is None:
            return None
        headers = arrival.headers
        accept = headers.get("accept", "")
        if any(page in accept for page in _PAGES) or _OWN_FORMAT in arrival.query_string:
            return None
        if len(body) > _LONGEST or _OWN_FORMAT.encode() in body:
            return None
        try:
            query = requested_query(
                arrival.method,
                arrival.query_string.encode("latin-1"),
                headers.get("content-type", ""),
                body,
            )
            # What calls other servers is asked in parts.
            if query is None or calls_service(query.text):
                return None
            media_type = media_type_of(query, accept)
        except (QueryError, UnicodeEncodeError):
            return None
        return Question(self._holder.holding(), replace(query, asker=asker), media_type)

    def at_once(self, question: Question) -> Answer | None:
        """The answer that is kept, or that takes no longer than to have it evaluated elsewhere."""
        holding, query = question.holding, question.query
        if is_glance(query.text) and not query.names_dataset and holding.union:
            store = holding.store
            if isinstance(store, EmbeddedStore):
                return store.answer(query, question.media_type)
        return self._answering.kept(holding, query, question.media_type)

    def visit(self, question: Question) -> Visit | None:
        """The query in the evaluators' queue; None where another server evaluates it."""
        evaluators = question.holding.evaluators
        if not isinstance(evaluators, Evaluators):
            return None
        return evaluators.visit(question.query, question.media_type)

    def awaited(self, question: Question) -> Answer:
        """The answer, when it is the asker's turn."""
        return question.holding.evaluators.answer(question.query, question.media_type)

    def message(self, question: Question, answer: Answer) -> Message:
        """The reply with an answer."""
        query = question.query
        self._answering.keep(question.holding, query, question.media_type, answer)
        headers = [("content-type", content_type(answer.media_type)), *STANDING]
        if not self._answering.is_stable(query.text):
            headers[1] = ("cache-control", "no-store")
            return Message(200, headers, answer.body)
        etag = etag_of(answer.media_type, answer.body)
        return Message(200, headers, answer.body, etag=etag, is_kept=True)
