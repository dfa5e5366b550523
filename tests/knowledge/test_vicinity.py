"""A file is told in its vicinity what it is told among all files."""

import os
from pathlib import Path

import pytest
from project import PREFIXES, Project

from habitat_graph.knowledge.dataset import load_knowledge
from habitat_graph.knowledge.files import knowledge_root
from habitat_graph.knowledge.graphs import graph_of
from habitat_graph.knowledge.source import read_source
from habitat_graph.knowledge.turtle import serialized
from habitat_graph.knowledge.vicinity import load_vicinity
from habitat_graph.problems import DataError
from habitat_graph.release.gate import examined, findings

SOUND_FOLDERS = ("links", "partner")


def damaged(triples):
    """Some triples left out, some given to another resource and some turned elsewhere."""
    ordered = sorted(triples)
    result = []
    for number, (subject, predicate, value) in enumerate(ordered):
        if number % 12 == 3:
            continue
        if number % 12 == 5:
            result.append((ordered[(number - 40) % len(ordered)][0], predicate, value))
        elif number % 36 == 7:
            value = ordered[(number - 300) % len(ordered)][2]  # noqa: PLW2901 - whatever another triple ends in
        result.append((subject, predicate, value))
    return graph_of(result)


@pytest.fixture(scope="module")
def broken(knowledge, tmp_path_factory):
    """The knowledge in files, with slips all over the sections and the reference files."""
    root = tmp_path_factory.mktemp("broken")
    for file in (*knowledge.ontology, *knowledge.shapes, *knowledge.data):
        path = root / file.path.relative_to(knowledge_root())
        if path.parent.name not in SOUND_FOLDERS:
            path.parent.mkdir(parents=True, exist_ok=True)
            sound = path.is_relative_to(root / "ontology") or path.is_relative_to(root / "shapes")
            path.write_text(file.text if sound else serialized(damaged(file.triples)), "utf-8")
    return root


@pytest.fixture
def project(tmp_path):
    project = Project(tmp_path)
    (project.root / "data/ttl/links").mkdir()
    return project


@pytest.fixture(scope="module")
def source():
    """The report, where the user has named a copy of it."""
    path = os.environ.get("HABITAT_SOURCE")
    return read_source(Path(path)) if path else None


@pytest.mark.parametrize(
    "name", ["nua-2020/finance", "nua-2020/habitat-assembly", "reference/bodies"]
)
def test_a_file_is_told_in_its_vicinity_what_it_is_told_among_all(broken, source, name):
    path = broken / f"data/ttl/{name}.ttl"
    found = findings(load_vicinity(broken, [path]), source, {path})
    assert len({each.rule for each in found}) > 7
    assert sorted(map(str, found)) == sorted(
        map(str, findings(load_knowledge(broken, [path]), source, {path}))
    )


def test_less_is_read_for_one_file_than_for_all(knowledge):
    path = knowledge_root() / "data/ttl/nua-2020/finance.ttl"
    near = load_vicinity(knowledge_root(), [path])
    assert len(near.asserted) < len(knowledge.asserted) / 2
    (whole,) = (file for file in knowledge.data if file.path == path)
    (own,) = (file for file in near.data if file.path == path)
    assert set(own.triples) == set(whole.triples)


def test_a_double_in_a_section_that_shares_nothing_else_is_found(project):
    said = "a :Meeting ; :about :thing ; hab:evidence"
    project.facts(f":a-first {said} :e1 .")
    project.write("data/ttl/nua-2020/more.ttl", f"{PREFIXES}:b-second {said} :e2 .")
    path = project.root / "data/ttl/nua-2020/more.ttl"
    found = findings(load_vicinity(project.root, [path]), None, {path})
    assert "evidence-double" in {each.rule for each in found}


def test_another_file_that_is_broken_is_told_all_the_same(project):
    project.facts(":first hab:evidence << :a :b :c >> .")
    project.write("data/ttl/nua-2020/more.ttl", PREFIXES)
    with pytest.raises(DataError):
        load_vicinity(project.root, [project.root / "data/ttl/nua-2020/more.ttl"])


@pytest.mark.parametrize("name", ["shapes/terms.ttl", "ontology/terms.ttl"])
def test_a_shape_or_a_term_concerns_every_file(project, name):
    project.write("data/ttl/links/to.ttl", PREFIXES + ":x a :Thing .")
    near = load_vicinity(project.root, [project.root / name])
    assert {file.path.name for file in near.data} == {"facts.ttl", "to.ttl"}


def test_links_are_told_only_where_they_are_checked(project, tmp_path):
    link = "data/ttl/links/to.ttl"
    project.write(link, PREFIXES + ":x owl:sameAs :y .")
    facts = project.root / "data/ttl/nua-2020/facts.ttl"
    (tmp_path / "tables").mkdir()
    near = load_vicinity(project.root, [facts])
    assert examined(near, None, {facts}, reference=tmp_path / "tables").findings == ()
    found = findings(
        load_vicinity(project.root, [project.root / link]), None, {project.root / link}
    )
    assert "link-count" in {each.rule for each in found}
