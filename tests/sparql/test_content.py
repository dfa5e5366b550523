"""The quads of a store: as they were written, and united."""

import random

import pyoxigraph
import pytest

from habitat_graph.sparql.change import Change
from habitat_graph.sparql.content import Content

SPELLINGS = ("1", "01", "1.0", "1.00", '"1"', "true", '"true"@en', "<urn:o>", "1e0", "10e-1")


def quads(trig):
    return list(pyoxigraph.parse(trig, pyoxigraph.RdfFormat.TRIG))


def default(content):
    found = content.engine.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph())
    return {quad.triple for quad in found}


def state(content):
    """All that can be told of a content."""
    return set(content.every_quad()), len(content), dict(+content.sizes), default(content)


@pytest.mark.parametrize("union", [True, False])
def test_what_is_written_is_given_back_to_the_letter(union):
    written = quads("<urn:g> { <urn:s> <urn:p> 01, 1, 1.00, 1.0, '2020-01-01Z'^^<urn:date> }")
    content = Content.of(written, union=union)
    assert set(content.quads("urn:g")) == set(written)
    assert len(content) == len(written)


def test_one_spelling_goes_and_the_other_stays():
    content = Content.of(quads("<urn:g> { <urn:s> <urn:p> 01, 1 }"), union=True)
    content.apply(Change(removed=tuple(quads("<urn:g> { <urn:s> <urn:p> 1 }"))))
    assert content.quads("urn:g") == quads("<urn:g> { <urn:s> <urn:p> 01 }")
    content.apply(Change(removed=tuple(quads("<urn:g> { <urn:s> <urn:p> 01 }"))))
    assert content.quads("urn:g") == []
    assert default(content) == set()


def test_a_triple_stays_in_the_union_as_long_as_a_graph_has_it():
    content = Content.of(
        quads("<urn:a> { <urn:s> <urn:p> 1 } <urn:b> { <urn:s> <urn:p> 1 }"), union=True
    )
    content.apply(Change(removed=tuple(quads("<urn:a> { <urn:s> <urn:p> 1 }"))))
    assert len(default(content)) == 1
    content.apply(Change(removed=tuple(quads("<urn:b> { <urn:s> <urn:p> 1 }"))))
    assert default(content) == set()


def test_the_default_graph_keeps_what_is_its_own():
    content = Content.of(quads("<urn:s> <urn:p> 1 . <urn:a> { <urn:s> <urn:p> 1 }"), union=True)
    content.apply(Change(removed=tuple(quads("<urn:a> { <urn:s> <urn:p> 1 }"))))
    assert content.quads(None) == quads("<urn:s> <urn:p> 1 .")
    assert len(default(content)) == 1


def test_empty_graphs_come_and_go():
    content = Content.of((), union=True)
    content.apply(Change(created=("urn:g", "_:b")))
    assert content.graphs() == {"urn:g", "_:b"}
    content.apply(Change(dropped=("urn:g",)))
    assert content.graphs() == {"_:b"}


@pytest.mark.parametrize("union", [True, False])
@pytest.mark.parametrize("seed", range(8))
def test_changes_lead_where_a_new_start_would(union, seed):
    """Any changes, one after the other, against the same quads loaded at once."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    every = [
        quad
        for graph in ("<urn:g>", "<urn:h>", "")
        for value in SPELLINGS
        for quad in quads(f"{graph} {{ <urn:s> <urn:p> {value} }}")
    ]
    content, present = Content.of((), union=union), set()
    for _ in range(30):
        removed = set(chance.sample(every, 6))
        added = set(chance.sample(every, 4))
        # What goes and comes at once stays: a change is never made like that.
        content.apply(Change(tuple(removed - added), tuple(added)))
        present = (present - removed) | added
        assert state(content) == state(Content.of(present, union=union))


def test_a_new_engine_takes_over_from_one_with_much_that_is_gone(monkeypatch):
    monkeypatch.setattr("habitat_graph.sparql.content._DEAD_LIMIT", 0)
    content = Content.of(quads("<urn:g> { <urn:s> <urn:p> 01, 2, 3 }"), union=True)
    content.apply(Change(created=("urn:empty",)))
    first = content.engine
    content.apply(Change(removed=tuple(quads("<urn:g> { <urn:s> <urn:p> 2, 3 }"))))
    assert content.engine is not first
    assert content.quads("urn:g") == quads("<urn:g> { <urn:s> <urn:p> 01 }")
    assert "urn:empty" in content.graphs()
    assert len(default(content)) == 1
