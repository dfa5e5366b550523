"""What is written over HTTP passes the gate and is a release, or is refused whole."""

import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pyoxigraph
import pytest
from gated import BASE, FACTS, FILES, NAMELESS, SECOND, Site

from habitat_graph.release.history import current, releases
from habitat_graph.release.shelf import locked
from habitat_graph.web import writing


def data(store):
    return current(store).data.read_bytes()


def test_a_change_that_passes_is_a_release_and_is_served_at_once(site):
    reply = site.insert(
        SECOND, Habitat_Author="Someone", Habitat_Message="新会议".encode().decode("latin-1")
    )
    assert (reply.status_code, reply.headers["Habitat-Release"]) == (200, "2")
    assert json.loads(reply.data) == {"release": 2, "added": 3, "removed": 0}
    assert site.truth(":second a :Meeting")
    first, second = releases(site.project.store)
    assert (second.manifest.author, second.manifest.message) == ("Someone", "新会议")
    assert (second.manifest.parent, second.manifest.origin) == (1, "http")
    assert second.manifest.inputs == first.manifest.inputs
    assert first.manifest.origin == "files"


def test_what_follows_from_a_change_follows(site):
    site.insert(SECOND)
    assert site.truth(f"GRAPH <{BASE}graph/inferred> {{ :second a :Activity }}")
    site.update(f"DELETE WHERE {{ GRAPH <{FACTS}> {{ :second ?p ?o }} }}")
    assert not site.truth(":second ?p ?o")


def test_a_change_that_breaks_a_shape_is_refused_whole(site):
    before = site.project.files()
    reply = site.update(
        f"INSERT DATA {{ GRAPH <{FACTS}> {{ :first :note 1 }} }} ; "
        f"INSERT DATA {{ GRAPH <{FACTS}> {{ {NAMELESS} }} }}"
    )
    assert (reply.status_code, reply.mimetype) == (422, "application/problem+json")
    (finding,) = json.loads(reply.data)["findings"]
    assert finding == {
        "rule": "ActivityShape",
        "severity": "error",
        "message": "No name.",
        "message_zh": "无名称。",
        "subject": f"{BASE}id/second",
        "graph": FACTS,
    }
    assert site.project.files() == before
    assert not site.truth(":first :note 1")


def test_a_contradiction_is_refused(site):
    reply = site.insert(":first a :Place .")
    assert reply.status_code == 422
    assert json.loads(reply.data)["findings"][0]["subject"] == f"{BASE}id/first"


def test_a_browser_gets_a_page_with_what_was_found(site):
    reply = site.insert(NAMELESS, Accept="text/html")
    assert (reply.status_code, reply.mimetype) == (422, "text/html")
    assert "No name." in reply.text
    assert "无名称。" in reply.text


def test_a_graph_is_put_added_to_and_deleted(site):
    new = f"{BASE}graph/nua-2021/facts"
    assert site.graph("PUT", FILES + SECOND, new).status_code == 201
    assert site.graph("POST", FILES + ":second :note 01 .", new).status_code == 200
    reply = site.ask("GET", f"/data?graph={new}", Accept="application/n-triples")
    assert '"01"^^' in reply.text
    assert len(reply.text.splitlines()) == 4
    assert site.graph("PUT", FILES + SECOND, new).status_code == 200
    assert site.graph("DELETE", None, new).status_code == 200
    assert site.graph("GET", None, new).status_code == 404
    assert site.graph("DELETE", None, new).status_code == 404
    assert current(site.project.store).number == 5


def test_back_and_forth_leaves_every_quad_as_it_was(site):
    before = data(site.project.store)
    site.insert(SECOND + ':first :note 01, 1.00, "x"@en-gb .')
    assert data(site.project.store) != before
    site.update(
        f"DELETE WHERE {{ GRAPH <{FACTS}> {{ :second ?p ?o }} }} ; "
        f"DELETE WHERE {{ GRAPH <{FACTS}> {{ :first :note ?o }} }}"
    )
    assert data(site.project.store) == before


def test_values_are_released_as_they_are_written(site):
    site.graph("POST", FILES + ':first :note 01, 1, 1.00, "2020-01-01+00:00"^^:date, "a\\nb" .')
    site.insert(':first :note "7"^^<http://www.w3.org/2001/XMLSchema#short>, 002')
    quads = pyoxigraph.parse(
        path=current(site.project.store).data, format=pyoxigraph.RdfFormat.N_QUADS
    )
    notes = [quad.object for quad in quads if quad.predicate.value.endswith("/note")]
    assert {note.value for note in notes} == {
        "01",
        "1",
        "1.00",
        "2020-01-01+00:00",
        "a\nb",
        "7",
        "002",
    }
    assert [note.datatype.value[-5:] for note in notes if note.value == "7"] == ["short"]


@pytest.mark.parametrize(
    ("update", "words"),
    [
        ("INSERT DATA { :first :note 1 }", "name the graph"),
        ("DELETE DATA { :first a :Meeting }", "name the graph"),
        (
            f"INSERT DATA {{ GRAPH <{BASE}graph/inferred> {{ :first :note 1 }} }}",
            "follows from the others",
        ),
        ("INSERT { GRAPH ?g { :first :note 1 } } WHERE { BIND(BNODE() AS ?g) }", "without an IRI"),
    ],
)
def test_what_has_no_place_in_a_release_is_refused_with_words(site, update, words):
    reply = site.update(update)
    assert reply.status_code == 400
    assert words in json.loads(reply.data)["detail"]
    assert current(site.project.store).number == 1


def test_what_changes_nothing_makes_no_release(site):
    assert site.insert(":first a :Meeting .").status_code == 204
    assert site.update("CREATE GRAPH <urn:new>").status_code == 204
    assert site.graph("PUT", "", f"{BASE}graph/nua-2021/none").status_code == 204
    assert current(site.project.store).number == 1


def test_the_ontology_can_be_changed_and_is_checked(site):
    ontology = f"{BASE}graph/ontology"
    assert site.insert(":Assembly rdfs:subClassOf :Meeting .", ontology).status_code == 200
    assert site.insert(':a a :Assembly ; rdfs:label "A"@en .').status_code == 200
    assert site.truth(":a a :Activity")
    assert site.insert(":Meeting owl:disjointWith :Activity .", ontology).status_code == 422


def test_two_writers_both_get_their_releases(site):
    def write(number):
        return site.insert(f':m{number} a :Meeting ; rdfs:label "M"@en .').status_code

    with ThreadPoolExecutor(2) as writers:
        assert list(writers.map(write, range(2))) == [200, 200]
    assert current(site.project.store).number == 3
    assert site.truth(":m0 a :Activity . :m1 a :Activity")


def test_a_change_is_made_of_what_was_released_meanwhile(site):
    site.truth(":first a :Meeting")
    site.project.facts(':first a :Meeting ; rdfs:label "New name"@en .')
    site.project.build()
    assert site.insert(SECOND).headers["Habitat-Release"] == "3"
    assert b"New name" in data(site.project.store)


def test_while_files_are_released_a_writer_is_told_to_come_back(site, monkeypatch):
    monkeypatch.setattr("habitat_graph.release.revision.PATIENCE", 0.1)
    with locked(site.project.store):
        # The gate's process has its own patience.
        monkeypatch.setattr(writing, "PATIENCE", 0.1)
        with ThreadPoolExecutor(2) as writers:
            replies = list(writers.map(lambda _: site.insert(SECOND), range(2)))
    assert {reply.status_code for reply in replies} == {503}
    assert {reply.headers["Retry-After"] for reply in replies} == {"5"}
    assert current(site.project.store).number == 1


def test_a_gate_that_is_killed_leaves_the_old_release(site, monkeypatch):
    started = subprocess.Popen

    def killed(command, *arguments, **options):
        process = started(command, *arguments, **options)
        if "examiner" in command[-1]:
            os.kill(process.pid, signal.SIGKILL)
        return process

    monkeypatch.setattr(subprocess, "Popen", killed)
    reply = site.insert(SECOND)
    assert reply.status_code == 500
    assert current(site.project.store).number == 1
    monkeypatch.setattr(subprocess, "Popen", started)
    assert site.insert(SECOND).status_code == 200


@pytest.mark.parametrize("step", ["shelve", "swap"])
def test_a_crash_before_the_end_leaves_the_old_release(project, step):
    """The process ends at once, as if the machine had stopped, at the start of a step."""
    program = f"""
import os, sys
from pathlib import Path
from habitat_graph.release import build, revision
from habitat_graph.sparql.change import Change
import pyoxigraph
build.{step} = lambda *_: os._exit(9)
quad, = pyoxigraph.parse('<urn:s> <urn:p> 1 .', pyoxigraph.RdfFormat.TURTLE)
quad = pyoxigraph.Quad(quad.subject, quad.predicate, quad.object, pyoxigraph.NamedNode('{FACTS}'))
store, root = Path(sys.argv[1]), Path(sys.argv[2])
revision.revise(store, root, 1, Change(added=(quad,)), build.Order('a', ''))
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    arguments = [sys.executable, "-c", program, str(project.store), str(project.root)]
    assert subprocess.run(arguments, env=environment, check=False).returncode == 9
    assert current(project.store).number == 1
    site = Site(project)
    try:
        assert not site.truth("<urn:s> ?p ?o")
        assert site.insert(SECOND).headers["Habitat-Release"] == "2"
    finally:
        site.close()
