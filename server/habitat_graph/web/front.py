"""The front of the site: what granian calls for every request.

Here everything waits that a slow client can hold up, and what was given once is given again
without asking further. The rest is the application's, in threads of its own.
"""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http import HTTPStatus
from time import perf_counter
from typing import TYPE_CHECKING
from uuid import uuid4

# Documented here, but typed as if they were not for others.
from granian.rsgi import ProtocolClosed, ProtocolError  # type: ignore[attr-defined]

from habitat_graph.sparql.asker import Asker
from habitat_graph.web.cache import Cache
from habitat_graph.web.gateway import KIND, Application, answered, environ_of
from habitat_graph.web.holding import Holder
from habitat_graph.web.message import GZIP, Message, likes_gzip
from habitat_graph.web.watch import Exchange, Watch

if TYPE_CHECKING:
    from granian._granian import RSGIHTTPProtocol as HTTPProtocol
    from granian.rsgi import Scope

BODY_LIMIT = 16 * 2**20
"""Bytes of a body that are read; the application refuses a longer one."""

BODY_SECONDS = 30.0
"""How long a client may take to send a body."""

THREADS = 256
"""Requests that are worked on or wait for an evaluator."""

_SMALL = 128 * 2**10
_LARGE_AT_ONCE = 8
_SOON = 0.05
_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")
_FORWARDED = ("x-forwarded-proto", "x-forwarded-host", "x-forwarded-prefix")


@dataclass(frozen=True)
class _Request:
    """A request, who asks, and under which key its reply is kept; None where it is not to be."""

    scope: "Scope"
    protocol: "HTTPProtocol"
    asker: Asker
    name: str
    start: float
    body: bytes = b""
    key: object = None


class Front:
    """An RSGI application before a WSGI one; `proxies` is how many hops before it are trusted.

    https://github.com/emmett-framework/granian/blob/master/docs/spec/RSGI.md
    """

    def __init__(
        self,
        app: Application,
        holder: Holder,
        replies: Cache[object, Message],
        watch: Watch,
        proxies: int = 0,
    ) -> None:
        self._app = app
        self._holder = holder
        self._replies = replies
        self._watch = watch
        self._proxies = proxies
        self._tag: str | None = None
        self._threads = ThreadPoolExecutor(THREADS, "request")
        self._large = asyncio.Semaphore(_LARGE_AT_ONCE)

    async def __rsgi__(self, scope: "Scope", protocol: "HTTPProtocol") -> None:
        """Answer one request."""
        given = scope.headers.get("x-request-id", "")
        name = given if _NAME.fullmatch(given) else uuid4().hex
        asker = Asker(self._client(scope))
        start = perf_counter()
        try:
            body = await self._body(scope, protocol)
        except TimeoutError:
            protocol.response_empty(HTTPStatus.REQUEST_TIMEOUT, [("connection", "close")])
            return
        except (ProtocolClosed, ProtocolError):
            return  # The client has gone within its body.
        key = self._key(scope, body)
        request = _Request(scope, protocol, asker, name, start, body, key)
        message = self._found(key)
        if message is not None:
            await self._send(request, message, "cache")
            return
        tag = self._tag
        environ = environ_of(scope, body, asker, name)
        message = await self._worked(request, environ)
        if message is None:
            return
        # Had the release changed meanwhile, nobody could say of which one this speaks.
        if message.is_kept and key is not None and tag == self._holder.tag():
            self._replies.keep(key, message, len(message.body) + len(body))
        await self._send(request, message, environ.get(KIND, "other"))

    def _client(self, scope: "Scope") -> str:
        """The address of who asks, as far as the proxies can be trusted to say."""
        hops = scope.headers.get("x-forwarded-for", "").split(",") if self._proxies else []
        if len(hops) >= self._proxies > 0:
            return str(hops[-self._proxies].strip())
        return scope.client.rpartition(":")[0]

    async def _body(self, scope: "Scope", protocol: "HTTPProtocol") -> bytes:
        """The body; raise TimeoutError where it does not come in time."""
        declared = scope.headers.get("content-length", "")
        size = int(declared) if declared.isascii() and declared.isdecimal() else 0
        if "transfer-encoding" not in scope.headers and not 0 < size <= BODY_LIMIT:
            return b""
        async with asyncio.timeout(BODY_SECONDS):
            if 0 < size <= _SMALL:
                return await protocol()
            body = bytearray()
            async with self._large:
                async for piece in protocol:
                    body += piece
                    if len(body) > BODY_LIMIT:
                        break
            return bytes(body)

    def _key(self, scope: "Scope", body: bytes) -> object:
        """All that a reply may depend on; None where it is not to be kept."""
        headers = scope.headers
        if "range" in headers or "authorization" in headers:
            return None
        key = (
            "GET" if scope.method == "HEAD" else scope.method,
            headers.get("host") or scope.authority,
            scope.path,
            scope.query_string,
            headers.get("accept"),
            headers.get("content-type") if body else None,
            body,
        )
        if not self._proxies:
            return key
        return (*key, scope.scheme, *(headers.get(name) for name in _FORWARDED))

    def _found(self, key: object) -> Message | None:
        tag = self._holder.tag()
        if tag is None or key is None:
            return None
        if tag != self._tag:
            self._replies.clear()
            self._tag = tag
        return self._replies.get(key)

    async def _worked(self, request: _Request, environ: dict[str, object]) -> Message | None:
        """What the application replies; None where the client goes before that."""
        loop = asyncio.get_running_loop()
        work = loop.run_in_executor(self._threads, answered, self._app, environ)
        await asyncio.wait((work,), timeout=_SOON)
        if not work.done():
            gone = asyncio.ensure_future(request.protocol.client_disconnect())
            await asyncio.wait((work, gone), return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                request.asker.leave()
                await work
                return None
            gone.cancel()
        return work.result()

    async def _send(self, request: _Request, message: Message, kind: str) -> None:
        headers = request.scope.headers
        name = ("x-request-id", request.name)
        protocol = request.protocol
        known = headers.get("if-none-match")
        status = message.status
        if message.is_known_to(known) and request.scope.method in ("GET", "HEAD"):
            status = HTTPStatus.NOT_MODIFIED.value
            protocol.response_empty(status, [*message.unchanged(known), name])
        elif message.file is not None and request.scope.method != "HEAD":
            length = ("content-length", str(message.length(message.body)))
            protocol.response_file(status, [*message.headers, length, name], str(message.file))
        else:
            coding = GZIP if likes_gzip(headers.get("accept-encoding")) else None
            if coding and message.packed is None and message.is_worth_packing:
                await asyncio.get_running_loop().run_in_executor(self._threads, message.pack)
            sent, body = message.in_coding(coding)
            if request.scope.method == "HEAD":
                protocol.response_empty(
                    status, [*sent, name, ("content-length", str(message.length(body)))]
                )
            else:
                protocol.response_bytes(status, [*sent, name], body)
        taken = perf_counter() - request.start
        self._watch.served(Exchange(request.scope, status, kind, taken, request.name))
