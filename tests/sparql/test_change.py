"""What orders change, worked out on the real engine."""

import pyoxigraph
import pytest

from habitat_graph.sparql.change import Change, GraphWrite, Method, Update, parsed_quads
from habitat_graph.sparql.embedded import EmbeddedStore
from habitat_graph.sparql.store import (
    BrokenContentError,
    ContentTypeError,
    DefaultGraphError,
    ForbiddenQueryError,
    OversizeQueryError,
    Query,
    QuerySyntaxError,
    RequestError,
)

DATA = """<urn:a> <urn:p> "1" <urn:g> .
<urn:a> <urn:p> "2" <urn:g> .
<urn:a> <urn:p> "1" <urn:h> .
_:x <urn:p> <urn:a> <urn:h> .
"""
TURTLE = "text/turtle"


def store(*, union, data=DATA):
    engine = pyoxigraph.Store()
    engine.load(data, pyoxigraph.RdfFormat.N_QUADS)
    return EmbeddedStore(engine, union=union)


def lines(quads):
    return sorted(str(quad) for quad in quads)


@pytest.fixture(params=[True, False], ids=["union", "plain"])
def union(request):
    return request.param


def changed(order, *, union=True):
    return store(union=union).change(order)


def test_an_update_is_the_quads_that_go_and_come(union):
    change = changed(
        Update("DELETE { GRAPH ?g { ?s ?p '1' } } INSERT { GRAPH ?g { ?s ?p 'one' } } "
               "WHERE { GRAPH ?g { ?s ?p '1' } }"),
        union=union,
    )  # fmt: skip
    assert lines(change.removed) == [
        '<urn:a> <urn:p> "1" <urn:g>',
        '<urn:a> <urn:p> "1" <urn:h>',
    ]
    assert lines(change.added) == [
        '<urn:a> <urn:p> "one" <urn:g>',
        '<urn:a> <urn:p> "one" <urn:h>',
    ]


def test_a_later_operation_sees_what_an_earlier_one_did(union):
    change = changed(
        Update("INSERT DATA { GRAPH <urn:new> { <urn:b> <urn:p> 3 } } ; "
               "INSERT { GRAPH <urn:new> { ?s <urn:q> 4 } } WHERE { GRAPH ?g { ?s <urn:p> 3 } }"),
        union=union,
    )  # fmt: skip
    assert len(change.added) == 2
    assert change.created == ("urn:new",)


def test_where_asks_the_union_where_there_is_one():
    text = "INSERT { GRAPH <urn:new> { ?s <urn:q> 4 } } WHERE { ?s <urn:p> '2' }"
    assert len(changed(Update(text), union=True).added) == 1
    assert changed(Update(text), union=False).is_empty
    later = (
        "INSERT DATA { GRAPH <urn:new> { <urn:b> <urn:p> 3 } } ; "
        "INSERT { GRAPH <urn:new> { ?s <urn:q> 4 } } WHERE { ?s <urn:p> 3 }"
    )
    assert len(changed(Update(later), union=True).added) == 2


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <urn:new> <urn:p> 1 }",
        "DELETE DATA { <urn:a> <urn:p> '1' }",
        "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "CLEAR DEFAULT",
    ],
)
def test_the_union_itself_is_not_written(text):
    with pytest.raises(DefaultGraphError):
        changed(Update(text), union=True)


def test_everything_can_be_cleared(union):
    change = changed(Update("CLEAR ALL"), union=union)
    assert len(change.removed) == 4


def test_plain_default_graphs_are_written():
    change = changed(Update("INSERT DATA { <urn:b> <urn:p> 1 }"), union=False)
    assert len(change.added) == 1


def test_the_requests_dataset_is_what_where_asks(union):
    text = "INSERT { GRAPH <urn:new> { ?s ?p ?o } } WHERE { ?s ?p ?o }"
    assert len(changed(Update(text, using_default=("urn:h",)), union=union).added) == 2
    named = "INSERT { GRAPH <urn:new> { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }"
    assert len(changed(Update(named, using_named=("urn:h",)), union=union).added) == 2
    delete = "DELETE WHERE { GRAPH ?g { ?s ?p '1' } }"
    assert len(changed(Update(delete, using_named=("urn:h",)), union=union).removed) == 1


@pytest.mark.parametrize(
    "text",
    [
        "INSERT { GRAPH <urn:n> { ?s ?p ?o } } USING <urn:g> WHERE { ?s ?p ?o }",
        "WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_a_request_and_an_update_do_not_both_choose_the_graphs(text):
    with pytest.raises(RequestError):
        changed(Update(text, using_default=("urn:h",)))


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <http://127.0.0.1:1/>",
        "load silent <http://127.0.0.1:1/> into graph <urn:g>",
        "\\u004COAD <http://127.0.0.1:1/>",
        "INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1 } } ;LOAD<http://127.0.0.1:1/>",
        "INSERT { GRAPH <urn:g> { ?s ?p 1 } } WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p 1 } }",
        "DELETE WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    ],
)
def test_an_update_fetches_nothing(text):
    with pytest.raises(ForbiddenQueryError):
        changed(Update(text))


@pytest.mark.parametrize(
    "text",
    [
        "# LOAD <x>\nINSERT DATA { GRAPH <urn:g> { <urn:a> <urn:p> 'LOAD <x>' } }",
        "PREFIX load: <urn:load/> INSERT DATA { GRAPH <urn:g> { load:a load:p load:b } }",
    ],
)
def test_the_word_load_elsewhere_is_no_order(text):
    assert not changed(Update(text)).is_empty


def test_much_data_is_no_complicated_update():
    triples = " ".join(f"<urn:s{i}> <urn:p> {i} ; <urn:q> 'x' ." for i in range(3000))
    change = changed(Update(f"INSERT DATA {{ GRAPH <urn:g> {{ {triples} }} }}"))
    assert len(change.added) == 6000
    with pytest.raises(OversizeQueryError):
        changed(Update(f"INSERT {{ GRAPH <urn:g> {{ {triples} }} }} WHERE {{ {triples} }}"))


def test_a_broken_update_says_where():
    with pytest.raises(QuerySyntaxError) as error:
        changed(Update("INSERT DATA {\n GRAPH <urn:g> { <urn:a> ex:b 1 } }"))
    assert error.value.line == 2


def test_an_update_is_done_whole_or_not_at_all():
    target = store(union=False)
    with pytest.raises(QuerySyntaxError):
        target.change(Update("INSERT DATA { <urn:b> <urn:p> 1 } ; NONSENSE"))


def test_a_graph_is_replaced_extended_and_removed(union):
    content = b"<urn:a> <urn:p> '1', '3' ."
    put = changed(GraphWrite(Method.PUT, "urn:g", content, TURTLE), union=union)
    assert (len(put.removed), len(put.added), put.existed) == (1, 1, True)
    post = changed(GraphWrite(Method.POST, "urn:g", content, TURTLE), union=union)
    assert (len(post.removed), len(post.added)) == (0, 1)
    gone = changed(GraphWrite(Method.DELETE, "urn:g"), union=union)
    assert (len(gone.removed), gone.dropped) == (2, ("urn:g",))
    new = changed(GraphWrite(Method.PUT, "urn:new", content, TURTLE), union=union)
    assert (len(new.added), new.created, new.existed) == (2, ("urn:new",), False)


def test_nameless_things_of_two_contents_are_not_one(union):
    target = store(union=union)
    content = b"_:x <urn:p> <urn:a> ."
    assert len(target.change(GraphWrite(Method.POST, "urn:h", content, TURTLE)).added) == 1


def test_a_whole_dataset_is_replaced(union):
    content = b"<urn:b> <urn:p> <urn:c> <urn:new> ."
    order = GraphWrite(Method.PUT, None, content, "application/n-quads", is_whole=True)
    change = changed(order, union=union)
    assert (len(change.removed), len(change.added)) == (4, 1)


@pytest.mark.parametrize(
    ("content", "media_type", "error"),
    [
        (b"<urn:a> <urn:b>", TURTLE, BrokenContentError),
        (b"\xff\xfe", TURTLE, BrokenContentError),
        (b"{}", "application/pdf", ContentTypeError),
        (
            b'{"@context": "http://127.0.0.1:1/c", "@id": "x"}',
            "application/ld+json",
            BrokenContentError,
        ),
        (b"<urn:a> <urn:b> <urn:c> <urn:g> .", "application/n-quads", RequestError),
    ],
)
def test_content_that_cannot_be_read_is_refused(content, media_type, error):
    with pytest.raises(error):
        changed(GraphWrite(Method.PUT, "urn:g", content, media_type))


def test_broken_content_says_where():
    with pytest.raises(BrokenContentError) as error:
        changed(GraphWrite(Method.PUT, "urn:g", b"<urn:a> <urn:b> 1 .\n<urn:a> nonsense .", TURTLE))
    assert error.value.line == 2


def test_a_change_is_made_as_it_was_worked_out(union):
    order = Update("DELETE { GRAPH ?g { ?s ?p '1' } } INSERT { GRAPH <urn:n> { ?s ?p ?s } } "
                   "WHERE { GRAPH ?g { ?s ?p '1' } }")  # fmt: skip
    change = changed(order, union=union)
    target = store(union=union)
    target.apply(change)
    count = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert target.answer(Query(count), "text/csv").body == b"n\r\n3\r\n"
    whole = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    expected = b"n\r\n3\r\n" if union else b"n\r\n0\r\n"
    assert target.answer(Query(whole), "text/csv").body == expected


def test_a_change_survives_the_way_to_another_process():
    quads = frozenset(parsed_quads(b'_:b1 <urn:p> "x\\ny"@en <urn:g> .\n'))
    change = Change(quads, frozenset(), ("urn:new",), ("urn:old",), False)
    assert Change.from_record(*change.as_record()) == change
