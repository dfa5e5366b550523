"""Words to things."""

from pathlib import Path

import pytest

from habitat_graph.settings import Settings
from habitat_graph.web.app import create_app
from habitat_graph.web.site import Site

DOOR = Path(__file__).with_name("door.trig")
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
BASE = "https://w3id.org/habitat-graph/"


@pytest.fixture(scope="module")
def door(tmp_path_factory, root, shelve):
    store = tmp_path_factory.mktemp("door")
    shelve(store, trig=DOOR.read_bytes())
    return create_app(Settings(store, None, 30.0, "en"), root).test_client()


def found(client, text, **more):
    reply = client.get("/search", query_string={"q": text, **more})
    assert reply.status_code == 200
    assert reply.mimetype == "application/json"
    return [result["id"].removeprefix(BASE) for result in reply.json["results"]]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Kenya", "id/country/ken"),
        ("KENYA", "id/country/ken"),
        ("Кения", "id/country/ken"),
        ("كينيا", "id/country/ken"),
        ("肯尼亚", "id/country/ken"),
        ("republic kenya", "id/country/ken"),
        ("ken", "id/country/ken"),
        ("Kenja", "id/country/ken"),
        ("肯亚", "id/country/ken"),
        ("un habitat", "id/body/un-habitat"),
        ("居署", "id/body/un-habitat"),
        ("联合国人居署", "id/body/un-habitat"),
        ("A/RES/73/239", "id/document/a-res-73-239"),
        ("第 73/239 号决议", "id/document/a-res-73-239"),
        ("terres", "scheme/theme/land"),
        ("Q114", "id/country/ken"),
    ],
)
def test_a_thing_is_found_by_any_of_its_names(door, text, first):
    assert found(door, text)[0] == first


def test_a_statement_is_found_by_its_words(door):
    assert found(door, "规划工作") == ["id/support/kenya"]
    assert found(door, "planning") == ["id/support/kenya"]


def test_the_whole_name_comes_before_its_beginning_and_that_before_a_word(door):
    assert found(door, "nairobi") == ["id/city/nairobi", "id/city/kenya"]
    assert found(door, "kenya") == ["id/country/ken", "id/support/kenya"]
    hows = [result["matched"]["how"] for result in door.get("/search?q=un-habitat").json["results"]]
    assert hows == ["exact", "prefix", "prefix"]


def test_a_type_keeps_out_all_else(door):
    assert found(door, "kenya", type="Country") == ["id/country/ken"]
    assert found(door, "kenya", type="hab:Statement") == ["id/support/kenya"]
    assert door.get("/search?q=kenya&type=Planet").status_code == 400


def test_results_come_in_parts(door):
    whole = found(door, "habitat")
    assert found(door, "habitat", limit=1) == whole[:1]
    assert found(door, "habitat", limit=1, offset=1) == whole[1:2]
    assert door.get("/search?q=habitat&limit=1").json["total"] == len(whole)


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=x", "limit=201", "offset=-1", "q=" + "a" * 301]
)
def test_a_parameter_that_makes_no_sense_is_refused_in_both_languages(door, query):
    reply = door.get(f"/search?q=kenya&{query}" if "q=" not in query else f"/search?{query}")
    assert reply.status_code == 400
    assert reply.json["detail"]
    assert reply.json["detail_zh"]


def test_nothing_is_sought_or_found(door):
    assert found(door, "") == found(door, " 。") == found(door, "zzzzzz") == []


def test_the_page_shows_what_was_found_in_both_languages(door):
    text = door.get("/search?q=肯尼亚", headers=BROWSER).text
    assert "Kenya" in text
    assert "肯尼亚" in text
    assert 'href="/id/country/ken"' in text
    assert 'value="肯尼亚"' in text
    assert "没有找到" in door.get("/search?q=zzzzzz", headers=BROWSER).text


def test_nothing_of_a_name_or_a_search_becomes_markup(door):
    text = door.get("/search?q=<script>alert(1)</script>plenary", headers=BROWSER).text
    assert "<script" not in text
    assert "<b>全会" not in door.get("/search?q=plenary", headers=BROWSER).text


def test_every_page_has_the_box(door):
    assert 'action="/search"' in door.get("/", headers=BROWSER).text


def test_another_release_is_searched_as_soon_as_it_is_there(tmp_path, root, shelve):
    shelve(tmp_path, trig=DOOR.read_bytes())
    client = create_app(Settings(tmp_path, None, 30.0, "en"), root).test_client()
    assert found(client, "Kenya")
    shelve(tmp_path, 2, DOOR.read_bytes().replace(b"Kenya", b"Utopia"))
    Site.of(client.application).holder.renew()
    assert found(client, "Utopia")[0] == "id/country/ken"
