"""The real server, in a process of its own."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time

import pytest

from habitat_graph.problems import HabitatError
from habitat_graph.settings import Settings
from habitat_graph.web.serving import serve

PROGRAM = """
import sys
from pathlib import Path
from habitat_graph.settings import Settings
from habitat_graph.web.serving import serve
serve(Settings(Path(sys.argv[1]), None, 30.0, "en"), "127.0.0.1", 0)
"""


@pytest.fixture(scope="module")
def server(store):
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", PROGRAM, str(store)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    line = process.stdout.readline()
    port = int(re.search(r":(\d+)/", line)[1])
    # A server that is stopped while it starts takes its time.
    exchanged(port, "GET", "/health")
    yield port
    # Not SIGINT, which the workers of a parallel test run ignore and hand down.
    process.send_signal(signal.SIGTERM)
    rest, _ = process.communicate(timeout=20)
    assert "Traceback" not in rest
    assert process.returncode == 0


def exchanged(port, method, path, body=None, **headers):
    for _ in range(100):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request(method, path, body, headers)
        except ConnectionRefusedError:
            connection.close()
            # The address is printed just before the server listens.
            time.sleep(0.1)
            continue
        reply = connection.getresponse()
        content = reply.read()
        connection.close()
        return reply, content
    pytest.fail("the server never listened")


def test_the_server_answers(server):
    reply, content = exchanged(server, "GET", "/health")
    assert reply.status == 200
    assert b'"release": 1' in content


def test_the_server_takes_the_query_method(server):
    reply, content = exchanged(
        server, "QUERY", "/sparql", b"ASK {}", **{"Content-Type": "application/sparql-query"}
    )
    assert reply.status == 200
    assert b"true" in content


def test_the_server_outlives_the_deepest_query_it_allows(server):
    deep = "SELECT * { FILTER(" + "STR(" * 61 + "1" + ")" * 61 + ") }"
    reply, _ = exchanged(
        server, "POST", "/sparql", deep.encode(), **{"Content-Type": "application/sparql-query"}
    )
    assert reply.status == 200
    assert exchanged(server, "GET", "/health")[0].status == 200


def test_a_port_in_use_is_named(store):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(HabitatError, match=f"Port {port} ") as error:
            serve(Settings(store, None, 30.0, "en"), "127.0.0.1", port)
    assert "--port" in error.value.remedy
    assert error.value.exit_code == 2
