"""Shapes: what is reported of data that breaks them, in which words and at which line."""

import pytest
from shaped import FIRST_LINE, MESSAGES, PREFIXES, example, small

from habitat_graph.knowledge.dataset import load_knowledge
from habitat_graph.knowledge.validation import shape_findings
from habitat_graph.problems import DataError


def test_a_nameless_resource_does_not_answer_for_all(tmp_path):
    shapes = """:S a sh:NodeShape ; sh:targetClass :Activity ; sh:sparql [ sh:select
                  '''SELECT $this WHERE { $this <https://w3id.org/habitat-graph/id/p> 5 }''' ] ."""
    loaded = small(tmp_path, shapes, "[] a :Session . :x :p 5 .")
    assert not shape_findings(loaded)


def test_messages_come_in_both_languages(tmp_path):
    (finding,) = shape_findings(
        small(
            tmp_path,
            f""":S a sh:NodeShape ; sh:targetClass :Activity ;
                  sh:property [ sh:path :p ; sh:minCount 1 ; {MESSAGES} ] .""",
            ":x a :Session .",
        )
    )
    assert finding.message == "Wrong."
    assert finding.message_zh == "有误。"


def test_a_message_with_a_value_keeps_its_language(tmp_path):
    (finding,) = shape_findings(example(tmp_path, "sparql"))
    assert finding.message == "Too many: 6."
    assert finding.message_zh == "太多：6。"


def test_an_english_message_stands_in_for_a_chinese_one(tmp_path):
    shapes = """:S a sh:NodeShape ; sh:targetClass :Activity ;
                  sh:property [ sh:path :p ; sh:minCount 1 ; sh:message "Wrong."@en ] ."""
    (finding,) = shape_findings(small(tmp_path, shapes, ":x a :Session ."))
    assert finding.message_zh == "Wrong."


def test_a_finding_names_the_line_of_the_value(tmp_path):
    shapes = """:S a sh:NodeShape ; sh:targetClass :Activity ;
                  sh:property [ sh:path :p ; sh:class :A ] ."""
    data = ":x a :Session ;\n  :p :a ,\n     :b .\n:a a :A .\n"
    (finding,) = shape_findings(small(tmp_path, shapes, data))
    assert finding.location.path == tmp_path / "data/ttl/nua-2020/facts.ttl"
    assert finding.location.line == FIRST_LINE + 2


@pytest.mark.parametrize(("level", "severity"), [("Warning", "warning"), ("Info", "note")])
def test_a_shape_says_how_much_it_matters(tmp_path, level, severity):
    shapes = f""":S a sh:NodeShape ; sh:targetClass :Activity ;
                   sh:property [ sh:path :p ; sh:minCount 1 ; sh:severity sh:{level} ] ."""
    (finding,) = shape_findings(small(tmp_path, shapes, ":x a :Session ."))
    assert finding.severity == severity


def test_only_looks_at_the_resources_of_those_files(tmp_path):
    shapes = """:S a sh:NodeShape ; sh:targetClass :Activity ;
                  sh:property [ sh:path :p ; sh:minCount 1 ] ."""
    small(tmp_path, shapes, ":x a :Session .")
    more = tmp_path / "data/ttl/nua-2020/more.ttl"
    more.write_text(PREFIXES + ":y a :Session .", "utf-8")
    loaded = load_knowledge(tmp_path)
    (finding,) = shape_findings(loaded, {more})
    assert finding.location.path == more
    assert len(shape_findings(loaded, {tmp_path / "shapes/terms.ttl"})) == 2


@pytest.mark.parametrize(
    "shape",
    [
        'sh:sparql [ sh:select "SELECT $this WHERE {" ]',
        "sh:property [ sh:minCount 1 ]",
        "sh:property [ sh:path :p ; sh:nodeKind :Nothing ]",
    ],
)
def test_a_shape_that_makes_no_sense_is_refused(tmp_path, shape):
    shapes = f":S a sh:NodeShape ; sh:targetClass :Activity ; {shape} ."
    with pytest.raises(DataError, match="shapes make no sense"):
        shape_findings(small(tmp_path, shapes, ":x a :Session ."))
