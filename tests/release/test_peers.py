"""The fast engines and the reference implementations agree."""

import pytest
from project import PREFIXES

from habitat_graph.knowledge.dataset import load_knowledge
from habitat_graph.knowledge.peers import peer_closure
from habitat_graph.problems import DataError
from habitat_graph.release.gate import PEERS, examined

FACTS = """:first a :Meeting .
:second a :Meeting , :Place ; rdfs:label "Second meeting"@en .
"""


def test_both_find_the_same(project):
    project.facts(FACTS)
    knowledge = load_knowledge(project.root)
    found = examined(knowledge, None).findings
    assert {each.rule for each in found} == {"ActivityShape", "cax-dw"}
    assert examined(knowledge, None, engines=PEERS).findings == found


def test_both_find_the_same_in_one_file(project):
    project.write("data/ttl/nua-2020/more.ttl", PREFIXES + ":x a :Meeting .")
    knowledge = load_knowledge(project.root)
    only = {project.root / "data/ttl/nua-2020/more.ttl"}
    found = examined(knowledge, None, only).findings
    assert [each.rule for each in found] == ["ActivityShape"]
    assert examined(knowledge, None, only, engines=PEERS).findings == found


def test_the_reference_closure_holds_what_is_said_and_what_follows(project):
    knowledge = load_knowledge(project.root)
    closed = peer_closure(knowledge.asserted, knowledge.schema)
    assert len(knowledge.asserted - closed) == 0
    assert len(closed) > len(knowledge.asserted) + len(knowledge.schema)


def test_shapes_that_make_no_sense_are_refused(project):
    project.write(
        "shapes/terms.ttl",
        PREFIXES + ":S a sh:NodeShape ; sh:targetClass :Meeting ; sh:property [ sh:minCount 1 ] .",
    )
    with pytest.raises(DataError, match="shapes make no sense"):
        examined(load_knowledge(project.root), None, engines=PEERS)
