"""What the engine answers, and of which graphs."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from habitat_graph.media_types import CSV, JSON_LD, SPARQL_JSON, TSV, TURTLE
from habitat_graph.problems import DataError
from habitat_graph.sparql.embedded import EmbeddedStore
from habitat_graph.sparql.offers import GRAPH_OFFERS, TABLE_OFFERS
from habitat_graph.sparql.store import (
    AcceptError,
    EngineError,
    Query,
    QuerySyntaxError,
    RequestError,
)

EX = "https://example.org/"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
COUNT_NAMED = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"


def counted(store, query):
    return int(store.answer(query, CSV).body.split()[1])


def test_the_union_holds_a_triple_once_however_many_graphs_state_it(store):
    assert counted(store, Query(COUNT)) == 4
    assert counted(store, Query(COUNT_NAMED)) == 5
    assert len(store) == 5


def test_from_in_the_query_is_kept(store):
    text = COUNT.replace("WHERE", f"FROM <{EX}three> WHERE")
    assert counted(store, Query(text)) == 1


def test_from_named_alone_leaves_no_default_graph(store):
    dataset = f"FROM NAMED <{EX}two> WHERE"
    assert counted(store, Query(COUNT.replace("WHERE", dataset))) == 0
    assert counted(store, Query(COUNT_NAMED.replace("WHERE", dataset))) == 2


def test_graphs_of_the_request_count_more_than_from(store):
    text = COUNT.replace("WHERE", f"FROM <{EX}three> WHERE")
    assert counted(store, Query(text, default_graphs=(f"{EX}two",))) == 2


def test_named_graphs_of_the_request_are_the_only_ones(store):
    query = Query(COUNT_NAMED, named_graphs=(f"{EX}one",))
    assert counted(store, query) == 2
    assert counted(store, Query(COUNT, named_graphs=(f"{EX}one",))) == 0


def test_default_graphs_of_the_request_leave_no_named_graph(store):
    assert counted(store, Query(COUNT_NAMED, default_graphs=(f"{EX}one",))) == 0


@pytest.mark.parametrize("offer", TABLE_OFFERS)
def test_tables_come_in_every_format_on_offer(store, offer):
    answer = store.answer(Query("SELECT ?o WHERE { ?s ?p ?o }"), offer)
    assert answer.media_type == offer
    assert b"twice" in answer.body


@pytest.mark.parametrize("offer", GRAPH_OFFERS)
def test_graphs_come_in_every_format_on_offer(store, offer):
    answer = store.answer(Query("CONSTRUCT WHERE { ?s ?p ?o }"), offer)
    assert answer.media_type == offer
    assert b"example.org" in answer.body


def test_a_truth_is_answered_in_the_default_format(store):
    answer = store.answer(Query("ASK {}"), "")
    assert answer.media_type == SPARQL_JSON
    assert json.loads(answer.body)["boolean"] is True


def test_a_graph_is_a_set_and_the_same_each_time(store):
    query = Query("CONSTRUCT { ?s <urn:known> true } WHERE { ?s ?p ?o }")
    bodies = {store.answer(query, TURTLE).body for _ in range(5)}
    assert len(bodies) == 1
    assert bodies.pop().count(b"<urn:known>") == 3


def test_describe_gives_turtle_by_default(store):
    answer = store.answer(Query(f"DESCRIBE <{EX}a>"), "")
    assert answer.media_type == TURTLE
    assert answer.body.count(b"<https://example.org/a>") == 1
    assert b"twice" in answer.body


def test_turtle_declares_the_prefixes_it_uses_and_no_other(store):
    text = "CONSTRUCT { <{id}country/ken> a <{o}Country> } WHERE {}".replace(
        "{id}", "https://w3id.org/habitat-graph/id/"
    ).replace("{o}", "https://w3id.org/habitat-graph/ontology#")
    lines = store.answer(Query(text), TURTLE).body.decode().splitlines()
    assert [line.split()[1] for line in lines[:-1]] == ["country:", "hab:", "rdf:"]
    assert lines[-1] == "country:ken a hab:Country ."


def test_bindings_give_variables_a_value(store):
    query = Query("SELECT ?s ?o { ?s ?p ?o }", bindings=(("s", f"<{EX}c>"),))
    assert store.answer(query, TSV).body == f"?s\t?o\n<{EX}c>\t3\n".encode()


@pytest.mark.parametrize("value", ["<https://example.org/a> . <urn:x> <urn:y> 1", "<a b>", "x"])
def test_a_binding_that_is_no_term_is_refused(store, value):
    with pytest.raises(RequestError):
        store.answer(Query("SELECT ?s { ?s ?p ?o }", bindings=(("s", value),)), "")


def test_a_binding_the_query_does_not_show_is_an_error_and_no_crash(store):
    with pytest.raises(EngineError):
        store.answer(Query("SELECT ?o { ?s ?p ?o }", bindings=(("s", f"<{EX}c>"),)), "")


def test_relative_iris_stand_under_the_base(store):
    answer = store.answer(Query("CONSTRUCT { <a> <b> <c> } WHERE {}"), JSON_LD)
    assert b'"https://w3id.org/habitat-graph/a"' in answer.body


def test_a_format_that_is_not_on_offer_is_refused_with_those_that_are(store):
    with pytest.raises(AcceptError) as refusal:
        store.answer(Query("ASK {}"), "image/png")
    assert refusal.value.offers == TABLE_OFFERS


def test_a_mistake_in_the_query_is_its_writers(store):
    with pytest.raises(QuerySyntaxError):
        store.answer(Query("SELECT * WHERE {"), "")


def test_many_threads_may_ask_at_once(store):
    with ThreadPoolExecutor(8) as pool:
        bodies = set(pool.map(lambda _: store.answer(Query(COUNT), CSV).body, range(64)))
    assert bodies == {b"n\r\n4\r\n"}


def test_a_broken_file_is_named(tmp_path):
    path = tmp_path / "data.nq"
    path.write_text("<urn:s> <urn:p> .\n", "utf-8")
    with pytest.raises(DataError) as error:
        EmbeddedStore.from_nquads(path)
    assert error.value.where == path


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(DataError, match="cannot be loaded"):
        EmbeddedStore.from_nquads(tmp_path / "none.nq")
