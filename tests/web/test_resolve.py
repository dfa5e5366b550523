"""Foreign IRIs and codes to things of ours."""

from pathlib import Path

import pytest

from habitat_graph.settings import Settings
from habitat_graph.web.app import create_app

DOOR = Path(__file__).with_name("door.trig")
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture(scope="module")
def door(tmp_path_factory, root, shelve):
    store = tmp_path_factory.mktemp("door")
    shelve(store, trig=DOOR.read_bytes())
    return create_app(Settings(store, None, 30.0, "en"), root).test_client()


@pytest.mark.parametrize(
    ("parameter", "value", "path"),
    [
        ("iri", "http://www.wikidata.org/entity/Q114", "/id/country/ken"),
        ("iri", "https://www.wikidata.org/wiki/Q114", "/id/country/ken"),
        ("code", "wd:Q114", "/id/country/ken"),
        ("code", "Q114", "/id/country/ken"),
        ("iri", "https://sws.geonames.org/192950/", "/id/country/ken"),
        ("iri", "https://www.geonames.org/192950/kenya.html", "/id/country/ken"),
        (
            "iri",
            "https://publications.europa.eu/resource/authority/country/GAB",
            "/id/country/gab",
        ),
        ("iri", "https://metadata.un.org/thesaurus/1003550", "/scheme/theme/land"),
        ("iri", "https://w3id.org/habitat-graph/id/country/ken", "/id/country/ken"),
        ("iri", "http://w3id.org/habitat-graph/id/country/ken", "/id/country/ken"),
        ("code", "country/ken", "/id/country/ken"),
        ("code", "KEN", "/id/country/ken"),
        ("code", "ke", "/id/country/ken"),
        ("code", "404", "/id/country/ken"),
        ("code", "m49:404", "/id/country/ken"),
        ("code", "8", "/id/country/alb"),
        ("code", "A/RES/73/239", "/id/document/a-res-73-239"),
        ("code", "a/res/73/239", "/id/document/a-res-73-239"),
        ("code", "A-RES-73-239", "/id/document/a-res-73-239"),
        ("code", "GA resolution 73/239", "/id/document/a-res-73-239"),
        ("code", "第 73/239 号决议", "/id/document/a-res-73-239"),
        ("iri", "https://undocs.org/en/A/RES/73/239", "/id/document/a-res-73-239"),
        ("iri", "https://docs.un.org/A/RES/73/239", "/id/document/a-res-73-239"),
        ("code", "SDG 11", "/scheme/sdg/11"),
        ("code", "SDG11", "/scheme/sdg/11"),
        ("code", "可持续发展目标11", "/scheme/sdg/11"),
        ("name", "肯尼亚", "/id/country/ken"),
        ("code", "un-habitat", "/id/body/un-habitat"),
    ],
)
def test_what_stands_for_a_thing_leads_to_it(door, parameter, value, path):
    reply = door.get("/resolve", query_string={parameter: value})
    assert (reply.status_code, reply.location) == (303, path)


def test_a_code_counts_more_than_a_name(door):
    assert door.get("/resolve?code=GA").location == "/id/country/gab"
    assert door.get("/resolve?name=GA").location == "/id/body/general-assembly"


@pytest.mark.parametrize(
    "query", ["iri=http://www.wikidata.org/entity/Q1", "iri=Kenya", "code=QQQ", "name=Keny"]
)
def test_what_stands_for_nothing_is_not_found(door, query):
    reply = door.get(f"/resolve?{query}")
    assert (reply.status_code, reply.mimetype) == (404, "application/problem+json")


@pytest.mark.parametrize("query", ["iri=http://example.org/both", "name=plenary"])
def test_what_may_be_several_things_lists_them(door, query):
    reply = door.get(f"/resolve?{query}")
    assert reply.status_code == 300
    assert len(reply.json["choices"]) == 2
    page = door.get(f"/resolve?{query}", headers=BROWSER)
    assert page.status_code == 300
    assert "是哪一个" in page.text


@pytest.mark.parametrize("query", ["", "iri=", "iri=a&code=b", "code=" + "a" * 301])
def test_one_thing_must_be_asked_for(door, query):
    reply = door.get(f"/resolve?{query}")
    assert reply.status_code == 400
    assert reply.json["detail_zh"]


def test_a_redirect_never_leaves_the_site(door):
    assert door.get("/resolve?iri=//evil.example/").status_code == 404
    assert door.get("/resolve?iri=https://evil.example/id/country/ken").status_code == 404
