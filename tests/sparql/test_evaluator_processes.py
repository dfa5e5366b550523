"""What becomes of the processes that evaluate queries, and what they may not do."""

import gc
import os
import signal
import socket
import sys
from pathlib import Path

import pytest
from evaluated import (
    COUNT,
    COUNTED,
    ENDLESS,
    LIMITS,
    children,
    needs_proc,
    settled,
    started,
    zygote,
)

from habitat_graph.media_types import CSV
from habitat_graph.sparql.evaluators import Evaluators
from habitat_graph.sparql.store import (
    EngineError,
    EvaluatorLostError,
    Query,
    QuerySyntaxError,
    QueryTimeoutError,
)

UNGUARDED = """
import sys
from habitat_graph.sparql import embedded, zygote
embedded.guard = lambda text: None
zygote.main(*sys.argv[1:])
"""


@pytest.fixture(scope="module")
def unguarded(path):
    arguments = (str(path), str(LIMITS.memory), str(LIMITS.result))
    evaluators = Evaluators([sys.executable, "-c", UNGUARDED, *arguments], LIMITS)
    yield evaluators
    evaluators.close()


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
