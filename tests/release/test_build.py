"""A release is made whole, or not at all."""

import fcntl
import hashlib
import os
import signal
import subprocess
import sys

import pyoxigraph
import pytest

from habitat_graph.problems import DataError, HabitatError
from habitat_graph.release import shelf
from habitat_graph.release.build import STEPS, RefusalError, is_current
from habitat_graph.release.history import current, releases

BASE = "https://w3id.org/habitat-graph/"


def test_a_release_holds_data_ontology_and_what_follows_in_graphs_of_their_own(project):
    release = project.build()
    quads = {str(quad) for quad in pyoxigraph.parse(path=release.data)}
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    first = f"<{BASE}id/first> {kind}"
    assert f"{first} <{BASE}id/Meeting> <{BASE}graph/nua-2020/facts>" in quads
    assert f"{first} <{BASE}id/Activity> <{BASE}graph/inferred>" in quads
    assert any(quad.endswith(f"<{BASE}graph/ontology>") for quad in quads)


def test_the_data_are_canonical_and_their_hash_is_in_the_manifest(project):
    release = project.build()
    data = release.data.read_bytes()
    assert release.manifest.canonical == hashlib.sha256(data).hexdigest()
    dataset = pyoxigraph.Dataset(pyoxigraph.parse(data, pyoxigraph.RdfFormat.N_QUADS))
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    lines = pyoxigraph.serialize(dataset, format=pyoxigraph.RdfFormat.N_QUADS).splitlines()
    assert sorted(lines) == data.splitlines()


def test_the_same_files_give_the_same_data(project):
    first = project.build()
    second = project.build()
    assert first.data.read_bytes() == second.data.read_bytes()


def test_releases_are_numbered_and_know_their_parent(project):
    project.build("first")
    project.build("second")
    assert [(each.number, each.manifest.parent) for each in releases(project.store)] == [
        (1, None),
        (2, 1),
    ]
    assert current(project.store).manifest.message == "second"


def test_a_release_counts_what_it_holds(project):
    counts = project.build().manifest.counts
    assert counts.asserted == 3
    assert counts.inferred == 1
    assert counts.graphs[f"{BASE}graph/nua-2020/facts"] == 3


def test_a_release_says_what_was_not_checked(project):
    checks = {check.name: check for check in project.build().manifest.checks}
    assert checks["shapes"].made
    assert not checks["quotations"].made
    assert "HABITAT_SOURCE" in checks["quotations"].reason


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        (":first a :Meeting .", "ActivityShape"),
        (':first a :Meeting , :Place ; rdfs:label "x" .', "cax-dw"),
    ],
)
def test_wrong_data_are_refused_and_nothing_is_written(project, facts, rule):
    project.build()
    before = project.files()
    project.facts(facts)
    with pytest.raises(RefusalError) as refusal:
        project.build()
    assert rule in {finding.rule for finding in refusal.value.findings}
    assert project.files() == before


def test_broken_turtle_is_refused_and_nothing_is_written(project):
    project.build()
    before = project.files()
    project.facts(":first a .")
    with pytest.raises(DataError):
        project.build()
    assert project.files() == before


def test_a_query_that_does_not_run_is_refused(project):
    project.write(
        "queries/meetings-which.rq",
        "#+ title.en: a\n#+ title.zh: b\n#+ shows: c\n\nSELECT ?x WHERE {\n",
    )
    with pytest.raises(RefusalError) as refusal:
        project.build()
    (finding,) = refusal.value.findings
    assert finding.rule == "query"
    assert finding.location.path == project.root / "queries/meetings-which.rq"
    assert current(project.store) is None


def test_every_step_is_told_once_and_in_order(project):
    told = []
    project.build(progress=told.append)
    assert tuple(told) == STEPS


def test_a_release_is_current_until_a_file_changes(project):
    assert not is_current(project.store, project.root)
    project.build()
    assert is_current(project.store, project.root)
    project.facts(':first a :Meeting ; rdfs:label "Another name" .')
    assert not is_current(project.store, project.root)


@pytest.mark.parametrize("name", ["ontology", "shapes", "queries"])
def test_any_knowledge_file_counts(project, name):
    project.build()
    path = next((project.root / name).iterdir())
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    assert not is_current(project.store, project.root)


def test_two_builders_are_kept_apart(project):
    project.build()
    with (project.store / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(HabitatError, match="Another build"):
            project.build()


def test_a_store_that_cannot_be_written_is_a_matter_of_the_environment(project):
    project.store.write_text("a file")
    with pytest.raises(HabitatError, match="HABITAT_STORE") as problem:
        project.build()
    assert problem.value.exit_code == 2


KILLED_IN_THE_MIDDLE = """
import sys, time
from pathlib import Path
from habitat_graph.release import build, shelf
from habitat_graph.release.build import Order

def hang(*_):
    print("here", flush=True)
    time.sleep(60)

setattr({module}, "{step}", hang)
build.build(Path(sys.argv[1]), Path(sys.argv[2]), Order("someone", ""))
"""


@pytest.mark.parametrize(
    ("module", "step"),
    [("shelf", "_write"), ("shelf", "sync"), ("build", "shelve"), ("build", "swap")],
)
def test_a_build_that_is_killed_leaves_the_old_release_served(project, module, step):
    project.build("old")
    project.facts(':second a :Meeting ; rdfs:label "Second meeting" .')
    script = KILLED_IN_THE_MIDDLE.format(module=module, step=step)
    arguments = [sys.executable, "-c", script, str(project.store), str(project.root)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as builder:
        assert builder.stdout.readline() == "here\n"
        builder.send_signal(signal.SIGKILL)
    assert current(project.store).manifest.message == "old"
    assert [each.number for each in releases(project.store)] == [1]
    new = project.build("new")
    assert new.number == 2
    assert current(project.store).manifest.message == "new"
    assert sorted(path.name for path in project.store.iterdir()) == [".lock", "current", "releases"]


def test_what_is_served_is_always_whole(project, monkeypatch):
    project.build("old")
    seen = []

    def watched(store, number):
        seen.append((current(store).manifest.message, (store / "releases/0002").is_dir()))
        shelf.swap(store, number)

    monkeypatch.setattr("habitat_graph.release.build.swap", watched)
    project.build("new")
    assert seen == [("old", True)]
    assert current(project.store).manifest.message == "new"


def test_the_files_are_on_the_disk_before_the_swap(project, monkeypatch):
    events = []
    fsync, replace = os.fsync, os.replace
    monkeypatch.setattr("os.fsync", lambda number: (events.append("sync"), fsync(number)))
    monkeypatch.setattr(
        "os.replace", lambda *paths, **more: (events.append("swap"), replace(*paths, **more))
    )
    project.build()
    assert events.count("swap") == 1
    assert events.index("swap") >= 4
    assert events[-1] == "sync"
