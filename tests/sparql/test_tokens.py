"""What kind of query a text is."""

import pytest

from habitat_graph.sparql.tokens import Form, form, is_stable, unescaped


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT * {}", Form.SELECT),
        ("# CONSTRUCT\nPREFIX ask: <urn:select> BASE <urn:x> ask {}", Form.ASK),
        ("construct where {}", Form.CONSTRUCT),
        ("DESCRIBE <urn:x>", Form.DESCRIBE),
        ("SELECTDISTINCT*{}", Form.SELECT),
        ("prefix x: <urn:x> insert data {}", Form.UPDATE),
        ("", None),
        ("hello", None),
    ],
)
def test_the_form(text, expected):
    assert form(text) is expected


def test_what_asks_for_time_or_chance_is_not_stable():
    assert not is_stable("SELECT (now() AS ?t) {}")
    assert not is_stable("SELECT (RAND() AS ?r) {}")
    assert is_stable("SELECT ?now { ?now ?p 'NOW()' } # RAND()")


def test_escapes_are_undone_and_impossible_ones_left():
    assert unescaped("\\u0041\\U0001F600\\UFFFFFFFF") == "A😀\\UFFFFFFFF"
