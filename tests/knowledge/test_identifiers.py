"""Codes and foreign IRIs in their spellings."""

import pytest

from habitat_graph.knowledge.identifiers import code_keys, foreign_key, spellings


@pytest.mark.parametrize(
    "text",
    [
        "http://www.wikidata.org/entity/Q114",
        "https://www.wikidata.org/wiki/Q114",
        "https://m.wikidata.org/wiki/Q114",
        "wd:Q114",
        "q114",
    ],
)
def test_every_spelling_of_a_wikidata_item_is_one(text):
    assert foreign_key(text) == "wd:q114"


@pytest.mark.parametrize(
    "text",
    ["https://sws.geonames.org/192950/", "http://www.geonames.org/192950/k.html", "gn:192950"],
)
def test_every_spelling_of_a_geonames_feature_is_one(text):
    assert foreign_key(text) == "geonames:192950"


def test_other_iris_differ_only_in_scheme_and_last_slash():
    assert foreign_key("https://example.org/a/") == foreign_key("http://www.example.org/a")
    assert foreign_key("http://example.org/a") != foreign_key("http://example.org/A")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a/res/73/239", "A/RES/73/239"),
        ("https://undocs.org/A/RES/73/239", "A/RES/73/239"),
        ("https://docs.un.org/zh/A/RES/73/239", "A/RES/73/239"),
        ("General Assembly resolution 73/239", "A/RES/73/239"),
        ("大会第73/239号决议", "A/RES/73/239"),
        ("S/RES/2250", "S/RES/2250 (2015)"),
        ("Security Council resolution 2250 (2015)", "S/RES/2250 (2015)"),
        ("SDG 11.a.1", "11.a.1"),
        ("indicator 11.a.1", "11.a.1"),
        ("目标11", "11"),
        ("ODS 11", "11"),
        ("M49: 008", "008"),
        ("8", "008"),
    ],
)
def test_a_code_is_found_in_its_spellings(text, code):
    assert code_keys(code) & set(spellings(text))


def test_a_point_tells_codes_apart():
    assert not code_keys("11.7") & set(spellings("117"))
