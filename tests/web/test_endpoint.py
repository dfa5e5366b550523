"""/sparql over HTTP."""

import json
from urllib.parse import quote

import pyoxigraph
import pytest

from habitat_graph.settings import Settings
from habitat_graph.sparql.offers import GRAPH_OFFERS, TABLE_OFFERS
from habitat_graph.sparql.store import EvaluatorsBusyError, OversizeAnswerError
from habitat_graph.web.app import create_app
from habitat_graph.web.errors import problem_of

SELECT = "SELECT ?name WHERE { ?c <https://w3id.org/habitat-graph/ontology#isoAlpha3> ?name }"
CONSTRUCT = "CONSTRUCT WHERE { ?c <https://w3id.org/habitat-graph/ontology#isoAlpha3> ?name }"
SERVICE_DESCRIPTION = "http://www.w3.org/ns/sparql-service-description#"


def ask(client, query, accept=None, **more):
    headers = {"Accept": accept} if accept is not None else {}
    return client.get("/sparql", query_string={"query": query, **more}, headers=headers)


@pytest.mark.parametrize("accept", [None, "", "*/*", "application/sparql-results+json"])
def test_a_table_comes_as_json_by_default(client, accept):
    reply = ask(client, SELECT, accept)
    assert reply.status_code == 200
    assert reply.content_type == "application/sparql-results+json"
    assert reply.json["results"]["bindings"][0]["name"]["value"] == "KEN"


@pytest.mark.parametrize("offer", [*TABLE_OFFERS, "application/json", "text/plain"])
def test_a_table_comes_as_asked(client, offer):
    reply = ask(client, SELECT, offer)
    assert reply.mimetype == offer
    assert b"KEN" in reply.data


@pytest.mark.parametrize("offer", [*GRAPH_OFFERS, "application/json"])
def test_a_graph_comes_as_asked(client, offer):
    reply = ask(client, CONSTRUCT, offer)
    assert reply.mimetype == offer
    assert b"KEN" in reply.data


def test_text_formats_name_their_encoding(client):
    assert ask(client, SELECT, "text/csv").content_type == "text/csv; charset=utf-8"
    assert ask(client, CONSTRUCT).content_type == "text/turtle; charset=utf-8"


@pytest.mark.parametrize("method", ["POST", "QUERY"])
@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/sparql-query", SELECT.encode()),
        ("application/x-www-form-urlencoded", b"query=ASK%20%7B%7D"),
    ],
)
def test_a_query_can_be_sent_as_a_body(client, method, content_type, body):
    reply = client.open("/sparql", method=method, content_type=content_type, data=body)
    assert reply.status_code == 200
    assert reply.mimetype == "application/sparql-results+json"


def test_the_format_parameter_counts_more_than_accept(client):
    assert ask(client, SELECT, "text/html", format="csv").data == b"name\r\nKEN\r\n"
    assert ask(client, SELECT, format="exe").status_code == 400


@pytest.mark.parametrize(
    ("query", "status", "kind"),
    [
        ("SELECT", 400, "query-syntax"),
        ("", 400, "bad-request"),
        ("INSERT DATA { <urn:a> <urn:b> 1 }", 400, "bad-request"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", 403, "query-refused"),
        ("ASK {" + "{" * 100 + "}" * 100 + "}", 413, "query-too-large"),
    ],
)
def test_a_bad_query_is_a_problem_in_two_languages(client, query, status, kind):
    reply = ask(client, query)
    assert (reply.status_code, reply.mimetype) == (status, "application/problem+json")
    assert reply.json["type"] == f"https://w3id.org/habitat-graph/problems#{kind}"
    assert reply.json["status"] == status
    assert reply.json["detail"]
    assert reply.json["detail_zh"]


def test_a_syntax_error_says_where(client):
    problem = ask(client, "SELECT * {\n ?s ex:p ?o }").json
    assert (problem["line"], problem["column"]) == (2, 5)


def test_what_is_not_acceptable_lists_the_offers(client):
    reply = ask(client, SELECT, "image/png")
    assert reply.status_code == 406
    assert reply.json["offers"] == list(TABLE_OFFERS)


def test_a_body_of_another_type_is_415_and_an_update_is_refused(client):
    def post(content_type):
        return client.post("/sparql", content_type=content_type, data=b"CLEAR ALL")

    assert post("text/plain").status_code == 415
    assert post("application/sparql-update").status_code == 400


def test_a_body_that_is_too_long_is_413(client):
    reply = client.post("/sparql", content_type="application/sparql-query", data=b"#" * 1_000_001)
    assert reply.status_code == 413
    assert reply.json["type"].endswith("#query-too-large")


def test_another_method_is_405_and_names_those_allowed(client):
    reply = client.delete("/sparql")
    assert reply.status_code == 405
    assert {"GET", "POST", "QUERY"} <= {
        method.strip() for method in reply.headers["Allow"].split(",")
    }


def test_the_same_answer_is_not_sent_twice(client):
    first = ask(client, SELECT)
    etag = first.headers["ETag"]
    again = client.get("/sparql", query_string={"query": SELECT}, headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == etag
    other = client.get(
        "/sparql",
        query_string={"query": SELECT},
        headers={"If-None-Match": etag, "Accept": "text/csv"},
    )
    assert other.status_code == 200


def test_an_answer_that_depends_on_the_time_is_never_kept(client):
    reply = ask(client, "SELECT (NOW() AS ?now) {}")
    assert "ETag" not in reply.headers
    assert reply.headers["Cache-Control"] == "no-store"


def test_everyone_may_read_from_anywhere(client):
    reply = ask(client, SELECT)
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert "Accept" in reply.headers["Vary"]
    preflight = client.options("/sparql", headers={"Origin": "https://example.org"})
    assert preflight.status_code == 200
    assert "QUERY" in preflight.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in preflight.headers["Access-Control-Allow-Headers"]


def test_the_dataset_of_the_request_is_honoured(client):
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    graph = "https://w3id.org/habitat-graph/graph/inferred"
    reply = ask(client, count, "text/csv", **{"default-graph-uri": graph})
    assert reply.data == b"n\r\n3\r\n"


def test_without_a_query_a_program_gets_a_true_description(client):
    reply = client.get("/sparql")
    assert reply.mimetype == "text/turtle"
    quads = list(pyoxigraph.parse(reply.data, pyoxigraph.RdfFormat.TURTLE))

    def objects(name):
        node = pyoxigraph.NamedNode(SERVICE_DESCRIPTION + name)
        return {quad.object.value for quad in quads if quad.predicate == node}

    assert objects("endpoint") == {"http://localhost/sparql"}
    assert len(objects("resultFormat")) == len(TABLE_OFFERS) + len(GRAPH_OFFERS)
    assert "https://w3id.org/habitat-graph/graph/inferred" in objects("name")
    assert len(objects("name")) == 4
    assert not any(isinstance(quad.subject, pyoxigraph.BlankNode) for quad in quads)
    comment = pyoxigraph.NamedNode("http://www.w3.org/2000/01/rdf-schema#comment")
    limits = {
        quad.object.language: quad.object.value for quad in quads if quad.predicate == comment
    }
    assert limits.keys() == {"en", "zh"}
    assert all("30" in words and "64 MiB" in words for words in limits.values())
    assert "BasicFederatedQuery" not in reply.text


def test_the_description_says_where_other_endpoints_may_be_called(store, root):
    settings = Settings(store, None, 30.0, "en", service_allow=("https://example.org/sparql",))
    reply = create_app(settings, root).test_client().get("/sparql")
    assert "sd:BasicFederatedQuery" in reply.text


def test_without_a_query_a_browser_gets_the_editor(browse):
    reply = browse("/sparql")
    assert reply.mimetype == "text/html"
    assert "<textarea" in reply.text
    assert reply.headers["Accept-Query"].startswith('"application/sparql-query"')


def test_a_browser_gets_a_table_with_links_of_this_site(browse):
    reply = browse("/sparql?query=SELECT%20*%20%7B%20%3Fs%20a%20%3Fkind%20%7D")
    assert "<table>" in reply.text
    assert 'href="/id/country/ken"' in reply.text
    assert "format=csv" in reply.text


def test_a_browser_gets_yes_or_no_and_graphs_as_turtle(browse):
    assert "Yes" in browse("/sparql?query=ASK%7B%7D").text
    assert "country:ken" in browse(f"/sparql?query={quote(CONSTRUCT)}").text


def test_a_browser_keeps_the_query_with_its_mistake(browse):
    reply = browse("/sparql?query=SELECT+%2A+%7B+%3Fs+ex%3Ap+%3Fo+%7D")
    assert reply.status_code == 400
    assert "SELECT * { ?s ex:p ?o }" in reply.text
    assert "<mark>ex:p ?o }</mark>" in reply.text
    assert "前缀" in reply.text


def test_a_form_with_a_mistake_keeps_its_query_too(client):
    reply = client.post(
        "/sparql", data={"query": "SELECT * { ?s ex:p ?o }"}, headers={"Accept": "text/html"}
    )
    assert reply.status_code == 400
    assert "SELECT * { ?s ex:p ?o }" in reply.text


@pytest.mark.parametrize(
    "query",
    [
        "</textarea><script>alert(1)</script>",
        "SELECT ('<script>alert(1)</script>' AS ?x) {}",
        'ASK { "<script>alert(1)</script>" }',
        "SELECT * { ?s ?p '<img src=x onerror=alert(1)>' }",
        "CONSTRUCT { <urn:a> <urn:b> '<script>alert(1)</script>' } {}",
        "SELECT (IRI('javascript:alert(1)') AS ?x) {}",
    ],
)
def test_nothing_of_a_query_becomes_markup(client, query):
    reply = ask(client, query, "text/html")
    assert "<script" not in reply.text
    assert "<img src=x" not in reply.text
    assert 'href="javascript' not in reply.text
    assert "default-src 'none'" in reply.headers["Content-Security-Policy"]


def test_a_problem_is_json_that_can_be_read(client):
    assert json.loads(ask(client, "SELECT").data)["title_zh"] == "查询不符合SPARQL语法"


ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(9)) + " }"


@pytest.mark.usefixtures("stops_queries")
@pytest.mark.parametrize("accept", [None, "text/csv"])
def test_a_query_that_takes_too_long_is_stopped_and_said_to_be(client, accept):
    reply = ask(client, ENDLESS, accept, timeout="0.3")
    assert (reply.status_code, reply.mimetype) == (504, "application/problem+json")
    assert reply.json["type"].endswith("#query-timeout")
    assert "0.3 seconds" in reply.json["detail"]
    assert "up to 30" in reply.json["detail"]
    assert ask(client, SELECT).status_code == 200


@pytest.mark.usefixtures("stops_queries")
def test_a_query_that_takes_too_long_keeps_its_text_on_the_page(client):
    reply = ask(client, ENDLESS, "text/html", timeout="0.3")
    assert reply.status_code == 504
    assert "?a8 ?b8 ?c8" in reply.text
    assert "被终止" in reply.text


@pytest.mark.parametrize("timeout", ["0", "-1", "soon", "nan"])
def test_a_timeout_that_is_no_time_is_refused(client, timeout):
    assert ask(client, SELECT, timeout=timeout).status_code == 400


def test_a_timeout_makes_no_other_answer(client):
    assert ask(client, SELECT).headers["ETag"] == ask(client, SELECT, timeout="5").headers["ETag"]


def test_an_answer_above_the_limit_is_refused_and_a_busy_site_says_when_to_come_back():
    large = problem_of(OversizeAnswerError(2**20))
    assert (large.kind.name, large.kind.status) == ("answer-too-large", 422)
    busy = problem_of(EvaluatorsBusyError(7))
    assert (busy.kind.status, busy.headers) == (429, (("Retry-After", "7"),))
