"""The process that judges one proposed change: reads it, answers in JSON, and ends."""

import json
import logging
import os
import resource
import sys
from contextlib import suppress

from habitat_graph.knowledge.source import read_source
from habitat_graph.problems import DataError, HabitatError
from habitat_graph.release.build import Order, RefusalError
from habitat_graph.release.history import release
from habitat_graph.release.proposal import Proposal, Record, findings_record
from habitat_graph.release.revision import StaleError, revise, stated, would_be
from habitat_graph.release.shelf import LockedError

MEMORY = 4 * 2**30
"""Bytes that the gate may take over a change: some ten times what the graph takes (Linux only)."""

_POLITENESS = 10


def judged(proposal: Proposal, *, is_trial: bool) -> Record:
    """The number of the release that was made, or what was found; else what went wrong."""
    store, grounds, change = proposal.store, proposal.grounds, proposal.change
    number, source = proposal.parent, grounds.source
    try:
        read = None if source is None else read_source(source)
        order = Order(proposal.author, proposal.message, read, grounds.reference)
        if not is_trial and number is not None:
            return {"release": revise(store, grounds.root, number, change, order).number}
        base = [] if number is None else stated(release(store, number).data)
        found = would_be(base, grounds.root, change, order)
        return {"findings": findings_record(found)}
    except RefusalError as error:
        return {"kind": "refused", "findings": findings_record(error.findings)}
    except HabitatError as error:
        return {"kind": _kind(error), "message": error.words("en"), "message_zh": error.words("zh")}


def _kind(error: HabitatError) -> str:
    if isinstance(error, StaleError):
        return "stale"
    if isinstance(error, LockedError):
        return "locked"
    return "request" if isinstance(error, DataError) else "broken"


def main() -> None:
    """Judge the proposal on standard input."""
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)
    # Answers go out first.
    os.nice(_POLITENESS)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    answers = os.dup(sys.stdout.fileno())
    # Whatever a library prints is no part of the answer.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    proposal, is_trial = Proposal.from_bytes(sys.stdin.buffer.read())
    with os.fdopen(answers, "w", encoding="utf-8") as file:
        json.dump(judged(proposal, is_trial=is_trial), file, ensure_ascii=False)


if __name__ == "__main__":
    main()
