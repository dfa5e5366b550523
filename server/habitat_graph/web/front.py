"""The front of the site: what granian calls for every request.

Here everything waits that a slow client can hold up, and what was given once is given again
without asking further. The rest is the application's, in threads of its own.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar

from habitat_graph.sparql.asker import Asker
from habitat_graph.sparql.store import Answer, AskerGoneError, QueryError
from habitat_graph.sparql.turns import Turn
from habitat_graph.sparql.visit import QUEUE_SECONDS, Visit
from habitat_graph.web.arrival import Arrival
from habitat_graph.web.cache import weight
from habitat_graph.web.delivery import LARGE, Delivery
from habitat_graph.web.gateway import FAILURE, KIND, Application, answered, environ_of
from habitat_graph.web.intake import Intake, look_at_headers
from habitat_graph.web.message import GZIP, Headers, Message, likes_gzip
from habitat_graph.web.pace import PACE
from habitat_graph.web.refusal import RefusedError
from habitat_graph.web.shortcut import Question, Shortcut
from habitat_graph.web.site import Site

if TYPE_CHECKING:
    from granian._granian import RSGIHTTPProtocol as HTTPProtocol
    from granian.rsgi import Scope

THREADS = 512
"""Requests that are worked on or wait for an evaluator, which 400 may."""

_SOON = 0.05
_FORWARDED = ("x-forwarded-proto", "x-forwarded-host", "x-forwarded-prefix")

Value = TypeVar("Value")


class Front:
    """An RSGI application before a WSGI one; `proxies` is how many hops before it are trusted.

    https://github.com/emmett-framework/granian/blob/master/docs/spec/RSGI.md
    """

    def __init__(self, app: Application, site: Site, proxies: int = 0) -> None:
        self._app = app
        self._holder = site.holder
        self._replies = site.replies
        self._watch = site.watch
        self._proxies = proxies
        self._shortcut = Shortcut(site.holder, site.answering)
        self._tag: str | None = None
        self._threads = ThreadPoolExecutor(THREADS, "request")
        self._intake = Intake()
        self._delivery = Delivery()

    async def __rsgi__(self, scope: "Scope", protocol: "HTTPProtocol") -> None:
        """Answer one request."""
        arrival = Arrival(scope, protocol, self._proxies)
        try:
            look_at_headers(arrival)
            body = await self._intake.body(arrival)
        except RefusedError as error:
            await self._send(arrival, error.message, "refused")
            return
        key = self._key(arrival, body)
        message = self._found(key)
        if message is not None:
            await self._send(arrival, message, "cache")
            return
        tag = self._tag
        try:
            message, kind = await self._made(arrival, body)
        except AskerGoneError:
            return
        # Had the release changed meanwhile, nobody could say of which one this speaks.
        if message.is_kept and key is not None and tag == self._holder.tag():
            self._replies.keep(key, message, message.weight + weight(key))
        await self._send(arrival, message, kind)

    def _key(self, arrival: Arrival, body: bytes) -> object:
        """All that a reply may depend on; None where it is not to be kept."""
        headers = arrival.headers
        if "range" in headers or "authorization" in headers:
            return None
        key = (
            "GET" if arrival.method == "HEAD" else arrival.method,
            headers.get("host") or arrival.scope.authority,
            arrival.path,
            arrival.query_string,
            headers.get("accept"),
            headers.get("content-type") if body else None,
            body,
        )
        if not self._proxies:
            return key
        return (*key, arrival.scope.scheme, *(headers.get(name) for name in _FORWARDED))

    def _found(self, key: object) -> Message | None:
        tag = self._holder.tag()
        if tag is None or key is None:
            return None
        if tag != self._tag:
            self._replies.clear()
            self._tag = tag
        return self._replies.get(key)

    async def _made(self, arrival: Arrival, body: bytes) -> tuple[Message, str]:
        """A new reply and its kind; raise AskerGoneError where the client goes before it is there.

        Queries take the short way; what is wrong with one is for the application to tell.
        """
        asker = Asker(arrival.client)
        question = self._shortcut.question(arrival, body)
        failure = None
        if question is not None:
            try:
                answer = self._shortcut.at_once(question)
                if answer is not None:
                    return self._shortcut.message(question, answer), "shortcut"
                answer = await self._evaluated(arrival, question, asker)
                return self._shortcut.message(question, answer), "sparql"
            except AskerGoneError:
                raise
            except QueryError as error:
                failure = error
        environ = environ_of(arrival, body, asker) | {FAILURE: failure}
        with PACE.beside():
            message = await self._worked(arrival, asker, partial(answered, self._app, environ))
        return message, environ.get(KIND, "other")

    async def _evaluated(self, arrival: Arrival, question: Question, asker: Asker) -> Answer:
        """The answer of an evaluator; a thread waits for one that is not soon there."""
        visit = self._shortcut.visit(question, asker)
        if visit is None:
            return await self._worked(
                arrival, asker, lambda: self._shortcut.awaited(question, asker)
            )
        try:
            if not visit.turn.done():
                await self._comes(arrival, _told(visit.turn), QUEUE_SECONDS)
            is_done = visit.begin() and await _is_soon_done(visit)
        except (AskerGoneError, asyncio.CancelledError):
            asker.leave()
            if visit.has_begun:
                self._threads.submit(visit.reply)
            else:
                visit.leave()
            raise
        if is_done:
            return visit.answer()
        return await self._worked(arrival, asker, visit.answer)

    async def _worked(self, arrival: Arrival, asker: Asker, work: Callable[[], Value]) -> Value:
        """What comes of work that a thread does; raise AskerGoneError where the client goes."""
        done = asyncio.get_running_loop().run_in_executor(self._threads, work)
        try:
            await self._comes(arrival, done)
        except AskerGoneError:
            asker.leave()
            await asyncio.gather(done, return_exceptions=True)
            raise
        return done.result()

    async def _comes(
        self, arrival: Arrival, future: "asyncio.Future[Value]", patience: float | None = None
    ) -> None:
        """Wait until a future is done, or for so many seconds.

        Raise AskerGoneError where the client goes before that.
        """
        await _moment(future)
        if not future.done():
            gone = asyncio.ensure_future(arrival.protocol.client_disconnect())
            futures = (future, gone)
            await asyncio.wait(futures, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
            if gone.done() and not future.done():
                raise AskerGoneError
            gone.cancel()

    async def _send(self, arrival: Arrival, message: Message, kind: str) -> None:
        headers = arrival.headers
        name = ("x-request-id", arrival.name)
        protocol = arrival.protocol
        known = headers.get("if-none-match")
        status = message.status
        if known and arrival.is_safe and message.is_known_to(known):
            status = HTTPStatus.NOT_MODIFIED.value
            protocol.response_empty(status, [*message.unchanged(known), name])
        elif message.file is not None and arrival.method != "HEAD":
            length = ("content-length", str(message.length(message.body)))
            protocol.response_file(status, [*message.headers, length, name], str(message.file))
        else:
            coding = GZIP if likes_gzip(headers.get("accept-encoding")) else None
            if coding and message.packed is None and message.is_worth_packing:
                await asyncio.get_running_loop().run_in_executor(self._threads, message.pack)
            sent, body = message.in_coding(coding)
            status = await self._content(arrival, status, [*sent, name], body, message)
        self._watch.served(arrival, status, kind)

    async def _content(
        self, arrival: Arrival, status: int, headers: Headers, body: bytes, message: Message
    ) -> int:
        """Send the content of a reply, or what it would be; the status that was sent."""
        protocol = arrival.protocol
        if arrival.method == "HEAD":
            length = ("content-length", str(message.length(body)))
            protocol.response_empty(status, [*headers, length])
        elif len(body) <= LARGE:
            protocol.response_bytes(status, headers, body)
        else:
            try:
                await self._delivery.deliver(protocol, status, headers, body, arrival.client)
            except RefusedError as error:
                message = error.message
                status = message.status
                protocol.response_bytes(status, message.headers, message.body)
        return status


async def _is_soon_done(visit: Visit) -> bool:
    """Whether an answer is there in a moment, as most are; nothing of it is waited for beyond."""
    loop = asyncio.get_running_loop()
    over = loop.time() + _SOON
    descriptor = visit.fileno()
    while loop.time() < over:
        readable = loop.create_future()
        loop.add_reader(descriptor, _set, readable)
        timer = loop.call_at(over, _set, readable)
        try:
            await readable
        finally:
            timer.cancel()
            loop.remove_reader(descriptor)
        if visit.is_done():
            return True
    return False


async def _moment(future: "asyncio.Future[Value]") -> None:
    """Wait until a future is done, but not for long: as `asyncio.wait`, in a third of its time."""
    loop = asyncio.get_running_loop()
    over = loop.create_future()
    timer = loop.call_later(_SOON, _set, over)
    future.add_done_callback(lambda _: _set(over))
    try:
        await over
    finally:
        timer.cancel()


def _told(turn: Turn) -> "asyncio.Future[None]":
    """A future that is done when a turn has come, whichever thread gave it."""
    loop = asyncio.get_running_loop()
    told = loop.create_future()
    turn.add_done_callback(lambda _: loop.call_soon_threadsafe(_set, told))
    return told


def _set(future: "asyncio.Future[None]") -> None:
    if not future.done():
        future.set_result(None)
