"""Who may use which processor while queries take long."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import pytest
from evaluated import COUNT, COUNTED, ENDLESS, children, needs_proc, settled, started, zygote

from habitat_graph.media_types import CSV
from habitat_graph.sparql import nursery, processors
from habitat_graph.sparql.processors import SHARING, Sharing
from habitat_graph.sparql.store import Query, QueryTimeoutError

pytestmark = [
    needs_proc,
    pytest.mark.skipif(len(SHARING.every) < 2, reason="one processor cannot be shared out"),
]


@contextmanager
def work():
    """Have this process something to do."""
    is_over = threading.Event()

    def turn():
        while not is_over.wait(0.001):
            sum(range(10_000))

    thread = threading.Thread(target=turn)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def used(*processes):
    """The processors that processes or threads may use, those that have ended left out."""
    found = set()
    for process in processes:
        try:
            found.add(tuple(sorted(os.sched_getaffinity(process))))
        except ProcessLookupError:
            continue
    return found


def own_threads():
    return [int(thread.name) for thread in Path("/proc/self/task").iterdir()]


def test_long_queries_and_the_server_keep_out_of_each_others_way(path):
    with started(path, seconds=4.0) as evaluators, ThreadPoolExecutor(2) as pool, work():
        endless = [pool.submit(evaluators.answer, Query(ENDLESS), CSV) for _ in "ab"]
        assert settled(lambda: used(*own_threads()) == {SHARING.kept})
        assert SHARING.left in used(*children(zygote(evaluators)))
        assert set(SHARING.left).isdisjoint(SHARING.kept)
        # Who is new, and has not shown to take long, uses all.
        evaluators._idle.renew()
        assert evaluators.answer(COUNT, CSV).body == COUNTED
        assert SHARING.every in used(*children(zygote(evaluators)))
        assert all(isinstance(each.exception(10), QueryTimeoutError) for each in endless)
        assert settled(lambda: used(*own_threads()) == {SHARING.every})


def test_a_zygote_that_is_started_meanwhile_uses_all(path):
    with started(path, seconds=4.0) as evaluators, ThreadPoolExecutor(1) as pool, work():
        endless = pool.submit(evaluators.answer, Query(ENDLESS), CSV)
        assert settled(lambda: used(*own_threads()) == {SHARING.kept})
        with started(path) as others:
            parent = zygote(others)
            assert used(parent, *children(parent)) == {SHARING.every}
        assert isinstance(endless.exception(10), QueryTimeoutError)


def test_where_the_server_has_nothing_to_do_long_queries_use_all(path, monkeypatch):
    monkeypatch.setattr(processors, "process_time", lambda: 0.0)
    with started(path, seconds=1.5) as evaluators, ThreadPoolExecutor(1) as pool:
        endless = pool.submit(evaluators.answer, Query(ENDLESS), CSV)
        assert settled(lambda: evaluators._supply._nursery.long_work.is_there)
        assert isinstance(endless.exception(10), QueryTimeoutError)
        assert used(*own_threads(), *children(zygote(evaluators))) == {SHARING.every}
        assert not settled(lambda: SHARING._is_divided, seconds=0.3)


def test_a_long_query_gives_way_to_all_others(path):
    with started(path, seconds=4.0) as evaluators, ThreadPoolExecutor(1) as pool, work():
        endless = pool.submit(evaluators.answer, Query(ENDLESS), CSV)
        assert settled(lambda: any(_niceness(pid) == 19 for pid in children(zygote(evaluators))))
        assert isinstance(endless.exception(10), QueryTimeoutError)
        assert settled(lambda: all(_niceness(pid) < 19 for pid in children(zygote(evaluators))))


@pytest.mark.parametrize(
    ("patience", "is_busy", "goes_on"), [(20.0, True, True), (0.2, False, True), (0.2, True, False)]
)
def test_an_evaluator_goes_on_that_gave_way_to_nobody(
    path, monkeypatch, patience, is_busy, goes_on
):
    monkeypatch.setattr(nursery, "QUICK_SECONDS", 0.02)
    monkeypatch.setattr(nursery, "PATIENT_SECONDS", patience)
    monkeypatch.setattr(processors, "process_time", monotonic if is_busy else lambda: 0.0)
    with started(path, number=1) as evaluators:
        before = children(zygote(evaluators)).keys()
        slow = Query("SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d VALUES ?x { 1 2 3 } }")
        assert evaluators.answer(slow, CSV).body == b"n\r\n12000000\r\n"
        assert evaluators.answer(COUNT, CSV).body == COUNTED
        after = children(zygote(evaluators)).keys()
        assert (before == after) == goes_on
        assert settled(lambda: used(*after, *own_threads()) == {SHARING.every})


@pytest.mark.parametrize(("number", "kept"), [(1, 1), (2, 1), (4, 1), (8, 2), (9, 2)], ids=str)
def test_a_quarter_of_the_processors_is_kept_but_never_all(monkeypatch, number, kept):
    monkeypatch.setattr(processors, "processors", lambda: tuple(range(number)))
    sharing = Sharing()
    assert (len(sharing.kept), len(sharing.left)) == (kept, number - kept)


def test_what_has_taken_long_for_a_while_gives_way_once_others_come(path, monkeypatch):
    monkeypatch.setattr(nursery, "PATIENT_SECONDS", 0.3)
    monkeypatch.setattr(processors, "process_time", lambda: 0.0)
    with started(path, seconds=5.0) as evaluators, ThreadPoolExecutor(1) as pool:
        endless = pool.submit(evaluators.answer, Query(ENDLESS), CSV)
        assert settled(lambda: evaluators._supply._nursery.long_work._going_on)
        parent = zygote(evaluators)
        assert not any(_niceness(pid) == 19 for pid in children(parent))
        monkeypatch.setattr(processors, "process_time", monotonic)
        assert settled(lambda: any(_niceness(pid) == 19 for pid in children(parent)))
        assert isinstance(endless.exception(10), QueryTimeoutError)


def _niceness(pid):
    try:
        return os.getpriority(os.PRIO_PROCESS, pid)
    except ProcessLookupError:
        return 0
