"""A statement that its phrases do not prove is found, and a true one is left alone."""

from pathlib import Path

import pytest

from habitat_graph.knowledge.dataset import Knowledge, KnowledgeFile, load_knowledge, parsed
from habitat_graph.knowledge.evidence import evidence_findings
from habitat_graph.knowledge.files import knowledge_root
from habitat_graph.knowledge.source import Passage, Source
from habitat_graph.namespaces import GRAPH

TEXT = (
    "2019 年 5 月 27 日至 31 日，刚果和尼日尔的代表出席了在金沙萨举行的水大会第一届会议，"
    "共有 1 000 多人参加。供资占 400 万美元核定数额的 25%。"
    "该届会议于 6 月 3 日闭幕，下届会议将于 2022 年举行。"
)
PREFIXES = """
@prefix hab: <https://w3id.org/habitat-graph/ontology#> .
@prefix id: <https://w3id.org/habitat-graph/x/> .
@prefix country: <https://w3id.org/habitat-graph/id/country/> .
@prefix par: <https://w3id.org/habitat-graph/id/report/nua-2020/paragraph/> .
@prefix measure: <https://w3id.org/habitat-graph/scheme/measure/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix unit: <http://qudt.org/vocab/unit/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
country:cog a hab:Country ; rdfs:label "刚果"@zh .
country:cod a hab:Country ; rdfs:label "刚果民主共和国"@zh .
country:ner a hab:Country ; rdfs:label "尼日尔"@zh .
id:water-assembly a hab:IntergovernmentalOrgan ; rdfs:label "水大会"@zh .
id:fire-assembly a hab:IntergovernmentalOrgan ; rdfs:label "火大会"@zh .
id:kinshasa a hab:City ; rdfs:label "金沙萨"@zh .
measure:people a hab:Measure ; skos:prefLabel "人数"@zh ; skos:hiddenLabel "人参加"@zh .
measure:money a hab:Measure ; skos:prefLabel "供资"@zh ; skos:hiddenLabel "数额"@zh .
measure:cats a hab:Measure ; skos:prefLabel "猫"@zh .
"""
SESSION = """
id:session a hab:Session ; rdfs:label "第一届"@zh ; skos:altLabel "水大会第一届会议"@zh ;
  hab:body id:water-assembly ; hab:participant country:cog , country:ner ; hab:place id:kinshasa ;
  hab:startDate "2019-05-27"^^xsd:date ; hab:endDate "2019-05-31"^^xsd:date ;
  hab:datePrecision hab:day ; hab:status hab:done ; hab:evidence id:e1 .
"""
SESSION_PHRASE = TEXT[: TEXT.index("，共有")]
PEOPLE = """
id:people a hab:Observation ; hab:value 1000.0 ; hab:unit unit:NUM ; hab:comparator hab:moreThan ;
  hab:figureStatus hab:actual ; hab:measure measure:people ; hab:evidence id:e2 .
"""
SHARE = """
id:budget a hab:Observation ; hab:value 4000000.0 ; hab:unit unit:CCY_USD ;
  hab:comparator hab:exactly ; hab:figureStatus hab:approved ; hab:measure measure:money ;
  hab:evidence id:e6 .
id:share a hab:Observation ; hab:value 25.0 ; hab:unit unit:PERCENT ; hab:comparator hab:exactly ;
  hab:figureStatus hab:actual ; hab:measure measure:money ; hab:comparison hab:shareOfBase ;
  hab:comparedFigure id:people ; hab:baseFigure id:budget ; hab:evidence id:e3 .
"""
NEXT = """
id:next a hab:Session ; hab:status hab:planned ; hab:startDate "2022-01-01"^^xsd:date ;
  hab:endDate "2022-12-31"^^xsd:date ; hab:datePrecision hab:year ; hab:evidence id:e4 .
"""
CLOSE = """
id:close a hab:Gathering ; hab:status hab:done ; hab:startDate "2019-06-03"^^xsd:date ;
  hab:endDate "2019-06-03"^^xsd:date ; hab:datePrecision hab:day ; hab:evidence id:e5 .
"""


def evidence(name, exact, shift=0):
    start = TEXT.index(exact) + shift
    return (
        f'id:{name} a hab:Evidence ; hab:inParagraph par:1 ; oa:exact "{exact}" ;'
        f' hab:startOffset "{start}"^^xsd:nonNegativeInteger ;'
        f' hab:endOffset "{start + len(exact)}"^^xsd:nonNegativeInteger .\n'
    )


EVIDENCE = (
    evidence("e1", SESSION_PHRASE)
    + evidence("e2", "1 000 多人参加")
    + evidence("e3", "供资占 400 万美元核定数额的 25%")
    + evidence("e4", "下届会议将于 2022 年举行")
    + evidence("e6", "400 万美元核定数额")
    + evidence("e5", "该届会议于 6 月 3 日闭幕")
)
TRUE = PREFIXES + SESSION + PEOPLE + SHARE + NEXT + CLOSE + EVIDENCE


@pytest.fixture(scope="module")
def ontology():
    return load_knowledge(knowledge_root()).ontology


@pytest.fixture
def rules(ontology):
    def rules(data, source=True):
        path = Path("data.ttl")
        file = KnowledgeFile(path, GRAPH["x/data"], data, parsed(data, path))
        knowledge = Knowledge(ontology, (), (file,))
        passages = {"1": Passage("1", TEXT, ())}
        found = evidence_findings(
            knowledge, Source(Path("report.txt"), passages, ()) if source else None
        )
        return sorted({(f.rule, str(f.subject).rpartition("/")[2]) for f in found})

    return rules


def test_true_statements_are_left_alone(rules):
    assert rules(TRUE) == []


def test_true_statements_are_left_alone_without_the_source(rules):
    assert rules(TRUE, source=False) == []


@pytest.mark.parametrize(
    ("wrong", "right", "rule"),
    [
        ("country:cod , country:ner", "country:cog , country:ner", "evidence-name"),
        ("country:ner ; hab:pl", "country:cog , country:ner ; hab:pl", "evidence-name-unused"),
        ("hab:body id:fire-assembly", "hab:body id:water-assembly", "evidence-name"),
        ("hab:place id:water-assembly", "hab:place id:kinshasa", "evidence-name-unused"),
        ('"2019-05-28"', '"2019-05-27"', "evidence-date"),
        ("hab:month", "hab:day", "evidence-precision"),
        ("a hab:Election", "a hab:Session", "evidence-act"),
        ("hab:status hab:postponed", "hab:status hab:done", "evidence-quality"),
    ],
)
def test_a_slip_in_a_session_is_found(rules, wrong, right, rule):
    data = TRUE.replace(SESSION, SESSION.replace(right, wrong, 1))
    assert (rule, "session") in rules(data)


def test_a_date_left_out_is_found(rules):
    dates = 'hab:startDate "2019-05-27"^^xsd:date ; hab:endDate "2019-05-31"^^xsd:date ;'
    assert ("evidence-date-unused", "session") in rules(TRUE.replace(dates, ""))


@pytest.mark.parametrize(
    ("wrong", "right", "rule"),
    [
        ("10000.0", "1000.0", "evidence-figure"),
        ("hab:exactly", "hab:moreThan", "evidence-comparator"),
        ("unit:CCY_USD", "unit:NUM", "evidence-unit"),
        ("measure:cats", "measure:people", "evidence-measure"),
        ("hab:forecast", "hab:actual", "evidence-quality"),
        ("hab:frequency hab:perYear ; hab:value", "hab:value", "evidence-quality"),
    ],
)
def test_a_slip_in_a_figure_is_found(rules, wrong, right, rule):
    data = TRUE.replace(PEOPLE, PEOPLE.replace(right, wrong, 1))
    assert (rule, "people") in rules(data)


def test_a_figure_that_belongs_to_nobody_is_found(rules):
    data = TRUE.replace("; hab:baseFigure id:budget", "")
    assert ("evidence-figure-unused", "share") in rules(data)


def test_an_approved_figure_is_not_actual(rules):
    assert ("evidence-quality-unused", "budget") in rules(
        TRUE.replace("hab:approved", "hab:actual")
    )


def test_a_phrase_with_one_character_changed_is_found(rules):
    data = TRUE.replace('"1 000 多人参加"', '"1 000 多人参与"')
    assert ("evidence-quotation", "e2") in rules(data)


def test_shifted_offsets_are_found(rules):
    data = TRUE.replace(evidence("e2", "1 000 多人参加"), evidence("e2", "1 000 多人参加", shift=1))
    assert ("evidence-offset", "e2") in rules(data)


def test_a_phrase_that_cuts_a_figure_does_not_prove_the_rest(rules):
    data = TRUE.replace(evidence("e2", "1 000 多人参加"), evidence("e2", "000 多人参加"))
    assert ("evidence-figure", "people") in rules(data)


def test_a_paragraph_that_is_not_there_is_found(rules):
    data = TRUE.replace("hab:inParagraph par:1", "hab:inParagraph par:2", 1)
    assert ("evidence-paragraph", "e1") in rules(data)


def test_another_copy_of_the_report_is_noticed(rules):
    digest = 'par:1 a hab:Paragraph ; hab:digest "00" .\n'
    assert ("evidence-digest", "1") in rules(TRUE + digest)


def test_without_the_source_a_wrong_figure_is_found_all_the_same(rules):
    assert ("evidence-figure", "people") in rules(TRUE.replace("1000.0", "100.0"), source=False)
