"""The history of releases, what each holds, and what changed."""

import json

import pytest
from rdflib import Graph, URIRef

from habitat_graph.namespaces import BASE, DCAT
from habitat_graph.settings import Settings
from habitat_graph.web import releases as module
from habitat_graph.web.app import create_app

CHANGED = b"""
@prefix hab: <https://w3id.org/habitat-graph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<https://w3id.org/habitat-graph/graph/reference/countries> {
  <https://w3id.org/habitat-graph/id/country/ken> a hab:Country ;
    rdfs:label "Kenya"@en , "<b>Ken</b>"@de .
}
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory, shelve, root):
    store = tmp_path_factory.mktemp("releases")
    shelve(store, 1)
    shelve(store, 2, CHANGED)
    path = store / "releases" / "0002" / "manifest.json"
    record = json.loads(path.read_text("utf-8"))
    record["message"] = "Less <b>bold</b> 更少"
    record["checks"] = [
        {"name": "shapes", "made": True, "reason": None, "reason_zh": None},
        {"name": "quotations", "made": False, "reason": "No copy.", "reason_zh": "没有文本。"},
    ]
    path.write_text(json.dumps(record), "utf-8")
    return create_app(Settings(store, None, 30.0, "en"), root).test_client()


@pytest.fixture
def browse(client):
    return lambda address: client.get(address, headers={"Accept": "text/html"}).get_data(
        as_text=True
    )


def test_the_history_lists_every_release_newest_first(client):
    record = client.get("/releases").get_json()
    assert record["current"] == 2
    assert [each["number"] for each in record["releases"]] == [2, 1]


def test_the_page_tells_of_each_release_in_both_languages(browse):
    page = browse("/releases")
    for words in ("Release 2", "第2版", "Release 1", "第1版", "1,234", "What changed", "有何变化"):
        assert words in page, words
    assert "/releases/1/diff/2" in page


def test_a_message_is_not_html(browse):
    for address in ("/releases", "/releases/2"):
        assert "Less &lt;b&gt;bold&lt;/b&gt; 更少" in browse(address)


def test_checks_that_were_not_made_are_told_with_their_reason(browse):
    page = browse("/releases/2")
    assert "not made" in page
    assert "No copy." in page
    assert "没有文本。" in page


def test_the_manifest_of_a_release_is_given_whole(client):
    record = client.get("/releases/2").get_json()
    assert record["canonical"]
    assert record["checks"][1]["made"] is False
    assert record["links"]["difference"].endswith("/releases/1/diff/2?format=patch")


@pytest.mark.parametrize("name", ["json", "ttl", "jsonld", "nt", "rdf", "trig", "nq"])
def test_a_link_can_choose_the_format(client, name):
    for address in ("/releases", "/releases/2", "/.well-known/void"):
        assert client.get(f"{address}?format={name}").status_code == 200


@pytest.mark.parametrize("address", ["/releases", "/releases/1"])
def test_a_format_that_is_not_offered_is_refused(client, address):
    assert client.get(address, headers={"Accept": "image/png"}).status_code == 406


def test_the_history_as_rdf_names_every_version(client):
    reply = client.get("/releases", headers={"Accept": "text/turtle"})
    graph = Graph().parse(data=reply.data, format="turtle")
    numbers = {str(number) for number in graph.objects(None, DCAT.version)}
    assert numbers == {"1", "2"}
    assert graph.value(URIRef(f"{BASE}releases/2"), DCAT.previousVersion) is not None


def test_current_leads_to_the_release_that_is_served(client):
    reply = client.get("/releases/current?format=ttl")
    assert reply.status_code == 307
    assert reply.headers["Location"] == "/releases/2?format=ttl"


@pytest.mark.parametrize(
    "address", ["/releases/0", "/releases/3", "/releases/x", "/releases/1/diff/3"]
)
def test_a_release_that_never_was_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_the_patch_says_what_came_and_went(client):
    reply = client.get("/releases/1/diff/2")
    assert reply.mimetype == "text/plain"
    lines = reply.get_data(as_text=True).splitlines()
    assert (lines[0], lines[-1]) == ("TX .", "TC .")
    assert any(line.startswith("A ") and '"<b>Ken</b>"@de' in line for line in lines)
    assert any(line.startswith("D ") and "肯尼亚" in line for line in lines)


def test_the_patch_can_be_asked_for_by_its_own_media_type(client):
    reply = client.get("/releases/1/diff/2", headers={"Accept": "application/rdf-patch"})
    assert reply.mimetype == "application/rdf-patch"


def test_the_page_says_in_words_what_changed(browse):
    page = browse("/releases/1/diff/2")
    assert "Release 1 to 2: " in page
    assert "从第1版到第2版：" in page
    assert "&lt;b&gt;Ken&lt;/b&gt;" in page


def test_a_long_difference_is_shown_in_part_and_says_so(browse, monkeypatch):
    monkeypatch.setattr(module, "LINES_SHOWN", 4)
    page = browse("/releases/1/diff/2")
    assert "The first 4 lines of" in page
    assert page.count("\n  - ") + page.count("\n  + ") <= 4


@pytest.mark.parametrize("address", ["/", "/releases/2"])
def test_pages_lead_to_the_description(client, address):
    reply = client.get(address, headers={"Accept": "text/html"})
    assert reply.headers["Link"] == '</.well-known/void>; rel="describedby"'


def test_without_a_release_nothing_is_told(tmp_path, root):
    client = create_app(Settings(tmp_path, None, 30.0, "en"), root).test_client()
    for address in (
        "/releases",
        "/releases/1",
        "/.well-known/void",
        "/context.jsonld",
        "/sitemap.xml",
    ):
        assert client.get(address).status_code == 503
