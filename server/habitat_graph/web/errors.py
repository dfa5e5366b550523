"""Makes every error a problem of RFC 9457, or a page for a browser, in plain words."""

import json
import logging
from dataclasses import dataclass

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from habitat_graph.media_types import PROBLEM_JSON
from habitat_graph.namespaces import BASE
from habitat_graph.problems import DataError, HabitatError
from habitat_graph.release import proposal
from habitat_graph.release.build import RefusalError
from habitat_graph.release.revision import StaleError
from habitat_graph.sparql import journal, store
from habitat_graph.web import writing
from habitat_graph.web.holding import NoReleaseError, NotHereError, TooLargeError
from habitat_graph.web.kinds import KINDS, Kind
from habitat_graph.web.replies import document, page, prefers_page

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True)
class Problem:
    """A problem that came up: its kind, what is wrong this time, and what its reply carries."""

    kind: Kind
    detail: str
    detail_zh: str
    members: tuple[tuple[str, object], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()

    def excerpt(self, text: str) -> tuple[str, str] | None:
        """The line of `text` with the mistake, before and from it on; None if no line has it."""
        members = dict(self.members)
        line, column = members.get("line"), members.get("column")
        if not isinstance(line, int) or not isinstance(column, int):
            return None
        written = text.split("\n")[line - 1].rstrip("\r")
        return written[: column - 1], written[column - 1 :] or " "

    @property
    def findings(self) -> object:
        """What the gate found, where it refused a change."""
        return dict(self.members).get("findings", ())

    def as_json(self) -> bytes:
        """The problem as RFC 9457 writes it, with its Chinese in members of their own."""
        record = {
            "type": f"{BASE}problems#{self.kind.name}",
            "title": self.kind.title,
            "title_zh": self.kind.title_zh,
            "status": self.kind.status.value,
            "detail": self.detail,
            "detail_zh": self.detail_zh,
        } | dict(self.members)
        return json.dumps(record, ensure_ascii=False, indent=2).encode() + b"\n"


_BY_NAME = {kind.name: kind for kind in KINDS}
_BY_ERROR: dict[type[HabitatError], str] = {
    store.QuerySyntaxError: "query-syntax",
    store.ForbiddenQueryError: "query-refused",
    store.OversizeQueryError: "query-too-large",
    store.EngineError: "query-failed",
    store.FunctionError: "unknown-function",
    store.GraphStateError: "graph-state",
    store.RequestError: "bad-request",
    store.ContentTypeError: "content-type",
    store.AcceptError: "not-acceptable",
    store.UnwritableError: "unwritable",
    store.QueryTimeoutError: "query-timeout",
    store.QueryMemoryError: "query-memory",
    store.OversizeAnswerError: "answer-too-large",
    store.OversizeChangeError: "change-too-large",
    store.EvaluatorLostError: "query-failed",
    store.EvaluatorsBusyError: "busy",
    store.StoreUnreachableError: "store-unreachable",
    store.AskerGoneError: "client-gone",
    store.ServiceError: "service-failed",
    store.RdfSyntaxError: "rdf-syntax",
    journal.UnkeptError: "not-kept",
    proposal.LateError: "check-timeout",
    proposal.BrokenError: "internal-error",
    StaleError: "writer-busy",
    writing.WritingOffError: "writing-off",
    writing.TokenError: "unauthorized",
    writing.WriterBusyError: "writer-busy",
    writing.ValidatorBusyError: "busy",
    NotHereError: "writing-off",
    TooLargeError: "answer-too-large",
}
_KEEPERS = (
    store.EngineError,
    store.EvaluatorLostError,
    store.StoreUnreachableError,
    proposal.BrokenError,
    journal.UnkeptError,
)
"""What the site's keeper should read in the log."""

_LATER = (store.EvaluatorsBusyError, writing.WriterBusyError, writing.ValidatorBusyError)
_TAKES_DOCUMENTS = ("data", "update", "validate")
_BY_STATUS = {404: "not-found", 405: "method-not-allowed", 413: "query-too-large"}


def register(app: Flask) -> None:
    """Let the application answer every error as a problem."""
    app.register_error_handler(HabitatError, _habitat_error)
    app.register_error_handler(HTTPException, _http_exception)


def problem_of(error: HabitatError) -> Problem:
    """The problem that an error of ours is to the one who asked."""
    name = _BY_ERROR.get(type(error))
    if name is not None and isinstance(error, store.QueryError):
        if isinstance(error, _KEEPERS):
            _LOGGER.error("%s", error)
        return Problem(
            _BY_NAME[name], error.message, error.message_zh, _members(error), _headers(error)
        )
    if isinstance(error, RefusalError):
        members = (("findings", proposal.findings_record(error.findings)),)
        return Problem(_BY_NAME["refused"], error.message, error.message_zh, members)
    if isinstance(error, DataError):
        return Problem(_BY_NAME["bad-request"], error.message, error.message_zh)
    if not isinstance(error, NoReleaseError):
        # What it says names folders of this machine: that is for its keeper alone.
        _LOGGER.error("%s", error)
    return Problem(
        _BY_NAME["no-release"],
        "There is no release that could be served. The site's keeper can make one with "
        "“habitat-graph build”.",
        "没有可供访问的发布版本。网站维护者可用“habitat-graph build”制作。",
    )


def reply(problem: Problem) -> Response:
    """The problem as JSON, or as a page for a browser."""
    if prefers_page(PROBLEM_JSON, "application/json"):
        response = page("error.html", problem.kind.status, problem=problem)
    else:
        response = document(problem.as_json(), PROBLEM_JSON)
        response.status_code = problem.kind.status
    response.cache_control.no_store = True
    response.headers.extend(problem.headers)
    return response


def not_found(path: str) -> Response:
    """The reply where the graph knows nothing by that address."""
    return reply(
        Problem(
            _BY_NAME["not-found"],
            f"There is nothing at “{path}”.",
            f"“{path}”处没有内容。",
        )
    )


def missing_graph(graph: str | None) -> Response:
    """The reply where there is no graph of that IRI."""
    return reply(
        Problem(_BY_NAME["not-found"], f"There is no graph <{graph}>.", f"没有图<{graph}>。")
    )


def _members(error: store.QueryError) -> tuple[tuple[str, object], ...]:
    if isinstance(error, store.QuerySyntaxError | store.RdfSyntaxError) and error.line:
        return ("line", error.line), ("column", error.column)
    if isinstance(error, store.AcceptError):
        return (("offers", error.offers),)
    return ()


def _headers(error: store.QueryError) -> tuple[tuple[str, str], ...]:
    if isinstance(error, _LATER):
        return (("Retry-After", str(error.seconds)),)
    if isinstance(error, writing.TokenError):
        return (("WWW-Authenticate", error.challenge),)
    return ()


def _habitat_error(error: HabitatError) -> Response:
    return reply(problem_of(error))


def _http_exception(error: HTTPException) -> BaseResponse:
    """What Flask itself refuses; a bug of ours comes here as 500, with its trace in the log."""
    if error.code == _BY_NAME["not-found"].status:
        return not_found(request.path)
    if error.response is not None or (error.code or 500) < 400:  # noqa: PLR2004 - a redirect
        return error.get_response(request.environ)
    response = reply(_flasks_problem(error))
    response.status_code = error.code or 500
    for name, value in error.get_headers(request.environ):
        if name.lower() != "content-type":
            response.headers[name] = value
    return response


def _flasks_problem(error: HTTPException) -> Problem:
    code = error.code or 500
    default = "bad-request" if code < 500 else "internal-error"  # noqa: PLR2004 - whose fault
    name = _BY_STATUS.get(code, default)
    if name == "query-too-large" and request.blueprint in _TAKES_DOCUMENTS:
        name = "body-too-large"
    kind = _BY_NAME[name]
    return Problem(kind, kind.meaning, kind.meaning_zh)
