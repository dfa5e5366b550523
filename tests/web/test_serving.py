"""The real server, in a process of its own."""

import socket

import pytest
from served import served

from habitat_graph.problems import HabitatError
from habitat_graph.settings import Settings
from habitat_graph.web.serving import serve


@pytest.fixture(scope="module")
def server(store):
    with served(store) as server:
        yield server


def test_the_server_answers(server):
    reply = server.get("/health")
    assert reply.status == 200
    assert b'"release": 1' in reply.content


def test_the_server_takes_the_query_method(server):
    reply = server.ask("QUERY", "/sparql", b"ASK {}", {"Content-Type": "application/sparql-query"})
    assert reply.status == 200
    assert b"true" in reply.content


def test_the_server_outlives_the_deepest_query_it_allows(server):
    deep = "SELECT * { FILTER(" + "STR(" * 61 + "1" + ")" * 61 + ") }"
    reply = server.ask(
        "POST", "/sparql", deep.encode(), {"Content-Type": "application/sparql-query"}
    )
    assert reply.status == 200
    assert server.get("/health").status == 200


def test_a_port_in_use_is_named(store):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(HabitatError, match=f"Port {port} ") as error:
            serve(Settings(store, None, 30.0, "en"), "127.0.0.1", port)
    assert "--port" in error.value.remedy
    assert error.value.exit_code == 2
