"""A change that somebody proposes, and what becomes of it in a process of its own.

The gate takes seconds and much memory: in the server it would slow down every answer.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Self

from rdflib import URIRef

from habitat_graph.knowledge.findings import Finding, Severity
from habitat_graph.release.build import RefusalError
from habitat_graph.release.revision import StaleError
from habitat_graph.release.shelf import LockedError
from habitat_graph.sparql.change import Change
from habitat_graph.sparql.store import QueryError, RequestError

_MODULE = "habitat_graph.release.examiner"

Record = dict[str, Any]


@dataclass(frozen=True)
class Grounds:
    """What changes are judged by: the shapes and queries under `root`, and what proves the rest."""

    root: Path
    source: Path | None = None
    reference: Path | None = None


@dataclass(frozen=True)
class Proposal:
    """A change of a release in `store`, and who wants it, and why.

    `parent` is the number of that release; None where there is none and the change brings all.
    """

    store: Path
    parent: int | None
    grounds: Grounds
    change: Change
    author: str = ""
    message: str = ""

    def as_bytes(self, *, is_trial: bool) -> bytes:
        """The proposal for the process that judges it; of a trial nothing is kept."""
        record = asdict(replace(self, change=Change())) | {"is_trial": is_trial}
        del record["change"]
        head = json.dumps(record, default=str).encode()
        return head + b"\n" + self.change.as_patch()

    @classmethod
    def from_bytes(cls, content: bytes) -> tuple[Self, bool]:
        """Read what `as_bytes` wrote."""
        head, _, patch = content.partition(b"\n")
        record = json.loads(head)
        is_trial = record.pop("is_trial")
        paths = record.pop("grounds")
        store, root = Path(record.pop("store")), Path(paths["root"])
        grounds = Grounds(root, _path(paths["source"]), _path(paths["reference"]))
        change = Change.from_patch(patch)
        return cls(store=store, grounds=grounds, change=change, **record), is_trial


class LateError(QueryError):
    """The gate took longer than it may."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"The checks took more than {seconds:g} seconds; nothing was changed.",
            f"检查超过{seconds:g}秒;未作任何更改。",
        )


class BrokenError(QueryError):
    """The process that judges changes broke down."""


def accepted(proposal: Proposal, seconds: float) -> int:
    """The number of the release that the proposal has become.

    Raises RefusalError where the gate finds errors, StaleError where another release was made
    meanwhile, LockedError where a build is at work, LateError where it takes too long.
    """
    return int(_judged(proposal, seconds, is_trial=False)["release"])


def tried(proposal: Proposal, seconds: float) -> list[Finding]:
    """What the gate would find; raises as `accepted` does, but never RefusalError."""
    return _findings(_judged(proposal, seconds, is_trial=True)["findings"])


def findings_record(findings: tuple[Finding, ...] | list[Finding]) -> list[Record]:
    """The findings as values of JSON."""
    return [
        {
            "rule": finding.rule,
            "severity": finding.severity.value,
            "message": finding.message,
            "message_zh": finding.message_zh,
            "subject": finding.subject,
            "graph": finding.graph,
        }
        for finding in findings
    ]


def _judged(proposal: Proposal, seconds: float, *, is_trial: bool) -> Record:
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-P", "-m", _MODULE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=_environment(),
        # Ctrl+C is for the server; what is judged is released whole or not at all.
        start_new_session=True,
    ) as process:
        try:
            answer, _ = process.communicate(proposal.as_bytes(is_trial=is_trial), seconds)
        except subprocess.TimeoutExpired as error:
            process.send_signal(signal.SIGKILL)
            raise LateError(seconds) from error
    record: Record = json.loads(answer) if process.returncode == 0 else {"kind": "broken"}
    return _raised(record)


def _raised(record: Record) -> Record:
    """The record, unless it tells of an error, which is then raised."""
    match record.get("kind"):
        case None:
            return record
        case "refused":
            raise RefusalError(_findings(record["findings"]))
        case "stale":
            raise StaleError
        case "locked":
            raise LockedError(record["message"], message_zh=record["message_zh"])
        case "request":
            raise RequestError(record["message"], record["message_zh"])
        case _:
            raise BrokenError(
                record.get("message") or "The process that judges changes broke down.",
                record.get("message_zh") or "检查更改的进程已崩溃。",
            )


def _findings(records: list[Record]) -> list[Finding]:
    return [
        Finding(
            rule=record["rule"],
            severity=Severity(record["severity"]),
            message=record["message"],
            message_zh=record["message_zh"],
            subject=_iri(record["subject"]),
            graph=_iri(record["graph"]),
        )
        for record in records
    ]


def _iri(text: str | None) -> URIRef | None:
    return None if text is None else URIRef(text)


def _path(text: str | None) -> Path | None:
    return None if text is None else Path(text)


def _environment() -> Mapping[str, str]:
    # It is told what it needs; the token is none of its business.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HABITAT_")}
    return kept | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
