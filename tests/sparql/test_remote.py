"""What real servers answer, and of which graphs."""

import json
from concurrent.futures import ThreadPoolExecutor

import pyoxigraph
import pytest
from peers.fuseki import fuseki
from stores import REMOTE, remote

from habitat_graph.media_types import CSV, JSON_LD, SPARQL_JSON, TSV, TURTLE
from habitat_graph.sparql.addresses import Addresses
from habitat_graph.sparql.offers import GRAPH_OFFERS, TABLE_OFFERS
from habitat_graph.sparql.remote import Dataset, RemoteStore
from habitat_graph.sparql.server import Server
from habitat_graph.sparql.store import (
    AcceptError,
    EngineError,
    ForbiddenQueryError,
    OversizeAnswerError,
    Query,
    QuerySyntaxError,
    QueryTimeoutError,
    RequestError,
    StoreUnreachableError,
)

EX = "https://example.org/"
GRAPHS = {
    f"{EX}one": f'<{EX}a> <{EX}p> 1 . <{EX}a> <{EX}q> "quoted, \\"twice\\""@en .',
    f"{EX}two": f"<{EX}a> <{EX}p> 1 . <{EX}b> <{EX}p> 2 .",
    f"{EX}three": f"<{EX}c> <{EX}p> 3 .",
    f"{EX}hidden": f"<{EX}hidden> <{EX}p> 4 .",
}
UNION = f"{EX}union"
NAMED = (f"{EX}one", f"{EX}two", f"{EX}three")
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
COUNT_NAMED = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(40)) + " }"


@pytest.fixture(scope="module", params=REMOTE)
def engine(request):
    return request.param


@pytest.fixture(scope="module")
def server(engine):
    with remote(engine) as peer:
        server = Server(Addresses.of(peer.query))
        fill(RemoteStore(server))
        yield server


@pytest.fixture(scope="module")
def store(server):
    return RemoteStore(server, Dataset((UNION,), NAMED))


def fill(store):
    for name, turtle in GRAPHS.items():
        quads = pyoxigraph.parse(turtle, pyoxigraph.RdfFormat.TURTLE)
        triples = [quad.triple for quad in quads]
        store.put(name, pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.N_TRIPLES))
    store.update(" ; ".join(f"ADD <{name}> TO <{UNION}>" for name in NAMED))


def counted(store, query):
    return int(store.answer(query, CSV).body.split()[1])


def test_a_query_is_asked_of_the_dataset_and_of_no_other_graph(store):
    assert counted(store, Query(COUNT)) == 4
    assert counted(store, Query(COUNT_NAMED)) == 5


def test_from_in_the_query_is_kept(store):
    assert counted(store, Query(COUNT.replace("WHERE", f"FROM <{EX}three> WHERE"))) == 1
    assert counted(store, Query(COUNT.replace("WHERE", f"from<{EX}two>WHERE"))) == 2


def test_from_named_alone_leaves_no_default_graph(store):
    dataset = f"FROM NAMED <{EX}two> WHERE"
    assert counted(store, Query(COUNT.replace("WHERE", dataset))) == 0
    assert counted(store, Query(COUNT_NAMED.replace("WHERE", dataset))) == 2


def test_graphs_of_the_request_count_more_than_from(store):
    text = COUNT.replace("WHERE", f"FROM <{EX}three> WHERE")
    assert counted(store, Query(text, default_graphs=(f"{EX}two",))) == 2


def test_named_graphs_of_the_request_are_the_only_ones(store):
    assert counted(store, Query(COUNT_NAMED, named_graphs=(f"{EX}one",))) == 2
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


def test_a_graph_is_a_set_with_our_prefixes_and_the_same_each_time(store):
    query = Query(
        "CONSTRUCT { ?s a <https://w3id.org/habitat-graph/ontology#Country> } WHERE { ?s ?p ?o }"
    )
    bodies = {store.answer(query, TURTLE).body for _ in range(3)}
    assert len(bodies) == 1
    body = bodies.pop()
    assert body.count(b"a hab:Country") == 3
    assert body.startswith(b"@prefix hab:")


def test_a_resource_is_described(store):
    assert b"twice" in store.answer(Query(f"DESCRIBE <{EX}a>"), "").body


def test_bindings_give_variables_a_value(store):
    query = Query("SELECT ?s ?o { ?s ?p ?o }", bindings=(("s", f"<{EX}c>"),))
    assert store.answer(query, TSV).body == f"?s\t?o\n<{EX}c>\t3\n".encode()


def test_a_binding_reaches_into_every_group(store):
    text = """CONSTRUCT { ?s <urn:is> ?o } WHERE {
      { ?s ?p ?o } UNION { ?o ?q ?s } # not here: { ?s
      FILTER NOT EXISTS { ?s <urn:none> "{ ?s" }
    }"""
    query = Query(text, bindings=(("s", f"<{EX}c>"),))
    assert b"<https://example.org/c> <urn:is> 3 ." in store.answer(query, TURTLE).body
    assert store.answer(query, TURTLE).body.count(b"<urn:is>") == 1


@pytest.mark.parametrize("value", ["<https://example.org/a> } #", "<a b>", "x", "?o"])
def test_a_binding_that_is_no_term_is_refused(store, value):
    with pytest.raises(RequestError):
        store.answer(Query("SELECT ?s { ?s ?p ?o }", bindings=(("s", value),)), "")


def test_relative_iris_stand_under_the_base(store):
    answer = store.answer(Query("CONSTRUCT { <a> <b> <c> } WHERE {}"), JSON_LD)
    assert b'"https://w3id.org/habitat-graph/a"' in answer.body
    answer = store.answer(Query("BASE <urn:x:> CONSTRUCT { <urn:x:a> <urn:b> 1 } WHERE {}"), TURTLE)
    assert b"<urn:x:a>" in answer.body


def test_a_base_that_is_no_iri_does_not_become_a_part_of_the_query(store):
    with pytest.raises(RequestError):
        store.answer(Query("ASK {}", base="urn:x> ASK { FILTER(false) } #"), "")


def test_a_format_that_is_not_on_offer_is_refused_with_those_that_are(store):
    with pytest.raises(AcceptError) as refusal:
        store.answer(Query("ASK {}"), "image/png")
    assert refusal.value.offers == TABLE_OFFERS


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("SELECT * {\n ?s ex:p ?o }", 2, 5),
        ("SELECT * { ?s ?p }", 1, 18),
        ("SELECT ?s\nWHERE { ?s ?p }", 2, 15),
    ],
)
def test_a_syntax_error_says_where(store, text, line, column):
    with pytest.raises(QuerySyntaxError) as error:
        store.answer(Query(text), "")
    assert error.value.line == line
    # Engines differ in whether they stop before or behind the token that they cannot read.
    assert abs(error.value.column - column) <= 1


def test_what_an_engine_refuses_without_a_line_is_the_writers_mistake(store):
    with pytest.raises((QuerySyntaxError, RequestError), match=r"GROUP BY|[Nn]on-group"):
        store.answer(Query("SELECT ?s { ?s ?p ?o } GROUP BY ?p"), "")


def test_the_guard_stands_before_the_server(store):
    with pytest.raises(ForbiddenQueryError):
        store.answer(Query("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"), "")
    with pytest.raises(RequestError):
        store.answer(Query("CLEAR ALL"), "")


def test_an_answer_above_the_limit_is_refused_and_the_store_goes_on(server):
    store = RemoteStore(server, Dataset((UNION,), NAMED), result_limit=2000)
    pairs = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
    for text in (f"SELECT * {{ {pairs} }}", f"CONSTRUCT {{ ?a ?e [] }} {{ {pairs} }}"):
        with pytest.raises(OversizeAnswerError):
            store.answer(Query(text), "")
    assert counted(store, Query(COUNT)) == 4


def test_many_threads_may_ask_at_once(store):
    with ThreadPoolExecutor(8) as pool:
        bodies = set(pool.map(lambda _: store.answer(Query(COUNT), CSV).body, range(64)))
    assert bodies == {b"n\r\n4\r\n"}


def test_connections_are_kept_and_used_again(server, store):
    ask = Query(COUNT)
    store.answer(ask, CSV)
    (pool,) = server._pool.pools._container.values()
    before = pool.num_connections
    for _ in range(10):
        store.answer(ask, CSV)
        store.answer(Query("DESCRIBE <urn:x>"), TURTLE)
    assert pool.num_connections == before


def test_an_update_is_carried_out_whole_or_not_at_all(server):
    store = RemoteStore(server, Dataset((f"{EX}new",), ()))
    insertion = f"INSERT DATA {{ GRAPH <{EX}new> {{ <a> <b> 1 }} }}"
    with pytest.raises(EngineError):
        store.update(f"{insertion} ; MOVE <urn:none> TO <urn:x>")
    assert counted(store, Query(COUNT)) == 0
    store.update(insertion)
    assert b"https://w3id.org/habitat-graph/a" in store.answer(Query("DESCRIBE <a>"), TURTLE).body
    store.update(
        f"DELETE {{ GRAPH <{EX}new> {{ ?s ?p ?o }} }} WHERE {{ ?s ?p ?o }}",
        using_default=(f"{EX}new",),
    )
    assert counted(store, Query(COUNT)) == 0


def test_a_mistake_in_an_update_is_its_writers(store):
    with pytest.raises(QuerySyntaxError) as error:
        store.update("INSERT DATA {\n <a> ex:b 1 }")
    assert error.value.line == 2


@pytest.mark.parametrize("engine", REMOTE)
def test_a_query_that_takes_too_long_is_an_error_and_others_go_on(engine):
    # On a server of its own: Oxigraph's cannot be told to stop.
    with remote(engine) as peer:
        store = RemoteStore(Server(Addresses.of(peer.query)), Dataset((UNION,), NAMED), seconds=9)
        fill(store)
        with pytest.raises(QueryTimeoutError, match=r"0\.3 seconds.*up to 9"):
            store.answer(Query(ENDLESS, timeout=0.3), "")
        assert counted(store, Query(COUNT)) == 4


def test_a_server_that_stops_a_query_by_itself_is_understood():
    with fuseki(memory="512m", timeout=1) as peer:
        store = RemoteStore(Server(Addresses.of(peer.query)), Dataset((UNION,), NAMED))
        fill(store)
        with pytest.raises(QueryTimeoutError, match=r"after \d seconds, the most"):
            store.answer(Query(ENDLESS), "")


def test_a_server_that_is_not_there_is_the_keepers_matter():
    store = RemoteStore(Server(Addresses.of("http://127.0.0.1:1/query")))
    with pytest.raises(StoreUnreachableError) as error:
        store.answer(Query("ASK {}"), "")
    assert error.value.exit_code == 2
    assert "127.0.0.1:1" in str(error.value)
    assert "127.0.0.1" not in error.value.message
