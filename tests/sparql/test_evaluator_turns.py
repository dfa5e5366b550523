"""Who is answered when many ask at once, and for whom nothing is done any more."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from evaluated import COUNT, COUNTED, ENDLESS, children, needs_proc, settled, started, zygote

from habitat_graph.media_types import CSV
from habitat_graph.sparql import visit
from habitat_graph.sparql.asker import Asker
from habitat_graph.sparql.store import AskerGoneError, EvaluatorsBusyError, Query, QueryTimeoutError


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
