"""`check` says what is wrong, where, and what it could not prove."""

import json

import pytest
from project import PREFIXES
from rdflib import RDF, Graph

from habitat_graph.namespaces import SH

CONTRADICTION = """:second
    a :Meeting ,
        :Place ;
    rdfs:label "Second meeting"@en .
"""
LINE = PREFIXES.count("\n") + 2


@pytest.fixture
def draft(project):
    """A file of facts beside those of the graph."""

    def draft(facts):
        path = project.root.parent / "nua-2020" / "draft.ttl"
        path.parent.mkdir()
        path.write_text(PREFIXES + facts, "utf-8")
        return path

    return draft


def test_good_files_are_exit_code_0(run, project):
    result = run("check")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith("0 errors, 0 warnings.")
    assert project.store.exists() is False


def test_a_wrong_file_is_exit_code_1_with_file_and_line(run, draft):
    path = draft(CONTRADICTION)
    result = run("check", path)
    assert result.exit_code == 1
    assert f"{path}:{LINE}: error: " in result.stdout
    assert "[cax-dw]" in result.stdout


def test_a_contradiction_with_another_file_is_found(run, draft):
    result = run("check", draft(":first a :Place ."))
    assert result.exit_code == 1
    assert "[cax-dw]" in result.stdout


def test_findings_come_in_chinese(run, draft):
    result = run("--language", "zh", "check", draft(CONTRADICTION))
    assert "没有事物能兼为二者" in result.stdout
    assert "1个错误" in result.stderr
    assert "未检查：未指定报告文本" in result.stderr


def test_a_broken_file_is_a_finding_too(run, draft):
    path = draft(":x a .")
    result = run("check", path)
    assert result.exit_code == 1
    assert result.stdout.startswith(f"{path}:{LINE - 1}: error: ")
    assert "1 error, 0 warnings." in result.stderr


def test_a_file_takes_the_place_of_the_one_it_changes(run, project):
    path = project.root.parent / "nua-2020" / "facts.ttl"
    path.parent.mkdir()
    path.write_text(PREFIXES + CONTRADICTION, "utf-8")
    assert run("check", path).stdout.count("[cax-dw]") == 1
    assert run("check").exit_code == 0


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
    assert run("check", HABITAT_SOURCE="nowhere.txt").exit_code == 2


def test_the_reference_engines_say_so_and_find_the_same(run, draft):
    path = draft(CONTRADICTION)
    found = run("check", path)
    result = run("check", path, "--reference-engines")
    assert (result.exit_code, result.stdout) == (1, found.stdout)
    assert "reference engines" in result.stderr
    assert "reference engines" not in found.stderr
