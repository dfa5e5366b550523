"""The formats in which answers are on offer, and which of them an Accept header likes best."""

import re
from functools import lru_cache

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from habitat_graph.media_types import (
    CSV,
    JSON_LD,
    N_QUADS,
    N_TRIPLES,
    RDF_XML,
    SPARQL_JSON,
    SPARQL_XML,
    TRIG,
    TSV,
    TURTLE,
)
from habitat_graph.sparql.store import AcceptError

TABLE_OFFERS = (SPARQL_JSON, SPARQL_XML, CSV, TSV)
"""What SELECT and ASK can be answered in; the first is the default."""

GRAPH_OFFERS = (TURTLE, N_TRIPLES, RDF_XML, JSON_LD, TRIG, N_QUADS)
"""What CONSTRUCT and DESCRIBE can be answered in; the first is the default."""

TABLE_ALIASES = {
    "application/json": SPARQL_JSON,
    "application/xml": SPARQL_XML,
    "text/xml": SPARQL_XML,
    "text/plain": TSV,
}
GRAPH_ALIASES = {
    "text/plain": N_TRIPLES,
    "application/x-turtle": TURTLE,
    "application/json": JSON_LD,
    "application/xml": RDF_XML,
    "text/xml": RDF_XML,
}
"""Wider media types that a format also truly is; an answer carries the one that was asked for."""

SHORT_NAMES = {
    "json": "application/json",
    "xml": "application/xml",
    "csv": CSV,
    "tsv": TSV,
    "ttl": TURTLE,
    "nt": N_TRIPLES,
    "rdf": RDF_XML,
    "jsonld": JSON_LD,
    "trig": TRIG,
    "nq": N_QUADS,
}
"""The formats by the short names that addresses and file names use."""

SPELLINGS = {
    "turtle": TURTLE,
    "n3": TURTLE,
    "ntriples": N_TRIPLES,
    "rdf+xml": RDF_XML,
    "json-ld": JSON_LD,
    **{media_type: media_type for media_type in (*TABLE_OFFERS, *GRAPH_OFFERS)},
}
"""Other names for them that clients send, such as SPARQLWrapper or those made for Virtuoso."""


def table_media_type(accept: str) -> str:
    """The media type for a SELECT or ASK; raise AcceptError where none will do."""
    return best(accept, (*TABLE_OFFERS, *TABLE_ALIASES), TABLE_OFFERS)


def graph_media_type(accept: str) -> str:
    """The media type for a CONSTRUCT or DESCRIBE; raise AcceptError where none will do."""
    return best(accept, (*GRAPH_OFFERS, *GRAPH_ALIASES), GRAPH_OFFERS)


@lru_cache(maxsize=1024)
def best(accept: str, media_types: tuple[str, ...], offers: tuple[str, ...] | None = None) -> str:
    """The one of `media_types` that `accept` likes best, the first of them where it is empty.

    `offers` are the ones that a refusal lists.
    """
    # Java sends “q=.2”, which the parser would drop with the range it belongs to.
    ranges = parse_accept_header(re.sub(r"q\s*=\s*\.", "q=0.", accept), MIMEAccept)
    if not ranges:
        return media_types[0]
    # A parameter such as charset=utf-8 or a JSON-LD profile would match nothing.
    bare = MIMEAccept((value.partition(";")[0].strip(), quality) for value, quality in ranges)
    chosen = bare.best_match(media_types)
    if chosen is None:
        raise AcceptError(offers or media_types)
    return chosen
