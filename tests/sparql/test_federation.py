"""SERVICE to listed endpoints, asked of a real second server; everything else is refused."""

import pyoxigraph
import pytest
from peers.oxigraph import oxigraph

from habitat_graph.media_types import CSV
from habitat_graph.sparql.embedded import EmbeddedStore
from habitat_graph.sparql.federation import CALLS, Federation
from habitat_graph.sparql.guard import guard
from habitat_graph.sparql.store import (
    ForbiddenQueryError,
    OversizeAnswerError,
    OversizeQueryError,
    Query,
    QueryTimeoutError,
    ServiceError,
)

OURS = '<urn:ken> <urn:name> "Kenya" <urn:g> .\n<urn:uga> <urn:name> "Uganda" <urn:g> .\n'
THEIRS = (
    '<urn:ken> <urn:capital> "Nairobi"@en .\n<urn:ken> <urn:area> _:area .\n'
    '_:area <urn:value> "580367" .\n<urn:odd> <urn:says> "\\"}) # \\\\ \\n" .\n'
)
DEAD = "http://127.0.0.1:1/sparql"


@pytest.fixture(scope="module")
def endpoint():
    with oxigraph() as peer:
        peer.put(THEIRS.encode())
        yield peer.query


@pytest.fixture(scope="module")
def ours():
    engine = pyoxigraph.Store()
    engine.load(OURS, pyoxigraph.RdfFormat.N_QUADS)
    return EmbeddedStore(engine)


@pytest.fixture(scope="module")
def answer(endpoint, ours):
    federation = Federation.over((endpoint, DEAD), 20.0, 10_000)
    return lambda text, **more: ours.answer(federation.joined(Query(text, **more)), CSV).body


@pytest.mark.parametrize(
    "service",
    [
        "SERVICE <{endpoint}>",
        "service\n# and a comment\n<{endpoint}>",
        "SERVICE SILENT <{endpoint}>",
        "SERVICE far:query",
    ],
)
def test_what_another_endpoint_answers_is_joined(answer, endpoint, service):
    prefix = endpoint.removesuffix("query")
    called = service.format(endpoint=endpoint)
    text = f"""PREFIX far: <{prefix}>
    SELECT ?name ?city {{ ?c <urn:name> ?name . {called} {{ ?c <urn:capital> ?city }} }}"""
    assert answer(text) == b"name,city\r\nKenya,Nairobi\r\n"


def test_a_call_may_be_optional_and_its_prefixes_and_base_hold(answer, endpoint):
    text = f"""BASE <urn:x> PREFIX u: <urn:>
    SELECT ?name ?city {{
      ?c u:name ?name
      OPTIONAL {{ SERVICE <{endpoint}> {{ ?c u:capital ?city FILTER(LANG(?city) = "en") }} }}
    }} ORDER BY ?name"""
    assert answer(text) == b"name,city\r\nKenya,Nairobi\r\nUganda,\r\n"


def test_several_calls_and_those_without_variables(answer, endpoint):
    call = f"SERVICE <{endpoint}>"
    text = f"""ASK {{
      {call} {{ <urn:ken> <urn:capital> 'Nairobi'@en }}
      {call} {{ ?c <urn:area> ?a }} ?c <urn:name> 'Kenya'
    }}"""
    assert answer(text) == b"true"
    assert answer(f"ASK {{ {call} {{ <urn:ken> <urn:capital> 'Nairobi' }} }}") == b"false"


def test_a_nameless_thing_gets_a_name_for_this_answer(answer, endpoint):
    pattern = "?c <urn:area> ?area . ?area <urn:value> ?value"
    text = f"SELECT ?area ?value {{ SERVICE <{endpoint}> {{ {pattern} }} }}"
    first = answer(text)
    assert b"/.well-known/genid/" in first
    assert first.endswith(b",580367\r\n")
    assert answer(text) != first


def test_what_another_endpoint_says_cannot_become_syntax(answer, endpoint):
    text = f"SELECT (STRLEN(?t) AS ?n) {{ SERVICE <{endpoint}> {{ <urn:odd> <urn:says> ?t }} }}"
    assert answer(text) == b"n\r\n9\r\n"


def test_an_endpoint_that_fails_is_named_unless_silent(answer):
    with pytest.raises(ServiceError, match=r"127\.0\.0\.1:1/") as error:
        answer(f"SELECT * {{ SERVICE <{DEAD}> {{ ?s ?p ?o }} }}")
    assert "无法连接" in error.value.message_zh
    assert answer(
        f"SELECT ?n {{ ?c <urn:name> ?n SERVICE SILENT <{DEAD}> {{ ?s ?p ?o }} }} ORDER BY ?n"
    ) == (b"n\r\nKenya\r\nUganda\r\n")


def test_a_broken_pattern_is_the_endpoints_refusal(answer, endpoint):
    with pytest.raises(ServiceError):
        answer(f"SELECT * {{ SERVICE <{endpoint}> {{ ?s undeclared:p ?o }} }}")


def test_an_answer_has_a_limit_of_size_and_of_time(endpoint):
    everything = Query(f"SELECT * {{ SERVICE <{endpoint}> {{ ?s ?p ?o }} }}")
    with pytest.raises(ServiceError) as error:
        Federation.over((endpoint,), 20.0, 50).joined(everything)
    assert isinstance(error.value.__cause__, OversizeAnswerError)
    product = " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(30))
    endless = f"{{ SELECT (COUNT(*) AS ?n) {{ {product} }} }}"
    with pytest.raises(ServiceError) as error:
        Federation.over((endpoint,), 1.0, 10_000).joined(
            Query(f"SELECT * {{ SERVICE <{endpoint}> {{ {endless} }} }}")
        )
    assert isinstance(error.value.__cause__, QueryTimeoutError)


REFUSED = [
    "SELECT * {{ SERVICE <http://127.0.0.1:2/> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE <{endpoint}/> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE <{endpoint}#> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE ?where {{ ?s ?p ?o }} }}",
    "SELECT * {{ VALUES ?where {{ <http://127.0.0.1:2/> }} SERVICE ?where {{ ?s ?p ?o }} }}",
    "SELECT * {{ \\u0053ERVICE <{endpoint}> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE <{endpoint}\\u0023> {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE <query> {{ ?s ?p ?o }} }}",
    "PREFIX a: <urn:> PREFIX a: <{endpoint}> SELECT * {{ SERVICE a: {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE undeclared:x {{ ?s ?p ?o }} }}",
    "SELECT * {{ SERVICE <{endpoint}> {{ SERVICE <{endpoint}> {{ ?s ?p ?o }} }} }}",
    "SELECT * {{ SERVICE <{endpoint}> {{ SERVICE <http://127.0.0.1:2/> {{ ?s ?p ?o }} }} }}",
    "SELECT * {{ SERVICE <{endpoint}> }}",
    "SELECT * {{ SERVICE <{endpoint}> {{ ?s ?p ?o",
    "SELECT * {{ SERVICE",
    "SELECT * {{ 1SERVICE<http://127.0.0.1:2/> {{ ?s ?p ?o }} }}",
    "SELECT * {{ ?a <urn:p> ?xSERVICE <http://127.0.0.1:2/> {{ ?s ?p ?o }} }}",
    "SELECT * {{ FILTER(1 <'a>) SERVICE <http://127.0.0.1:2/> {{ ?s ?p ?o }} }}",
    "ASK {{ SERVICE <{endpoint}> {{ ?s ?p ?o }} SERVICE <http://127.0.0.1:2/> {{ ?s ?p ?o }} }}",
]


@pytest.mark.parametrize("text", REFUSED)
def test_every_other_call_is_refused_before_it_is_made(text, endpoint):
    asked = []
    federation = Federation((endpoint,), lambda *call: asked.append(call), 20.0)
    with pytest.raises((ForbiddenQueryError, OversizeQueryError)):
        guard(federation.joined(Query(text.format(endpoint=endpoint))).text)
    assert not asked


def test_a_query_makes_so_many_calls_and_no_more(answer, endpoint):
    calls = f"SERVICE <{endpoint}> {{ ?s ?p ?o }} " * (CALLS + 1)
    with pytest.raises(ForbiddenQueryError, match=f"{CALLS} times"):
        answer(f"ASK {{ {calls} }}")


@pytest.mark.parametrize(
    "text",
    ["SELECT ('SERVICE <x> {' AS ?x) {}", "ASK { ?service <urn:service> 1 } # SERVICE <x> {"],
)
def test_the_word_elsewhere_is_no_call(answer, text):
    assert answer(text)


def test_without_a_list_nothing_is_called(ours, endpoint):
    query = Query(f"SELECT * {{ SERVICE <{endpoint}> {{ ?s ?p ?o }} }}")
    assert Federation((), None, 1.0).joined(query) is query
    with pytest.raises(ForbiddenQueryError):
        ours.answer(query, CSV)
