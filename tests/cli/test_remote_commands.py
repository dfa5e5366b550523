"""The commands where the graph stands on a remote store."""

import pytest
from stores import OXIGRAPH, remote

from habitat_graph.web import serving

SECOND = ':second a :Meeting ; rdfs:label "Second meeting"@en .'


@pytest.fixture(scope="module")
def peer():
    with remote(OXIGRAPH) as peer:
        yield peer


@pytest.fixture
def run(run, peer, tmp_path):
    peer.change("DROP ALL")
    machine = {"name": "here"}

    def run_there(*words, **variables):
        """Each machine has a folder of its own, and all have the same store."""
        machine["name"] = variables.pop("machine", machine["name"])
        folder = str(tmp_path / machine["name"])
        where = {"HABITAT_STORE": peer.query, "XDG_DATA_HOME": folder}
        return run(*words, **(where | variables))

    return run_there


def test_what_is_built_is_published_and_asked_of_the_store(run, project):
    assert run("build", "--message", "first").exit_code == 0
    # Neither this machine's files nor its folder are asked: another one sees the same.
    project.facts(SECOND)
    assert "id/first" in run("query", "meetings-which", machine="there").stdout
    assert "id/second" not in run("query", "meetings-which").stdout


def test_releases_follow_on_each_other_from_whichever_machine(run, project):
    run("build", "--message", "first")
    project.facts(SECOND)
    assert run("build", "--message", "second", machine="there").stdout.startswith("Release 2:")
    assert "second" in run("releases").stdout
    assert "Second meeting" in run("diff", "1", "2").stdout


@pytest.fixture
def served(monkeypatch):
    """The numbers of the times that something was served."""
    calls = []
    monkeypatch.setattr(serving, "serve", lambda *_: calls.append("served"))
    return calls


def test_serve_builds_only_where_the_store_holds_something_else(run, project, served):
    assert run("serve").exit_code == 0
    assert "The files have changed." in run("releases").stdout
    run("serve", machine="there")
    assert run("releases").stdout == ""
    project.facts(SECOND)
    run("serve")
    assert "   2  " in run("releases").stdout
    assert len(served) == 3


@pytest.mark.usefixtures("served", "project")
def test_serve_publishes_again_what_the_store_has_lost(run, peer):
    run("serve")
    peer.change("DROP ALL")
    run("serve")
    assert len(run("releases").stdout.splitlines()) == 1
    assert "id/first" in run("query", "meetings-which", machine="there").stdout


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("command", ["build", "serve", "query"])
def test_a_store_that_is_not_there_is_exit_code_2(run, command):
    words = [command, "meetings-which"] if command == "query" else [command]
    result = run(*words, HABITAT_STORE="http://me:secret@127.0.0.1:1/query")
    assert result.exit_code == 2
    assert "HABITAT_STORE" in result.stderr
    assert "secret" not in result.output
    assert "Traceback" not in result.output
