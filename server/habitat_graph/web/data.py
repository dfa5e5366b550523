"""/data: the SPARQL 1.1 Graph Store HTTP Protocol; writes go through the gate.

https://www.w3.org/TR/sparql11-http-rdf-update/
"""

from dataclasses import replace
from uuid import uuid4

from flask import Blueprint, Response, request
from werkzeug.http import parse_options_header

from habitat_graph.media_types import N_QUADS, SPARQL_JSON, TRIG
from habitat_graph.sparql.change import GraphWrite, Method
from habitat_graph.sparql.graphs import dataset_body
from habitat_graph.sparql.offers import DATASET_OFFERS, best, graph_media_type
from habitat_graph.sparql.store import Query
from habitat_graph.sparql.writes import gathered, named_graph
from habitat_graph.web.errors import not_found
from habitat_graph.web.gateway import ASKER
from habitat_graph.web.replies import accept_header, document, kept
from habitat_graph.web.site import site
from habitat_graph.web.writing import asked, authorize, done, note

LIMIT = 16 * 2**20
"""Bytes of content that may be sent."""

_ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_ALL_QUADS = "SELECT ?g ?s ?p ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
_NAMED_QUADS = "SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }"
_MULTIPART = "multipart/form-data"

blueprint = Blueprint("data", __name__)


@blueprint.get("/data")
@blueprint.get("/data/<path:name>")
def read(name: str | None = None) -> Response:
    """Give a graph, or without a name the whole dataset."""
    try:
        graph = _graph(name)
    except KeyError:
        return _dataset()
    if graph is not None and not _exists(graph):
        return not_found(graph)
    named = () if graph is None else (graph,)
    query = Query(_ALL, default_graphs=named, asker=request.environ.get(ASKER))
    media_type = graph_media_type(accept_header())
    answer = site().holding().evaluators.answer(query, media_type)
    return kept(document(answer.body, answer.media_type))


@blueprint.put("/data")
@blueprint.post("/data")
@blueprint.delete("/data")
@blueprint.put("/data/<path:name>")
@blueprint.post("/data/<path:name>")
@blueprint.delete("/data/<path:name>")
def write(name: str | None = None) -> Response:
    """Replace, extend or remove a graph, whole or not at all; it is served when this answers."""
    request.max_content_length = request.max_form_memory_size = LIMIT
    authorize(site().token)
    order = _order(name)
    location = None
    if order.is_whole and order.method is Method.POST and order.media_type not in (TRIG, N_QUADS):
        # “… the origin server should create a new RDF graph … and respond with its URI”.
        location = f"{request.base_url.rstrip('/')}/{uuid4()}"
        order = replace(order, graph=location, is_whole=False)
    outcome = site().writer.write(asked(order), note())
    if order.method is Method.DELETE and not outcome.change.existed:
        return not_found(order.graph or request.path)
    reply = done(outcome, is_new=order.method is not Method.DELETE and not outcome.change.existed)
    if location is not None:
        reply.headers["Location"] = location
    return reply


def _order(name: str | None) -> GraphWrite:
    method = Method(request.method)
    try:
        graph, is_whole = _graph(name), False
    except KeyError:
        graph, is_whole = None, True
    base = graph or request.base_url
    if method is Method.DELETE:
        return GraphWrite(method, graph, base=base, is_whole=is_whole)
    media_type, _ = parse_options_header(request.headers.get("Content-Type", ""))
    if media_type == _MULTIPART:
        parts = [(file.mimetype, file.read()) for file in request.files.values()]
        media_type, content = gathered(parts, base)
    else:
        content = request.get_data()
    return GraphWrite(method, graph, content, media_type.lower(), base, is_whole)


def _graph(name: str | None) -> str | None:
    """The graph that the request is about; None for the default one, KeyError for all.

    https://www.w3.org/TR/sparql11-http-rdf-update/#direct-graph-identification: below /data an
    address is the name of a graph itself.
    """
    return request.base_url if name else named_graph(request.query_string, request.base_url)


def _exists(graph: str) -> bool:
    query = Query(f"ASK {{ VALUES ?graph {{ <{graph}> }} GRAPH ?graph {{}} }}")
    return site().holding().evaluators.answer(query, "text/csv").body.strip() == b"true"


def _dataset() -> Response:
    media_type = best(accept_header(), DATASET_OFFERS)
    text = _NAMED_QUADS if site().is_union else _ALL_QUADS
    answer = (
        site()
        .holding()
        .evaluators.answer(Query(text, asker=request.environ.get(ASKER)), SPARQL_JSON)
    )
    return kept(document(dataset_body(answer.body, media_type), media_type))
