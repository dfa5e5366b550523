"""The SPARQL 1.1 Protocol: which requests ask which query."""

from urllib.parse import urlencode

import pytest

from habitat_graph.media_types import FORM, SPARQL_QUERY, SPARQL_UPDATE
from habitat_graph.sparql.protocol import requested_query
from habitat_graph.sparql.store import ContentTypeError, Query, RequestError

GRAPHS = [
    ("default-graph-uri", "https://example.org/a"),
    ("default-graph-uri", "urn:b"),
    ("named-graph-uri", "https://example.org/c"),
]
EXPECTED = Query(
    "ASK { ?s ?p '你好' }",
    default_graphs=("https://example.org/a", "urn:b"),
    named_graphs=("https://example.org/c",),
)


def encoded(*pairs):
    return urlencode([*pairs]).encode()


def test_get_without_a_query_asks_nothing():
    assert requested_query("GET", b"", "", b"") is None


def test_get_takes_the_query_from_the_address():
    address = encoded(("query", EXPECTED.text), *GRAPHS)
    assert requested_query("GET", address, "", b"") == EXPECTED


def test_post_takes_a_form():
    form = encoded(("query", EXPECTED.text), *GRAPHS)
    assert requested_query("POST", b"", f"{FORM}; charset=UTF-8", form) == EXPECTED


@pytest.mark.parametrize("method", ["POST", "QUERY"])
def test_a_query_may_be_the_body_itself(method):
    body = EXPECTED.text.encode()
    assert requested_query(method, encoded(*GRAPHS), SPARQL_QUERY, body) == EXPECTED


def test_a_graph_given_twice_counts_once():
    address = encoded(("query", "ASK {}"), GRAPHS[0], GRAPHS[0])
    asked = requested_query("GET", address, "", b"")
    assert asked.default_graphs == ("https://example.org/a",)


@pytest.mark.parametrize(
    ("method", "address", "content_type", "body", "said"),
    [
        ("GET", b"query=", "", b"", "no query"),
        ("GET", b"query=ASK&query=ASK", "", b"", "2 “query”"),
        ("GET", b"query=%FF", "", b"", "UTF-8"),
        ("GET", b"query=ASK&default-graph-uri=not%20an%20iri", "", b"", "absolute IRI"),
        ("GET", b"query=ASK&named-graph-uri=relative", "", b"", "absolute IRI"),
        ("GET", b"update=CLEAR+ALL", "", b"", "update"),
        ("POST", b"", FORM, b"", "no query"),
        ("POST", b"query=ASK", FORM, b"query=ASK", "2 “query”"),
        ("POST", b"", FORM, b"update=CLEAR+ALL", "update"),
        ("POST", b"", FORM, b"query=\xff", "UTF-8"),
        ("POST", b"", SPARQL_QUERY, b"ASK { ?s ?p '\xff' }", "UTF-8"),
        ("POST", b"", SPARQL_QUERY, b"  ", "no query"),
        ("POST", b"query=ASK", SPARQL_QUERY, b"ASK {}", "in the address"),
        ("POST", b"", SPARQL_UPDATE, b"CLEAR ALL", "update"),
    ],
)
def test_a_request_against_the_protocol_is_told_why(method, address, content_type, body, said):
    with pytest.raises(RequestError) as error:
        requested_query(method, address, content_type, body)
    assert said in error.value.message
    assert error.value.message_zh


@pytest.mark.parametrize(
    "content_type", ["", "text/plain", "multipart/form-data; boundary=x", "nonsense"]
)
def test_a_body_in_another_form_is_told_which_are_taken(content_type):
    with pytest.raises(ContentTypeError, match="application/sparql-query"):
        requested_query("POST", b"", content_type, b"ASK {}")


def test_another_encoding_is_refused_by_name():
    with pytest.raises(ContentTypeError, match="iso-8859-1"):
        requested_query("POST", b"", f"{SPARQL_QUERY}; charset=iso-8859-1", b"ASK {}")
