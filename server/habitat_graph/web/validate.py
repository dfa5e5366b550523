"""/validate: what the gate would say if the body were part of the graph; nothing is changed."""

import pyoxigraph
from flask import Blueprint, Response, request

from habitat_graph.knowledge.reports import as_turtle
from habitat_graph.media_types import HTML, JSON_LD, N_TRIPLES, RDF_XML, TURTLE
from habitat_graph.namespaces import GRAPH
from habitat_graph.release.proposal import tried
from habitat_graph.release.revision import refuse_forbidden
from habitat_graph.sparql.documents import QUADS
from habitat_graph.sparql.graphs import graph_body
from habitat_graph.sparql.offers import best
from habitat_graph.sparql.store import EvaluatorsBusyError
from habitat_graph.sparql.targets import Target, target_of
from habitat_graph.web.documents import documents, quads_of
from habitat_graph.web.replies import document
from habitat_graph.web.site import site
from habitat_graph.web.sparql import accepted
from habitat_graph.web.writing import Note

REPORT_OFFERS = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML)
"""What a report can be given in; the first is the default."""

SECONDS = 120.0
"""How long a validation may take."""

_EXTRA = str(GRAPH["sent"])
_RETRY_SECONDS = 10

blueprint = Blueprint("validate", __name__)


@blueprint.post("/validate")
def validate() -> Response:
    """Report what would be found; “graph” says where it would be added, “replace” in place of what.

    Without “graph” it is more data, in a graph of its own.
    """
    accept = accepted(*REPORT_OFFERS)
    media_type = best("*/*" if accept == HTML else accept, REPORT_OFFERS)
    target = target_of(request.query_string)
    sent = documents(target.graph or request.base_url)
    if target.is_whole and not all(each.media_type in QUADS for each in sent):
        target = Target(_EXTRA)
    turns = site().validations
    if not turns.acquire(blocking=False):
        raise EvaluatorsBusyError(_RETRY_SECONDS)
    try:
        holder, holding = site().holder, site().holding()
        quads = quads_of(sent, holding)
        make = target.change_to if "replace" in request.args else target.change_with
        change = make(holding.content, quads)
        refuse_forbidden(change)
        findings = tried(holder.proposal(holding, change, Note("")), SECONDS)
    finally:
        turns.release()
    report = pyoxigraph.parse(as_turtle(findings), pyoxigraph.RdfFormat.TURTLE)
    return document(graph_body((quad.triple for quad in report), media_type), media_type)
