"""The short way for a query that glances at one resource: from the front straight to the engine."""

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from habitat_graph.sparql.embedded import EmbeddedStore
from habitat_graph.sparql.glance import is_description, is_glance
from habitat_graph.sparql.offers import graph_media_type, table_media_type
from habitat_graph.sparql.store import Query, QueryError
from habitat_graph.web.holding import Holder
from habitat_graph.web.message import Message
from habitat_graph.web.replies import STANDING, content_type, etag_of

if TYPE_CHECKING:
    from granian.rsgi import Scope

_PATH = "/sparql"
_PAGES = ("html", "xhtml")


class Shortcut:
    """Answers as the application would, and leaves to that all that is out of the ordinary."""

    def __init__(self, holder: Holder) -> None:
        self._holder = holder

    def reply(self, scope: "Scope") -> Message | None:
        """The whole reply, or None where the application is to be asked."""
        if scope.path != _PATH or scope.method not in ("GET", "HEAD"):
            return None
        accept = scope.headers.get("accept", "")
        if any(page in accept for page in _PAGES):
            return None
        try:
            values = parse_qsl(scope.query_string, True, True, errors="strict", max_num_fields=1)
        except ValueError:
            return None
        if len(values) != 1 or values[0][0] != "query" or not is_glance(values[0][1]):
            return None
        return self._answered(values[0][1], accept)

    def _answered(self, text: str, accept: str) -> Message | None:
        if self._holder.tag() is None:
            return None
        holding = self._holder.holding()
        store = holding.store
        if not isinstance(store, EmbeddedStore) or not holding.union:
            return None
        try:
            media_type = (graph_media_type if is_description(text) else table_media_type)(accept)
            answer = store.answer(Query(text), media_type)
        except QueryError:
            return None
        headers = [("content-type", content_type(media_type)), *STANDING]
        return Message(
            200, headers, answer.body, etag=etag_of(media_type, answer.body), is_kept=True
        )
