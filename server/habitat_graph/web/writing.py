"""Who may write, and what becomes of what is written."""

import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

from flask import Response, request

from habitat_graph.media_types import JSON
from habitat_graph.namespaces import INFERRED_GRAPH
from habitat_graph.release import gatekeeper
from habitat_graph.release.gatekeeper import Errand, Result
from habitat_graph.settings import Settings
from habitat_graph.sparql.change import Change, Order
from habitat_graph.sparql.evaluators import Evaluators, Limits
from habitat_graph.sparql.store import (
    ProtectedGraphError,
    QueryError,
    WritersBusyError,
)
from habitat_graph.web.gateway import ASKER
from habitat_graph.web.holding import Holder, RemoteHolder
from habitat_graph.web.replies import document
from habitat_graph.web.scratch import ScratchHolder

GATE_SECONDS = 600.0
"""How long the gate may take."""

_PATIENCE = 15.0
_TRIES = 3
_SCHEME = "bearer "


class NoTokenError(QueryError):
    """The request carries no token, or a wrong one."""

    def __init__(self) -> None:
        super().__init__(
            "Writing needs the header “Authorization: Bearer …” with the right token.",
            "写入需要“Authorization: Bearer …”标头及正确的令牌。",
        )


class WritingOffError(QueryError):
    """Nobody may write here."""

    def __init__(self) -> None:
        super().__init__(
            "Nothing can be written here: the site's keeper has set no token (HABITAT_TOKEN).",
            "此处不能写入:网站维护者未设置令牌(HABITAT_TOKEN)。",
        )


class GateRefusalError(QueryError):
    """The gate refused a change; `findings` say why, each with its rule, graph and subject."""

    def __init__(self, findings: tuple[dict[str, Any], ...]) -> None:
        errors = sum(finding["severity"] == "error" for finding in findings)
        super().__init__(
            f"The change was refused and nothing was changed: {errors} errors were found.",
            f"更改被拒绝,未作任何改动:发现{errors}个错误。",
        )
        self.findings = findings


@dataclass(frozen=True)
class Note:
    """Who makes a change, and why."""

    author: str
    message: str


@dataclass(frozen=True)
class Outcome:
    """A change that was made, and the release that holds it; None where there is none new."""

    change: Change
    release: int | None


class Writer(Protocol):
    """Takes orders, one after the other."""

    def write(self, order: Order, note: Note) -> Outcome:
        """Do what is ordered, whole or not at all; those who ask afterwards find it done."""
        ...


@dataclass(frozen=True)
class ScratchWriter:
    """Does whatever is ordered."""

    holder: ScratchHolder

    def write(self, order: Order, note: Note) -> Outcome:  # noqa: ARG002 - nobody is to answer for it
        """Do it at once."""
        return Outcome(self.holder.write(order), None)


class GatedWriter:
    """Makes each change a release, by the gate that files pass."""

    def __init__(self, settings: Settings, root: Path, holder: Holder, limits: Limits) -> None:
        self._settings = settings
        self._root = root
        self._holder = holder
        self._limits = limits
        self._lock = Lock()

    def write(self, order: Order, note: Note) -> Outcome:
        """Work out the change, have it checked, released and served."""
        with self._alone():
            for _ in range(_TRIES):
                change, parent = self._change(order)
                if not change.removed and not change.added:
                    return Outcome(change, None)
                errand = Errand(self._root, parent, note.author, note.message)
                result = gatekeeper.sent(self._settings, errand, change, GATE_SECONDS)
                # Somebody has released the files meanwhile.
                if not result.is_outdated:
                    return self._outcome(change, result)
                self._look_again()
        raise WritersBusyError

    def judged(self, order: Order) -> Result:
        """What the gate would say of it; nothing is changed."""
        change, parent = self._change(order)
        errand = Errand(self._root, parent, "", "", is_judgement=True)
        return gatekeeper.sent(self._settings, errand, change, GATE_SECONDS)

    def _outcome(self, change: Change, result: Result) -> Outcome:
        if result.release is None:
            raise GateRefusalError(result.findings)
        self._look_again()
        return Outcome(change, result.release)

    def _change(self, order: Order) -> tuple[Change, int]:
        """What the order changes, and of which release."""
        holding = self._holder.holding()
        if isinstance(holding.evaluators, Evaluators):
            change = holding.evaluators.change(order)
        else:
            evaluators = Evaluators.over_nquads(holding.release.data, self._limits)
            try:
                change = evaluators.change(order)
            finally:
                evaluators.close()
        graphs = {str(quad.graph_name) for quad in change.removed | change.added}
        if f"<{INFERRED_GRAPH}>" in graphs:
            raise ProtectedGraphError(str(INFERRED_GRAPH))
        return change, holding.release.number

    def _look_again(self) -> None:
        if isinstance(self._holder, RemoteHolder):
            self._holder.look_again()
        else:
            self._holder.renew()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if not self._lock.acquire(timeout=_PATIENCE):
            raise WritersBusyError
        try:
            yield
        finally:
            self._lock.release()


def authorize(token: str | None) -> None:
    """Raise QueryError unless the request may write."""
    if token is None:
        raise WritingOffError
    given = request.headers.get("Authorization", "")
    is_bearer = given[: len(_SCHEME)].lower() == _SCHEME
    # https://www.rfc-editor.org/rfc/rfc6750#section-2.1; how long it takes says nothing of it.
    if not is_bearer or not hmac.compare_digest(
        given[len(_SCHEME) :].strip().encode(), token.encode()
    ):
        raise NoTokenError


def asked(order: Order) -> Order:
    """The order with the client that waits for it."""
    return replace(order, asker=request.environ.get(ASKER))


def done(outcome: Outcome, *, is_new: bool = False) -> Response:
    """The reply to an order that was carried out; `is_new` where it made a graph."""
    if outcome.release is None:
        response = Response(status=201 if is_new else 204)
    else:
        change = outcome.change
        record = {
            "release": outcome.release,
            "added": len(change.added),
            "removed": len(change.removed),
        }
        response = document(json.dumps(record).encode() + b"\n", JSON)
        response.status_code = 201 if is_new else 200
    response.cache_control.no_store = True
    return response


def note() -> Note:
    """Who makes the change and why, as the request says in its headers."""
    return Note(
        request.headers.get("X-Author", "").strip() or "HTTP",
        request.headers.get("X-Message", "").strip() or f"{request.method} {request.path}",
    )
