"""What a query may not do, and that nothing gets past."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pyoxigraph
import pytest

from habitat_graph.sparql.guard import DEPTH_LIMIT, LENGTH_LIMIT, STEP_LIMIT, calls_service, guard
from habitat_graph.sparql.store import ForbiddenQueryError, OversizeQueryError, RequestError

HARMLESS = (
    "SELECT ?service WHERE { ?service ?p ?o OPTIONAL { ?o ?q ?service } }",
    "SELECT ?service { ?service ?p ?o FILTER EXISTS { ?o ?q ?service } }",
    "SELECT (COUNT(?service) AS ?services) WHERE { ?service ?p ?o } GROUP BY ?service",
    "SELECT ?service WHERE { ?service ?p 'SERVICE <http://x/> {}' }",
    "# SERVICE <http://x/> { }\nASK {}",
    "ASK { ?s <https://example.org/SERVICE> ?o }",
    "ASK { ?s <https://example.org/ontology#service> ?o } # it's",
    "PREFIX ex: <https://example.org/> ASK { ?s ex:service ?o ; ex:SERVICE ?x }",
    "PREFIX service: <https://example.org/> ASK { ?s service:of ?o }",
    'ASK { ?s ?p """a \'SERVICE\' <http://x/> { "quoted" }""" }',
    "ASK { ?s ?p <#it> ; ?q 'service' }",
    "SELECT ?o WHERE { GRAPH ?service { ?s ?p ?o } }",
)

# {url} is an address on which the test listens; each of these makes the engine call it.
REACHING = (
    "SELECT * {{ SERVICE {url} {{ ?s ?p ?o }} }}",
    "SELECT * {{serVice silent{url}{{?s ?p ?o}}}}",
    "SELECT * {{ ?s <urn:p> 1SERVICE{url} {{ ?s ?p ?o }} }}",
    "SELECT * {{ ?s <urn:p> 1.SERVICE{url} {{ ?s ?p ?o }} }}",
    "SELECT * {{ ?s ?p 1e5SERVICE{url} {{}} }}",
    "SELECT * {{ ?s <urn:p> ?o.SERVICE{url} {{ ?s ?p ?o }} }}",
    "SELECT * {{ FILTER(1<'a>')SERVICE{url}{{ BIND('b' AS ?x) }} }}",
    "SELECT * {{ FILTER(1<2#>'''\n)SERVICE{url}{{}}#'''\n}}",
    "SELECT * {{ BIND('\\\\u0027' AS ?z) SERVICE{url}{{}} BIND('' AS ?y) }}",
    "SELECT * {{ # x\rSERVICE{url}{{}}\n}}",
    "ASK {{ FILTER NOT EXISTS {{ SERVICE{url}{{}} }} }}",
    "PREFIX service: {url} SELECT * {{ SERVICE service:{{}} }}",
    "PREFIX service: <urn:> PREFIX : {url} SELECT * {{ service:x{{}} }}",
    "PREFIX e: {url} SELECT * {{ SERVICEe:{{}} }}",
    "PREFIX e: {url} SELECT * {{ SERVICESILENTe:{{}} }}",
)


class Listener:
    """Counts who calls."""

    def __init__(self) -> None:
        self.calls = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"<http://127.0.0.1:{self._socket.getsockname()[1]}/>"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.calls += 1
            connection.close()

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    listener = Listener()
    yield listener
    listener.close()


@pytest.mark.parametrize("text", HARMLESS)
def test_the_word_service_alone_is_no_service(text):
    guard(text)


@pytest.mark.parametrize("template", REACHING)
def test_what_makes_the_engine_call_out_is_refused(template, listener):
    text = template.format(url=listener.url)
    engine = pyoxigraph.Store()
    engine.add(
        pyoxigraph.Quad(
            pyoxigraph.NamedNode("urn:s"), pyoxigraph.NamedNode("urn:p"), pyoxigraph.Literal(1)
        )
    )
    before = listener.calls
    # The listener speaks no HTTP, so what comes of the call is an error or nothing.
    with suppress(OSError, RuntimeError):
        engine.query(text).serialize(format=pyoxigraph.QueryResultsFormat.JSON)
    patience = time.monotonic() + 2
    while listener.calls == before and time.monotonic() < patience:
        time.sleep(0.005)
    assert listener.calls > before, "the engine did not call: the case proves nothing"
    with pytest.raises(ForbiddenQueryError):
        guard(text)


def test_an_escaped_keyword_is_the_keyword():
    with pytest.raises(ForbiddenQueryError) as refusal:
        guard("SELECT * { \\u0053ERV\\U00000049CE <http://x/> { ?s ?p ?o } }")
    assert "no other server" in refusal.value.message
    assert "SERVICE" in refusal.value.message_zh


def test_comments_between_the_words_hide_nothing():
    assert calls_service("SELECT * { SERVICE # {\n <http://x/> # }\n { } }")


@pytest.mark.parametrize("word", ["INSERT DATA", "DELETE WHERE", "CLEAR ALL", "LOAD <http://x/>"])
def test_an_update_is_no_query(word):
    with pytest.raises(RequestError, match="answers queries"):
        guard(f"PREFIX ex: <https://example.org/>\n{word} {{ }}")


def test_an_overlong_query_is_refused():
    with pytest.raises(OversizeQueryError):
        guard("ASK {} #" + "x" * LENGTH_LIMIT)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * " + "{" * (DEPTH_LIMIT + 1) + "}" * (DEPTH_LIMIT + 1),
        "ASK { FILTER(" + "STR(" * 300 + "1" + ")" * 300 + ") }",
        "ASK { FILTER(" + "!" * (STEP_LIMIT + 1) + "1) }",
        "SELECT * { {} " + "UNION {} " * (STEP_LIMIT + 1) + "}",
        "ASK { FILTER(1<'a>') " + "{" * 300 + "}" * 300 + " FILTER('b' = 'b') }",
    ],
)
def test_what_would_overflow_the_engine_is_refused(text):
    with pytest.raises(OversizeQueryError):
        guard(text)


@pytest.mark.parametrize(
    "text",
    [
        "ASK { ?s ?p (" + "1 " * 600 + ") }",
        "ASK { ?s ?p (" + "(1) " * 600 + ") }",
        "ASK { ?s ?p (" + "[] " * 600 + ") }",
    ],
)
def test_a_long_list_in_a_pattern_is_refused(text):
    with pytest.raises(OversizeQueryError):
        guard(text)


def test_a_long_list_of_values_is_allowed():
    guard("SELECT * { VALUES ?x { " + "<https://example.org/a> 1 'b' " * 2000 + "} ?x ?p ?o }")


@pytest.mark.parametrize(
    "piece", ['"\\"', "<#>", "'''", "a.", "a-", "<", "#\n", "x:", "1.", '"""', "?", "\\u0027"]
)
def test_the_guard_takes_no_longer_for_a_nasty_text(piece):
    text = "ASK { " + piece * ((LENGTH_LIMIT - 10) // len(piece))
    start = time.process_time()
    with suppress(ForbiddenQueryError, OversizeQueryError):
        guard(text)
    assert time.process_time() - start < 5
