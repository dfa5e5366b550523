"""Every IRI of the base leads somewhere."""

import pyoxigraph
import pytest

KEN = "https://w3id.org/habitat-graph/id/country/ken"
FORMATS = {
    "ttl": ("text/turtle", pyoxigraph.RdfFormat.TURTLE),
    "nt": ("application/n-triples", pyoxigraph.RdfFormat.N_TRIPLES),
    "jsonld": ("application/ld+json", pyoxigraph.RdfFormat.JSON_LD),
    "rdf": ("application/rdf+xml", pyoxigraph.RdfFormat.RDF_XML),
}


@pytest.mark.parametrize(
    ("accept", "ending"),
    [
        ("", "ttl"),
        ("*/*", "ttl"),
        ("text/html", "html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html"),
        *((media_type, ending) for ending, (media_type, _) in FORMATS.items()),
    ],
)
def test_a_thing_leads_to_the_document_that_is_asked_for(client, accept, ending):
    reply = client.get("/id/country/ken", headers={"Accept": accept} if accept else {})
    assert reply.status_code == 303
    assert reply.headers["Location"] == f"/id/country/ken.{ending}"
    assert "Accept" in reply.headers["Vary"]


@pytest.mark.parametrize("ending", FORMATS)
def test_the_data_of_a_thing_says_what_points_at_it_and_why(client, ending):
    reply = client.get(f"/id/country/ken.{ending}")
    media_type, rdf_format = FORMATS[ending]
    assert reply.mimetype == media_type
    triples = list(pyoxigraph.parse(reply.data, rdf_format))
    text = "\n".join(str(triple) for triple in triples)
    assert f"<{KEN}> <https://w3id.org/habitat-graph/ontology#isoAlpha3>" in text
    assert f"ontology#host> <{KEN}>" in text
    assert '"主办论坛"' in text
    assert '"Kenya hosted a forum"@en' in text
    assert reply.headers["Link"] == '</id/country/ken>; rel="describes"'


def test_the_data_of_a_statement_has_its_own_evidence_and_no_other(client):
    text = client.get("/id/activity/forum.nt").text
    assert text.count("http://www.w3.org/ns/oa#exact") == 1
    assert "body/evil" not in text


def test_the_page_of_a_thing_tells_it_in_both_languages(browse):
    text = browse("/id/country/ken.html").text
    for piece in ("Kenya", "肯尼亚", "Кения", "KEN", "country", "国家"):
        assert piece in text
    assert "Kenya hosted a forum" in text
    assert "主办论坛" in text
    assert 'href="/id/report/nua-2020/paragraph/7"' in text
    assert "2019-01-01" not in text, "the text of the report names the year alone"
    assert "2019" in text
    assert 'href="/ontology#host"' in text
    assert "actor" not in text, "a stated role hides the one that follows from it"


def test_what_follows_stands_apart_from_what_is_stated(browse):
    text = browse("/id/country/ken.html").text
    assert text.index("isoAlpha3") < text.index("What follows") < text.index("isHostOf")


def test_the_page_of_a_paragraph_tells_what_it_states(browse):
    text = browse("/id/report/nua-2020/paragraph/7.html").text
    assert "Kenya hosted a forum" in text
    assert "主办论坛" in text


def test_the_page_of_a_statement_shows_its_evidence(browse):
    text = browse("/id/activity/forum.html").text
    assert "主办论坛" in text
    assert "第7段" in text


def test_labels_and_links_from_the_data_are_no_markup(browse):
    text = browse("/id/body/evil.html").text
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert 'href="javascript' not in text


@pytest.mark.parametrize(
    "path",
    [
        "/id/country/none",
        "/id/country/none.ttl",
        "/id/country/none.html",
        "/id/%3Cscript%3E",
        "/id/a%20b",
        "/id/country/ken.exe",
        "/graph/none",
        "/scheme/none",
        "/ontology/9",
        "/nothing",
    ],
)
def test_what_the_graph_does_not_know_is_404(client, browse, path):
    reply = client.get(path)
    assert (reply.status_code, reply.mimetype) == (404, "application/problem+json")
    assert reply.json["type"].endswith("#not-found")
    page = browse(path)
    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert "<script>" not in page.text


def test_a_format_nobody_offers_is_406(client):
    reply = client.get("/id/country/ken", headers={"Accept": "image/png"})
    assert reply.status_code == 406
    assert "text/turtle" in reply.json["offers"]


def test_a_graph_leads_to_all_it_holds(client, browse):
    assert client.get("/graph/nua-2020/events").headers["Location"].endswith("events.ttl")
    data = client.get("/graph/nua-2020/events.nt").text
    assert data.count(" .\n") == 16
    assert "Kenya hosted a forum" in browse("/graph/nua-2020/events.html").text


def test_the_ontology_leads_to_its_terms(client, browse):
    assert client.get("/ontology").headers["Location"] == "/ontology.ttl"
    assert "hab:Country" in client.get("/ontology.ttl").text
    assert "KEN" not in client.get("/ontology.ttl").text
    text = browse("/ontology.html").text
    assert 'id="Country"' in text
    assert "A place that is a State." in text
    assert "作为国家的地点。" in text
    assert 'href="/ontology#Place"' in text


def test_a_document_is_not_sent_twice(client):
    etag = client.get("/id/country/ken.ttl").headers["ETag"]
    again = client.get("/id/country/ken.ttl", headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
