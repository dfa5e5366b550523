"""The short way for queries: from the front to those who answer, past the application.

It gives what the application would give, and leaves to that all that is out of the ordinary.
"""

from dataclasses import dataclass, replace

from habitat_graph.sparql.asker import Asker
from habitat_graph.sparql.evaluators import Evaluators
from habitat_graph.sparql.glance import is_description, is_glance
from habitat_graph.sparql.guard import calls_service
from habitat_graph.sparql.offers import graph_media_type, table_media_type
from habitat_graph.sparql.protocol import requested_query
from habitat_graph.sparql.store import Answer, Query, QueryError
from habitat_graph.sparql.visit import Visit
from habitat_graph.web.answering import Answering, media_type_of
from habitat_graph.web.arrival import Arrival
from habitat_graph.web.holding import Holder, Holding
from habitat_graph.web.message import Message
from habitat_graph.web.replies import STANDING, content_type, etag_of

_PATH = "/sparql"
_METHODS = ("GET", "HEAD", "POST", "QUERY")
_PAGES = ("html", "xhtml")
_OWN_FORMAT = "format="
_LONGEST = 2**17


@dataclass(frozen=True)
class Question:
    """A query that a request asks, of which release, and what it is to be answered in.

    `is_glance` says that it takes no longer to answer it than to have it answered elsewhere.
    """

    holding: Holding
    query: Query
    media_type: str
    is_glance: bool


class Shortcut:
    """Reads from requests what they ask, and has that answered."""

    def __init__(self, holder: Holder, answering: Answering) -> None:
        self._holder = holder
        self._answering = answering

    def question(self, arrival: Arrival, body: bytes) -> Question | None:
        """What a request asks; None where the application is to look at it."""
        accept = arrival.headers.get("accept", "")
        if self._holder.tag() is None or not _is_plain(arrival, body, accept):
            return None
        try:
            query = requested_query(
                arrival.method,
                arrival.query_string.encode("latin-1"),
                arrival.headers.get("content-type", ""),
                body,
            )
            # What calls other servers is asked in parts.
            if query is None or calls_service(query.text):
                return None
            holding = self._holder.holding()
            if is_glance(query.text) and not query.names_dataset and holding.union:
                kind = graph_media_type if is_description(query.text) else table_media_type
                is_near = holding.near is not None
                return Question(holding, query, kind(accept), is_glance=is_near)
            return Question(holding, query, media_type_of(query, accept), is_glance=False)
        except (QueryError, UnicodeEncodeError):
            return None

    def at_once(self, question: Question) -> Answer | None:
        """The answer, where that is kept or takes no time; None where it is to be evaluated."""
        holding = question.holding
        if question.is_glance and holding.near is not None:
            return holding.near.glance(question.query, question.media_type)
        return self._answering.kept(holding, question.query, question.media_type)

    def visit(self, question: Question, asker: Asker) -> Visit | None:
        """The query in the evaluators' queue; None where another server evaluates it."""
        evaluators = question.holding.evaluators
        if not isinstance(evaluators, Evaluators):
            return None
        return evaluators.visit(replace(question.query, asker=asker), question.media_type)

    def awaited(self, question: Question, asker: Asker) -> Answer:
        """The answer, when it is the asker's turn."""
        query = replace(question.query, asker=asker)
        return question.holding.evaluators.answer(query, question.media_type)

    def message(self, question: Question, answer: Answer) -> Message:
        """The reply with an answer."""
        headers = [("content-type", content_type(answer.media_type)), *STANDING]
        if not question.is_glance:
            query = question.query
            self._answering.keep(question.holding, query, question.media_type, answer)
            if not self._answering.is_stable(query.text):
                headers[1] = ("cache-control", "no-store")
                return Message(200, headers, answer.body)
        etag = etag_of(answer.media_type, answer.body)
        return Message(200, headers, answer.body, etag=etag, is_kept=True)


def _is_plain(arrival: Arrival, body: bytes, accept: str) -> bool:
    """Whether a request wants data, in a format that its headers name."""
    return (
        arrival.path == _PATH
        and arrival.method in _METHODS
        and not any(page in accept for page in _PAGES)
        and _OWN_FORMAT not in arrival.query_string
        and len(body) <= _LONGEST
        and _OWN_FORMAT.encode() not in body
    )
