"""Which format an Accept header gets."""

import pytest

from habitat_graph.media_types import (
    CSV,
    JSON_LD,
    N_TRIPLES,
    RDF_XML,
    SPARQL_JSON,
    SPARQL_XML,
    TSV,
    TURTLE,
)
from habitat_graph.sparql.offers import graph_media_type, table_media_type
from habitat_graph.sparql.store import AcceptError


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("", SPARQL_JSON),
        ("*/*", SPARQL_JSON),
        ("text/*", CSV),
        (CSV, CSV),
        ("text/csv, */*", CSV),
        ("text/csv;q=0.5, application/sparql-results+xml", SPARQL_XML),
        ("application/sparql-results+json;q=0, */*", SPARQL_XML),
        ("text/tab-separated-values; charset=utf-8", TSV),
        ("application/json", "application/json"),
        ("text/plain", "text/plain"),
        ("TEXT/CSV", CSV),
        ("text/html, image/gif, *; q=.2, */*; q=.2", SPARQL_JSON),
    ],
)
def test_tables(accept, chosen):
    assert table_media_type(accept) == chosen


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("", TURTLE),
        ("*/*", TURTLE),
        ("application/*", N_TRIPLES),
        ("text/turtle;q=0, */*;q=0.1", N_TRIPLES),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', JSON_LD),
        ("application/rdf+xml, text/turtle;q=0.9", RDF_XML),
        ("text/plain", "text/plain"),
    ],
)
def test_graphs(accept, chosen):
    assert graph_media_type(accept) == chosen


@pytest.mark.parametrize("accept", ["image/png", "text/turtle", "*/*;q=0", "application/pdf, a/b"])
def test_nothing_fits(accept):
    with pytest.raises(AcceptError, match="On offer: application/sparql-results"):
        table_media_type(accept)
