"""A load generator on plain sockets, for where wrk is not there; and a server that does nothing.

python sockets.py HOST:PORT CLIENTS SECONDS FILE MARK FIRST — see load.lua, whose manners these are.
"""

import asyncio
import selectors
import socket
import sys
import time
from collections.abc import Iterator
from itertools import count, cycle
from pathlib import Path

NOTHING = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}"

_END = b"\r\n\r\n"


class Client:
    """One connection, which asks again when it has its answer."""

    def __init__(self, host: str, port: int) -> None:
        self.socket = socket.create_connection((host, port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""
        self.since = 0.0

    def ask(self, request: bytes) -> None:
        """Send a request."""
        self.received = b""
        self.since = time.perf_counter()
        self.socket.sendall(request)

    def hear(self) -> int | None:
        """Read what has come: the status once the answer is whole, 0 where the line is dead."""
        some = self.socket.recv(1 << 20)
        self.received += some
        whole = answered(self.received)
        if whole:
            return int(self.received[9:12])
        return None if some else 0


def answered(received: bytes) -> bool:
    """Whether these bytes are a whole answer."""
    head, end, body = received.partition(_END)
    if not end:
        return False
    fields = head.lower()
    if b"transfer-encoding: chunked" in fields:
        return body.endswith(b"0\r\n\r\n")
    _, found, rest = fields.partition(b"content-length:")
    return bool(found) and len(body) >= int(rest.split(b"\r\n", 1)[0])


def requests(path: Path, mark: bytes, first: int) -> Iterator[bytes]:
    """The requests of a file, over and over, with a new number in place of each mark."""
    content = path.read_bytes()
    read = []
    while content:
        length, _, content = content.partition(b"\n")
        read.append(content[: int(length)])
        content = content[int(length) :]
    numbers = count(first + 1)
    for request in cycle(read):
        yield request.replace(mark, b"%012d" % next(numbers)) if mark in request else request


def load(host: str, port: int, clients: int, seconds: float, texts: Iterator[bytes]) -> str:
    """Ask until the time is over; the answer says what came of it."""
    times: list[float] = []
    refusals = losses = size = 0
    start = time.perf_counter()
    with selectors.DefaultSelector() as selector:
        for _ in range(clients):
            client = Client(host, port)
            selector.register(client.socket, selectors.EVENT_READ, client)
            client.ask(next(texts))
        while (now := time.perf_counter()) < start + seconds:
            for key, _ in selector.select(start + seconds - now):
                client = key.data
                status = client.hear()
                if status is None:
                    continue
                size += len(client.received)
                if status:
                    times.append(time.perf_counter() - client.since)
                    refusals += status >= 400
                else:
                    losses += 1
                if not status or b"\r\nconnection: close" in client.received[:2000].lower():
                    selector.unregister(client.socket)
                    client.socket.close()
                    client = Client(host, port)
                    selector.register(client.socket, selectors.EVENT_READ, client)
                client.ask(next(texts))
    taken = time.perf_counter() - start
    times.sort()
    middle, late = (1000 * times[int(len(times) * at)] if times else 0.0 for at in (0.5, 0.99))
    return f"RESULT {len(times)} {refusals} {losses} {taken:f} {middle:f} {late:f} {size}"


class Nothing(asyncio.Protocol):
    """Answers every request with nothing, at once."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the line."""
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer."""
        self.transport.write(NOTHING * data.count(_END))


async def _serve_nothing(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Nothing, "127.0.0.1", port)
    await server.serve_forever()


def main() -> None:
    """Put a server under load, or with “nothing PORT” be one that does nothing."""
    first, *rest = sys.argv[1:]
    if first == "nothing":
        asyncio.run(_serve_nothing(int(rest[0])))
        return
    host, _, port = first.partition(":")
    clients, seconds, path, mark, number = rest
    texts = requests(Path(path), mark.encode(), int(number))
    print(load(host, int(port), int(clients), float(seconds), texts))  # noqa: T201 - its answer


if __name__ == "__main__":
    main()
