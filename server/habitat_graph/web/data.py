"""/data: whole graphs in and out, by the SPARQL 1.1 Graph Store HTTP Protocol.

https://www.w3.org/TR/sparql11-http-rdf-update/
"""

from collections.abc import Callable
from pathlib import PurePosixPath

import pyoxigraph
from flask import Blueprint, Response, request
from werkzeug.datastructures import FileStorage

from habitat_graph.media_types import FORM_DATA, HTML
from habitat_graph.sparql.change import Change
from habitat_graph.sparql.content import Content
from habitat_graph.sparql.documents import QUADS, READABLE, Document
from habitat_graph.sparql.offers import GRAPH_OFFERS, SHORT_NAMES, best, graph_media_type
from habitat_graph.sparql.protocol import media_type_of
from habitat_graph.sparql.store import ContentTypeError, RequestError
from habitat_graph.sparql.targets import Target, new_graph, target_of
from habitat_graph.web.errors import missing_graph
from habitat_graph.web.gateway import ASKER
from habitat_graph.web.graphs import DATASET_OFFERS, graph_content, has_graph, whole_content
from habitat_graph.web.holding import Holding
from habitat_graph.web.replies import document, kept, written
from habitat_graph.web.site import site
from habitat_graph.web.sparql import accepted
from habitat_graph.web.writing import BODY_LIMIT, Note

_UNTYPED = ("", "application/octet-stream")

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
    if target.is_whole:
        media_type = best(accept, DATASET_OFFERS)
        return kept(document(whole_content(holding, media_type), media_type))
    media_type = graph_media_type(accept)
    return kept(document(graph_content(holding, target.graph, media_type), media_type))


@blueprint.put("/data")
@blueprint.put("/data/<path:name>")
def put(name: str | None = None) -> Response:
    """Make a graph what the body says."""
    site().authorize()
    target, documents = _target(name), _documents(name)
    if target.is_whole and not _are_quads(documents):
        raise RequestError(
            "The address names no graph: add “?graph=” or “?default”, or send TriG or N-Quads.",
            "地址未指明图:请加上“?graph=”或“?default”,或发送TriG或N-Quads。",
        )
    return _written(documents, target, target.change_to)


@blueprint.post("/data")
@blueprint.post("/data/<path:name>")
def post(name: str | None = None) -> Response:
    """Add what the body says to a graph; to a new one where the address names none."""
    site().authorize()
    target, documents = _target(name), _documents(name)
    if target.is_whole and not _are_quads(documents):
        target = new_graph(request.base_url)
    return _written(documents, target, target.change_with)


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


def _target(name: str | None) -> Target:
    """What the address is about: below /data, the graph of that very address."""
    return target_of(request.query_string, None if name is None else request.base_url)


def _documents(name: str | None) -> list[Document]:
    """What the body says, in one document or, of a form, in several."""
    request.max_content_length = request.max_form_memory_size = BODY_LIMIT
    target = _target(name)
    base = target.graph or request.base_url
    media_type = media_type_of(request.headers.get("Content-Type", ""))
    if media_type != FORM_DATA:
        return [Document(request.get_data(), _readable(media_type), base)]
    files = [file for _, file in request.files.items(multi=True)]
    if not files:
        raise RequestError("The form has no files.", "表单中没有文件。")
    return [Document(file.read(), _readable(_type_of(file)), base) for file in files]


def _type_of(file: FileStorage) -> str:
    """The media type of a file in a form; where it has none its name may tell."""
    media_type = media_type_of(file.content_type or "")
    if media_type in _UNTYPED:
        ending = PurePosixPath(file.filename or "").suffix.removeprefix(".")
        return SHORT_NAMES.get(ending, media_type)
    return media_type


def _readable(media_type: str) -> str:
    if media_type not in READABLE:
        listed = ", ".join(READABLE)
        raise ContentTypeError(
            f"RDF cannot be sent as “{media_type}”. Send one of: {listed}.",
            f"RDF不能以“{media_type}”发送。请使用:{listed}。",
        )
    return media_type


def _are_quads(documents: list[Document]) -> bool:
    return all(each.media_type in QUADS for each in documents)


def _written(
    documents: list[Document],
    target: Target,
    change: Callable[[Content, list[pyoxigraph.Quad]], Change],
) -> Response:
    """Make the change that the documents ask for: 201 where a graph begins to be."""
    asker = request.environ.get(ASKER)

    def task(holding: Holding) -> Change:
        return change(holding.content, quads)

    bench = site().holding().bench
    quads = [quad for each in documents for quad in bench.read(each, asker)]
    outcome = site().holder.write(task, Note.of(request))
    is_new = target.graph is not None and target.graph in outcome.change.created
    response = written(outcome, is_new=is_new)
    if is_new:
        response.headers["Location"] = str(target.graph)
    return response
