"""The gate says what it found, and what it could not look at."""

from habitat_graph.knowledge.dataset import load_knowledge
from habitat_graph.release.gate import STEPS, examined, findings


def test_good_files_pass(project):
    verdict = examined(load_knowledge(project.root), None)
    assert verdict.passes
    assert verdict.findings == ()


def test_a_verdict_names_the_checks_that_were_not_made(project):
    verdict = examined(load_knowledge(project.root), None)
    assert [check.name for check in verdict.checks if not check.made] == ["quotations"]


def test_shapes_that_are_not_there_are_not_checked(project):
    (project.root / "shapes/terms.ttl").unlink()
    verdict = examined(load_knowledge(project.root), None)
    assert [check.name for check in verdict.checks if not check.made] == ["shapes", "quotations"]


def test_only_some_files_are_looked_at(project):
    project.facts(":first a :Meeting .")
    project.write(
        "data/ttl/nua-2020/more.ttl",
        "@prefix : <https://w3id.org/habitat-graph/id/> . :second a :Meeting , :Place .",
    )
    knowledge = load_knowledge(project.root)
    assert len(findings(knowledge, None)) == 3
    more = project.root / "data/ttl/nua-2020/more.ttl"
    assert {each.location.path for each in findings(knowledge, None, {more})} == {more}


def test_a_file_that_contradicts_another_is_found_by_itself(project):
    project.write(
        "data/ttl/nua-2020/more.ttl",
        "@prefix : <https://w3id.org/habitat-graph/id/> . :first a :Place .",
    )
    knowledge = load_knowledge(project.root)
    more = project.root / "data/ttl/nua-2020/more.ttl"
    assert {each.rule for each in findings(knowledge, None, {more})} == {"cax-dw"}


def test_every_step_is_told(project):
    told = []
    examined(load_knowledge(project.root), None, progress=told.append)
    assert tuple(told) == STEPS
