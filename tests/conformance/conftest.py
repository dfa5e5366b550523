"""The suites, unpacked, and this server as a scratch endpoint, in a process of its own."""

from contextlib import closing

import pytest
from peers.oxigraph import oxigraph
from served import served

from conformance.suites import Suites
from conformance.targets import Endpoint

TOKEN = "let-me-write"  # noqa: S105 - of a server on loopback that holds nothing


@pytest.fixture(scope="session")
def suites(tmp_path_factory):
    return Suites.unpacked(tmp_path_factory.mktemp("suites"))


@pytest.fixture(scope="session")
def others():
    """Two servers that stand for the endpoints that queries call."""
    with oxigraph(union=False) as one, oxigraph(union=False) as other:
        yield one, other


@pytest.fixture(scope="session")
def address(tmp_path_factory, others):
    """The address of an empty graph that takes any RDF from whoever has the token."""
    settings = {
        "HABITAT_GATE": "off",
        "HABITAT_DEFAULT_GRAPH": "plain",
        "HABITAT_TOKEN": TOKEN,
        "HABITAT_SERVICE_ALLOW": " ".join(other.query for other in others),
    }
    with served(tmp_path_factory.mktemp("scratch"), **settings) as server:
        yield f"http://127.0.0.1:{server.port}"


@pytest.fixture(scope="session")
def endpoint(address):
    """A connection to the server, which is kept open."""
    paths = [f"{address}/{name}" for name in ("sparql", "update", "data")]
    with closing(Endpoint(*paths, token=TOKEN)) as endpoint:
        yield endpoint


@pytest.fixture
def scratch(endpoint):
    """The server with nothing in it."""
    assert endpoint.update("DROP ALL").good
    return endpoint
