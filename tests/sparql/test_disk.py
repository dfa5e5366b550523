"""A release on the disk: its answers are those of one in memory, and nobody can write to it."""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyoxigraph
import pytest

from habitat_graph.knowledge.catalogue import catalogue
from habitat_graph.knowledge.files import knowledge_root
from habitat_graph.media_types import CSV
from habitat_graph.problems import DataError, HabitatError
from habitat_graph.sparql import disk
from habitat_graph.sparql.embedded import EmbeddedStore
from habitat_graph.sparql.evaluators import Evaluators
from habitat_graph.sparql.limits import Limits
from habitat_graph.sparql.store import (
    ForbiddenQueryError,
    OversizeAnswerError,
    Query,
    QueryMemoryError,
    QueryTimeoutError,
)

if sys.platform != "linux":
    pytest.skip("only Linux keeps evaluators from writing files", allow_module_level=True)

LIMITS = Limits(2, 20.0, 256 * 2**20, 2**20, writes=False)
COUNT = Query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER (?a != ?i) }"
SHARED = """\
<urn:a> <urn:p> "x" <urn:g> .
<urn:a> <urn:p> "x" <urn:h> .
<urn:b> <urn:p> _:c14n0 <urn:h> .
<urn:c> <urn:p> "y z" .
_:c14n0 <urn:p> "_:b" <urn:h> .
"""


@pytest.fixture(scope="module")
def data(graph, tmp_path_factory):
    """The real graph as a release has it."""
    path = tmp_path_factory.mktemp("disk") / "data.nq"
    lines = sorted(f"{quad} .\n" for quad in graph.content.every_quad())
    path.write_text("".join(lines), "utf-8")
    return path


@pytest.fixture(scope="module")
def evaluators(data):
    evaluators = Evaluators.over_nquads(disk.kept(data), LIMITS)
    yield evaluators
    evaluators.close()


def rows(store, text):
    return sorted(store.answer(Query(text), CSV).body.splitlines())


@pytest.mark.parametrize("query", catalogue(knowledge_root()), ids=lambda query: query.name)
def test_a_query_of_the_catalogue_has_the_same_answer(query, evaluators, graph):
    assert rows(evaluators, query.text) == rows(graph, query.text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "SELECT * { ?s ?p ?o FILTER (!ISBLANK(?s) && !ISBLANK(?o)) }",
        "SELECT * { GRAPH ?g { ?s ?p ?o } FILTER (!ISBLANK(?s) && !ISBLANK(?o)) }",
        "SELECT ?o { <urn:b> <urn:p>/<urn:p> ?o }",
        "SELECT (COUNT(*) AS ?n) FROM <urn:h> { ?s ?p ?o }",
    ],
)
def test_a_triple_that_stands_twice_or_in_no_graph_counts_once(tmp_path, text):
    path = tmp_path / "data.nq"
    path.write_text(SHARED, "utf-8")
    store = EmbeddedStore.from_folder(disk.kept(path))
    assert store.content.apart is None
    assert rows(store, text) == rows(EmbeddedStore.from_nquads(path), text)


def test_nothing_can_be_written(data):
    store = pyoxigraph.Store.read_only(str(disk.kept(data)))
    with pytest.raises(RuntimeError, match="read-write"):
        store.update("INSERT DATA { <urn:s> <urn:p> <urn:o> }")


def test_limits_hold_and_leave_the_store_whole(evaluators):
    before = rows(evaluators, COUNT.text)
    with pytest.raises(QueryTimeoutError):
        evaluators.answer(Query(ENDLESS, timeout=0.3), CSV)
    with pytest.raises(OversizeAnswerError):
        evaluators.answer(Query("SELECT * { ?s ?p ?o }"), CSV)
    with pytest.raises(QueryMemoryError):
        evaluators.answer(Query("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f"), CSV)
    with pytest.raises(ForbiddenQueryError):
        evaluators.answer(Query("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"), CSV)
    assert rows(evaluators, COUNT.text) == before


def test_a_relative_folder_and_a_link_lead_there_too(tmp_path, monkeypatch):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "real" / "data.nq").write_text(SHARED, "utf-8")
    monkeypatch.chdir(tmp_path)
    evaluators = Evaluators.over_nquads(disk.kept(Path("link/data.nq")), LIMITS)
    try:
        assert rows(evaluators, COUNT.text) == [b"4", b"n"]
    finally:
        evaluators.close()


def test_many_may_ask_at_once(evaluators):
    expected = evaluators.answer(COUNT, CSV).body
    with ThreadPoolExecutor(8) as pool:
        assert {*pool.map(lambda _: evaluators.answer(COUNT, CSV).body, range(40))} == {expected}


def test_an_evaluator_has_its_channel_its_log_and_files_of_the_store(data, evaluators):
    evaluators.answer(COUNT, CSV)
    zygote = evaluators._supply._nursery._process.pid
    children = [
        path.parent
        for path in Path("/proc").glob("[0-9]*/stat")
        if path.read_text("utf-8").rpartition(") ")[2].split()[1] == str(zygote)
    ]
    assert children
    for child in children:
        links = {int(link.name): link.readlink() for link in (child / "fd").iterdir()}
        beyond = {link.parent for number, link in links.items() if number > 2}
        assert beyond == {disk.kept(data)}
        assert "Seccomp:\t2" in (child / "status").read_text("utf-8")


def test_what_is_there_is_not_made_again(data):
    folder = disk.kept(data)
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    disk.make(data)
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def test_two_who_make_it_at_once_make_one(tmp_path):
    path = tmp_path / "data.nq"
    path.write_text(SHARED, "utf-8")
    with ThreadPoolExecutor(2) as pool:
        folders = {*pool.map(disk.kept, [path, path])}
    (folder,) = folders
    assert {*tmp_path.iterdir()} == {path, folder}


def test_what_somebody_left_half_made_is_made_anew(tmp_path):
    path = tmp_path / "data.nq"
    path.write_text(SHARED, "utf-8")
    draft = tmp_path / disk._DRAFT
    draft.mkdir()
    (draft / "CURRENT").write_text("nothing of use", "utf-8")
    assert rows(EmbeddedStore.from_folder(disk.kept(path)), COUNT.text) == [b"4", b"n"]
    assert not draft.exists()


@pytest.mark.parametrize("content", ["not N-Quads\n", None])
def test_data_that_cannot_be_put_on_the_disk_are_no_store(tmp_path, content):
    path = tmp_path / "data.nq"
    if content:
        path.write_text(content, "utf-8")
    with pytest.raises(HabitatError, match="put on the disk"):
        disk.kept(path)
    assert {each.name for each in tmp_path.iterdir()} <= {"data.nq"}


def test_a_folder_that_is_none_is_named(tmp_path):
    (tmp_path / "oxigraph").mkdir()
    with pytest.raises(DataError, match="cannot be read"):
        EmbeddedStore.from_folder(tmp_path / "oxigraph")
