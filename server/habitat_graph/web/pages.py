"""/, /queries and /problems: what this is, what it can be asked, and what can go wrong."""

from flask import Blueprint, Response, request, url_for

from habitat_graph.media_types import HTML, SPARQL_QUERY
from habitat_graph.sparql.offers import GRAPH_OFFERS, TABLE_OFFERS
from habitat_graph.sparql.store import Query
from habitat_graph.web.errors import not_found
from habitat_graph.web.kinds import KINDS
from habitat_graph.web.markup import dataset_markup
from habitat_graph.web.replies import accept_header, document, kept, page
from habitat_graph.web.site import site
from habitat_graph.web.sparql import accepted, answered, results

_OWN_PARAMETERS = ("run", "format")

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def home() -> Response:
    """Say what this is, and give three questions and a first query to start with."""
    holding = site().holding()
    release = holding.release
    first = site().texts["first"]
    markup = dataset_markup(holding, site().questions(), release)
    featured = site().featured()
    shown = page("home.html", release=release, featured=featured, first=first, markup=markup)
    shown.headers["Link"] = f'<{url_for("releases.void")}>; rel="describedby"'
    return kept(shown)


@blueprint.get("/queries")
def queries() -> Response:
    """List the catalogue."""
    return kept(page("queries.html", catalogue=site().catalogue.values()))


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
        return kept(document(text.encode(), SPARQL_QUERY))
    accept = accepted(*TABLE_OFFERS, *GRAPH_OFFERS)
    if accept not in ("", "*/*", HTML):
        return answered(Query(text), accept)
    answer = results(Query(text)) if "run" in request.args else None
    return kept(page("query.html", found=found, values=values, text=text, answer=answer))


@blueprint.get("/problems")
def problems() -> Response:
    """List the kinds of problems that errors name as their type."""
    return kept(page("problems.html", kinds=KINDS))
