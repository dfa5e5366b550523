"""A change as a value, and as the lines that processes and journals pass on."""

import pyoxigraph
import pytest

from habitat_graph.sparql.change import Change

TRIG = """
@prefix ex: <https://example.org/> .
ex:s ex:p "two\\nlines"@en, 01, 1.00, "人居", true .
ex:g { ex:s ex:p _:b . _:b ex:q "\\u0085\\t\\r" . }
_:graph { ex:s ex:p <https://example.org/%E4%BA%BA#> }
"""


@pytest.fixture
def quads():
    return tuple(pyoxigraph.parse(TRIG, pyoxigraph.RdfFormat.TRIG))


def test_a_change_comes_through_as_it_was(quads):
    change = Change(quads[:3], quads[3:], ("https://example.org/new",), ("_:old",))
    assert Change.from_patch(change.as_patch()) == change


def test_no_change_is_an_empty_patch():
    assert Change().as_patch() == b""
    assert not Change.from_patch(b"")


def test_a_change_knows_its_graphs(quads):
    change = Change(added=quads, dropped=("https://example.org/old",))
    named = {graph for graph in change.graphs if not graph.startswith("_:")}
    assert named == {"https://example.org/g", "https://example.org/old"}
    assert len(change.graphs) == 3
    assert change.touches_default_graph


@pytest.mark.parametrize("patch", [b"Z <urn:s> <urn:p> 1 .", b"A <urn:s>", b"nonsense"])
def test_what_is_no_patch_is_refused(patch):
    with pytest.raises((ValueError, SyntaxError)):
        Change.from_patch(patch)
