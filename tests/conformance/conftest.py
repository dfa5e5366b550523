"""The suites, unpacked, and this server as a scratch endpoint, in a process of its own."""

import os
import re
import signal
import subprocess
import sys
import time

import pytest

from conformance.suites import Suites
from conformance.targets import Endpoint

TOKEN = "let-me-write"  # noqa: S105 (of a server on loopback that holds nothing)


@pytest.fixture(scope="session")
def suites(tmp_path_factory):
    return Suites.unpacked(tmp_path_factory.mktemp("suites"))


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    """The address of an empty graph that takes any RDF from whoever has the token."""
    settings = {
        "HABITAT_STORE": str(tmp_path_factory.mktemp("scratch")),
        "HABITAT_GATE": "off",
        "HABITAT_DEFAULT_GRAPH": "plain",
        "HABITAT_TOKEN": TOKEN,
    }
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "habitat_graph", "serve", "--port", "0"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines = iter(process.stdout.readline, "")
    start = next(filter(None, (re.search(r"http://\S+:\d+", line) for line in lines)))[0]
    yield start
    process.send_signal(signal.SIGTERM)
    rest, _ = process.communicate(timeout=20)
    assert "Traceback" not in rest


@pytest.fixture(scope="session")
def endpoint(address):
    """A connection to the server, once it listens."""
    endpoint = Endpoint(f"{address}/sparql", f"{address}/update", f"{address}/data", TOKEN)
    for _ in range(300):
        try:
            endpoint.exchange("GET", f"{address}/health")
        except ConnectionRefusedError:
            # The address is printed just before the server listens.
            time.sleep(0.1)
        else:
            break
    return endpoint


@pytest.fixture
def scratch(endpoint):
    """The server with nothing in it."""
    assert endpoint.update("DROP ALL").good
    return endpoint
