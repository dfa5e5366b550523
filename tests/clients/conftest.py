"""A server that everyone of this folder asks."""

import pytest
from served import served
from web.conftest import write_release


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    store = tmp_path_factory.mktemp("store")
    write_release(store)
    with served(store) as server:
        yield server


@pytest.fixture(scope="module")
def endpoint(server):
    return f"http://127.0.0.1:{server.port}/sparql"
