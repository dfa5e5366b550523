"""/report, over the real graph."""

import json
import re

import pytest

from habitat_graph.knowledge.files import knowledge_root
from habitat_graph.release.build import scratch
from habitat_graph.settings import Settings
from habitat_graph.web.app import create_app
from habitat_graph.web.outline import facts, outlines
from habitat_graph.web.questions import Questions
from habitat_graph.web.site import question_texts


@pytest.fixture(scope="module")
def questions():
    return Questions(scratch(knowledge_root()), question_texts())


@pytest.fixture(scope="module")
def outline(questions):
    (found,) = outlines(questions)
    return found


def test_paragraphs_come_in_the_order_of_the_report(outline):
    names = [part.name for part in outline.paragraphs]
    numbers = [str(number) for number in range(1, 83)]
    assert names == ["title", "summary", *numbers, "footnote-1"]


def test_a_paragraph_stands_in_its_sections(outline):
    paragraph = next(part for part in outline.paragraphs if part.name == "67")
    assert [section.name for section in outline.path(paragraph)] == ["v", "v-d", "v-d-1"]
    before, after = outline.beside(paragraph)
    assert (before.name, after.name) == ("66", "68")
    assert outline.beside(outline.paragraphs[-1])[1] is None


def test_every_paragraph_states_something_and_proves_it(outline):
    for part in outline.paragraphs:
        assert part.statements, part.name
        for told in part.statements.values():
            assert told.evidence


def test_a_statement_is_told_in_words(questions, outline):
    paragraph = next(part for part in outline.paragraphs if part.name == "4")
    facts(questions, paragraph)
    told = next(
        told
        for told in paragraph.statements.values()
        if told.statement.english == "Mexico is President of the UN-Habitat Assembly"
    )
    words = {
        prop.english: [getattr(value, "english", None) for value in values]
        for prop, values in told.facts.items()
    }
    assert words["holder"] == ["Mexico"]
    assert words["office"] == ["President of the UN-Habitat Assembly"]


def test_a_site_without_a_report_says_so(client, browse):
    assert client.get("/report").json["reports"] == []
    assert "no report" in browse("/report").text
    assert client.get("/report/paragraph/14").status_code == 404


REPORT = """
@prefix hab: <https://w3id.org/habitat-graph/ontology#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix id: <https://w3id.org/habitat-graph/id/> .
<https://w3id.org/habitat-graph/graph/later/report> {
  <https://w3id.org/habitat-graph/id/report/later> a hab:Report ; rdfs:label "Later <report>"@en .
  <https://w3id.org/habitat-graph/id/report/later/section/i> a hab:Section ;
    hab:isPartOf <https://w3id.org/habitat-graph/id/report/later> ; hab:heading "Begin"@en .
  <https://w3id.org/habitat-graph/id/report/later/paragraph/1> a hab:Paragraph ; hab:number "1" ;
    rdfs:label "Paragraph 1"@en ;
    hab:isPartOf <https://w3id.org/habitat-graph/id/report/later/section/i> .
  id:one rdfs:label "One"@en ; hab:place id:there ; hab:evidence id:proof .
  id:proof oa:exact "在那里" ;
    hab:inParagraph <https://w3id.org/habitat-graph/id/report/later/paragraph/1> .
}
"""


def test_a_later_report_needs_no_code(tmp_path, root, shelve):
    shelve(tmp_path, trig=REPORT)
    client = create_app(Settings(tmp_path, None, 30.0, "en"), root).test_client()
    reply = client.get("/report/later/paragraph/1")
    (statement,) = reply.json["statements"]
    assert statement["evidence"][0]["exact"] == "在那里"
    assert statement["states"]["hab:place"][0]["id"].endswith("/id/there")
    assert client.get("/report/other/paragraph/1").status_code == 404
    html = client.get("/report", headers={"Accept": "text/html"}).text
    assert "Later &lt;report&gt;" in html
    assert re.search(r'href="/report/later/paragraph/1"', html)
    assert json.loads(client.get("/report").data)["reports"][0]["paragraphs"][0]["section"]
