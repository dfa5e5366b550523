"""/sparql: queries in, answers out; the editor for a browser, else a description of the service."""

from collections.abc import Iterator

import pyoxigraph
from flask import Blueprint, Response, request
from rdflib import RDFS

from habitat_graph.media_types import HTML, N_TRIPLES, SPARQL_JSON, TURTLE
from habitat_graph.sparql.graphs import graph_body
from habitat_graph.sparql.guard import LENGTH_LIMIT
from habitat_graph.sparql.limits import Limits
from habitat_graph.sparql.offers import (
    GRAPH_OFFERS,
    SHORT_NAMES,
    SPELLINGS,
    TABLE_OFFERS,
    best,
    graph_media_type,
)
from habitat_graph.sparql.protocol import requested_query
from habitat_graph.sparql.store import Answer, Query, QueryError, RequestError
from habitat_graph.web.errors import problem_of
from habitat_graph.web.gateway import ASKER, FAILURE
from habitat_graph.web.questions import first_rows
from habitat_graph.web.replies import ACCEPT_QUERY, accept_header, document, kept, page
from habitat_graph.web.site import site
from habitat_graph.web.sizes import of_service

_MEBIBYTE = 2**20
ROWS_SHOWN = 1000
"""Rows that a page shows; a file has them all."""

TEXT_SHOWN = 200_000
"""Bytes of Turtle that a page shows."""

blueprint = Blueprint("sparql", __name__)


@blueprint.route("/sparql", methods=["GET", "POST", "QUERY"])
def endpoint() -> Response:
    """Answer a query by the SPARQL 1.1 Protocol, as data or on a page."""
    if failure := request.environ.get(FAILURE):
        raise failure
    response = _page() if accepted(*TABLE_OFFERS, *GRAPH_OFFERS) == HTML else _data()
    response.headers["Accept-Query"] = ACCEPT_QUERY
    return response


def accepted(*offers: str) -> str:
    """HTML where the asker would rather have a page than `offers`; else an Accept header.

    The parameter “format” counts more than the header: a link cannot set one.
    """
    name = request.args.get("format")
    if name:
        known_names = SHORT_NAMES | SPELLINGS
        if name not in known_names:
            known = ", ".join(SHORT_NAMES)
            raise RequestError(
                f"“{name}” is no format; there are: {known}.",
                f"没有“{name}”格式;可用的有:{known}。",
            )
        return known_names[name]
    aliases = ("application/json", "application/xml", "text/xml", "text/plain")
    header = accept_header()
    if header and best(f"{header},*/*;q=0.0001", (*offers, *aliases, HTML)) == HTML:
        return HTML
    return header


def answered(query: Query, accept: str) -> Response:
    """The answer to a query as data."""
    answer = _answer(query, accept)
    response = document(answer.body, answer.media_type)
    return kept(response) if site().answering.is_stable(query.text) else response


def results(query: Query) -> dict[str, object]:
    """What a page shows of a query's answer, as values for the template “answer.html”."""
    answer = _answer(query, f"{SPARQL_JSON}, {TURTLE}")
    if answer.media_type == TURTLE:
        shown = answer.body
        if len(shown) > TEXT_SHOWN:
            shown = shown[: shown.rfind(b"\n", 0, TEXT_SHOWN) + 1]
        return {"turtle": shown.decode(errors="ignore"), "is_whole": shown is answer.body}
    return {"table": first_rows(answer, ROWS_SHOWN), "rows_shown": ROWS_SHOWN}


def _answer(query: Query, accept: str) -> Answer:
    asker = request.environ.get(ASKER)
    return site().answering.answer(site().holding(), query, accept, asker)


def _data() -> Response:
    query = _requested()
    accept = accepted(*TABLE_OFFERS, *GRAPH_OFFERS)
    return _description(accept) if query is None else answered(query, accept)


def _description(accept: str) -> Response:
    """What the service is: the same for all, and what the settings add."""
    holding = site().holding()
    names = ["service-description"]
    names += ["service-functions"] * holding.has_own_engine
    names += ["service-graphs"] * (not holding.is_large)
    names += ["service-union"] * holding.union
    names += ["service-writing"] * (site().token is not None)
    names += ["service-federation"] * bool(site().federation.allowed)
    media_type = graph_media_type(accept)
    # Not by the pages' own store, whose default graph is a union always.
    answers = (
        holding.evaluators.answer(Query(site().texts[name], base=request.base_url), N_TRIPLES)
        for name in names
    )
    lines = b"".join(answer.body for answer in answers)
    triples = [quad.triple for quad in pyoxigraph.parse(lines, pyoxigraph.RdfFormat.N_TRIPLES)]
    if holding.is_large:
        triples += of_service(holding.release.manifest, request.base_url)
    triples += _limits(holding.evaluators.limits)
    return kept(document(graph_body(triples, media_type), media_type))


def _limits(limits: Limits) -> Iterator[pyoxigraph.Triple]:
    """The service's limits in words, for which the standard has no terms."""
    memory, result = limits.memory // _MEBIBYTE, limits.result // _MEBIBYTE
    words = {
        "en": f"A query may take {limits.seconds:g} seconds and {memory} MiB of memory beyond the "
        f"data; it may have {LENGTH_LIMIT:,} characters, and its answer {result} MiB. One client "
        f"may have {limits.number} queries evaluated at once.",
        "zh": f"每个查询最多用时{limits.seconds:g}秒,在数据之外最多用内存{memory} MiB;"
        f"查询最长{LENGTH_LIMIT:,}个字符,答案最大{result} MiB。"
        f"每个客户端最多同时执行{limits.number}个查询。",
    }
    for language, text in words.items():
        yield pyoxigraph.Triple(
            pyoxigraph.NamedNode(request.base_url),
            pyoxigraph.NamedNode(RDFS.comment),
            pyoxigraph.Literal(text, language=language),
        )


def _page() -> Response:
    request.get_data()  # Kept, for reading the form would use it up.
    text = request.values.get("query", site().texts["first"])
    try:
        query = _requested()
        if query is None:
            return page("editor.html", text=text, featured=site().featured())
        text = query.text
        shown = page("editor.html", text=text, query=query, answer=results(query))
        return kept(shown) if site().answering.is_stable(text) else shown
    except QueryError as error:
        problem = problem_of(error)
        shown = page("editor.html", problem.kind.status, text=text, problem=problem)
        shown.headers.extend(problem.headers)
        return shown


def _requested() -> Query | None:
    return requested_query(
        request.method,
        request.query_string,
        request.headers.get("Content-Type", ""),
        request.get_data(),
    )
