"""An update cut into its operations, and the dataset that a request gives them."""

import pyoxigraph
import pytest

from habitat_graph.sparql.change import Update
from habitat_graph.sparql.operations import operations, over_dataset
from habitat_graph.sparql.store import RequestError


def texts(update):
    return [operation.text for operation in operations(update)]


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        ("", []),
        (";", []),
        ("PREFIX a: <urn:a#>", []),
        ("CLEAR ALL ; DROP ALL;", ["CLEAR ALL", "DROP ALL"]),
        (
            'INSERT DATA { <urn:s> <urn:p> "; DROP ALL" }',
            ['INSERT DATA { <urn:s> <urn:p> "; DROP ALL" }'],
        ),
        (
            "INSERT DATA { <urn:s> <urn:p> 1 ; <urn:q> 2 }",
            ["INSERT DATA { <urn:s> <urn:p> 1 ; <urn:q> 2 }"],
        ),
        ("CLEAR ALL # ; DROP ALL\n; CREATE GRAPH <urn:g>", ["CLEAR ALL", "CREATE GRAPH <urn:g>"]),
    ],
)
def test_operations_are_parted_where_no_bracket_is_open(update, expected):
    assert texts(update) == expected


def test_each_operation_has_the_declarations_before_it():
    update = (
        "PREFIX a: <urn:a#> CLEAR ALL ; BASE <urn:b> PREFIX a: <urn:c#> INSERT DATA { a:s a:p a:o }"
    )
    _, last = operations(update)
    store = pyoxigraph.Store()
    store.update(last.whole)
    assert [quad.subject.value for quad in store] == ["urn:c#s"]


@pytest.mark.parametrize(
    ("update", "is_load"),
    [
        ("LOAD <http://example.org/>", True),
        ("load<http://example.org/>", True),
        ("PREFIX ex: <http://example.org/> LOADex:file", True),
        ("LOADSILENT<http://example.org/>", True),
        ("PREFIX load: <urn:load#> INSERT DATA { load:s load:p load:o }", False),
        ("PREFIX load: <urn:load#> WITH load:g DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", False),
        ('INSERT DATA { <urn:s> <urn:p> "LOAD <http://example.org/>" }', False),
    ],
)
def test_what_loads_is_told_from_what_only_looks_so(update, is_load):
    assert [operation.is_load for operation in operations(update)] == [is_load]


USING = Update("", using=("urn:a",), using_named=("urn:b",))


def carried_out(update):
    store = pyoxigraph.Store()
    store.load(
        "<urn:a> { <urn:s> <urn:p> 1 } <urn:b> { <urn:s> <urn:p> 2 } <urn:c> { <urn:s> <urn:p> 3 }",
        pyoxigraph.RdfFormat.TRIG,
    )
    (operation,) = operations(update)
    store.update(operation.prologue + over_dataset(operation, USING))
    return {str(quad.object.value) for quad in store if quad.graph_name.value == "urn:out"}


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        ("INSERT { GRAPH <urn:out> { ?s ?p ?o } } WHERE { ?s ?p ?o }", {"1"}),
        ("insert{graph<urn:out>{?s ?p ?o}}where{graph ?g{?s ?p ?o}}", {"2"}),
        (
            (
                "PREFIX where: <urn:> INSERT { GRAPH where:out { ?s ?p ?o } } # WHERE\n"
                "WHERE { ?s ?p ?o }"
            ),
            {"1"},
        ),
    ],
)
def test_conditions_are_asked_of_what_the_request_names(update, expected):
    assert carried_out(update) == expected


def test_delete_where_is_asked_of_what_the_request_names():
    store = pyoxigraph.Store()
    store.load("<urn:s> <urn:p> 1 . <urn:b> { <urn:s> <urn:p> 2 }", pyoxigraph.RdfFormat.TRIG)
    (operation,) = operations("DELETE WHERE { GRAPH <urn:b> { ?s ?p ?o } }")
    store.update(over_dataset(operation, USING))
    assert [quad.object.value for quad in store] == ["1"]


@pytest.mark.parametrize("word", ["USING <urn:x>", "using named <urn:x>"])
def test_a_dataset_in_the_update_and_in_the_request_are_too_many(word):
    (operation,) = operations(f"INSERT {{ ?s ?p ?o }} {word} WHERE {{ ?s ?p ?o }}")
    with pytest.raises(RequestError, match="USING or WITH"):
        over_dataset(operation, USING)
