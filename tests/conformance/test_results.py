"""The judge of the suites: it must know a wrong answer when it sees one."""

import pytest

from conformance.results import Table, isomorphic, same, table, triples_of

TURTLE = "text/turtle"
RING = "_:a <urn:p> _:b . _:b <urn:p> _:c . _:c <urn:p> _:a ."
TWO_RINGS = f"{RING} _:d <urn:p> _:e . _:e <urn:p> _:f . _:f <urn:p> _:d ."
LONG_RING = f"{RING[:-18]} _:c <urn:p> _:d . _:d <urn:p> _:e . _:e <urn:p> _:f . _:f <urn:p> _:a ."


def graph(text):
    return triples_of(text.encode(), TURTLE)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (RING, "_:z <urn:p> _:x . _:x <urn:p> _:y . _:y <urn:p> _:z ."),
        ("_:a <urn:p> 1.0 .", "_:b <urn:p> 1.00 ."),
        ("[] <urn:p> [], [] .", "_:x <urn:p> _:y, _:z ."),
        ("<urn:s> <urn:p> <<( _:a <urn:q> _:a )>> .", "<urn:s> <urn:p> <<( _:b <urn:q> _:b )>> ."),
    ],
)
def test_graphs_that_differ_in_names_only_are_the_same(first, second):
    assert isomorphic(graph(first), graph(second))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (RING, "_:a <urn:p> _:a . _:b <urn:p> _:c . _:c <urn:p> _:b ."),
        (TWO_RINGS, LONG_RING),
        ("<urn:s> <urn:p> 1 .", "<urn:s> <urn:p> 1.0 ."),
        ('<urn:s> <urn:p> "a" .', '<urn:s> <urn:p> "a"@en .'),
        ("<urn:s> <urn:p> _:a .", "<urn:s> <urn:p> <urn:a> ."),
        ("<urn:s> <urn:p> _:a .", "<urn:s> <urn:p> _:a, _:b ."),
        ("<urn:s> <urn:p> <<( _:a <urn:q> _:a )>> .", "<urn:s> <urn:p> <<( _:a <urn:q> _:b )>> ."),
    ],
)
def test_graphs_that_differ_in_more_are_not(first, second):
    assert not isomorphic(graph(first), graph(second))


def rows(*values, ordered=False):
    return Table(frozenset({"x"}), [("x", value) for value in values], ordered)


def test_a_row_counts_as_often_as_it_comes_and_order_only_where_asked():
    assert same(rows(1, 2, 2), rows(2, 1, 2))
    assert not same(rows(1, 2, 2), rows(1, 1, 2))
    assert not same(rows(1, 2, ordered=True), rows(2, 1))
    assert same(rows(1, 2, 2), rows(1, 2), lax=True)
    assert not same(rows(1, 2, 2), rows(1), lax=True)
    assert not same(rows(1, 2), rows(1, 2, 2), lax=True)


def test_a_variable_without_values_is_part_of_the_answer():
    assert not same(Table(frozenset({"x"}), []), Table(frozenset({"x", "y"}), []))


def test_yes_no_rows_and_graphs_are_told_apart():
    assert same(True, True)
    assert not same(True, False)
    assert not same(True, rows(1))
    assert not same([], rows())


def test_xml_that_is_not_well_formed_is_no_answer():
    body = b'<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#">'
    with pytest.raises(SyntaxError):
        table(body, "application/sparql-results+xml")
