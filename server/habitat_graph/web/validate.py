"""/validate: what the gate would say if the body were part of the graph; nothing is changed."""

from dataclasses import dataclass

import pyoxigraph
from flask import Blueprint, Response, request

from habitat_graph.knowledge.findings import Finding
from habitat_graph.knowledge.reports import as_turtle
from habitat_graph.media_types import FORM, HTML, JSON_LD, N_TRIPLES, RDF_XML, TURTLE
from habitat_graph.namespaces import GRAPH
from habitat_graph.release.proposal import tried
from habitat_graph.release.revision import refuse_forbidden
from habitat_graph.sparql.documents import QUADS, Document
from habitat_graph.sparql.graphs import graph_body
from habitat_graph.sparql.offers import SHORT_NAMES, best
from habitat_graph.sparql.protocol import media_type_of
from habitat_graph.sparql.store import QueryError
from habitat_graph.sparql.targets import Target, graph_target, target_of
from habitat_graph.web.documents import documents, quads_of, readable
from habitat_graph.web.errors import problem_of
from habitat_graph.web.replies import document, page
from habitat_graph.web.site import site
from habitat_graph.web.sparql import accepted
from habitat_graph.web.writing import BODY_LIMIT, Note, ValidatorBusyError

REPORT_OFFERS = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML)
"""What a report can be given in; the first is the default."""

SECONDS = 120.0
"""How long a validation may take."""

_EXTRA = str(GRAPH["sent"])

blueprint = Blueprint("validate", __name__)


@dataclass(frozen=True)
class _Wish:
    """What is to be validated, where it would stand, and whether in place of what stands there."""

    sent: list[Document]
    target: Target
    replaces: bool


@blueprint.get("/validate")
def form() -> Response:
    """Give a form to fill in."""
    return page("validate.html", text="", graph="")


@blueprint.post("/validate")
def validate() -> Response:
    """Report what would be found; “graph” says where it would be added, “replace” in place of what.

    Without “graph” it is more data, in a graph of its own.
    """
    request.max_content_length = request.max_form_memory_size = BODY_LIMIT
    accept = accepted(*REPORT_OFFERS)
    if accept == HTML:
        return _page()
    media_type = best(accept, REPORT_OFFERS)
    report = pyoxigraph.parse(as_turtle(_findings(_wish())), pyoxigraph.RdfFormat.TURTLE)
    return document(graph_body((quad.triple for quad in report), media_type), media_type)


def _page() -> Response:
    text, graph = request.form.get("rdf", ""), request.values.get("graph", "")
    try:
        return page("validate.html", text=text, graph=graph, findings=_findings(_wish()))
    except QueryError as error:
        problem = problem_of(error)
        status = problem.kind.status
        shown = page("validate.html", status, text=text, graph=graph, problem=problem)
        shown.headers.extend(problem.headers)
        return shown


def _wish() -> _Wish:
    if media_type_of(request.headers.get("Content-Type", "")) == FORM:
        return _from_form()
    target = target_of(request.query_string)
    sent = documents(target.graph or request.base_url)
    if target.is_whole and not all(each.media_type in QUADS for each in sent):
        target = Target(_EXTRA)
    return _Wish(sent, target, "replace" in request.args)


def _from_form() -> _Wish:
    values = request.form
    graph = values.get("graph", "").strip() or _EXTRA
    media_type = readable(SHORT_NAMES.get(values.get("format", "ttl"), ""))
    sent = Document(values.get("rdf", "").encode(), media_type, graph)
    return _Wish([sent], graph_target(graph), "replace" in values)


def _findings(wish: _Wish) -> list[Finding]:
    turns = site().validations
    if not turns.acquire(blocking=False):
        raise ValidatorBusyError
    try:
        holder, holding = site().holder, site().holder.home()
        target = wish.target
        make = target.change_to if wish.replaces else target.change_with
        change = make(holding.content, quads_of(wish.sent, holding))
        refuse_forbidden(change)
        return tried(holder.proposal(holding, change, Note("")), SECONDS)
    finally:
        turns.release()
