"""What changed from release to release."""

import pytest

from habitat_graph.release.difference import difference


@pytest.fixture
def change(project):
    before = project.build()
    project.facts("""
:first a :Meeting ; rdfs:label "Opening meeting"@en , "第一次会议"@zh .
:second a :Meeting ; rdfs:label "Second meeting"@en , "第二次会议"@zh .
""")
    return difference(before, project.build())


def test_a_difference_is_said_in_words(change):
    assert (
        change.as_text("en")
        == """\
Release 1 to 2: 4 triples added, 1 removed; 1 more inferred, 0 no longer.

Opening meeting (id/first)
  - http://www.w3.org/2000/01/rdf-schema#label "First meeting"@en
  + http://www.w3.org/2000/01/rdf-schema#label "Opening meeting"@en

Second meeting (id/second)
  + http://www.w3.org/2000/01/rdf-schema#label "Second meeting"@en
  + http://www.w3.org/2000/01/rdf-schema#label "第二次会议"@zh
  + is a id/Meeting
"""
    )


def test_a_difference_is_said_in_chinese(change):
    text = change.as_text("zh")
    assert text.startswith("从第1版到第2版：新增4条、删除1条；推论新增1条、删除0条。")
    assert "第二次会议 (id/second)" in text
    assert "+ 是 id/Meeting" in text


def test_a_patch_makes_the_new_release_of_the_old(change):
    old = set(change.before.data.read_text("utf-8").splitlines())
    new = set(change.after.data.read_text("utf-8").splitlines())
    for line in change.as_patch().splitlines()[1:-1]:
        sign, quad = line[0], line[2:]
        if sign == "A":
            assert quad not in old
            old.add(quad)
        else:
            old.remove(quad)
    assert old == new


def test_a_new_axiom_does_not_rename_the_nameless_ones(project):
    before = project.build()
    ontology = (project.root / "ontology/terms.ttl").read_text("utf-8")
    more = ":Kind owl:equivalentClass [ owl:unionOf ( :Act :Fact ) ] .\n"
    project.write("ontology/terms.ttl", ontology + more)
    change = difference(before, project.build())
    assert not change.removed
    assert len(change.added) == 6


def test_nothing_changes_where_nothing_changed(project):
    change = difference(project.build(), project.build())
    assert not change.added
    assert not change.removed
