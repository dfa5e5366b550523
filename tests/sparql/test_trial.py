"""What an update would change, tried on a store of its own."""

import pyoxigraph
import pytest

from habitat_graph.sparql.change import Update
from habitat_graph.sparql.content import Content
from habitat_graph.sparql.store import (
    ForbiddenQueryError,
    FunctionError,
    GraphStateError,
    OversizeQueryError,
    QuerySyntaxError,
    RequestError,
)
from habitat_graph.sparql.trial import tried

DATA = "<urn:g> { <urn:s> <urn:p> 01, 2 } <urn:h> { <urn:s> <urn:p> 2 }"


def quads(trig):
    return set(pyoxigraph.parse(trig, pyoxigraph.RdfFormat.TRIG))


def change(text, union=True, data=DATA, **parts):
    return tried(Content.of(quads(data), union=union), Update(text, **parts))


def after(text, **parts):
    """All quads when the update has been made."""
    made, present = change(text, **parts), quads(parts.get("data", DATA))
    assert set(made.removed) <= present
    assert not set(made.added) & present
    return (present - set(made.removed)) | set(made.added)


@pytest.mark.parametrize("union", [True, False])
@pytest.mark.parametrize(
    ("update", "expected"),
    [
        (
            "INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> 3 } }",
            DATA + "<urn:g> { <urn:s> <urn:p> 3 }",
        ),
        ("INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> 2 } }", DATA),
        (
            "DELETE DATA { GRAPH <urn:g> { <urn:s> <urn:p> 1 } }",
            "<urn:g> { <urn:s> <urn:p> 2 } <urn:h> { <urn:s> <urn:p> 2 }",
        ),
        ("DROP ALL", ""),
        ("CLEAR NAMED", ""),
        ("MOVE <urn:g> TO <urn:h>", "<urn:h> { <urn:s> <urn:p> 01, 2 }"),
        (
            "WITH <urn:h> DELETE { ?s ?p ?o } INSERT { ?s <urn:q> ?o } WHERE { ?s ?p ?o }",
            "<urn:g> { <urn:s> <urn:p> 01, 2 } <urn:h> { <urn:s> <urn:q> 2 }",
        ),
    ],
)
def test_an_update_changes_what_it_says(union, update, expected):
    assert after(update, union=union) == quads(expected)


def test_values_are_copied_as_they_are_spelled():
    assert after("COPY <urn:g> TO <urn:h>") == quads(
        "<urn:g> { <urn:s> <urn:p> 01, 2 } <urn:h> { <urn:s> <urn:p> 01, 2 }"
    )


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        ("INSERT DATA { GRAPH <urn:h> { <urn:s> <urn:q> 1 } }", {"1"}),
        (
            "INSERT DATA { GRAPH <urn:h> { <urn:s> <urn:q> 001, -02.50, 1e0 } }",
            {"001", "-02.50", "1e0"},
        ),
        (
            (
                "PREFIX x: <http://www.w3.org/2001/XMLSchema#> "
                "INSERT DATA { GRAPH <urn:h> { <urn:s> <urn:q> '7'^^x:short, 'x'@en } }"
            ),
            {"7", "x"},
        ),
        (
            (
                "INSERT { GRAPH <urn:h> { ?s <urn:q> ?n } } "
                "WHERE { GRAPH <urn:g> { ?s ?p ?o } BIND(?o + 7 AS ?n) }"
            ),
            {"8", "9"},
        ),
        (
            (
                "WITH <urn:g> DELETE { ?s <urn:p> ?o } INSERT { ?s <urn:q> ?o } "
                "WHERE { ?s <urn:p> ?o }"
            ),
            {"01", "2"},
        ),
        (
            "WITH <urn:g> DELETE { ?s <urn:p> ?o } INSERT { <urn:t> ?p ?o } WHERE { ?s ?p ?o }",
            {"01", "2"},
        ),
    ],
)
def test_values_are_spelled_as_the_update_or_the_data_spells_them(update, expected):
    for union in (True, False):
        assert {quad.object.value for quad in change(update, union=union).added} == expected


def test_a_type_is_not_lost():
    made = change(
        "INSERT DATA { GRAPH <urn:h> { <urn:s> <urn:q> "
        "'7'^^<http://www.w3.org/2001/XMLSchema#short> } }"
    )
    assert made.added[0].object.datatype.value.endswith("#short")


COPY = "INSERT { GRAPH <urn:out> { ?s ?p ?o } } WHERE { ?s ?p ?o }"


def test_conditions_without_a_graph_are_asked_of_the_union():
    assert {quad.object.value for quad in change(COPY).added} == {"01", "2"}
    assert change(COPY, union=False).added == ()


def test_each_operation_sees_what_the_last_one_left_in_the_union():
    update = (
        f"INSERT DATA {{ GRAPH <urn:new> {{ <urn:s> <urn:p> 7 }} }} ; CLEAR GRAPH <urn:g> ; {COPY}"
    )
    copied = {
        quad.object.value for quad in change(update).added if quad.graph_name.value == "urn:out"
    }
    assert copied == {"2", "7"}


def test_graphs_begin_and_cease_to_be():
    made = change("CREATE GRAPH <urn:new> ; DROP GRAPH <urn:g>")
    assert (made.created, made.dropped) == (("urn:new",), ("urn:g",))


def test_from_a_union_nothing_is_deleted_without_its_graph():
    for update in (
        "DELETE DATA { <urn:s> <urn:p> 2 }",
        "DELETE WHERE { ?s ?p ?o }",
        "CLEAR DEFAULT",
    ):
        with pytest.raises(RequestError, match="name the graph"):
            change(update)


def test_what_is_the_default_graphs_own_can_be_deleted():
    data = f"<urn:own> <urn:p> 1 . {DATA}"
    assert after("DELETE DATA { <urn:own> <urn:p> 1 }", data=data) == quads(DATA)
    assert after("DROP ALL", data=data) == set()


@pytest.mark.parametrize(
    "update",
    [
        "LOAD <http://127.0.0.1:9/>",
        "load<http://127.0.0.1:9/>INTO GRAPH <urn:g>",
        "CLEAR ALL;LoAd <http://127.0.0.1:9/>",
        "# LOAD\nLOAD # SILENT\n<http://127.0.0.1:9/>",
        "PREFIX ex: <http://127.0.0.1:9/> LOADex:file",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "INSERT { ?s ?p ?o } WHERE { \\u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "INSERT { ?s ?p ?o } WHERE { service\n#\nsilent<http://127.0.0.1:9/>{ ?s ?p ?o } }",
    ],
)
def test_what_reaches_another_server_is_refused(update):
    with pytest.raises(ForbiddenQueryError):
        change(update)


@pytest.mark.parametrize(
    "update",
    [
        "LOAD ;",
        "LOAD <urn:a> INTO <urn:b>",
        "CREATE GRAPH <urn:x> ;; LOAD <urn:a> INTO GRAPH <urn:x>",
        "LOAD <urn:a> ; nonsense",
    ],
)
def test_what_is_no_update_is_told_so_before_anything_else(update):
    for union in (True, False):
        with pytest.raises(QuerySyntaxError):
            change(update, union=union)


def test_names_that_only_look_so_are_not():
    update = "PREFIX load: <urn:load#> INSERT DATA { GRAPH load:g { load:s load:service load:o } }"
    assert len(change(update).added) == 1


def test_escapes_in_keywords_are_no_update():
    with pytest.raises(QuerySyntaxError):
        change("L\\u004FAD <http://127.0.0.1:9/>")


@pytest.mark.parametrize(
    ("update", "line", "column"),
    [
        ("INSERT DATA {\n  <urn:s> }", 2, 11),
        ("CLEAR ALL ;\nINSERT DATA { ex:s <urn:p> 1 }", 2, 15),
        ("INSRT DATA { <urn:s> <urn:p> 1 }", 1, 1),
        ("CLEAR XYZ", 1, 7),
    ],
)
@pytest.mark.parametrize("parts", [{}, {"union": False}, {"using": ("urn:g",)}])
def test_bad_syntax_says_where(update, line, column, parts):
    with pytest.raises(QuerySyntaxError) as caught:
        change(update, **parts)
    assert (caught.value.line, caught.value.column) == (line, column)


@pytest.mark.parametrize(
    ("update", "error"),
    [
        ("SELECT * { ?s ?p ?o }", RequestError),
        ("CREATE GRAPH <urn:g>", GraphStateError),
        ("DROP GRAPH <urn:none>", GraphStateError),
        (f"INSERT {{ ?s ?p ?o }} WHERE {{ {'{' * 65} ?s ?p ?o {'}' * 65} }}", OversizeQueryError),
        ("INSERT { ?s ?p ?x } WHERE { ?s ?p ?o BIND(<urn:f>(?o) AS ?x) }", FunctionError),
    ],
)
def test_what_cannot_be_done_is_said(update, error):
    with pytest.raises(error):
        change(update, union=False)


def test_triples_that_are_listed_may_be_many():
    listed = " . ".join(f"<urn:s{n}> <urn:p> {n}" for n in range(5000))
    assert len(change(f"INSERT DATA {{ GRAPH <urn:g> {{ {listed} }} }}").added) == 5000


def test_one_label_in_two_operations_is_no_update():
    """“the same blank node label cannot be used in two operations in the same request”"""
    insert = "INSERT DATA { GRAPH <urn:g> { _:b <urn:p> 1 } }"
    update = f"{insert} ; {insert}"
    for parts in ({}, {"union": False}, {"using": ("urn:g",)}):
        with pytest.raises(QuerySyntaxError):
            change(update, **parts)
