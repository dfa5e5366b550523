"""Hands a request of granian to the Flask application, and takes its reply as a message.

https://peps.python.org/pep-3333/
"""

import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from habitat_graph.sparql.asker import Asker
from habitat_graph.web.arrival import Arrival
from habitat_graph.web.message import Headers, Message

ASKER = "habitat_graph.asker"
"""Where the environment of a request says who asks."""

REQUEST_ID = "habitat_graph.request_id"
"""Where it says by what name the request stands in the log."""

FAILURE = "habitat_graph.failure"
"""Where it says with which error a query has ended already."""

KIND = "habitat_graph.kind"
"""Where the application says what kind of answer it gave."""

Environ = dict[str, Any]
Application = Callable[[Environ, Any], Any]

_KEPT = "public"
_BETWEEN = ("content-length", "connection", "transfer-encoding", "date")


def environ_of(arrival: Arrival, body: bytes, asker: Asker) -> Environ:
    """The environment of a request, with its whole body."""
    scope, query = arrival.scope, arrival.query_string
    host, _, port = scope.server.rpartition(":")
    environ: Environ = {
        # A HEAD is worked on as a GET, whose headers it wants; the front leaves out the body.
        "REQUEST_METHOD": "GET" if arrival.method == "HEAD" else arrival.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": arrival.path.encode().decode("latin-1"),
        "QUERY_STRING": query,
        "REQUEST_URI": quote(arrival.path) + (f"?{query}" if query else ""),
        "SERVER_NAME": host.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": io.BytesIO(body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": _File,
        ASKER: asker,
        REQUEST_ID: arrival.name,
    }
    for name, value in arrival.headers.items():
        # Content_Length and the like would else pass for what they are not.
        if "_" not in name:
            _add_header(environ, name, value)
    environ["CONTENT_LENGTH"] = str(max(len(body), _declared(environ)))
    return environ


def answered(app: Application, environ: Environ) -> Message:
    """What the application replies."""
    started: list[tuple[str, Headers]] = []

    def start(status: str, headers: Headers, *_: object) -> None:
        started[:] = [(status, headers)]

    content = app(environ, start)
    try:
        file = content.path if isinstance(content, _File) else None
        body = b"" if file is not None else b"".join(content)
    finally:
        if hasattr(content, "close"):
            content.close()
    status, headers = started[0]
    return _message(int(status[:3]), headers, body, file)


class _File:
    """A file that is sent whole; granian does that without Python."""

    def __init__(self, file: IO[bytes], size: int = 65_536) -> None:
        self._file = file
        self._size = size
        self.path = Path(file.name) if isinstance(getattr(file, "name", None), str) else None
        self.close = file.close

    def __iter__(self) -> Iterator[bytes]:
        while piece := self._file.read(self._size):
            yield piece


def _message(status: int, headers: Headers, body: bytes, file: Path | None) -> Message:
    named = {name.lower(): value for name, value in headers}
    etag = named.get("etag", "")
    is_strong = etag.startswith('"') and file is None and status == 200  # noqa: PLR2004 - OK
    left_out = {*_BETWEEN, "etag"} if is_strong else set(_BETWEEN)
    return Message(
        status,
        [(name.lower(), value) for name, value in headers if name.lower() not in left_out],
        body,
        file,
        etag.strip('"') if is_strong else None,
        is_strong and _KEPT in named.get("cache-control", ""),
    )


def _add_header(environ: Environ, name: str, value: str) -> None:
    key = name.upper().replace("-", "_")
    if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        key = f"HTTP_{key}"
    environ[key] = f"{environ[key]},{value}" if key in environ else value


def _declared(environ: Environ) -> int:
    text = environ.get("CONTENT_LENGTH", "")
    return int(text) if text.isascii() and text.isdecimal() else 0
