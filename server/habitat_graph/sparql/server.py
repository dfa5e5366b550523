"""A SPARQL server over HTTP: what is sent to it, and what it replies."""

from collections.abc import Iterator, Sequence
from time import monotonic
from typing import NamedTuple, Self
from urllib.parse import urlencode

import urllib3
from urllib3.exceptions import HTTPError, ProtocolError, ReadTimeoutError

from habitat_graph.media_types import FORM, N_TRIPLES, SPARQL_UPDATE
from habitat_graph.sparql.addresses import Addresses
from habitat_graph.sparql.store import EngineError, StoreUnreachableError

CONNECTING = 5.0
"""Seconds until a server is taken not to be there."""

WRITING = 3600.0
"""Seconds that one graph or one update may take to be written."""

_TAKING = 60.0
"""Seconds that a server may take over a piece of what it is sent."""

_CONNECTIONS = 64
_PIECE = 65_536
_WORDS = 4_000
_MULTIPLE_CHOICES = 300

Fields = Sequence[tuple[str, str]]


class Reply:
    """What a server sends back, read piece by piece; raises TimeoutError past its deadline."""

    def __init__(self, response: urllib3.BaseHTTPResponse, address: str, deadline: float) -> None:
        self._response = response
        self._deadline = deadline
        self.address = address
        self.status = response.status

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # Where all was read the connection is kept for the next; else the server hears of this.
        self._response.close()

    @property
    def is_success(self) -> bool:
        """Whether the server did what it was asked."""
        return self.status < _MULTIPLE_CHOICES

    @property
    def media_type(self) -> str:
        """The media type, without its parameters."""
        return self.header("Content-Type").partition(";")[0].strip().lower()

    def header(self, name: str) -> str:
        """A header, empty where it is not there."""
        return str(self._response.headers.get(name, ""))

    def read(self, size: int = -1) -> bytes:
        """The next bytes, `size` at most; none at the end, or EngineError where some are missing.

        A negative size reads all that is left.
        """
        if size < 0:
            return b"".join(iter(lambda: self.read(_PIECE), b""))
        left = self._deadline - monotonic()
        if left <= 0:
            raise TimeoutError
        sock = getattr(self._response.connection, "sock", None)
        if sock is not None:
            sock.settimeout(left)
        try:
            return self._response.read1(size)
        except ReadTimeoutError as error:
            raise TimeoutError from error
        except HTTPError as error:
            raise EngineError(
                "The store broke off in the middle of its answer.", "存储图谱的服务器中断了回答。"
            ) from error

    def words(self) -> str:
        """The beginning of what it says, for an error."""
        text = b""
        while len(text) < _WORDS and (piece := self.read(_WORDS - len(text))):
            text += piece
        return text.decode("utf-8", "replace").strip()


class _Message(NamedTuple):
    method: str
    address: str
    media_type: str
    body: bytes
    accept: str = "*/*"
    patience: float = _TAKING
    """Seconds to connect, and then for each piece of the body, which are one setting there."""


class Server:
    """A SPARQL server; many threads may use it at once, over connections that are kept open."""

    def __init__(self, addresses: Addresses) -> None:
        self.addresses = addresses
        self._pool = urllib3.PoolManager(maxsize=_CONNECTIONS)

    def ask(self, fields: Fields, accept: str, seconds: float) -> Reply:
        """Send a query as a form; raise TimeoutError where no reply begins in time."""
        # https://www.w3.org/TR/sparql11-protocol/#query-via-post-urlencoded
        body = urlencode(fields).encode()
        message = _Message("POST", self.addresses.query, FORM, body, accept, CONNECTING)
        try:
            return self._reply(message, seconds)
        except ConnectionError:
            # It closed an idle connection just as we took that up again.
            return self._reply(message, seconds)

    def change(self, update: str, fields: Fields, seconds: float) -> Reply:
        """Send an update, which is carried out whole or not at all."""
        address = self.addresses.update + (f"?{urlencode(fields)}" if fields else "")
        return self._reply(_Message("POST", address, SPARQL_UPDATE, update.encode()), seconds)

    def put(self, graph: str, triples: bytes, seconds: float) -> Reply:
        """Make a named graph hold these N-Triples and nothing else."""
        # https://www.w3.org/TR/sparql11-http-rdf-update/#http-put
        address = f"{self.addresses.data}?{urlencode({'graph': graph})}"
        return self._reply(_Message("PUT", address, N_TRIPLES, triples), seconds)

    def _reply(self, message: _Message, seconds: float) -> Reply:
        """The reply; raise OSError where the server hangs up or takes in nothing any more."""
        headers = {
            "Content-Type": message.media_type,
            "Accept": message.accept,
            "Content-Length": str(len(message.body)),
        }
        if self.addresses.authorization:
            headers["Authorization"] = self.addresses.authorization
        try:
            response = self._pool.urlopen(
                message.method,
                message.address,
                body=_pieces(message.body),
                headers=headers,
                # A redirect would carry the credentials to whom we do not know.
                redirect=False,
                retries=False,
                timeout=urllib3.Timeout(connect=message.patience, read=seconds),
                preload_content=False,
            )
        except ReadTimeoutError as error:
            raise TimeoutError from error
        except HTTPError as error:
            cause = error.args[-1] if error.args else None
            if isinstance(error, ProtocolError) and isinstance(cause, OSError):
                raise cause from error
            raise StoreUnreachableError(_reason(error), message.address) from error
        return Reply(response, message.address, monotonic() + seconds)


def _pieces(body: bytes) -> Iterator[bytes]:
    """The body in pieces: one may take as long as the server needs, all together longer."""
    view = memoryview(body)
    for start in range(0, len(body), _PIECE):
        yield bytes(view[start : start + _PIECE])


def _reason(error: HTTPError) -> str:
    cause = error.__cause__ or error
    return getattr(cause, "strerror", None) or str(cause) or type(error).__name__
