"""What queries may do to the processes that evaluate them, and not to anyone else."""

import gc
import os
import signal
import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from habitat_graph.media_types import CSV, N_TRIPLES, TSV, TURTLE
from habitat_graph.sparql import visit
from habitat_graph.sparql.asker import Asker
from habitat_graph.sparql.evaluators import Evaluators
from habitat_graph.sparql.limits import Limits
from habitat_graph.sparql.store import (
    AcceptError,
    AskerGoneError,
    EngineError,
    EvaluatorLostError,
    EvaluatorsBusyError,
    ForbiddenQueryError,
    OversizeAnswerError,
    OversizeQueryError,
    Query,
    QueryMemoryError,
    QuerySyntaxError,
    QueryTimeoutError,
    RequestError,
)

MEBIBYTE = 2**20
LIMITS = Limits(number=2, seconds=30.0, memory=256 * MEBIBYTE, result=MEBIBYTE)
COUNT = Query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
COUNTED = b"n\r\n2000\r\n"
PRODUCT = "?a ?p ?b . ?c ?q ?d . ?e ?r ?f"
ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ {PRODUCT} }}"
GREEDY = f"SELECT (COUNT(*) AS ?n) {{ SELECT DISTINCT * {{ {PRODUCT} }} }}"
UNGUARDED = """
import sys
from habitat_graph.sparql import embedded, zygote
embedded.guard = lambda text: None
zygote.main(*sys.argv[1:])
"""
needs_proc = pytest.mark.skipif(sys.platform != "linux", reason="asks /proc, or needs its limits")


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("evaluators") / "data.nq"
    lines = (f'<urn:s{i}> <urn:p{i % 7}> "value {i}" <urn:g> .\n' for i in range(2000))
    path.write_text("".join(lines), "utf-8")
    return path


@pytest.fixture(scope="module")
def evaluators(path):
    evaluators = Evaluators.over_nquads(path, LIMITS)
    yield evaluators
    evaluators.close()


@pytest.fixture(scope="module")
def unguarded(path):
    arguments = (str(path), str(LIMITS.memory), str(LIMITS.result))
    evaluators = Evaluators([sys.executable, "-c", UNGUARDED, *arguments], LIMITS)
    yield evaluators
    evaluators.close()


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


@pytest.mark.parametrize("offer", [CSV, TSV])
def test_evaluators_answer_as_the_engine_does(evaluators, offer):
    answer = evaluators.answer(COUNT, offer)
    assert (answer.media_type, answer.body.split()[1]) == (offer, b"2000")


def test_a_dataset_and_bindings_reach_the_evaluator(evaluators):
    named = Query("SELECT ?s { GRAPH <urn:g> { ?s <urn:p1> ?o } }", named_graphs=("urn:none",))
    assert evaluators.answer(named, CSV).body == b"s\r\n"
    bound = Query("SELECT ?s ?o { ?s ?p ?o }", bindings=(("s", "<urn:s1>"),))
    assert evaluators.answer(bound, TSV).body == b'?s\t?o\n<urn:s1>\t"value 1"\n'


def test_graphs_come_through(evaluators):
    answer = evaluators.answer(Query("DESCRIBE <urn:s1>"), "")
    assert (answer.media_type, answer.body.count(b"urn:s1")) == (TURTLE, 1)


@pytest.mark.parametrize(
    ("text", "accept", "error"),
    [
        ("SELECT * {", "", QuerySyntaxError),
        ("SELECT * { SERVICE <urn:x> {} }", "", ForbiddenQueryError),
        ("ASK {} #" + "x" * 900_000, "", OversizeQueryError),
        ("ASK {}", "image/png", AcceptError),
        ("INSERT DATA {}", "", RequestError),
    ],
)
def test_errors_come_back_with_their_words(evaluators, text, accept, error):
    with pytest.raises(error) as caught:
        evaluators.answer(Query(text), accept)
    assert caught.value.message
    assert caught.value.message_zh
    if error is QuerySyntaxError:
        assert (caught.value.line, caught.value.column) == (1, 10)


def test_an_endless_query_is_stopped_in_time_while_another_is_answered(evaluators):
    with ThreadPoolExecutor(1) as pool:
        start = time.monotonic()
        endless = pool.submit(evaluators.answer, Query(ENDLESS, timeout=1.5), CSV)
        assert settled(lambda: evaluators.busy)
        assert evaluators.answer(COUNT, CSV).body == COUNTED
        assert not endless.done()
        error = endless.exception(10)
        assert time.monotonic() - start < 2.5
    assert isinstance(error, QueryTimeoutError)
    assert "1.5" in error.message
    assert evaluators.answer(COUNT, CSV).body == COUNTED


def test_a_request_may_not_ask_for_more_time_than_the_limit(path):
    with started(path, seconds=0.5) as evaluators:
        start = time.monotonic()
        with pytest.raises(QueryTimeoutError, match="most"):
            evaluators.answer(Query(ENDLESS, timeout=60), CSV)
        assert time.monotonic() - start < 1.5


@needs_proc
@pytest.mark.parametrize(
    "text",
    [
        GREEDY,
        f"SELECT ?a ?c ?e (COUNT(*) AS ?n) {{ {PRODUCT} }} GROUP BY ?a ?c ?e",
        f"SELECT * {{ {PRODUCT} }} ORDER BY ?b",
        "SELECT (GROUP_CONCAT(CONCAT(?b, ?d)) AS ?x) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f }",
        f"CONSTRUCT {{ ?a ?q ?f }} {{ {PRODUCT} }}",
    ],
)
def test_a_query_that_takes_too_much_memory_is_stopped(evaluators, text):
    with pytest.raises(QueryMemoryError, match="256 MiB"):
        evaluators.answer(Query(text), "")
    assert evaluators.answer(COUNT, CSV).body == COUNTED


def test_an_answer_that_is_too_large_is_refused_whole_and_at_once(evaluators):
    start = time.monotonic()
    with pytest.raises(OversizeAnswerError, match="1 MiB"):
        evaluators.answer(Query(f"SELECT * {{ {PRODUCT} }}"), CSV)
    assert time.monotonic() - start < 2
    triples = 'CONSTRUCT { ?a ?p ?d } { ?a ?p ?b . ?c ?q ?d FILTER STRENDS(?d, "77") }'
    with pytest.raises(OversizeAnswerError):
        evaluators.answer(Query(triples), N_TRIPLES)


@pytest.mark.parametrize("keyword", ["SERVICE", "SERVICE SILENT"])
def test_past_the_guard_no_socket_can_be_had(unguarded, keyword):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.3)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        query = Query(f"SELECT * {{ {keyword} <{url}> {{ ?s ?p ?o }} }}")
        if "SILENT" in keyword:
            assert unguarded.answer(query, CSV).body.split()[1:] == [b",,"]
        else:
            with pytest.raises(EngineError):
                unguarded.answer(query, CSV)
        with pytest.raises(TimeoutError):
            server.accept()


def test_past_the_guard_an_update_is_no_query(unguarded):
    with pytest.raises(QuerySyntaxError):
        unguarded.answer(Query("LOAD <http://127.0.0.1/>"), CSV)


def test_a_crash_costs_one_answer(unguarded):
    deep = Query("SELECT * { FILTER(" + "STR(" * 20_000 + "1" + ")" * 20_000 + ") }")
    for _ in range(LIMITS.number + 1):
        with pytest.raises(EvaluatorLostError):
            unguarded.answer(deep, CSV)
        assert unguarded.answer(COUNT, CSV).body == COUNTED


@needs_proc
def test_an_evaluator_has_its_channel_and_its_log_and_no_more(evaluators):
    assert settled(lambda: len(children(zygote(evaluators))) == LIMITS.number)
    for pid in children(zygote(evaluators)):
        folder = Path(f"/proc/{pid}")
        assert settled(lambda f=folder: len(list((f / "fd").iterdir())) == 3)
        limits = (folder / "limits").read_text("utf-8")
        for name, value in (("open files", "3"), ("processes", "0"), ("core file size", "0")):
            line = next(line for line in limits.splitlines() if line.startswith(f"Max {name}"))
            assert line.split()[len(name.split()) + 1 :][:2] == [value, value]


@needs_proc
def test_no_process_is_left_unburied(evaluators):
    for _ in range(3):
        with pytest.raises(QueryTimeoutError):
            evaluators.answer(Query(ENDLESS, timeout=0.1), CSV)
    assert settled(lambda: len(children(zygote(evaluators))) == LIMITS.number)
    assert "Z" not in children(zygote(evaluators)).values()


@needs_proc
def test_an_evaluator_that_ends_while_idle_costs_no_answer(evaluators):
    assert settled(lambda: len(children(zygote(evaluators))) == LIMITS.number)
    for pid in children(zygote(evaluators)):
        os.kill(pid, signal.SIGKILL)
    assert settled(lambda: set(children(zygote(evaluators)).values()) == {"Z"})
    for _ in range(LIMITS.number + 1):
        assert evaluators.answer(COUNT, CSV).body == COUNTED


def test_a_lost_zygote_is_replaced(path):
    with started(path) as evaluators:
        os.kill(zygote(evaluators), signal.SIGKILL)
        with pytest.raises(QueryTimeoutError):
            evaluators.answer(Query(ENDLESS, timeout=0.1), CSV)
        for _ in range(LIMITS.number + 1):
            assert evaluators.answer(COUNT, CSV).body == COUNTED
        with pytest.raises(QueryTimeoutError):
            evaluators.answer(Query(ENDLESS, timeout=0.1), CSV)
        assert evaluators.answer(COUNT, CSV).body == COUNTED


def test_when_all_are_busy_one_is_told_when_to_ask_again(path, monkeypatch):
    monkeypatch.setattr(visit, "QUEUE_SECONDS", 0.2)
    with started(path, number=1, seconds=2.0) as evaluators, ThreadPoolExecutor(1) as pool:
        endless = pool.submit(evaluators.answer, Query(ENDLESS), CSV)
        assert settled(lambda: evaluators.busy)
        with pytest.raises(EvaluatorsBusyError) as busy:
            evaluators.answer(COUNT, CSV)
        assert busy.value.seconds in (1, 2)
        assert isinstance(endless.exception(10), QueryTimeoutError)
        assert evaluators.answer(COUNT, CSV).body == COUNTED


def test_many_threads_may_ask_at_once(evaluators):
    with ThreadPoolExecutor(16) as pool:
        bodies = list(pool.map(lambda _: evaluators.answer(COUNT, CSV).body, range(400)))
    assert set(bodies) == {COUNTED}


@needs_proc
def test_the_processes_end_with_the_last_who_holds_them(path):
    evaluators = Evaluators.over_nquads(path, LIMITS)
    assert evaluators.answer(COUNT, CSV).body == COUNTED
    processes = [zygote(evaluators), *children(zygote(evaluators))]
    del evaluators
    gc.collect()
    assert settled(lambda: not any(Path(f"/proc/{pid}").exists() for pid in processes))


def test_data_that_cannot_be_loaded_is_no_answer(tmp_path, capfd):
    evaluators = Evaluators.over_nquads(tmp_path / "none.nq", LIMITS)
    with pytest.raises(EvaluatorLostError):
        evaluators.answer(COUNT, CSV)
    evaluators.close()
    assert "cannot be loaded" in capfd.readouterr().err


@needs_proc
def test_a_query_is_stopped_when_its_client_goes(evaluators):
    asker = Asker("someone")
    with ThreadPoolExecutor(1) as pool:
        endless = pool.submit(evaluators.answer, Query(ENDLESS, asker=asker), CSV)
        assert settled(lambda: evaluators.busy)
        busiest = children(zygote(evaluators))
        asker.leave()
        assert isinstance(endless.exception(5), AskerGoneError)
    assert evaluators.busy == 0
    assert settled(lambda: set(children(zygote(evaluators))) != set(busiest))


def test_who_has_gone_before_its_turn_is_not_served(evaluators):
    asker = Asker("someone")
    asker.leave()
    with pytest.raises(AskerGoneError):
        evaluators.answer(Query("ASK {}", asker=asker), CSV)


def test_a_client_that_takes_all_its_turns_leaves_as_many_to_others(path, monkeypatch):
    monkeypatch.setattr(visit, "QUEUE_SECONDS", 0.2)
    with started(path, number=1, seconds=3.0) as evaluators, ThreadPoolExecutor(1) as pool:
        endless = pool.submit(evaluators.answer, Query(ENDLESS, asker=Asker("greedy")), CSV)
        assert settled(lambda: evaluators.busy)
        with pytest.raises(EvaluatorsBusyError):
            evaluators.answer(Query(COUNT.text, asker=Asker("greedy")), CSV)
        assert evaluators.answer(Query(COUNT.text, asker=Asker("modest")), CSV).body == COUNTED
        assert isinstance(endless.exception(10), QueryTimeoutError)


def test_where_long_queries_have_all_turns_a_short_one_is_answered(path, monkeypatch):
    monkeypatch.setattr(visit, "SPARE_SECONDS", 0.5)
    with started(path, number=1, seconds=5.0) as evaluators, ThreadPoolExecutor(2) as pool:
        endless = [
            pool.submit(evaluators.answer, Query(ENDLESS, asker=Asker(name)), CSV) for name in "ab"
        ]
        assert settled(lambda: evaluators.busy == 2)
        assert evaluators.answer(Query(COUNT.text, asker=Asker("c")), CSV).body == COUNTED
        with pytest.raises(EvaluatorsBusyError):
            evaluators.answer(Query(ENDLESS, asker=Asker("c")), CSV)
        assert not any(each.done() for each in endless)
        assert all(isinstance(each.exception(10), QueryTimeoutError) for each in endless)


@needs_proc
def test_a_long_query_gives_way_to_all_others(path):
    with started(path, seconds=3.0) as evaluators, ThreadPoolExecutor(1) as pool:
        endless = pool.submit(evaluators.answer, Query(ENDLESS), CSV)
        assert settled(lambda: any(_niceness(pid) == 19 for pid in children(zygote(evaluators))))
        assert isinstance(endless.exception(10), QueryTimeoutError)
        assert settled(lambda: all(_niceness(pid) < 19 for pid in children(zygote(evaluators))))


def _niceness(pid):
    try:
        return os.getpriority(os.PRIO_PROCESS, pid)
    except ProcessLookupError:
        return 0
