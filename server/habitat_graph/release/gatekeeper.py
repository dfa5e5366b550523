"""The process that puts one change through the gate, while the server goes on serving.

It reads its errand as a line of JSON and the change behind it from its standard input, writes what
came of it as JSON to its standard output, and ends, and with it all the memory that it took.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from habitat_graph.knowledge.findings import Finding
from habitat_graph.knowledge.reports import as_turtle
from habitat_graph.knowledge.source import read_source
from habitat_graph.namespaces import GRAPH
from habitat_graph.problems import HabitatError
from habitat_graph.release.amendment import OutdatedError, amend, verdict_on
from habitat_graph.release.build import Order, RefusalError
from habitat_graph.release.history import current
from habitat_graph.release.publication import publish
from habitat_graph.release.record import remote_server
from habitat_graph.settings import Settings
from habitat_graph.sparql.change import Change

_TOKEN = "HABITAT_TOKEN"  # noqa: S105 - the name of the setting, which the process has no use for


class GateFailedError(HabitatError):
    """The gate could not say whether a change is fit, so nothing was changed."""


@dataclass(frozen=True)
class Errand:
    """What is to be done with a change, and for whom.

    `parent` is the release that the change was worked out on. Where it is only to be judged,
    nothing is written. `root` is the folder with shapes and queries.
    """

    root: Path
    parent: int
    author: str
    message: str
    is_judgement: bool = False


@dataclass(frozen=True)
class Result:
    """What came of it: the number of the new release, or None, and what the gate found.

    `report` is the sh:ValidationReport in Turtle.
    """

    release: int | None
    findings: tuple[dict[str, Any], ...]
    report: str
    is_outdated: bool = False

    @property
    def is_refused(self) -> bool:
        """Whether the gate found an error."""
        return any(finding["severity"] == "error" for finding in self.findings)


def sent(settings: Settings, errand: Errand, change: Change, seconds: float) -> Result:
    """Have a process of its own do an errand; raise HabitatError where it fails or is too slow."""
    record, quads = change.as_record()
    head = {
        "root": str(errand.root),
        "parent": errand.parent,
        "author": errand.author,
        "message": errand.message,
        "is_judgement": errand.is_judgement,
        "change": record,
    }
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "habitat_graph.release.gatekeeper"],
            input=json.dumps(head).encode() + b"\n" + quads,
            stdout=subprocess.PIPE,
            env=_environment(settings),
            timeout=seconds,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise GateFailedError(
            f"The gate did not come to an end: {type(error).__name__}.",
            message_zh=f"检查未能完成:{type(error).__name__}。",
        ) from error
    said = json.loads(done.stdout)
    return Result(
        said["release"], tuple(said["findings"]), said["report"], said.get("is_outdated", False)
    )


def main() -> None:
    """Do the errand that comes by the standard input."""
    settings = Settings.from_environment(os.environ)
    head = json.loads(sys.stdin.buffer.readline())
    change = Change.from_record(head.pop("change"), sys.stdin.buffer.read())
    errand = Errand(**head | {"root": Path(head["root"])})
    json.dump(_result(settings, errand, change), sys.stdout)


def _result(settings: Settings, errand: Errand, change: Change) -> dict[str, Any]:
    source = None if settings.source is None else read_source(settings.source)
    order = Order(errand.author, errand.message, source, settings.reference)
    number = None
    found: Iterable[Finding] = ()
    if errand.is_judgement:
        release = current(settings.store)
        if release is not None:
            found = verdict_on(errand.root, release, change, order).findings
    else:
        try:
            release = amend(settings.store, errand.root, errand.parent, change, order)
        except RefusalError as error:
            found = error.findings
        except OutdatedError:
            return {"release": None, "findings": [], "report": "", "is_outdated": True}
        else:
            server = remote_server(settings)
            if server is not None:
                publish(server, release, union=settings.union)
            number = release.number
    found = tuple(found)
    return {
        "release": number,
        "findings": [_record(finding) for finding in found],
        "report": as_turtle(found),
    }


def _environment(settings: Settings) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HABITAT_")}
    ours = {name: value for name, value in settings.as_environment().items() if name != _TOKEN}
    # The same program as here, however it was found.
    return kept | ours | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def _record(finding: Finding) -> dict[str, Any]:
    graph = None if finding.location is None else str(GRAPH) + finding.location.path.as_posix()
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
        "message_zh": finding.message_zh,
        "subject": finding.subject,
        "graph": graph,
    }


if __name__ == "__main__":
    main()
