"""/validate: what the gate would say of data, before anyone writes them."""

from threading import BoundedSemaphore

import pyoxigraph
from flask import Blueprint, Response, request
from werkzeug.http import parse_options_header

from habitat_graph.media_types import JSON_LD, N_TRIPLES, RDF_XML, TURTLE
from habitat_graph.namespaces import GRAPH
from habitat_graph.sparql.change import GraphWrite, Method
from habitat_graph.sparql.crafting import FORMATS
from habitat_graph.sparql.offers import best
from habitat_graph.sparql.store import EvaluatorsBusyError, RequestError
from habitat_graph.sparql.writes import named_graph
from habitat_graph.web.replies import accept_header, document
from habitat_graph.web.site import site
from habitat_graph.web.writing import GatedWriter, asked

LIMIT = 4 * 2**20
"""Bytes of data that may be sent."""

OFFERS = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML)
"""What a report can be had in."""

_POSTED = str(GRAPH["posted/data"])
_AT_ONCE = 1
_SECONDS = 15

blueprint = Blueprint("validate", __name__)
_turns = BoundedSemaphore(_AT_ONCE)


@blueprint.post("/validate")
def validate() -> Response:
    """Give the SHACL report of what the graph would be with the posted data; nothing is changed.

    `?graph=` says to which graph they would be added, `?replace=yes` that they would take its
    place; without it they are a graph of their own.
    """
    request.max_content_length = LIMIT
    writer = site().writer
    if not isinstance(writer, GatedWriter):
        raise RequestError("This is a scratch endpoint: it has no gate.", "这是试验端点,没有检查。")
    media_type = best(accept_header(), OFFERS)
    if not _turns.acquire(blocking=False):
        raise EvaluatorsBusyError(_SECONDS)
    try:
        result = writer.judged(asked(_order()))
    finally:
        _turns.release()
    body = result.report.encode()
    if media_type != TURTLE:
        triples = pyoxigraph.parse(body, pyoxigraph.RdfFormat.TURTLE)
        body = pyoxigraph.serialize(triples, format=FORMATS[media_type]) or b""
    return document(body, media_type)


def _order() -> GraphWrite:
    try:
        graph = named_graph(request.query_string, request.base_url)
    except KeyError:
        graph = None
    method = Method.PUT if request.args.get("replace") == "yes" else Method.POST
    media_type, _ = parse_options_header(request.headers.get("Content-Type", ""))
    graph = graph or _POSTED
    return GraphWrite(method, graph, request.get_data(), media_type.lower(), graph)
