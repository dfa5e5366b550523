import json
from pathlib import Path

import pytest
from rdflib import RDF, Graph, Literal, URIRef

from habitat_graph.knowledge.findings import Finding, Location, Severity
from habitat_graph.knowledge.reports import as_json, as_sarif, as_text, as_turtle
from habitat_graph.namespaces import ID, SH, SHAPE

BODY = ID["body/un-habitat"]


@pytest.fixture
def placed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Finding:
    monkeypatch.chdir(tmp_path)
    location = Location(tmp_path / "data" / "一 b.ttl", 7)
    return Finding("BodyLabel", Severity.ERROR, "It has\nno label.", "没有标签。", BODY, location)


@pytest.fixture
def unplaced() -> Finding:
    return Finding("evidence-figure", Severity.WARNING, "Odd.", "可疑。", BODY)


@pytest.fixture
def general() -> Finding:
    return Finding("audit", Severity.NOTE, "Done.", "完成。")


def test_text_gives_place_severity_message_and_rule_on_one_line(placed: Finding) -> None:
    assert as_text([placed], "en") == (
        f"{Path('data/一 b.ttl')}:7: error: It has no label. [BodyLabel]\n"
    )


def test_text_speaks_chinese(placed: Finding) -> None:
    assert "没有标签。 [BodyLabel]" in as_text([placed], "zh")


def test_text_names_the_subject_where_there_is_no_place(
    unplaced: Finding, general: Finding
) -> None:
    assert as_text([unplaced, general], "en") == (
        f"<{BODY}>: warning: Odd. [evidence-figure]\n-: note: Done. [audit]\n"
    )


def test_a_path_elsewhere_is_shown_in_full(
    placed: Finding, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path / "other")
    assert as_text([placed], "en").startswith(f"{tmp_path / 'data' / '一 b.ttl'}:7:")


def test_json_gives_both_languages(placed: Finding, general: Finding) -> None:
    assert json.loads(as_json([placed, general])) == [
        {
            "rule": "BodyLabel",
            "severity": "error",
            "message": {"en": "It has\nno label.", "zh": "没有标签。"},
            "subject": str(BODY),
            "path": "data/一 b.ttl",
            "line": 7,
        },
        {
            "rule": "audit",
            "severity": "note",
            "message": {"en": "Done.", "zh": "完成。"},
            "subject": None,
            "path": None,
            "line": None,
        },
    ]


def test_no_findings_are_an_empty_list() -> None:
    assert as_text([], "en") == ""
    assert json.loads(as_json([])) == []
    assert json.loads(as_sarif([]))["runs"][0]["results"] == []


def test_sarif_names_version_tool_and_each_rule_once(placed: Finding, unplaced: Finding) -> None:
    log = json.loads(as_sarif([unplaced, placed, unplaced]))
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-schema-2.1.0.json")
    [run] = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "habitat-graph"
    assert [rule["id"] for rule in driver["rules"]] == ["BodyLabel", "evidence-figure"]
    for result in run["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_sarif_points_to_the_line_by_a_relative_uri(placed: Finding) -> None:
    [result] = json.loads(as_sarif([placed]))["runs"][0]["results"]
    assert result["level"] == "error"
    assert result["message"] == {"text": "It has\nno label."}
    [location] = result["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "data/%E4%B8%80%20b.ttl"},
        "region": {"startLine": 7},
    }


def test_sarif_leaves_out_places_that_are_not_known(unplaced: Finding, general: Finding) -> None:
    first, second = json.loads(as_sarif([unplaced, general]))["runs"][0]["results"]
    assert first["level"] == "warning"
    assert first["locations"] == [{"logicalLocations": [{"fullyQualifiedName": str(BODY)}]}]
    assert second["level"] == "note"
    assert "locations" not in second


def test_turtle_is_a_shacl_report(placed: Finding, unplaced: Finding, general: Finding) -> None:
    graph = Graph().parse(data=as_turtle([placed, unplaced, general]), format="turtle")
    report = graph.value(predicate=RDF.type, object=SH.ValidationReport)
    assert graph.value(report, SH.conforms) == Literal(False)
    results = {
        graph.value(result, SH.resultSeverity): result
        for result in graph.objects(report, SH.result)
    }
    assert results.keys() == {SH.Violation, SH.Warning, SH.Info}
    violation, warning = results[SH.Violation], results[SH.Warning]
    assert graph.value(violation, RDF.type) == SH.ValidationResult
    assert graph.value(violation, SH.focusNode) == BODY
    assert graph.value(violation, SH.sourceShape) == SHAPE.BodyLabel
    assert set(graph.objects(violation, SH.resultMessage)) == {
        Literal("It has\nno label.", lang="en"),
        Literal("没有标签。", lang="zh"),
    }
    assert graph.value(warning, SH.sourceShape) is None, "no shape makes this finding"


def test_turtle_conforms_where_nothing_was_found() -> None:
    graph = Graph().parse(data=as_turtle([]), format="turtle")
    assert list(graph.objects(None, URIRef(SH.conforms))) == [Literal(True)]
    assert (None, SH.result, None) not in graph
