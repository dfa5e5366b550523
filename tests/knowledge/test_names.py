"""Which things a Chinese text names."""

import pytest
from rdflib import Graph

from habitat_graph.knowledge.names import Names
from habitat_graph.namespaces import SCHEME

COUNTRIES = """
@prefix country: <https://w3id.org/habitat-graph/id/country/> .
@prefix document: <https://w3id.org/habitat-graph/id/document/> .
@prefix session: <https://w3id.org/habitat-graph/id/session/> .
@prefix theme: <https://w3id.org/habitat-graph/scheme/theme/> .
@prefix ev: <https://w3id.org/habitat-graph/id/evidence/> .
@prefix hab: <https://w3id.org/habitat-graph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
country:cog rdfs:label "Congo"@en , "刚果"@zh .
country:cod rdfs:label "刚果民主共和国"@zh .
country:ner rdfs:label "尼日尔"@zh .
country:nga rdfs:label "尼日利亚"@zh .
document:a-res-73-239 rdfs:label "Resolution 73/239"@en ; skos:hiddenLabel "第73/239号决议"@zh .
document:iso rdfs:label "ISO"@zh .
session:one rdfs:label "首届会议"@zh ; skos:altLabel "第一届会议"@zh ; hab:evidence ev:one .
theme:water skos:prefLabel "水"@zh .
"""


@pytest.fixture
def names():
    return Names(Graph().parse(data=COUNTRIES, format="turtle"))


def found(names, text):
    return [
        (text[m.start : m.end], sorted(t.rpartition("/")[2] for t in m.things))
        for m in names.mentions(text)
    ]


def test_the_longest_name_wins(names):
    assert found(names, "刚果民主共和国和刚果") == [("刚果民主共和国", ["cod"]), ("刚果", ["cog"])]


def test_niger_is_not_nigeria(names):
    assert found(names, "尼日利亚、尼日尔") == [("尼日利亚", ["nga"]), ("尼日尔", ["ner"])]


def test_white_space_does_not_hide_a_name(names):
    assert found(names, "根据第 73/239 号决议设立") == [("第 73/239 号决议", ["a-res-73-239"])]


def test_english_labels_are_not_looked_for(names):
    assert found(names, "Congo") == []


def test_a_latin_name_inside_a_word_is_none(names):
    assert found(names, "ISOLDE 和 ISO 标准") == [("ISO", ["iso"])]


def test_a_statements_own_label_is_no_name_but_its_alternative_label_is(names):
    assert found(names, "首届会议即第一届会议") == [("第一届会议", ["one"])]


def test_concepts_are_not_looked_for_but_can_be_recognised(names):
    assert found(names, "水") == []
    assert names.named_in(SCHEME["theme/water"], "供水设施")
