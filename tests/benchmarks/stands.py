"""A contestant that can be stopped and started anew."""

from contextlib import ExitStack
from http.client import HTTPException
from pathlib import Path

from peers.server import RefusedError, UnavailableError

from benchmarks.contestants import OURS, Contestant, contestant
from benchmarks.plan import Clock
from benchmarks.room import placed

SHARE = 0.25
"""What part of the time that is left a server may take to start anew."""


class Stand:
    """One server of a comparison, whether it stands or not.

    `starts` are the seconds of each start; `quiet` the MiB of memory after the last one. `is_busy`
    is set where it is at work on what nobody waits for; `lost` says why it is asked no more.
    """

    server: Contestant

    def __init__(self, name: str, data: Path, quads: int, home: Path, loading: float) -> None:
        self.name = name
        self.starts: list[float] = []
        self.quiet = 0.0
        self.is_busy = False
        self.lost = ""
        self._given = name
        self._data = data
        self._quads = quads
        self._home = home
        self._loading = loading
        self._stack = ExitStack()

    def opens(self) -> bool:
        """Start the server; where it cannot be started, `lost` says why."""
        self.close()
        try:
            if not self.starts:
                self.name = placed(self._given, self._quads)
            self._home.mkdir(parents=True, exist_ok=True)
            self.server = self._stack.enter_context(
                contestant(self.name, self._data, self._home, self._loading)
            )
        except (UnavailableError, RefusedError, HTTPException, OSError) as error:
            self.lost = str(error) or type(error).__name__
            return False
        self.is_busy = False
        self.starts.append(self.server.loading)
        self.quiet = self.server.memory()
        return True

    def stands(self, clock: Clock) -> bool:
        """Whether it can be asked, started anew if it must be and the time allows."""
        if self.is_busy and not self.lost:
            if self.starts[-1] > SHARE * clock.left:
                self.lost = "it is still at work on earlier queries, and slow to start anew."
            else:
                self.opens()
        return not self.lost

    def close(self) -> None:
        """Stop the server."""
        self._stack.close()

    @property
    def is_ours(self) -> bool:
        """Whether it is what the others are compared with."""
        return self._given == OURS
