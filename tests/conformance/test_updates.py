"""What SPARQL 1.1 Protocol says of updates, over a real socket.

https://www.w3.org/TR/sparql11-protocol/#update-operation
"""

from urllib.parse import quote

import pytest

from conformance.results import table
from conformance.targets import QUERY, UPDATE

FORM = "application/x-www-form-urlencoded"
JSON = "application/sparql-results+json"
INSERT = "INSERT DATA { <urn:s> <urn:p> <urn:o> }"
TWO_GRAPHS = (
    "INSERT DATA { GRAPH <urn:a> { <urn:s> <urn:p> 1 } GRAPH <urn:b> { <urn:s> <urn:p> 2 } }"
)
COPY = "INSERT { GRAPH <urn:copy> { ?s ?p ?o } } WHERE { ?s ?p ?o }"


@pytest.fixture
def sent(scratch):
    """Sends a request to the update address."""

    def sent(method, query_string="", body=None, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return scratch.exchange(method, f"{scratch.paths['update']}?{query_string}", body, named)

    return sent


@pytest.fixture
def size(scratch):
    """How many quads the graph has now."""

    def size():
        found = scratch.query(
            "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }", JSON
        )
        return int(table(found.body, JSON).rows[0][1].value)

    return size


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (INSERT.encode(), UPDATE),
        (INSERT.encode(), f"{UPDATE}; charset=utf-8"),
        (f"update={quote(INSERT)}".encode(), FORM),
    ],
)
def test_an_update_is_sent_as_itself_or_as_a_form(sent, size, body, media_type):
    assert sent("POST", body=body, Content_Type=media_type).good
    assert size() == 1


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_nothing_is_updated_but_by_post(sent, size, method):
    reply = sent(method, f"update={quote(INSERT)}")
    assert 400 <= reply.status < 500
    assert size() == 0


def test_another_method_is_405_and_those_allowed_are_named(sent):
    reply = sent("PUT", body=INSERT.encode(), Content_Type=UPDATE)
    assert reply.status == 405
    assert "POST" in reply.headers["allow"]


@pytest.mark.parametrize(
    ("query_string", "body", "media_type"),
    [
        ("", f"update={quote(INSERT)}&update={quote(INSERT)}".encode(), FORM),
        (f"update={quote(INSERT)}", INSERT.encode(), UPDATE),
        (f"update={quote(INSERT)}", f"update={quote(INSERT)}".encode(), FORM),
        ("", b"", FORM),
    ],
)
def test_a_request_has_one_update(sent, size, query_string, body, media_type):
    reply = sent("POST", query_string, body, Content_Type=media_type)
    assert reply.status == 400
    assert size() == 0


@pytest.mark.parametrize("media_type", [None, "text/plain", QUERY, "application/json"])
def test_an_update_without_its_media_type_is_refused(sent, size, media_type):
    headers = {} if media_type is None else {"Content_Type": media_type}
    assert sent("POST", body=INSERT.encode(), **headers).status in (400, 415)
    assert size() == 0


@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        ('INSERT DATA { <urn:s> <urn:p> "é" }'.encode("latin-1"), UPDATE, 400),
        (INSERT.encode("utf-16"), f"{UPDATE}; charset=UTF-16", 415),
    ],
    ids=["latin-1", "utf-16"],
)
def test_an_update_is_in_utf8(sent, size, body, media_type, status):
    assert sent("POST", body=body, Content_Type=media_type).status == status
    assert size() == 0


def test_a_query_is_no_update(sent):
    assert sent("POST", body=b"ASK {}", Content_Type=UPDATE).status == 400


def test_bad_syntax_is_a_bad_request_and_says_where(sent):
    reply = sent("POST", body=b"INSERT DATA {\n<urn:s> }", Content_Type=UPDATE)
    assert reply.status == 400
    assert reply.media_type == "application/problem+json"


@pytest.mark.parametrize("parameter", ["using-graph-uri", "using-named-graph-uri"])
@pytest.mark.parametrize(
    "update",
    [
        "INSERT { GRAPH <urn:c> { ?s ?p ?o } } USING <urn:a> WHERE { ?s ?p ?o }",
        "INSERT { GRAPH <urn:c> { ?s ?p ?o } } USING NAMED <urn:a> WHERE { ?s ?p ?o }",
        "WITH <urn:a> INSERT { ?s ?p 3 } WHERE { ?s ?p ?o }",
        "with <urn:a> delete { ?s ?p ?o } where { ?s ?p ?o }",
        "INSERT DATA { <urn:x> <urn:p> 1 } ; WITH <urn:a> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_the_dataset_is_given_by_the_request_or_by_the_update(
    scratch, sent, size, parameter, update
):
    """“If these parameters are supplied when the request uses USING or WITH: 400.”"""
    scratch.update(TWO_GRAPHS)
    reply = sent("POST", f"{parameter}=urn:b", update.encode(), Content_Type=UPDATE)
    assert reply.status == 400
    assert size() == 2


def test_the_words_using_and_with_elsewhere_are_no_dataset(scratch, sent, size):
    scratch.update(TWO_GRAPHS)
    elsewhere = 'PREFIX using: <urn:with> # USING <urn:x>\nINSERT DATA { <urn:s> <urn:p> "WITH" }'
    update = f"{COPY} ; {elsewhere}"
    reply = sent("POST", "using-graph-uri=urn:a", update.encode(), Content_Type=UPDATE)
    assert reply.good
    assert size() == 4


def test_the_request_says_which_graphs_are_asked(scratch, sent):
    scratch.update(TWO_GRAPHS)
    assert sent("POST", "using-graph-uri=urn:b", COPY.encode(), Content_Type=UPDATE).good
    reply = scratch.query("SELECT ?o { GRAPH <urn:copy> { ?s ?p ?o } }", "text/csv")
    assert reply.body == b"o\r\n2\r\n"


def test_a_relative_iri_is_resolved(scratch, sent):
    update = b"INSERT DATA { <urn:s> <urn:p> <x> }"
    assert sent("POST", body=update, Content_Type=UPDATE).good
    found = table(scratch.query("SELECT ?o { ?s ?p ?o }", JSON).body, JSON)
    assert found.rows[0][1].value.startswith("http")


@pytest.mark.parametrize(
    "second",
    [
        "LOAD <http://127.0.0.1:9/nothing>",
        "CREATE GRAPH <urn:there>",
        "CLEAR GRAPH <urn:not-there>",
        "INSERT DATA {",
    ],
)
def test_operations_of_one_request_happen_all_or_not_at_all(scratch, sent, size, second):
    scratch.update("INSERT DATA { GRAPH <urn:there> { <urn:s> <urn:p> <urn:o> } }")
    reply = sent("POST", body=f"{INSERT} ; {second}".encode(), Content_Type=UPDATE)
    if second.startswith("CLEAR") and reply.good:
        pytest.skip("a store may clear a graph that it has not, as the recommendation lets it")
    assert 400 <= reply.status < 500
    assert size() == 1


def test_each_operation_may_have_a_prologue_of_its_own(sent, size):
    """“UpdateUnit ::= Update; Update ::= Prologue ( Update1 ( ';' Update )? )?”"""
    update = """
        PREFIX a: <urn:a#> INSERT DATA { a:s a:p a:o } ;
        PREFIX a: <urn:b#> INSERT DATA { a:s a:p a:o } ;
        BASE <http://example.org/> INSERT DATA { <s> <p> <o> } ;
    """
    assert sent("POST", body=update.encode(), Content_Type=UPDATE).good
    assert size() == 3


@pytest.mark.parametrize("update", ["", "PREFIX a: <urn:a#>", f"{INSERT} ;"])
def test_an_update_may_be_empty_and_may_end_in_a_semicolon(sent, update):
    assert sent("POST", body=update.encode(), Content_Type=UPDATE).good


def test_what_is_silent_fails_in_silence(sent, size):
    update = f"LOAD SILENT <http://127.0.0.1:9/nothing> ; {INSERT}"
    assert sent("POST", body=update.encode(), Content_Type=UPDATE).good
    assert size() == 1


@pytest.mark.parametrize("authorization", [None, "Bearer wrong", "Bearer", "Basic dTpw"])
def test_without_the_token_nothing_is_written(scratch, address, size, authorization):
    headers = {"Content-Type": UPDATE} | ({"Authorization": authorization} if authorization else {})
    token, scratch.token = scratch.token, None
    try:
        reply = scratch.exchange("POST", f"{address}/update", INSERT.encode(), headers)
    finally:
        scratch.token = token
    assert reply.status in (401, 403)
    if reply.status == 401:
        assert reply.headers["www-authenticate"].startswith("Bearer")
    assert size() == 0


def test_a_page_of_another_site_may_ask_with_its_token(sent):
    reply = sent(
        "OPTIONS",
        Origin="https://example.org",
        Access_Control_Request_Method="POST",
        Access_Control_Request_Headers="authorization, content-type",
    )
    assert reply.good
    assert "POST" in reply.headers["access-control-allow-methods"]
    allowed = reply.headers["access-control-allow-headers"].lower()
    assert "authorization" in allowed
    assert "content-type" in allowed
