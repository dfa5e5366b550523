"""Small data and queries for evaluators, and a look at their processes."""

import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from habitat_graph.media_types import CSV
from habitat_graph.sparql.evaluators import Evaluators
from habitat_graph.sparql.limits import Limits
from habitat_graph.sparql.store import Query

MEBIBYTE = 2**20
LIMITS = Limits(number=2, seconds=30.0, memory=256 * MEBIBYTE, result=MEBIBYTE)
QUADS = "".join(f'<urn:s{i}> <urn:p{i % 7}> "value {i}" <urn:g> .\n' for i in range(2000))
COUNT = Query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
COUNTED = b"n\r\n2000\r\n"
PRODUCT = "?a ?p ?b . ?c ?q ?d . ?e ?r ?f"
ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ {PRODUCT} }}"
GREEDY = f"SELECT (COUNT(*) AS ?n) {{ SELECT DISTINCT * {{ {PRODUCT} }} }}"
needs_proc = pytest.mark.skipif(sys.platform != "linux", reason="asks /proc, or needs its limits")


@contextmanager
def started(path, **changes):
    evaluators = Evaluators.over_nquads(path, Limits(**{**vars(LIMITS), **changes}))
    try:
        assert evaluators.answer(COUNT, CSV).body == COUNTED
        yield evaluators
    finally:
        evaluators.close()


def children(parent):
    """The states of a process's children by number."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, ppid = stat.read_text("utf-8").rpartition(") ")[2].split()[:2]
        except OSError:
            continue
        if int(ppid) == parent:
            found[int(stat.parent.name)] = state
    return found


def zygote(evaluators):
    return evaluators._supply._nursery._process.pid


def settled(question, seconds=5):
    end = time.monotonic() + seconds
    while not question() and time.monotonic() < end:
        time.sleep(0.02)
    return question()
