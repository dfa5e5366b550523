"""`audit` compares the report with the graph."""

import json


def test_without_the_report_there_is_nothing_to_compare(run):
    result = run("audit")
    assert result.exit_code == 2
    assert "HABITAT_SOURCE" in result.stderr


def test_the_audit_goes_through_every_passage(run, source_path):
    result = run("audit", "--source", source_path, "--format", "json")
    assert result.exit_code == 0
    assert len(json.loads(result.stdout)) == 85
    assert "85 passages" in run("audit", "--source", source_path).stdout
