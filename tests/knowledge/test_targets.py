"""Shapes kept to one file say of it what they say of it among all files."""

from dataclasses import replace

import pytest
from rdflib import Graph

from habitat_graph.knowledge.dataset import load_knowledge
from habitat_graph.knowledge.validation import shape_findings

PREFIXES = """@prefix : <https://w3id.org/habitat-graph/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""
DAMAGED = ("nua-2020", "reference")


def found(root, shapes, facts, more):
    """What the shapes say of a file with some facts, beside another with more."""
    for folder in ("ontology", "shapes", "data/ttl/nua-2020", "queries"):
        (root / folder).mkdir(parents=True)
    path = root / "data/ttl/nua-2020/more.ttl"
    (root / "ontology/terms.ttl").write_text(PREFIXES + ":Session rdfs:subClassOf :Activity .")
    (root / "shapes/terms.ttl").write_text(PREFIXES + shapes)
    (root / "data/ttl/nua-2020/facts.ttl").write_text(PREFIXES + facts)
    path.write_text(PREFIXES + more)
    return shape_findings(load_knowledge(root), {path})


@pytest.fixture(scope="module")
def broken(knowledge):
    """Every twentieth triple of the sections left out, and every twentieth turned elsewhere."""
    files = tuple(
        replace(file, triples=damaged(file.triples)) if file.path.parent.name in DAMAGED else file
        for file in knowledge.data
    )
    return replace(knowledge, data=files)


def damaged(triples):
    result = Graph(bind_namespaces="none")
    for number, (subject, predicate, value) in enumerate(sorted(triples)):
        if number % 20 == 1:
            value = predicate  # noqa: PLW2901 - no such thing stands in the data
        if number % 20:
            result.add((subject, predicate, value))
    return result


@pytest.fixture(scope="module")
def all_findings(broken):
    return shape_findings(broken)


@pytest.mark.parametrize("name", ["finance", "operations", "report", "countries", "documents"])
def test_only_one_file_is_told_what_all_files_are_told_of_it(broken, all_findings, name):
    (file,) = (file for file in broken.data if file.path.stem == name)
    findings = shape_findings(broken, {file.path})
    subjects = set(file.triples.subjects())
    assert len(findings) > 30
    assert findings == [each for each in all_findings if each.subject in subjects]


def test_sound_files_are_sound_one_by_one(knowledge):
    findings = shape_findings(knowledge)
    for file in knowledge.data[::8]:
        subjects = set(file.triples.subjects())
        assert shape_findings(knowledge, {file.path}) == [
            each for each in findings if each.subject in subjects
        ]


def test_values_that_a_shape_looks_into_are_told_too(tmp_path):
    shapes = """:S a sh:NodeShape ; sh:targetClass :Activity ; sh:property [ sh:path :p ;
                  sh:property [ sh:path :q ; sh:minCount 1 ; sh:message "Wrong."@en ] ] ."""
    (finding,) = found(tmp_path, shapes, ":x a :Session ; :p :y .", ":y :r 1 .")
    assert str(finding.subject) == "https://w3id.org/habitat-graph/id/y"


@pytest.mark.parametrize(
    "target",
    [
        "sh:targetClass :Activity",
        "sh:targetNode :y",
        "sh:targetObjectsOf :r",
        "sh:targetSubjectsOf :p",
    ],
)
def test_every_kind_of_target_is_kept_to_those_files(tmp_path, target):
    shapes = f":S a sh:NodeShape ; {target} ; sh:property [ sh:path :q ; sh:minCount 1 ] ."
    facts = ":x a :Session ; :p 1 ; :r :x , :y ."
    (finding,) = found(tmp_path, shapes, facts, ":y a :Session ; :p 1 .")
    assert str(finding.subject) == "https://w3id.org/habitat-graph/id/y"
