"""Writing into a scratch store over HTTP: who may, what comes of it, and what is never lost."""

import json
import os
import shutil
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Thread

import pytest
from project import Project
from served import served

from habitat_graph.settings import Settings
from habitat_graph.web.app import create_app

TOKEN = "let-me-write"  # noqa: S105 - of a site in this process
TURTLE, TRIG, N_QUADS = "text/turtle", "application/trig", "application/n-quads"
UPDATE = "application/sparql-update"
GRAPH = "?graph=urn:g"


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path)


@pytest.fixture
def settings(project):
    return Settings(project.store, None, 30.0, "en", token=TOKEN, gate=False, union=False)


class Client:
    """Asks a site; sends the token unless told otherwise."""

    def __init__(self, settings, root):
        self.app = create_app(settings, root)
        self.client = self.app.test_client()

    def ask(self, method, path, body=None, token=TOKEN, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if token:
            named["Authorization"] = f"Bearer {token}"
        return self.client.open(path, method=method, data=body, headers=named)

    def put(self, body, which=GRAPH, media_type=TURTLE, method="PUT"):
        return self.ask(method, f"/data{which}", body, Content_Type=media_type)

    def update(self, text, which=""):
        return self.ask("POST", f"/update{which}", text, Content_Type=UPDATE)

    def lines(self, which=GRAPH, accept="application/n-triples"):
        return sorted(self.ask("GET", f"/data{which}", Accept=accept).text.splitlines())

    def close(self):
        self.app.extensions["habitat_graph"].holder.holding().evaluators.close()


@pytest.fixture
def site(settings, project):
    client = Client(settings, project.root)
    yield client
    client.close()


def problem(reply):
    assert reply.mimetype == "application/problem+json"
    return json.loads(reply.data)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/update"),
        ("PUT", "/data?graph=urn:g"),
        ("POST", "/data"),
        ("DELETE", "/data?default"),
    ],
)
def test_who_shows_no_token_or_another_writes_nothing(site, method, path):
    reply = site.ask(method, path, "x", token=None)
    assert (reply.status_code, reply.headers["WWW-Authenticate"]) == (401, "Bearer")
    reply = site.ask(method, path, "x", token="another")  # noqa: S106 - it is wrong
    assert reply.status_code == 401
    assert "invalid_token" in reply.headers["WWW-Authenticate"]
    assert problem(reply)["type"].endswith("#unauthorized")


def test_where_no_token_is_set_nobody_writes(project):
    client = Client(Settings(project.store, None, 30.0, "en", gate=False), project.root)
    try:
        reply = client.put("<urn:s> <urn:p> 1 .")
        assert reply.status_code == 403
        assert "HABITAT_TOKEN" in problem(reply)["detail"]
        assert client.lines("", N_QUADS) == []
    finally:
        client.close()


def test_values_come_back_to_the_letter(site):
    body = '<urn:s> <urn:p> 01, 1, 1.00, "x"@en-GB, "人\\n居", "2020-01-01+00:00"^^<urn:date> .'
    assert site.put(body).status_code == 201
    before = site.lines()
    assert len(before) == 6
    assert '<urn:s> <urn:p> "1.00"^^<http://www.w3.org/2001/XMLSchema#decimal> .' in before
    assert site.update("COPY <urn:g> TO <urn:h>").status_code == 204
    assert site.lines("?graph=urn:h") == before


def test_a_graph_below_data_is_named_by_its_address(site):
    assert site.put("<> <urn:p> <other> .", "/people/1.ttl").status_code == 201
    expected = [
        "<http://localhost/data/people/1.ttl> <urn:p> <http://localhost/data/people/other> ."
    ]
    assert site.lines("/people/1.ttl") == expected
    assert site.lines("?graph=http://localhost/data/people/1.ttl") == expected
    assert site.ask("GET", "/data/people/1.ttl?graph=urn:g").status_code == 400


def test_a_new_graph_gets_a_name_that_leads_to_it(site):
    reply = site.put("<urn:s> <urn:p> 1 .", "", method="POST")
    assert reply.status_code == 201
    assert (
        site.ask("GET", reply.headers["Location"].removeprefix("http://localhost")).status_code
        == 200
    )


def test_an_empty_body_makes_an_empty_graph(site):
    assert site.ask("HEAD", f"/data{GRAPH}").status_code == 404
    assert site.put("").status_code == 201
    assert site.ask("HEAD", f"/data{GRAPH}").status_code == 200
    assert site.lines() == []


def test_all_graphs_come_and_go_together(site):
    quads = "<urn:s> <urn:p> 1 . <urn:g> { <urn:s> <urn:p> 01 } _:b { <urn:s> <urn:p> 2 }"
    assert site.put(quads, "", TRIG).status_code == 204
    lines = site.lines("", N_QUADS)
    assert len(lines) == 3
    assert site.put("\n".join(lines[:1]), "", N_QUADS).status_code == 204
    assert site.lines("", N_QUADS) == lines[:1]
    assert site.put("<urn:s> <urn:p> 2 .", "").status_code == 400
    assert site.ask("DELETE", "/data").status_code == 204
    assert site.lines("", N_QUADS) == []


def test_named_graphs_have_no_place_in_one_graph(site):
    reply = site.put("<urn:h> { <urn:s> <urn:p> 1 }", media_type=TRIG)
    assert reply.status_code == 400
    assert "named graphs" in problem(reply)["detail"]


def test_broken_rdf_is_a_problem_with_its_place(site):
    reply = site.put("<urn:s> <urn:p>\n nonsense .")
    told = problem(reply)
    assert (reply.status_code, told["line"], told["column"]) == (400, 2, 2)
    assert told["type"].endswith("#rdf-syntax")


def test_a_body_that_is_too_large_is_413(site):
    reply = site.put(b"#" * (16 * 2**20 + 1))
    assert reply.status_code == 413
    assert problem(reply)["type"].endswith("#body-too-large")
    assert site.put(b"#" * (2 * 2**20)).status_code == 201


def test_an_update_with_a_mistake_says_where(site):
    told = problem(site.update("CLEAR ALL ;\nCLEAR XYZ"))
    assert (told["line"], told["column"]) == (2, 7)


def test_loading_is_refused_and_nothing_else_of_the_request_is_done(site):
    reply = site.update("INSERT DATA { <urn:s> <urn:p> 1 } ; LOAD <http://127.0.0.1:9/>")
    assert (reply.status_code, problem(reply)["type"][-14:]) == (403, "#query-refused")
    assert site.lines("", N_QUADS) == []


def test_who_writes_reads_it_at_once(site):
    for number in range(5):
        site.update(f"DELETE WHERE {{ ?s ?p ?o }} ; INSERT DATA {{ <urn:s> <urn:p> {number} }}")
        reply = site.ask("GET", "/sparql?query=SELECT ?o { ?s ?p ?o }", Accept="text/csv")
        assert reply.data == f"o\r\n{number}\r\n".encode()
        assert site.lines("?default")[0].split('"')[1] == str(number)


def test_writers_take_turns_and_lose_nothing(site):
    def write(number):
        if number % 2:
            return site.put(f"<urn:s> <urn:p> {number} .", method="POST").status_code
        return site.update(
            f"INSERT DATA {{ GRAPH <urn:g> {{ <urn:s> <urn:p> {number} }} }}"
        ).status_code

    with ThreadPoolExecutor(4) as writers:
        statuses = list(writers.map(write, range(24)))
    assert set(statuses) <= {201, 204}
    assert len(site.lines()) == 24


def test_readers_see_the_old_state_or_the_new_but_no_other(site):
    site.put("<urn:a> <urn:p> 0 . <urn:b> <urn:p> 0 .")
    seen, done = [], []

    def read():
        query = "/sparql?query=SELECT ?o { GRAPH <urn:g> { <urn:a> ?p ?o . <urn:b> ?p ?o } }"
        while not done:
            seen.append(site.ask("GET", query, Accept="text/csv").data)

    thread = Thread(target=read)
    thread.start()
    for number in range(1, 15):
        site.put(f"<urn:a> <urn:p> {number} . <urn:b> <urn:p> {number} .")
    done.append(True)
    thread.join(30)
    assert len(set(seen)) > 1
    assert all(len(each.split()) == 2 for each in seen)


def test_the_service_says_that_it_can_be_written_to(site, project):
    described = site.ask("GET", "/sparql", Accept=TURTLE).text
    assert "SPARQL11Update" in described
    assert "UnionDefaultGraph" not in described
    closed = Client(Settings(project.store / "other", None, 30.0, "en", gate=False), project.root)
    try:
        described = closed.ask("GET", "/sparql", Accept=TURTLE).text
        assert "SPARQL11Update" not in described
        assert "UnionDefaultGraph" in described
    finally:
        closed.close()


def test_a_scratch_store_begins_with_the_release_that_there_is(project, settings):
    project.build()
    files = project.files()
    site = Client(settings, project.root)
    try:
        graph = "?graph=https://w3id.org/habitat-graph/graph/nua-2020/facts"
        assert len(site.lines(graph)) == 3
        assert site.ask("DELETE", f"/data{graph}").status_code == 204
        assert site.ask("GET", f"/data{graph}").status_code == 404
    finally:
        site.close()
    assert files.items() <= project.files().items()


def served_scratch(store):
    return served(store, HABITAT_GATE="off", HABITAT_TOKEN=TOKEN, HABITAT_DEFAULT_GRAPH="plain")


def test_what_was_acknowledged_survives_a_server_that_is_killed(tmp_path):
    """Not one write is lost, and none that was cut off is half there."""
    store = tmp_path / "store"
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": TURTLE}
    acknowledged = []

    def write(server):
        for number in range(10_000):
            body = f"<urn:a> <urn:p> {number} . <urn:b> <urn:p> {number} ."
            try:
                reply = server.ask("PUT", f"/data?graph=urn:g{number}", body, headers)
            except OSError:
                return
            assert reply.status == 201
            acknowledged.append(number)

    with pytest.raises(AssertionError), served_scratch(store) as server:  # noqa: PT012 - killed half way
        thread = Thread(target=write, args=(server,))
        thread.start()
        while len(acknowledged) < 20:
            time.sleep(0.01)
        kill_all(server.process.pid)
        thread.join(30)
    with served_scratch(store) as server:
        found = server.get("/data", Accept=N_QUADS).content.decode().splitlines()
    graphs = [line.split("<urn:g")[-1].removesuffix("> .") for line in found]
    assert {str(number) for number in acknowledged} <= set(graphs)
    assert all(graphs.count(graph) == 2 for graph in graphs)
    assert len(set(graphs)) <= len(acknowledged) + 1


def kill_all(parent):
    """Kill the server and its worker as a power cut would; zygotes end by themselves."""
    workers = Path(f"/proc/{parent}/task/{parent}/children").read_text("ascii").split()
    for pid in (parent, *map(int, workers)):
        os.kill(pid, signal.SIGKILL)


def test_a_server_says_that_its_gate_is_off(tmp_path):
    with served_scratch(tmp_path / "store") as server:
        pass
    assert "gate is off" in server.log
    shutil.rmtree(tmp_path / "store")
