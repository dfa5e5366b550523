"""`check` says what is wrong, where, and what it could not prove."""

import json

import pytest
from rdflib import RDF, Graph

from habitat_graph.namespaces import SH

CONTRADICTION = """<https://w3id.org/habitat-graph/id/country/atlantis>
    a hab:Country ,
        hab:Session .
"""


def test_a_wrong_file_is_exit_code_1_with_file_and_line(run, draft):
    path = draft(CONTRADICTION)
    result = run("check", path)
    assert result.exit_code == 1
    assert f"{path}:6: error: " in result.stdout
    assert "[cax-adc]" in result.stdout


def test_findings_come_in_chinese(run, draft):
    result = run("--language", "zh", "check", draft(CONTRADICTION))
    assert "没有事物能兼为二者" in result.stdout
    assert "个错误" in result.stderr
    assert "未检查：未指定报告文本" in result.stderr


def test_a_broken_file_is_a_finding_too(run, draft):
    path = draft("hab:x a .")
    result = run("check", path)
    assert result.exit_code == 1
    assert result.stdout.startswith(f"{path}:5: error: ")
    assert "1 error, 0 warnings." in result.stderr


def test_what_was_not_proved_is_said(run, draft):
    assert "Not checked: No copy of the report is named" in run("check", draft("")).stderr


def test_with_the_source_everything_is_proved(run, draft, source_path):
    assert "Not checked" not in run("check", draft(""), "--source", source_path).stderr


@pytest.mark.parametrize("form", ["json", "sarif", "turtle"])
def test_a_report_for_programs_stands_alone_on_standard_output(run, draft, form):
    result = run("check", draft(CONTRADICTION), "--format", form)
    assert result.exit_code == 1
    if form == "turtle":
        report = Graph().parse(data=result.stdout, format="turtle")
        assert (None, RDF.type, SH.ValidationResult) in report
    else:
        assert json.loads(result.stdout)


def test_a_file_that_is_no_turtle_is_wrong_usage(run, tmp_path):
    path = tmp_path / "query.rq"
    path.write_text("SELECT * {}")
    assert run("check", path).exit_code == 2


def test_a_source_that_is_not_there_is_wrong_usage(run, draft):
    assert run("check", draft(""), "--source", "nowhere.txt").exit_code == 2
    assert run("check", draft(""), HABITAT_SOURCE="nowhere.txt").exit_code == 2
