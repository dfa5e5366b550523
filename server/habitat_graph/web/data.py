"""/data: whole graphs in and out, by the SPARQL 1.1 Graph Store HTTP Protocol.

https://www.w3.org/TR/sparql11-http-rdf-update/
"""

from collections.abc import Callable

import pyoxigraph
from flask import Blueprint, Response, request

from habitat_graph.media_types import HTML
from habitat_graph.sparql.change import Change
from habitat_graph.sparql.content import Content
from habitat_graph.sparql.documents import QUADS, Document
from habitat_graph.sparql.offers import GRAPH_OFFERS, best, graph_media_type
from habitat_graph.sparql.store import Answer, RequestError
from habitat_graph.sparql.targets import Target, new_graph, target_of
from habitat_graph.web.documents import documents, quads_of
from habitat_graph.web.errors import missing_graph
from habitat_graph.web.graphs import DATASET_OFFERS, graph_content, has_graph, whole_content
from habitat_graph.web.holding import Holding
from habitat_graph.web.replies import document, kept, written
from habitat_graph.web.site import site
from habitat_graph.web.sparql import accepted
from habitat_graph.web.writing import Note

blueprint = Blueprint("data", __name__)


@blueprint.get("/data")
@blueprint.get("/data/<path:name>")
def give(name: str | None = None) -> Response:
    """Give a graph, or all of them."""
    target, holding = _target(name), site().holding()
    if not has_graph(holding, target.graph):
        return missing_graph(target.graph)
    accept = accepted(*GRAPH_OFFERS)
    accept = "*/*" if accept == HTML else accept
    media_type = best(accept, DATASET_OFFERS) if target.is_whole else graph_media_type(accept)
    return kept(document(_content(holding, target, media_type), media_type))


@blueprint.put("/data")
@blueprint.put("/data/<path:name>")
def put(name: str | None = None) -> Response:
    """Make a graph what the body says."""
    site().authorize()
    target, sent = _target(name), _documents(name)
    if target.is_whole and not _are_quads(sent):
        raise RequestError(
            "The address names no graph: add “?graph=” or “?default”, or send TriG or N-Quads.",
            "地址未指明图:请加上“?graph=”或“?default”,或发送TriG或N-Quads。",
        )
    return _written(sent, target, target.change_to)


@blueprint.post("/data")
@blueprint.post("/data/<path:name>")
def post(name: str | None = None) -> Response:
    """Add what the body says to a graph; to a new one where the address names none."""
    site().authorize()
    target, sent = _target(name), _documents(name)
    if target.is_whole and not _are_quads(sent):
        target = new_graph(request.base_url)
    return _written(sent, target, target.change_with)


@blueprint.delete("/data")
@blueprint.delete("/data/<path:name>")
def delete(name: str | None = None) -> Response:
    """Leave nothing of a graph."""
    site().authorize()
    target = _target(name)
    if not has_graph(site().holding(), target.graph):
        return missing_graph(target.graph)
    return written(
        site().holder.write(
            lambda holding: target.change_without(holding.content), Note.of(request)
        )
    )


def _content(holding: Holding, target: Target, media_type: str) -> bytes:
    """The document, from before where it was asked for already: a large one takes its time."""
    key = (holding.tag, target, media_type)
    answer = site().answers.get(key)
    if answer is None:
        if target.is_whole:
            body = whole_content(holding, media_type)
        else:
            body = graph_content(holding, target.graph, media_type)
        answer = Answer(body, media_type)
        site().answers.keep(key, answer, len(body))
    return answer.body


def _target(name: str | None) -> Target:
    """What the address is about: below /data, the graph of that very address."""
    return target_of(request.query_string, None if name is None else request.base_url)


def _documents(name: str | None) -> list[Document]:
    """What the body says; its relative IRIs are resolved against the graph's own."""
    return documents(_target(name).graph or request.base_url)


def _are_quads(sent: list[Document]) -> bool:
    return all(each.media_type in QUADS for each in sent)


def _written(
    sent: list[Document],
    target: Target,
    change: Callable[[Content, list[pyoxigraph.Quad]], Change],
) -> Response:
    """Make the change that the documents ask for: 201 where a graph begins to be."""

    def task(holding: Holding) -> Change:
        return change(holding.content, quads_of(sent, holding))

    outcome = site().holder.write(task, Note.of(request))
    is_new = target.graph is not None and target.graph in outcome.change.created
    response = written(outcome, is_new=is_new)
    if is_new:
        response.headers["Location"] = str(target.graph)
    return response
