"""Who asks a query: a name, so that turns are shared fairly, and a way to say “I have gone”."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock


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

    @contextmanager
    def served(self, stop: Callable[[], None]) -> Iterator[None]:
        """Have `stop` called if the client goes, or has gone, before this is over."""
        with self._lock:
            self._stop = stop
            if self._gone:
                stop()
        try:
            yield
        finally:
            with self._lock:
                self._stop = None
