"""What is written over HTTP where a remote store holds the graph."""

from dataclasses import replace

import pytest
from project import PREFIXES, Project

from habitat_graph.release.history import current
from habitat_graph.release.publication import publish
from habitat_graph.release.record import held
from habitat_graph.settings import Settings
from habitat_graph.web.app import create_app

TOKEN = "let-me-write"  # noqa: S105 - of a site in this process
HEADERS = {"Authorization": f"Bearer {TOKEN}"}
GRAPH = "https://w3id.org/habitat-graph/graph/nua-2020/facts"
SECOND = PREFIXES + ':second a :Meeting ; rdfs:label "Second"@en , "第二次"@zh .'
NAMELESS = PREFIXES + ":third a :Meeting ."


@pytest.fixture
def client(server, peer, tmp_path):
    project = Project(tmp_path)
    project.build()
    publish(server, current(project.store))
    settings = Settings(project.store, None, 30.0, "en", token=TOKEN)
    return create_app(replace(settings, remote=peer.query), project.root).test_client()


def sent(client, method, path, body):
    return client.open(
        path, method=method, data=body.encode(), headers=HEADERS, content_type="text/turtle"
    )


def test_a_change_is_released_published_and_served(client, server):
    reply = sent(client, "POST", f"/data?graph={GRAPH}", SECOND)
    assert (reply.status_code, reply.json["release"]) == (200, 2)
    assert held(server).manifest.number == 2
    assert client.get("/health").json["release"] == 2
    assert "Second" in client.get("/id/second.ttl").text


def test_a_change_that_breaks_a_shape_leaves_the_store_as_it_is(client, server):
    reply = sent(client, "POST", f"/data?graph={GRAPH}", NAMELESS)
    assert reply.status_code == 422
    assert reply.json["findings"]
    assert held(server).manifest.number == 1


def test_an_update_is_worked_out_here_and_validation_changes_nothing(client, server):
    update = f"DELETE WHERE {{ GRAPH <{GRAPH}> {{ ?s ?p 'First meeting'@en }} }}"
    reply = client.post(
        "/update", data=update, headers=HEADERS, content_type="application/sparql-update"
    )
    assert (reply.status_code, reply.json["release"]) == (200, 2)
    report = sent(client, "POST", f"/validate?graph={GRAPH}", NAMELESS)
    assert "sh:conforms false" in report.text
    assert held(server).manifest.number == 2


def test_what_another_machine_published_is_brought_home_first(client, server, tmp_path):
    elsewhere = Project(tmp_path / "elsewhere")
    for _ in range(2):
        elsewhere.build()
    publish(server, current(elsewhere.store))
    reply = sent(client, "POST", f"/data?graph={GRAPH}", SECOND)
    assert (reply.status_code, reply.json["release"]) == (200, 3)
