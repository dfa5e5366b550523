"""The servers that tests and benchmarks compare with start, answer and stop."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from peers.endpoint import endpoint
from peers.fuseki import fuseki
from peers.oxigraph import oxigraph
from peers.server import RefusedError, UnavailableError, request
from peers.virtuoso import virtuoso

TURTLE = '<urn:a> <urn:name> "甲"@zh .'.encode()
QUADS = '<urn:a> <urn:name> "甲"@zh <urn:g> .\n<urn:b> <urn:name> "B" <urn:h> .\n'
NAMES = "SELECT ?name WHERE { ?s <urn:name> ?name } ORDER BY ?name"
EVERYWHERE = "SELECT ?name WHERE { GRAPH ?g { ?s <urn:name> ?name } } ORDER BY ?name"


@pytest.fixture
def quads(tmp_path):
    path = tmp_path / "two.nq"
    path.write_text(QUADS, "utf-8")
    return path


def is_gone(address):
    """Whether a server that was told to stop answers no more, in ten seconds at most."""
    for _ in range(200):
        try:
            request("GET", address)
        except ConnectionError:
            return True
        time.sleep(0.05)
    return False


def test_oxigraph_takes_a_graph_and_answers_and_stops():
    with oxigraph() as peer:
        peer.put(TURTLE, "urn:g")
        assert peer.select(NAMES) == [{"name": "甲"}]
        peer.change("DELETE DATA { GRAPH <urn:g> { <urn:a> <urn:name> '甲'@zh } }")
        assert peer.select(NAMES) == []
    assert peer.process.poll() is not None
    with pytest.raises(ConnectionRefusedError):
        request("GET", peer.query)


@pytest.mark.skipif(not shutil.which("setpriv"), reason="setpriv is not there")
def test_a_server_does_not_outlive_a_killed_program():
    program = (
        "import signal; from peers.oxigraph import oxigraph\n"
        "with oxigraph() as peer: print(peer.query, flush=True); signal.pause()"
    )
    surroundings = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=surroundings) as starter:
        address = starter.stdout.readline().strip()
        assert request("GET", address)[0] < 500
        starter.kill()
    assert is_gone(address)


def test_oxigraph_takes_all_graphs_at_once(quads):
    with oxigraph() as peer:
        peer.load(quads)
        assert [row["name"] for row in peer.select(NAMES)] == ["B", "甲"]


def test_oxigraph_without_the_union_has_an_empty_default_graph(quads):
    with oxigraph(union=False) as peer:
        peer.load(quads)
        assert peer.select(NAMES) == []
        assert len(peer.select(EVERYWHERE)) == 2


def test_oxigraph_keeps_what_stands_in_a_folder(tmp_path):
    for expected in ([], [{"name": "甲"}]):
        with oxigraph(location=tmp_path / "kept") as peer:
            assert peer.select(NAMES) == expected
            peer.put(TURTLE, "urn:g")


def test_a_server_that_ends_at_once_is_unavailable_and_says_why(tmp_path):
    (tmp_path / "kept").write_text("no folder", "utf-8")
    with (
        pytest.raises(UnavailableError, match="did not start: "),
        oxigraph(location=tmp_path / "kept"),
    ):
        pass


def test_a_refused_request_says_why():
    with oxigraph() as peer, pytest.raises(RefusedError, match="400"):
        peer.select("SELECT")


def test_rdflib_endpoint_serves_files(quads):
    with endpoint(quads) as peer:
        assert [row["name"] for row in peer.select(NAMES)] == ["B", "甲"]


def test_fuseki_takes_a_graph_and_answers(quads):
    with fuseki() as peer:
        peer.load(quads)
        assert len(peer.select(EVERYWHERE)) == 2
        peer.put(TURTLE)
        assert peer.select(NAMES) == [{"name": "甲"}]
        peer.change("CLEAR ALL")
        assert peer.select(EVERYWHERE) == []


def test_virtuoso_takes_all_graphs_at_once(quads):
    with virtuoso() as peer:
        peer.load(quads)
        assert [row["name"] for row in peer.select(NAMES)] == ["B", "甲"]
