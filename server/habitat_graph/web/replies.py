"""Responses with what every one of them carries: how long it holds, and who may read it."""

import json
from hashlib import sha256

from flask import Response, render_template, request

from habitat_graph.media_types import HTML, JSON
from habitat_graph.sparql.offers import best
from habitat_graph.sparql.protocol import BODIES
from habitat_graph.sparql.store import AcceptError
from habitat_graph.web.gateway import ASKER, KIND
from habitat_graph.web.writing import Outcome

ACCEPT_QUERY = ", ".join(f'"{body}"' for body in BODIES)
"""The header “Accept-Query” of the draft for the method QUERY."""

_OF_ALL = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Location, Accept-Query, Habitat-Release",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
}
_VARY = ("Accept", "Accept-Encoding")

STANDING = [
    ("cache-control", "public, no-cache"),
    ("vary", ", ".join(_VARY)),
    ("accept-query", ACCEPT_QUERY),
    *((name.lower(), value) for name, value in _OF_ALL.items()),
]
"""The headers of an answer to a query that is kept, but for those of its content."""

_TEXTS = ("text/csv", "text/tab-separated-values", "text/turtle", "text/plain", "text/xml")


def accept_header() -> str:
    """The Accept header of the request, empty where there is none."""
    return str(request.headers.get("Accept", ""))


def prefers_page(*offers: str) -> bool:
    """Whether the asker would rather have a page than any of `offers`, which come first."""
    try:
        return best(accept_header(), (*offers, HTML)) == HTML
    except AcceptError:
        return False


def document(body: bytes, media_type: str) -> Response:
    """A response with data, which is not to be kept unless `kept` says so."""
    response = Response(body, content_type=content_type(media_type))
    response.cache_control.no_store = True
    return response


def page(template: str, status: int = 200, **values: object) -> Response:
    """A response with a page, which is not to be kept unless `kept` says so."""
    text = render_template(template, **values)
    response = Response(text, status, content_type=f"{HTML}; charset=utf-8")
    response.cache_control.no_store = True
    return response


def kept(response: Response, etag: str | None = None) -> Response:
    """The response as one to keep and ask about again.

    `etag` stands for its content, byte for byte; None takes the content itself.
    """
    response.cache_control.clear()
    response.cache_control.public = True
    response.cache_control.no_cache = True
    response.set_etag(etag or etag_of(response.mimetype or "", response.get_data()))
    return response


def written(outcome: Outcome, *, is_new: bool = False) -> Response:
    """The response to a write: empty, or with the release that it made; 201 for a new graph."""
    if outcome.release is None:
        response = Response(status=201 if is_new else 204)
    else:
        record = {
            "release": outcome.release,
            "added": len(outcome.change.added),
            "removed": len(outcome.change.removed),
        }
        response = document(json.dumps(record).encode() + b"\n", JSON)
        response.status_code = 201 if is_new else 200
        response.headers["Habitat-Release"] = str(outcome.release)
    response.cache_control.no_store = True
    return response


def etag_of(media_type: str, content: bytes) -> str:
    """A tag that differs where the content does, or what it is written in."""
    return sha256(media_type.encode() + b"\n" + content).hexdigest()[:32]


def finished(response: Response) -> Response:
    """The response with the headers that all have; an empty one for those who have it."""
    request.environ[KIND] = request.blueprint or "other"
    response.vary.update(_VARY)
    headers = response.headers
    for name, value in _OF_ALL.items():
        headers.setdefault(name, value)
    if request.method == "OPTIONS":
        headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "GET")
        headers["Access-Control-Allow-Headers"] = (
            "Accept, Authorization, Content-Type, If-None-Match, Habitat-Author, Habitat-Message"
        )
        headers["Access-Control-Max-Age"] = "86400"
    if ASKER not in request.environ:  # Else the front sees to that, which keeps what is whole.
        response.make_conditional(request)
    return response


def content_type(media_type: str) -> str:
    """The header for a media type: a text says in which encoding it is."""
    return f"{media_type}; charset=utf-8" if media_type in _TEXTS else media_type
