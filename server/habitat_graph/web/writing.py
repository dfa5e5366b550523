"""Who may write, what a write says of itself, and what came of it."""

import hmac
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Self

from flask import Request

from habitat_graph.sparql.change import Change
from habitat_graph.sparql.store import QueryError

if TYPE_CHECKING:
    from habitat_graph.web.holding import Holding

BODY_LIMIT = 16 * 2**20
"""Bytes that an update or a document may have."""

PATIENCE = 20.0
"""Seconds that a write waits for others."""

VALIDATION_SECONDS = 10
"""About how long a validation takes."""

RETRY_SECONDS = 5
"""When one who was turned away may try again."""

_LONGEST = 1000

Task = Callable[["Holding"], Change]
"""Says what to change of what is held at the moment."""


@dataclass(frozen=True)
class Note:
    """Who writes, and why, for the history."""

    author: str
    message: str = ""

    @classmethod
    def of(cls, request: Request) -> Self:
        """What the headers of a request say, or else its parameters."""
        author = request.headers.get("Habitat-Author") or request.args.get("author", "")
        message = request.headers.get("Habitat-Message") or request.args.get("message", "")
        return cls(_read(author) or "HTTP update", _read(message))


@dataclass(frozen=True)
class Outcome:
    """The change that was made, and the number of the release that has it, if it made one."""

    change: Change
    release: int | None = None


class WritingOffError(QueryError):
    """Nobody may write here."""

    def __init__(self) -> None:
        super().__init__(
            "Writing is off here: the site's keeper has set no HABITAT_TOKEN.",
            "此处不允许写入:网站维护者未设置HABITAT_TOKEN。",
        )


class TokenError(QueryError):
    """The request shows no token, or another than the one that may write."""

    def __init__(self, *, is_missing: bool) -> None:
        if is_missing:
            super().__init__(
                "Who writes must show a token: send the header “Authorization: Bearer …”.",
                "写入须出示令牌:请发送标头“Authorization: Bearer …”。",
            )
        else:
            super().__init__("This is not the token that may write.", "此令牌无写入权限。")
        self.challenge = "Bearer" if is_missing else 'Bearer error="invalid_token"'


class WriterBusyError(QueryError):
    """Others write; one may try again."""

    def __init__(self) -> None:
        super().__init__(
            f"Another write is being worked on. Try again in {RETRY_SECONDS} seconds.",
            f"另一写入正在处理中。请在{RETRY_SECONDS}秒后重试。",
        )
        self.seconds = RETRY_SECONDS


class Writing:
    """Lets one write at a time; who waits too long is turned away."""

    def __init__(self) -> None:
        self._lock = Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one's turn; raise WriterBusyError where it does not come soon."""
        if not self._lock.acquire(timeout=PATIENCE):
            raise WriterBusyError
        try:
            yield
        finally:
            self._lock.release()


class ValidatorBusyError(QueryError):
    """Somebody else has a body validated; one may try again."""

    def __init__(self) -> None:
        super().__init__(
            f"Another validation is being worked on. Try again in {VALIDATION_SECONDS} seconds.",
            f"另一验证正在处理中。请在{VALIDATION_SECONDS}秒后重试。",
        )
        self.seconds = VALIDATION_SECONDS


def authorize(token: str | None, authorization: str) -> None:
    """Raise WritingOffError or TokenError where who asks may not write.

    https://www.rfc-editor.org/rfc/rfc6750#section-3
    """
    if token is None:
        raise WritingOffError
    scheme, _, shown = authorization.partition(" ")
    if scheme.lower() != "bearer" or not shown.strip():
        raise TokenError(is_missing=True)
    # Its time tells nothing of how much of it is right.
    if not hmac.compare_digest(shown.strip().encode(), token.encode()):
        raise TokenError(is_missing=False)


def _read(text: str) -> str:
    """One line of text; what is UTF-8 in a header is handed over as if it were Latin-1."""
    with suppress(UnicodeError):
        text = text.encode("latin-1").decode()
    return " ".join(text.split())[:_LONGEST]
