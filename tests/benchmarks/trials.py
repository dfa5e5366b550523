"""Asks a server everything once: what it answers as ours does, and how long it takes."""

import http.client
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from time import perf_counter
from urllib.parse import quote, urlsplit

from peers.server import request

from benchmarks.contestants import Contestant
from benchmarks.load import MARK
from benchmarks.workloads import Question
from habitat_graph.media_types import N_TRIPLES

WAITING = 10.0
"""Seconds that one answer is waited for."""
RECOVERY = 3
"""Seconds in which a server must answer again after a query that took too long, or it hangs."""


@dataclass
class Trial:
    """What one server answered when it was asked everything once.

    `rows` are the answers' rows by question, None where there was no answer; `seconds` what each
    took. A question that is missing was not asked.
    """

    rows: dict[str, int | None] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def agreed(self, reference: "Trial") -> set[str]:
        """The questions with as many rows as the reference has."""
        return {
            name
            for name, count in self.rows.items()
            if count is not None and reference.rows.get(name) == count
        }


def probe(
    server: Contestant,
    questions: Iterable[Question],
    seconds: float,
    found: Trial,
    patience: float = WAITING,
) -> tuple[bool, int]:
    """Ask a server questions for so many seconds in all, and note in `found` what it answered.

    One answer is waited for `patience` seconds. What is returned is whether the server still
    answers, and how many questions were not asked.
    """
    end = perf_counter() + seconds
    left = list(questions)
    while left and (remaining := end - perf_counter()) > 0:
        question = left.pop(0)
        start = perf_counter()
        waiting = min(patience, remaining)
        rows = answered_rows(server.address, question, waiting)
        taken = perf_counter() - start
        if rows is None and waiting < patience and taken >= waiting:
            return _answers_again(server), len(left) + 1  # it was not given its time
        found.rows[question.name] = rows
        found.seconds[question.name] = taken
        if rows is None and taken >= waiting and not _answers_again(server):
            return False, len(left)
    return True, len(left)


def answered_rows(address: str, question: Question, waiting: float = WAITING) -> int | None:
    """How many rows the answer has; None where it is not there in time, or is an error.

    What a description holds is left to the engine; so of one it counts only whether it is empty.
    """
    text = quote(question.text.replace(MARK.decode(), "u"), safe="")
    parts = urlsplit(address)
    end = perf_counter() + waiting
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=waiting)
    try:
        target = f"{parts.path}?query={text}"
        connection.request("GET", target, headers={"Accept": question.accept})
        response = connection.getresponse()
        if response.status != http.client.OK:
            return None
        rows = _rows(response, question.accept, end)
        return min(rows, 1) if rows and question.text.startswith("DESCRIBE") else rows
    except (OSError, http.client.HTTPException, ValueError, KeyError):
        return None
    finally:
        connection.close()


def _rows(response: http.client.HTTPResponse, media_type: str, end: float) -> int | None:
    """How many rows come until the moment `end`; a graph is counted as it comes, and not kept."""
    lines = 0
    kept = []
    while some := response.read1(1 << 20):
        if perf_counter() > end:
            return None
        lines += some.count(b"\n")
        if media_type != N_TRIPLES:
            kept.append(some)
    if response.length:
        return None  # it broke off
    return len(json.loads(b"".join(kept))["results"]["bindings"]) if kept else lines


def _answers_again(server: Contestant) -> bool:
    try:
        status, _ = request("GET", f"{server.address}?query=ASK%7B%7D", patience=RECOVERY)
    except (OSError, http.client.HTTPException):
        return False
    return status == http.client.OK
