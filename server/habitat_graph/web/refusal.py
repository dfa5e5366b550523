"""What the front refuses by itself, in the same words and form as the application."""

from habitat_graph.media_types import PROBLEM_JSON
from habitat_graph.web.errors import Problem
from habitat_graph.web.kinds import KINDS
from habitat_graph.web.message import Message

_KINDS = {kind.name: kind for kind in KINDS}


class RefusedError(Exception):
    """A request that the application is not to hear of; `message` is the reply to it."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.status)
        self.message = message


def refused(
    name: str,
    detail: str | None = None,
    detail_zh: str | None = None,
    headers: tuple[tuple[str, str], ...] = (),
) -> RefusedError:
    """The refusal as a problem of this kind; without details its meaning says all."""
    kind = _KINDS[name]
    problem = Problem(kind, detail or kind.meaning, detail_zh or kind.meaning_zh)
    carried = [
        ("content-type", PROBLEM_JSON),
        ("cache-control", "no-store"),
        ("access-control-allow-origin", "*"),
        ("x-content-type-options", "nosniff"),
        *headers,
    ]
    return RefusedError(Message(kind.status.value, carried, problem.as_json()))
