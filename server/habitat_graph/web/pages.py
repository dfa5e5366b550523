"""/, /queries and /problems: what this is, what it can be asked, and what can go wrong."""

from flask import Blueprint, Response, request

from habitat_graph.media_types import HTML, SPARQL_QUERY
from habitat_graph.sparql.offers import GRAPH_OFFERS, TABLE_OFFERS
from habitat_graph.sparql.store import Query
from habitat_graph.web.errors import not_found
from habitat_graph.web.kinds import KINDS
from habitat_graph.web.replies import accept_header, document, etag_of, kept, page, unchanged
from habitat_graph.web.site import site
from habitat_graph.web.sparql import accepted, answered, results

_OWN_PARAMETERS = ("run", "format")

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def home() -> Response:
    """Say what this is, and give three questions and a first query to start with."""
    release = site().holding().release
    return page(
        "home.html", release=release, featured=site().featured(), first=site().texts["first"]
    )


@blueprint.get("/queries")
def queries() -> Response:
    """List the catalogue."""
    return page("queries.html", catalogue=site().catalogue.values())


@blueprint.get("/queries/<name>")
def query(name: str) -> Response:
    """Show a query of the catalogue, or answer it where an answer's format is asked for."""
    found = site().catalogue.get(name)
    if found is None:
        return not_found(request.path)
    values = {
        parameter: value
        for parameter, value in request.args.items()
        if parameter not in _OWN_PARAMETERS and value.strip()
    }
    text = found.filled(values)
    if accept_header() == SPARQL_QUERY:
        return document(text.encode(), SPARQL_QUERY, etag_of(text))
    accept = accepted(*TABLE_OFFERS, *GRAPH_OFFERS)
    if accept not in ("", "*/*", HTML):
        return answered(Query(text), accept)
    etag = etag_of(site().holding().tag, name, text, "run" in request.args)
    if response := unchanged(etag):
        return response
    answer = results(Query(text)) if "run" in request.args else None
    shown = page("query.html", found=found, values=values, text=text, answer=answer)
    return kept(shown, etag)


@blueprint.get("/problems")
def problems() -> Response:
    """List the kinds of problems that errors name as their type."""
    return page("problems.html", kinds=KINDS)
