"""Who asks a query: a name, so that turns are shared fairly, and a way to say “I have gone”."""

from collections.abc import Callable
from ipaddress import IPv6Address
from threading import Lock

_LONGEST = 64


class Asker:
    """One request of one client; the thread that answers it learns when the client has gone.

    `name` is the same for all requests of one client, such as its address.
    """

    def __init__(self, name: str = "") -> None:
        self.name = name
        self._lock = Lock()
        self._gone = False
        self._stop: Callable[[], None] | None = None

    @property
    def gone(self) -> bool:
        """Whether nobody waits for the answer any more."""
        return self._gone

    def leave(self) -> None:
        """Say that nobody waits any more; what is at work on the answer is stopped."""
        with self._lock:
            self._gone = True
            if self._stop is not None:
                self._stop()

    def serve(self, stop: Callable[[], None]) -> None:
        """Have `stop` called if the client goes, or has gone, before `leave_alone`."""
        with self._lock:
            self._stop = stop
            if self._gone:
                stop()

    def leave_alone(self) -> None:
        """Say that there is nothing at work any more that could be stopped."""
        with self._lock:
            self._stop = None


def client_name(address: str) -> str:
    """The name under which a client at this address takes its turns.

    Whoever has an IPv6 address has 2**64 of them: they are one client.
    """
    if ":" not in address:
        return address[:_LONGEST]
    try:
        number = IPv6Address(address.strip("[]"))
    except ValueError:
        return address[:_LONGEST]
    return str(number.ipv4_mapped or IPv6Address(int(number) >> 64 << 64))
