"""What queries may do to the processes that evaluate them, and not to anyone else."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from evaluated import COUNT, COUNTED, ENDLESS, GREEDY, PRODUCT, needs_proc, settled, started

from habitat_graph.media_types import CSV, N_TRIPLES, TSV, TURTLE
from habitat_graph.sparql.store import (
    AcceptError,
    ForbiddenQueryError,
    OversizeAnswerError,
    OversizeQueryError,
    Query,
    QueryMemoryError,
    QuerySyntaxError,
    QueryTimeoutError,
    RequestError,
)


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
