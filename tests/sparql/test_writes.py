"""What updates and documents may do to the processes that try and read them, and to no one else."""

import socket
import time
from threading import Thread

import pyoxigraph
import pytest

from habitat_graph.media_types import CSV, JSON_LD, N_QUADS, RDF_XML, TRIG, TURTLE
from habitat_graph.sparql.change import Change, Update
from habitat_graph.sparql.documents import READABLE, Document
from habitat_graph.sparql.evaluators import Evaluators
from habitat_graph.sparql.journal import Journal
from habitat_graph.sparql.limits import Limits
from habitat_graph.sparql.store import (
    EvaluatorLostError,
    OversizeChangeError,
    Query,
    QueryMemoryError,
    QueryTimeoutError,
    RdfSyntaxError,
)

MEBIBYTE = 2**20
LIMITS = Limits(number=2, seconds=30.0, memory=192 * MEBIBYTE, result=8 * MEBIBYTE)
COUNT = Query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
DOUBLING = (
    "INSERT { GRAPH ?g { ?s ?p ?x } } WHERE { GRAPH ?g { ?s ?p ?o } "
    "BIND(CONCAT(STR(?o), STR(?o)) AS ?x) }"
)
PRODUCT = "?a ?p ?b . ?c ?q ?d . ?e ?r ?f"


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("writes") / "data.nq"
    lines = (f'_:b{i % 9} <urn:p{i % 7}> "value {i}" <urn:g> .\n' for i in range(1000))
    path.write_text("".join(lines), "utf-8")
    return path


@pytest.fixture(scope="module")
def evaluators(path):
    evaluators = Evaluators.over_nquads(path, LIMITS)
    yield evaluators
    evaluators.close()


@pytest.fixture
def own(path):
    """Evaluators that a test may change."""
    evaluators = Evaluators.over_nquads(path, LIMITS)
    yield evaluators
    evaluators.close()


def counted(evaluators):
    return int(evaluators.answer(COUNT, CSV).body.split()[1])


def added(number):
    line = f'<urn:new> <urn:p> "{number}" <urn:g> .'
    return Change(added=tuple(pyoxigraph.parse(line, pyoxigraph.RdfFormat.N_QUADS)))


def test_an_update_that_is_tried_changes_nothing(evaluators):
    made = evaluators.tried(
        Update("INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> 01 } } ; DROP GRAPH <urn:g>")
    )
    assert len(made.removed) == 1000
    assert made.dropped == ("urn:g",)
    for _ in range(4):
        assert counted(evaluators) == 1000


def test_blank_nodes_are_those_of_the_data(evaluators):
    made = evaluators.tried(Update("DELETE WHERE { GRAPH <urn:g> { ?s <urn:p1> ?o } }"))
    assert {str(quad.subject) for quad in made.removed} == {f"_:b{n}" for n in range(9)}


def test_a_change_is_seen_by_every_query_after_it(own):
    for number in range(5):
        own.apply(added(number))
        assert [counted(own) for _ in range(3)] == [1001 + number] * 3


def test_a_query_at_work_finishes_on_what_it_began_with(own):
    heavy = Query("SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d FILTER(STR(?b) != STR(?d)) }")
    found = []
    thread = Thread(target=lambda: found.append(own.answer(heavy, CSV).body.split()[1]))
    thread.start()
    while not own.busy:
        time.sleep(0.001)
    own.apply(added(1))
    thread.join(60)
    assert int(found[0]) in (1000 * 999, 1001 * 1000)
    assert counted(own) == 1001


def test_a_zygote_that_died_comes_back_with_what_was_written(path, tmp_path):
    journal = Journal(tmp_path / "0000.journal")
    evaluators = Evaluators.over_nquads(path, LIMITS, journal=tmp_path / "0000.journal")
    try:
        assert counted(evaluators) == 1000
        journal.append(added(1))
        evaluators.apply(added(1))
        evaluators._supply._nursery._process.kill()
        journal.append(added(2))
        evaluators.apply(added(2))
        assert counted(evaluators) == 1002
    finally:
        evaluators.close()
        journal.close()


def test_two_evaluators_have_no_luck_in_common(evaluators):
    """A generator of random numbers that is forked gives both processes the same ones."""
    first, second = (
        evaluators.tried(
            Update("INSERT { GRAPH <urn:x> { _:a <urn:p> ?id } } WHERE { BIND(UUID() AS ?id) }")
        )
        for _ in range(2)
    )
    assert first.added[0].subject != second.added[0].subject
    assert first.added[0].object != second.added[0].object


@pytest.mark.parametrize("default", [True, False], ids=["union", "plain"])
def test_the_default_graph_is_what_it_is_set_to_be(path, default):
    evaluators = Evaluators.over_nquads(path, LIMITS, union=default)
    try:
        assert counted(evaluators) == (1000 if default else 0)
    finally:
        evaluators.close()


@pytest.mark.parametrize(
    "update",
    [
        f"INSERT {{ GRAPH <urn:x> {{ ?a ?p ?f }} }} WHERE {{ {PRODUCT} }}",
        f"DELETE {{ ?a ?p ?f }} WHERE {{ SELECT DISTINCT * {{ {PRODUCT} }} }}",
        " ; ".join([DOUBLING] * 30),
    ],
)
def test_an_update_without_end_is_stopped(path, update):
    limits = Limits(**{**vars(LIMITS), "seconds": 3.0})
    evaluators = Evaluators.over_nquads(path, limits)
    try:
        with pytest.raises((QueryTimeoutError, QueryMemoryError, OversizeChangeError)):
            evaluators.tried(Update(update))
        assert counted(evaluators) == 1000
    finally:
        evaluators.close()


def test_a_change_that_is_too_large_is_said_to_be(evaluators):
    listed = " . ".join(f'<urn:s{n}> <urn:p> "{"x" * 1000}"' for n in range(9000))
    with pytest.raises(OversizeChangeError):
        evaluators.tried(Update(f"INSERT DATA {{ GRAPH <urn:x> {{ {listed} }} }}"))


def test_silent_loading_loads_nothing(evaluators):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        port = server.getsockname()[1]
        made = evaluators.tried(
            Update(f"LOAD SILENT <http://127.0.0.1:{port}/> INTO GRAPH <urn:x>")
        )
        with pytest.raises(TimeoutError):
            server.accept()
    assert not made


DOCUMENTS = {
    TURTLE: "<s> <urn:p> 01 .",
    RDF_XML: '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:u="urn:">'
    '<rdf:Description rdf:about="s"><u:p rdf:datatype="http://www.w3.org/2001/XMLSchema#integer">01'
    "</u:p></rdf:Description></rdf:RDF>",
    JSON_LD: '{"@id": "s", "urn:p": {"@value": "01", "@type": "http://www.w3.org/2001/XMLSchema#integer"}}',
    TRIG: "{ <s> <urn:p> 01 . }",
    N_QUADS: '<http://example.org/s> <urn:p> "01"^^<http://www.w3.org/2001/XMLSchema#integer> .',
}


@pytest.mark.parametrize("media_type", DOCUMENTS)
def test_documents_are_read_to_the_letter(evaluators, media_type):
    document = Document(DOCUMENTS[media_type].encode(), media_type, "http://example.org/g")
    assert [str(quad) for quad in evaluators.read(document)] == [
        '<http://example.org/s> <urn:p> "01"^^<http://www.w3.org/2001/XMLSchema#integer>'
    ]


@pytest.mark.parametrize("media_type", READABLE)
def test_nothing_is_a_document_without_quads(evaluators, media_type):
    assert evaluators.read(Document(b" \n", media_type, "http://example.org/")) == []


def test_blank_nodes_of_two_documents_are_never_one(evaluators):
    document = Document(b"_:b <urn:p> 1 .", TURTLE, "http://example.org/")
    (first,), (second,) = evaluators.read(document), evaluators.read(document)
    assert first.subject != second.subject


@pytest.mark.parametrize(
    "context", ['"http://127.0.0.1:9/c"', '{"@import": "http://127.0.0.1:9/c"}']
)
def test_no_context_is_ever_loaded(evaluators, context):
    body = f'{{"@context": {context}, "@id": "urn:s", "urn:p": 1}}'.encode()
    with pytest.raises(RdfSyntaxError, match="none is ever loaded"):
        evaluators.read(Document(body, JSON_LD, "http://example.org/"))


@pytest.mark.parametrize(
    ("media_type", "body", "line"),
    [
        (TURTLE, "<urn:s> <urn:p>\n  nonsense .", 2),
        (N_QUADS, "<urn:s> <urn:p> 1 .", 1),
        (JSON_LD, '{"@id":\n"s"', 2),
    ],
)
def test_a_broken_document_says_where(evaluators, media_type, body, line):
    with pytest.raises(RdfSyntaxError) as caught:
        evaluators.read(Document(body.encode(), media_type, "http://example.org/"))
    assert caught.value.line == line
    assert caught.value.column


ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x" * 10}">' for n in range(10))
SWELLING = (
    f'<!DOCTYPE r [{ENTITIES}]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:u="urn:"><rdf:Description rdf:about="urn:s"><u:p>&e9;</u:p></rdf:Description></rdf:RDF>'
)
BOMBS = {
    "entities": (RDF_XML, SWELLING),
    "prefixes": (
        TURTLE,
        f"@prefix a: <urn:{'x' * 2**20}> .\n" + "a:x a:x a:x .\na:y a:y a:z .\n" * 400,
    ),
    "depth": (JSON_LD, '{"urn:p":' * 200_000 + "1" + "}" * 200_000),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_document_that_swells_is_given_up(evaluators, bomb):
    media_type, body = BOMBS[bomb]
    with pytest.raises((QueryMemoryError, OversizeChangeError, RdfSyntaxError, EvaluatorLostError)):
        evaluators.read(Document(body.encode(), media_type, "http://example.org/"))
    assert counted(evaluators) == 1000
