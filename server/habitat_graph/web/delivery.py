"""Delivers large replies as fast as their clients read, and to nobody for ever.

What granian is given at once it copies, and keeps until the client has read it or has gone. So a
large reply is handed over through a pipe: it goes out of one's hands no faster than it is read,
one learns when it is over, and it can be broken off.
"""

import asyncio
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from habitat_graph.web.message import Headers
from habitat_graph.web.refusal import refused

if TYPE_CHECKING:
    from granian._granian import RSGIHTTPProtocol as HTTPProtocol

LARGE = 64 * 2**10
"""Bytes above which a reply is large: more than a pipe holds, or a system buffers for a client."""

GRACE = 30.0
"""Seconds that any client may take to read a reply."""

RATE = 64 * 2**10
"""Bytes that a client must read in a second beyond that."""

_PENDING = 512 * 2**20
_PENDING_FOR_ONE = 192 * 2**20
_PIECE = 2**20


class Delivery:
    """Hands over large replies; so many bytes may be on their way, in all and to one client."""

    def __init__(self) -> None:
        self._pending: Counter[str] = Counter()

    @property
    def pending(self) -> int:
        """The bytes of large replies that are on their way."""
        return self._pending.total()

    async def deliver(
        self, protocol: "HTTPProtocol", status: int, headers: Headers, body: bytes, client: str
    ) -> bool:
        """Send a reply; whether the client has read all of it.

        A reply that is broken off is shorter than its Content-Length: no client takes it for whole.
        Raise RefusedError where too much is on its way already.
        """
        with self._room(client, len(body)):
            reading, writing = os.pipe()
            pipe = _Pipe(reading, writing)
            try:
                length = ("content-length", str(len(body)))
                protocol.response_file(status, [*headers, length], f"/dev/fd/{reading}")
                async with asyncio.timeout(GRACE + len(body) / RATE):
                    await pipe.write(body)
            except (TimeoutError, BrokenPipeError):
                return False
            finally:
                pipe.close()
        return True

    @contextmanager
    def _room(self, client: str, size: int) -> Iterator[None]:
        if (
            self._pending[client] + size > _PENDING_FOR_ONE
            or self._pending.total() + size > _PENDING
        ):
            raise refused("busy", headers=(("retry-after", "10"),))
        self._pending[client] += size
        try:
            yield
        finally:
            self._pending -= Counter({client: size})


class _Pipe:
    """A pipe that granian opens by its name; our reading end is there until then."""

    def __init__(self, reading: int, writing: int) -> None:
        self._reading: int | None = reading
        self._writing = writing
        os.set_blocking(writing, False)

    async def write(self, body: bytes) -> None:
        """Write all of it; raise BrokenPipeError where nobody reads any more."""
        rest = memoryview(body)
        while rest:
            try:
                rest = rest[os.write(self._writing, rest[:_PIECE]) :]
            except BlockingIOError:
                await self._room()
                # It was full and is not: there is another reader, whose end is not to be missed.
                self._let_go()

    async def _room(self) -> None:
        loop = asyncio.get_running_loop()
        has_room = asyncio.Event()
        loop.add_writer(self._writing, has_room.set)
        try:
            await has_room.wait()
        finally:
            loop.remove_writer(self._writing)

    def _let_go(self) -> None:
        if self._reading is not None:
            os.close(self._reading)
            self._reading = None

    def close(self) -> None:
        """Close both ends."""
        self._let_go()
        os.close(self._writing)
