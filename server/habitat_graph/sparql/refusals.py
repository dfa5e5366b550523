"""What a SPARQL server means by an error, in our own words."""

import re
from http import HTTPStatus

from habitat_graph.sparql.server import Reply
from habitat_graph.sparql.store import (
    EngineError,
    EvaluatorsBusyError,
    QueryError,
    RequestError,
    StoreUnreachableError,
)
from habitat_graph.sparql.syntax import syntax_error

# Oxigraph: “error at 1:7: expected …”; Jena and RDF4J: “… at line 1, column 7.”
_POSITIONS = (
    re.compile(r"\bat (\d+):(\d+)"),
    re.compile(r"\bline:? (\d+), col(?:umn)?:? (\d+)", re.IGNORECASE),
)
_TIMED_OUT = re.compile(r"time[d -]*out|too long", re.IGNORECASE)
_SHOWN = 300
_LATER = 5
_SLOW = (
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
)
_CALLERS = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.REQUEST_URI_TOO_LONG,
    HTTPStatus.UNPROCESSABLE_ENTITY,
)


def refusal(reply: Reply, text: str = "", shift: int = 0) -> QueryError:
    """The error to raise for a reply that is none; TimeoutError itself where time ran out.

    `text` is the query as its writer knows it; `shift` is by how many characters the first line
    was longer than that when it was sent.
    """
    words = reply.words()
    shown = " ".join(words.split())[:_SHOWN].rstrip(".") or f"status {reply.status}"
    if reply.status == HTTPStatus.BAD_REQUEST and (position := _position(words)):
        line, column = position
        column -= shift if line == 1 else 0
        return syntax_error(f"error at {line}:{max(column, 1)}: expected {words}", text)
    if reply.status == HTTPStatus.TOO_MANY_REQUESTS:
        wait = reply.header("Retry-After")
        return EvaluatorsBusyError(int(wait) if wait.isdecimal() else _LATER)
    if reply.status in _CALLERS:
        return RequestError(
            f"The store refuses the request: {shown}.", f"存储图谱的服务器拒绝了请求:{shown}。"
        )
    if reply.status in _SLOW and _TIMED_OUT.search(words):
        raise TimeoutError(shown)
    if reply.status < HTTPStatus.INTERNAL_SERVER_ERROR or reply.status in _SLOW:
        # It moved, it wants a password, or it is about to stop: nothing that the asker can mend.
        return StoreUnreachableError(f"{reply.status} {shown}", reply.address)
    return EngineError(f"The query could not be finished: {shown}.", f"查询未能完成:{shown}。")


def _position(words: str) -> tuple[int, int] | None:
    """The line and column of a mistake, both from 1; an error may begin with the query itself."""
    for pattern in _POSITIONS:
        found = pattern.findall(words)
        if found:
            return int(found[-1][0]), int(found[-1][1])
    return None
