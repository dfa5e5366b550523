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

from habitat_graph.sparql.asker import Asker, client_name
from habitat_graph.web.cache import Cache, weight
from habitat_graph.web.delivery import LARGE, Delivery
from habitat_graph.web.gateway import KIND, Application, answered, environ_of
from habitat_graph.web.holding import Holder
from habitat_graph.web.intake import Intake
from habitat_graph.web.message import GZIP, Headers, Message, likes_gzip
from habitat_graph.web.refusal import RefusedError
from habitat_graph.web.shortcut import Shortcut
from habitat_graph.web.watch import Exchange, Watch

if TYPE_CHECKING:
    from granian._granian import RSGIHTTPProtocol as HTTPProtocol
    from granian.rsgi import Scope

THREADS = 512
"""Requests that are worked on or wait for an evaluator, which 400 may."""

_SOON = 0.05
_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")
_FORWARDED = ("x-forwarded-proto", "x-forwarded-host", "x-forwarded-prefix")


@dataclass(frozen=True)
class _Request:
    """A request, who asks, its name in the log, and when it came."""

    scope: "Scope"
    protocol: "HTTPProtocol"
    asker: Asker
    name: str
    start: float


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
        self._shortcut = Shortcut(holder)
        self._tag: str | None = None
        self._threads = ThreadPoolExecutor(THREADS, "request")
        self._intake = Intake()
        self._delivery = Delivery()

    async def __rsgi__(self, scope: "Scope", protocol: "HTTPProtocol") -> None:
        """Answer one request."""
        given = scope.headers.get("x-request-id", "")
        name = given if _NAME.fullmatch(given) else uuid4().hex
        asker = Asker(self._client(scope))
        request = _Request(scope, protocol, asker, name, perf_counter())
        try:
            body = await self._intake.body(scope, protocol, asker.name)
        except RefusedError as error:
            await self._send(request, error.message, "refused")
            return
        key = self._key(scope, body)
        message = self._found(key)
        if message is not None:
            await self._send(request, message, "cache")
            return
        tag = self._tag
        message, kind = self._shortcut.reply(scope), "shortcut"
        if message is None:
            environ = environ_of(scope, body, asker, name)
            message = await self._worked(request, environ)
            if message is None:
                return
            kind = environ.get(KIND, "other")
        # Had the release changed meanwhile, nobody could say of which one this speaks.
        if message.is_kept and key is not None and tag == self._holder.tag():
            self._replies.keep(key, message, message.weight + weight(key))
        await self._send(request, message, kind)

    def _client(self, scope: "Scope") -> str:
        """The address of who asks, as far as the proxies can be trusted to say."""
        hops = scope.headers.get("x-forwarded-for", "").split(",") if self._proxies else []
        if len(hops) >= self._proxies > 0:
            return client_name(hops[-self._proxies].strip())
        return client_name(scope.client.rpartition(":")[0])

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
            status = await self._content(request, status, [*sent, name], body, message)
        taken = perf_counter() - request.start
        self._watch.served(Exchange(request.scope, status, kind, taken, request.name))

    async def _content(
        self, request: _Request, status: int, headers: Headers, body: bytes, message: Message
    ) -> int:
        """Send the content of a reply, or what it would be; the status that was sent."""
        protocol = request.protocol
        if request.scope.method == "HEAD":
            length = ("content-length", str(message.length(body)))
            protocol.response_empty(status, [*headers, length])
        elif len(body) <= LARGE:
            protocol.response_bytes(status, headers, body)
        else:
            try:
                await self._delivery.deliver(protocol, status, headers, body, request.asker.name)
            except RefusedError as error:
                message = error.message
                status = message.status
                protocol.response_bytes(status, message.headers, message.body)
        return status
