"""The server's side of the zygote: has evaluators forked and ended, and asks them."""

import select
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from socket import AF_UNIX, SHUT_RDWR, SOCK_STREAM, send_fds, socket, socketpair
from threading import Lock
from time import monotonic

from habitat_graph.sparql.longwork import LongWork
from habitat_graph.sparql.messages import Header, Incoming, finish, receive, send
from habitat_graph.sparql.processors import SHARING, allow
from habitat_graph.sparql.program import own_command, own_environment
from habitat_graph.sparql.zygote import CHANGE, END, FATE, FORGET, HATCH, ORDER

START_SECONDS = 120.0
"""How long a new evaluator is waited for: at first the zygote has all the data to load."""

QUICK_SECONDS = 0.25
"""How long a query is evaluated as fast as can be; a longer one leaves room to this process."""

PATIENT_SECONDS = 1.0
"""After how long it gives way to all others, if this process has something to do.

It is the last that its evaluator does, and another has to make much of its memory its own first.
"""

_END_SECONDS = 10.0
_CHANGE_SECONDS = 60.0
_CLOSE_SECONDS = 2.0


@dataclass(frozen=True)
class Fate:
    """How an evaluator ended: exit code, or less a signal; the bytes it had at its largest."""

    code: int
    size: int


class Nursery:
    """A zygote and the way to give it orders; many threads may. `changes` counts those made."""

    def __init__(self, command: Sequence[str]) -> None:
        self._control, theirs = socketpair(AF_UNIX, SOCK_STREAM)
        self._control.settimeout(_END_SECONDS)
        self._lock = Lock()
        self._numbers = count(1)
        self.long_work = LongWork(self._tell)
        self.changes = 0
        with theirs:
            try:
                self._process = subprocess.Popen(  # noqa: S603 - our own program
                    command,
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    env=own_environment(),
                    # Ctrl+C is for the server, which then lets its evaluators go. The session is
                    # the same: Linux may look at priorities within a session only (autogroup).
                    process_group=0,
                )
            except OSError:
                self._control.close()
                raise
        # Whoever starts it may just be kept to a few processors.
        allow(self._process.pid, SHARING.every)

    def hatch(self) -> "Evaluator":
        """A new evaluator; raise OSError where the zygote is gone."""
        mine, theirs = socketpair(AF_UNIX, SOCK_STREAM)
        with theirs:
            number = next(self._numbers)
            try:
                with self._lock:
                    send_fds(self._control, [ORDER.pack(HATCH, number)], [theirs.fileno()])
                    changes = self.changes
            except OSError:
                mine.close()
                raise
        return Evaluator(self, number, mine, changes)

    def change(self, patch: bytes) -> None:
        """Have the zygote change its data; raise OSError where it is gone.

        Evaluators that are there by now keep the data as it was.
        """
        with self._lock:
            try:
                self._control.settimeout(_CHANGE_SECONDS)
                self._control.sendall(ORDER.pack(CHANGE, len(patch)) + patch)
                is_made = len(self._control.recv(FATE.size)) == FATE.size
            except OSError:
                is_made = False
            self.changes += 1
            if not is_made:
                # It may have changed its data or not: it is not to be asked any more.
                self._control.close()
                raise OSError("The zygote is gone.")
            self._control.settimeout(_END_SECONDS)

    def end(self, number: int) -> Fate | None:
        """End an evaluator, if it has not ended by itself; None where the zygote is gone."""
        self.long_work.forget(number)
        with self._lock:
            try:
                self._control.sendall(ORDER.pack(END, number))
                reply = self._control.recv(FATE.size)
            except OSError:
                reply = b""
            if len(reply) == FATE.size:
                return Fate(*FATE.unpack(reply))
            # A late reply would be taken for that to another order: no more orders.
            self._control.close()
            return None

    def forget(self, number: int) -> None:
        """End an evaluator without waiting for that."""
        self._tell(FORGET, number)

    def _tell(self, order: bytes, number: int) -> None:
        with self._lock, suppress(OSError):
            self._control.sendall(ORDER.pack(order, number))

    def close(self) -> None:
        """End the zygote and all its evaluators."""
        self._control.close()
        try:
            self._process.wait(_CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Evaluator:
    """One process that evaluates queries, one at a time."""

    def __init__(self, nursery: Nursery, number: int, channel: socket, changes: int) -> None:
        self._nursery = nursery
        self._number = number
        self._channel = channel
        self._changes = changes
        self._start: int | None = None
        self._incoming = Incoming()
        self._asked = self._deadline = 0.0

    @property
    def has_started(self) -> bool:
        """Whether it is known to have taken up its work."""
        return self._start is not None

    @property
    def goes_on(self) -> bool:
        """Whether it can be asked again, once all that it says has been taken in."""
        return not self._incoming.header()["last"]

    def fileno(self) -> int:
        """The descriptor that can be read when it says something."""
        return self._channel.fileno()

    @property
    def is_current(self) -> bool:
        """Whether its data is that of the zygote still."""
        return self._changes == self._nursery.changes

    def listens(self) -> bool:
        """Whether it can take a query; waits where it is just starting."""
        try:
            if self._start is None:
                header, _ = receive(self._channel, deadline=monotonic() + START_SECONDS)
                self._start = header["bytes"]
            self._channel.settimeout(0)
            # There is nothing to receive but the end.
            self._channel.recv(1)
        except BlockingIOError:
            return True
        except (OSError, EOFError):
            return False
        return False

    def tell(self, request: Header, seconds: float, limit: int, body: bytes = b"") -> None:
        """Give it a request that it has `seconds` for, and an answer of `limit` bytes.

        Raise TimeoutError where it does not listen, another OSError where it is gone.
        """
        self._incoming = Incoming(limit)
        self._asked = monotonic()
        self._deadline = self._asked + seconds
        self._channel.settimeout(seconds)
        send(self._channel, request | {"seconds": seconds}, body)

    def take_in(self) -> bool:
        """Receive what there is of its answer, and wait for no more; whether all of it is there.

        Raise OSError or EOFError where it is gone.
        """
        self._channel.settimeout(0)
        with suppress(BlockingIOError):
            if not self._incoming.is_whole:
                self._incoming.take(self._channel)
        return self._incoming.is_whole

    def hear(self) -> tuple[Header, bytes]:
        """What it says.

        Raise TimeoutError where it is too slow, another OSError or EOFError where it is gone.
        """
        work = self._nursery.long_work
        is_long = not self._says_something_within(QUICK_SECONDS)
        if is_long:
            work.begin(self._number)
            if not self._says_something_within(PATIENT_SECONDS):
                work.go_on(self._number)
        finish(self._incoming, self._channel, self._deadline)
        yields = is_long and work.end(self._number)
        header, body = self._incoming.header(), self._incoming.body()
        self._incoming = Incoming()
        # Once it gives way it does so for good: the next query gets another.
        return header | {"last": header["last"] or yields}, body

    def hang_up(self) -> None:
        """Wake the thread that waits for an answer, which finds that there is none."""
        with suppress(OSError):
            self._channel.shutdown(SHUT_RDWR)

    def _says_something_within(self, seconds: float) -> bool:
        """Whether it says something in so many seconds after it was asked."""
        moment = min(self._asked + seconds, self._deadline)
        poll = select.poll()
        poll.register(self._channel, select.POLLIN)
        return self._incoming.has_begun or bool(poll.poll(max(moment - monotonic(), 0) * 1000))

    def end(self) -> Fate | None:
        """End it at once, whatever it does; None where nobody can say how it ended.

        The size in its fate is what it had grown by.
        """
        self._channel.close()
        fate = self._nursery.end(self._number)
        return None if fate is None else replace(fate, size=fate.size - (self._start or 0))

    def dismiss(self) -> None:
        """End it, for it has nothing to do and nothing to say."""
        self._channel.close()
        self._nursery.forget(self._number)

    def release(self) -> None:
        """Let it end by itself, as it does when nobody can ask it any more."""
        self._channel.close()


def zygote_command(*arguments: str) -> list[str]:
    """What starts the zygote with `arguments`."""
    return own_command("habitat_graph.sparql.zygote", *arguments)
