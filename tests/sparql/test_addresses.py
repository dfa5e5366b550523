"""Where servers usually have their addresses."""

import pytest

from habitat_graph.sparql.addresses import Addresses

HOST = "http://localhost:7878"


@pytest.mark.parametrize(
    ("query", "update", "data"),
    [
        ("/query", "/update", "/store"),
        ("/ds/query", "/ds/update", "/ds/data"),
        ("/ds/sparql", "/ds/update", "/ds/data"),
        ("/a/ds/query", "/a/ds/update", "/a/ds/data"),
        ("/ds", "/ds", "/ds"),
        ("/sparql", "/sparql", "/sparql"),
        (
            "/repositories/nua",
            "/repositories/nua/statements",
            "/repositories/nua/rdf-graphs/service",
        ),
        (
            "/rdf4j-server/repositories/nua",
            "/rdf4j-server/repositories/nua/statements",
            "/rdf4j-server/repositories/nua/rdf-graphs/service",
        ),
    ],
)
def test_the_other_addresses_follow_from_the_one_for_queries(query, update, data):
    found = Addresses.of(HOST + query)
    assert (found.query, found.update, found.data) == (HOST + query, HOST + update, HOST + data)


def test_addresses_that_are_given_count_more():
    found = Addresses.of(f"{HOST}/query", f"{HOST}/u", f"{HOST}/d")
    assert (found.update, found.data) == (f"{HOST}/u", f"{HOST}/d")
