"""Takes in requests: headers of a decent size, and bodies that come whole and in time."""

import asyncio
import re
from collections import Counter
from typing import TYPE_CHECKING

from granian.rsgi import ProtocolClosed, ProtocolError  # type: ignore[attr-defined]  # public

from habitat_graph.web.arrival import Arrival
from habitat_graph.web.refusal import RefusedError, refused

if TYPE_CHECKING:
    from granian._granian import RSGIHTTPProtocol as HTTPProtocol

BODY_LIMIT = 16 * 2**20
"""Bytes of a body that are read; the application refuses a longer one."""

BODY_SECONDS = 30.0
"""How long a client may take to send a body."""

HEADER_LIMIT = 8 * 2**10
"""Bytes one header may have: Accept is a list that takes its time to be read."""

HEADERS_LIMIT = 32 * 2**10
"""Bytes all headers may have."""

_HOST = re.compile(r"[A-Za-z0-9._:\[\]-]{0,300}")
_SMALL = 16 * 2**10
_HELD = 128 * 2**20
_HELD_FOR_ONE = 2 * BODY_LIMIT


class Intake:
    """Reads bodies; so many bytes of those that are still to come whole, in all and of a client.

    Who sends slowly holds little, and so keeps nobody from sending.
    """

    def __init__(self) -> None:
        self._held: Counter[str] = Counter()

    async def body(self, arrival: Arrival) -> bytes:
        """The whole body of a request; raise RefusedError where there is none to be had."""
        declared = arrival.headers.get("content-length", "")
        size = int(declared) if declared.isascii() and declared.isdecimal() else 0
        is_chunked = "transfer-encoding" in arrival.headers
        if not is_chunked and not 0 < size <= BODY_LIMIT:
            return b""
        protocol = arrival.protocol
        try:
            async with asyncio.timeout(BODY_SECONDS):
                if 0 < size <= _SMALL and not is_chunked:
                    return await protocol()
                return await self._pieces(protocol, arrival.client, 0 if is_chunked else size)
        except TimeoutError:
            raise refused("request-timeout") from None
        except (ProtocolClosed, ProtocolError):
            raise _cut() from None

    async def _pieces(self, protocol: "HTTPProtocol", client: str, size: int) -> bytes:
        body, ends = bytearray(), 0
        try:
            async for piece in protocol:
                # One empty piece is the end; another before it is what granian makes of an error.
                ends += not piece
                body += piece
                self._hold(client, len(piece))
                if len(body) > BODY_LIMIT:
                    return bytes(body)
        finally:
            self._held -= Counter({client: len(body)})
        if ends > 1 or len(body) < size:
            raise _cut()
        return bytes(body)

    def _hold(self, client: str, size: int) -> None:
        self._held[client] += size
        if self._held[client] > _HELD_FOR_ONE or self._held.total() > _HELD:
            raise refused("busy", headers=(("retry-after", "10"),))


def _cut() -> RefusedError:
    return refused(
        "bad-request",
        "The body ends before it is whole; nothing was done with it.",
        "请求正文不完整;未作任何处理。",
    )


def look_at_headers(arrival: Arrival) -> None:
    """Raise RefusedError where the headers are not fit to be read on."""
    headers = arrival.headers
    # https://www.rfc-editor.org/rfc/rfc9112#section-3.2: else one server takes it for another.
    if not _HOST.fullmatch(headers.get("host", "")) or "host" in arrival.repeated:
        raise refused("bad-request", "The header “Host” names no host.", "“Host”标头没有指明主机。")
    sizes = [*map(len, headers.values())]
    if sum(sizes) > HEADERS_LIMIT or max(sizes, default=0) > HEADER_LIMIT:
        raise refused("headers-too-large")
