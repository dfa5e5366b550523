"""The audit says what of the report no statement covers."""

import json
from pathlib import Path

import pytest

from habitat_graph.knowledge.audit import audited
from habitat_graph.knowledge.dataset import Knowledge, KnowledgeFile, parsed
from habitat_graph.knowledge.source import Passage, Source
from habitat_graph.namespaces import GRAPH

TEXT = "2018 年，刚果和尼日尔的 20 个城市根据第 73/239 号决议开会，一个城市缺席。"
DATA = """
@prefix hab: <https://w3id.org/habitat-graph/ontology#> .
@prefix id: <https://w3id.org/habitat-graph/id/x/> .
@prefix par: <https://w3id.org/habitat-graph/id/report/nua-2020/paragraph/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
id:cog a hab:Country ; rdfs:label "刚果"@zh .
id:ner a hab:Country ; rdfs:label "尼日尔"@zh .
id:meeting a hab:Meeting ; hab:evidence id:e1 .
id:e1 a hab:Evidence ; hab:inParagraph par:1 ; oa:exact "刚果" ;
  hab:startOffset "7"^^xsd:nonNegativeInteger ; hab:endOffset "9"^^xsd:nonNegativeInteger .
"""


@pytest.fixture
def audit():
    def audit(data):
        path = Path("data.ttl")
        file = KnowledgeFile(path, GRAPH["x/data"], data, parsed(data, path))
        source = Source(Path("report.txt"), {"1": Passage("1", TEXT, ())}, ())
        return audited(Knowledge((), (), (file,)), source)

    return audit


def left(audit):
    return [(item.kind.value, item.text) for item in audit.residue]


def test_what_no_evidence_covers_is_left(audit):
    assert left(audit(DATA)) == [
        ("date", "2018 年"),
        ("country", "尼日尔"),
        ("figure", "20"),
        ("symbol", "73"),
        ("symbol", "239"),
    ]


def test_an_exclusion_covers_too(audit):
    excluded = """
    id:x1 a hab:Exclusion ; hab:inParagraph par:1 ; oa:exact "2018 年" ;
      hab:startOffset "0"^^xsd:nonNegativeInteger ; hab:endOffset "6"^^xsd:nonNegativeInteger .
    """
    assert ("date", "2018 年") not in left(audit(DATA + excluded))


def test_the_share_is_that_of_characters(audit):
    assert audit(DATA).passages[0].share == pytest.approx(2 / len(TEXT))


def test_text_and_json_say_the_same(audit):
    found = audit(DATA)
    (passage,) = json.loads(found.as_json())
    assert len(passage["residue"]) == len(found.residue)
    assert "5 not covered" in found.as_text("en")
    assert "未覆盖5项" in found.as_text("zh")
