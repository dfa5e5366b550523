"""What SPARQL 1.1 Protocol and HTTP say of queries, over a real socket.

https://www.w3.org/TR/sparql11-protocol/
"""

import json
import socket
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree

import pytest

from conformance.results import table
from conformance.targets import QUERY, UPDATE

ASK = quote("ASK {}")
FORM = "application/x-www-form-urlencoded"
JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"


@pytest.fixture
def asked(scratch):
    """Sends a request to the query address."""
    path = scratch.paths["query"]

    def asked(method, query_string="", body=None, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return scratch.exchange(method, f"{path}?{query_string}", body, named)

    return asked


@pytest.mark.parametrize(
    ("query_string", "body", "media_type"),
    [
        (f"query={ASK}", f"query={ASK}".encode(), FORM),
        (f"query={ASK}", b"ASK {}", QUERY),
        ("", f"query={ASK}&query={ASK}".encode(), FORM),
    ],
)
def test_two_queries_in_one_request_are_one_too_many(asked, query_string, body, media_type):
    assert asked("POST", query_string, body, Content_Type=media_type).status == 400


def test_two_queries_in_an_address_are_one_too_many(asked):
    assert asked("GET", f"query={ASK}&query={ASK}").status == 400


@pytest.mark.parametrize("media_type", [None, "", "text/plain", "application/json", "nonsense"])
def test_a_query_without_its_media_type_is_415(asked, media_type):
    headers = {} if media_type is None else {"Content_Type": media_type}
    assert asked("POST", body=b"ASK {}", **headers).status == 415


@pytest.mark.parametrize(
    "media_type",
    [
        "application/sparql-query; charset=utf-8",
        'application/sparql-query;charset="UTF-8"',
        "Application/SPARQL-Query",
    ],
)
def test_a_query_in_utf8_may_say_so(asked, media_type):
    assert asked("POST", body=b"ASK {}", Content_Type=media_type).status == 200


def test_a_query_in_another_encoding_is_415(asked):
    body = "ASK {}".encode("utf-16")
    reply = asked("POST", body=body, Content_Type="application/sparql-query; charset=UTF-16")
    assert reply.status == 415


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        ('SELECT ("é" AS ?x) {}'.encode("latin-1"), QUERY),
        (b"query=SELECT%20(%22%E9%22%20AS%20?x)%20%7B%7D", FORM),
        ('query=SELECT ("é" AS ?x) {}'.encode("latin-1"), FORM),
    ],
    ids=["direct", "escaped", "form"],
)
def test_what_is_not_utf8_is_a_bad_request(asked, body, media_type):
    assert asked("POST", body=body, Content_Type=media_type).status == 400


def test_letters_of_all_scripts_come_back(asked):
    body = 'SELECT ("联合国人居署 é 🏙" AS ?x) {}'.encode()
    for accept in (JSON, XML, "text/csv", "text/tab-separated-values"):
        reply = asked("POST", body=body, Content_Type=QUERY, Accept=accept)
        assert "联合国人居署 é 🏙" in reply.body.decode()


def test_an_update_is_no_query(asked):
    text = "INSERT DATA { <urn:s> <urn:p> <urn:o> }"
    assert asked("GET", f"query={quote(text)}").status == 400
    assert asked("GET", f"update={quote(text)}").status == 400
    assert not asked("POST", body=text.encode(), Content_Type=UPDATE).good
    assert b"false" in asked("GET", f"query={quote('ASK { ?s ?p ?o }')}", Accept=JSON).body


def test_a_relative_iri_is_resolved_against_the_endpoint(asked):
    reply = asked("GET", f"query={quote('SELECT (<x> AS ?x) {}')}", Accept=JSON)
    (row,) = table(reply.body, JSON).rows
    assert row[1].value.startswith("http")
    based = quote("BASE <http://example.org/a/> SELECT (<x> AS ?x) {}")
    assert b'"http://example.org/a/x"' in asked("GET", f"query={based}", Accept=JSON).body


def test_the_datasets_of_the_request_count_more_than_those_of_the_query(asked, scratch):
    scratch.update(
        "INSERT DATA { GRAPH <urn:a> { <urn:s> <urn:p> 1 } GRAPH <urn:b> { <urn:s> <urn:p> 2 } }"
    )
    query = quote("SELECT ?o FROM <urn:a> { ?s ?p ?o }")
    assert asked("GET", f"query={query}", Accept="text/csv").body == b"o\r\n1\r\n"
    reply = asked("GET", f"query={query}&default-graph-uri=urn:b", Accept="text/csv")
    assert reply.body == b"o\r\n2\r\n"
    assert asked("GET", f"query={query}&default-graph-uri=b").status == 400


def test_head_says_what_get_says_and_sends_no_body(asked, address):
    get = asked("GET", f"query={ASK}", Accept=JSON)
    server = urlsplit(address)
    with socket.create_connection((server.hostname, server.port), 30) as line:
        line.sendall(
            f"HEAD /sparql?query={ASK} HTTP/1.1\r\nHost: {server.netloc}\r\n"
            f"Accept: {JSON}\r\nConnection: close\r\n\r\n".encode()
        )
        received = b"".join(iter(lambda: line.recv(65536), b""))
    head, _, body = received.partition(b"\r\n\r\n")
    assert b" 200 " in head.splitlines()[0]
    assert f"content-type: {get.media_type}".encode() in head.lower()
    assert f"content-length: {len(get.body)}".encode() in head.lower()
    assert body == b""


def test_caches_are_told_that_the_format_depends_on_accept(asked):
    assert "accept" in asked("GET", f"query={ASK}").headers["vary"].lower()
    assert "accept" in asked("GET", "").headers["vary"].lower()
    assert "accept" in asked("GET", f"query={ASK}", Accept="image/png").headers["vary"].lower()


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (f"{JSON};q=0, */*", XML),
        ("text/csv;q=0.2, text/tab-separated-values;q=0.9", "text/tab-separated-values"),
        (f"image/png, {XML};q=0.1", XML),
        ("text/*", "text/csv"),
        ("*/*;q=0.1", JSON),
    ],
)
def test_the_asker_chooses_by_quality(asked, accept, media_type):
    assert asked("GET", f"query={ASK}", Accept=accept).media_type == media_type


@pytest.mark.parametrize("accept", ["image/png", f"{JSON};q=0", "*/*;q=0", "text/turtle"])
def test_what_nobody_offers_is_406(asked, accept):
    reply = asked("GET", f"query={ASK}", Accept=accept)
    assert reply.status == 406
    assert reply.media_type == "application/problem+json"


def test_an_answer_in_xml_is_always_well_formed(asked):
    """XML 1.0 has no way to write most control characters."""
    text = quote('SELECT ("a\\u0001b" AS ?x) {}')
    reply = asked("GET", f"query={text}", Accept=XML)
    if reply.good:
        ElementTree.fromstring(reply.body)  # noqa: S314 - our own server's
    else:
        assert reply.status == 406
    assert b"\\u0001" in asked("GET", f"query={text}", Accept=JSON).body


def test_a_graph_in_xml_is_always_well_formed(asked):
    text = quote('CONSTRUCT { <urn:s> <urn:p> "a\\u0001b" } {}')
    reply = asked("GET", f"query={text}", Accept="application/rdf+xml")
    if reply.good:
        ElementTree.fromstring(reply.body)  # noqa: S314 - our own server's
    else:
        assert reply.status == 406


@pytest.mark.parametrize(
    "text", ["\\r", "\\n", "\\t", "\\\\", '\\"', "\\u0085", "\\u2028", "<&]]>"]
)
def test_white_space_and_marks_come_back_unchanged(asked, text):
    query, meant = quote(f'SELECT ("a{text}b" AS ?x) {{}}'), json.loads(f'"a{text}b"')
    for accept in (JSON, "text/tab-separated-values"):
        (row,) = table(asked("GET", f"query={query}", Accept=accept).body, accept).rows
        assert row[1].value == meant
    root = ElementTree.fromstring(  # noqa: S314 - our own server's
        asked("GET", f"query={query}", Accept=XML).body
    )
    assert meant in [element.text for element in root.iter()]


def test_a_page_of_another_site_may_ask(asked):
    assert asked("GET", f"query={ASK}", Origin="https://example.org").headers[
        "access-control-allow-origin"
    ] in ("*", "https://example.org")
    reply = asked(
        "OPTIONS",
        Origin="https://example.org",
        Access_Control_Request_Method="POST",
        Access_Control_Request_Headers="content-type",
    )
    assert reply.good
    assert "POST" in reply.headers["access-control-allow-methods"]
    assert "content-type" in reply.headers["access-control-allow-headers"].lower()


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_another_method_is_405_and_those_allowed_are_named(asked, method):
    reply = asked(method, f"query={ASK}")
    assert reply.status == 405
    assert {"GET", "HEAD", "POST", "OPTIONS"} <= set(reply.headers["allow"].split(", "))


def test_a_query_that_is_too_long_is_413(asked):
    body = b"ASK {}" + b" " * 5_000_000
    assert asked("POST", body=body, Content_Type=QUERY).status == 413


def test_a_function_that_nobody_knows_is_not_the_servers_fault(asked):
    reply = asked("GET", f"query={quote('SELECT (<urn:no-such-function>(1) AS ?x) {}')}")
    assert reply.status == 422 or reply.good


def test_a_query_that_fails_late_is_an_error_and_no_half_answer(asked):
    text = quote("SELECT ?x { VALUES ?x { 1 2 3 } FILTER(<urn:no-such-function>(?x)) }")
    reply = asked("GET", f"query={text}", Accept=JSON)
    assert b"bindings" not in reply.body or reply.good
