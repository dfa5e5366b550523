"""A plain default graph: queries see what the data has in it, pages see everything all the same."""

import re
from urllib.parse import quote

import pytest
from served import served

from habitat_graph.settings import Settings
from habitat_graph.web.app import create_app

ALL = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
NAMED = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
KENYA = "https://w3id.org/habitat-graph/id/country/ken"


@pytest.fixture(scope="module")
def plain(store, root):
    app = create_app(Settings(store, None, 30.0, "en", union=False), root)
    yield app.test_client()
    app.extensions["habitat_graph"].holder.holding().evaluators.close()


def counted(client, query):
    reply = client.get(f"/sparql?query={quote(query)}", headers={"Accept": "text/csv"})
    return int(reply.text.split()[1])


def test_a_query_without_a_graph_is_asked_of_the_default_graph_alone(plain, client):
    assert counted(plain, ALL) == 0
    assert counted(plain, NAMED) == counted(client, NAMED) > 0
    assert counted(client, ALL) > 0


def test_pages_are_what_they_are_with_a_union(plain, client):
    for address in ("/", "/id/country/ken.ttl", "/id/country/ken.html"):
        shown, expected = plain.get(address), client.get(address)
        assert (shown.status_code, shown.data) == (expected.status_code, expected.data)


def test_the_description_says_which_it_is(plain, client):
    headers = {"Accept": "text/turtle"}
    assert "UnionDefaultGraph" in client.get("/sparql", headers=headers).text
    described = plain.get("/sparql", headers=headers).text
    assert "UnionDefaultGraph" not in described
    assert re.search(r"#default-graph> .*triples> 0|void:triples 0", described)


def test_the_default_graph_is_given_as_queries_see_it(plain, client):
    headers = {"Accept": "application/n-triples"}
    assert plain.get("/data?default", headers=headers).data == b""
    assert len(client.get("/data?default", headers=headers).data.splitlines()) == counted(
        client, ALL
    )


def test_the_short_way_of_the_front_is_not_taken(store):
    query = quote(f"SELECT * {{ <{KENYA}> ?p ?o }}")
    with served(store, HABITAT_DEFAULT_GRAPH="plain") as server:
        reply = server.get(f"/sparql?query={query}", Accept="text/csv")
    assert reply.content.split() in ([b"p,o"], [b"o,p"])
