"""The RDF that a request brings: one document, or the files of a form."""

from pathlib import PurePosixPath

import pyoxigraph
from flask import request
from werkzeug.datastructures import FileStorage

from habitat_graph.media_types import FORM_DATA
from habitat_graph.sparql.documents import READABLE, Document
from habitat_graph.sparql.offers import SHORT_NAMES
from habitat_graph.sparql.protocol import media_type_of
from habitat_graph.sparql.store import ContentTypeError, RequestError
from habitat_graph.web.gateway import ASKER
from habitat_graph.web.holding import Holding
from habitat_graph.web.writing import BODY_LIMIT

_UNTYPED = ("", "application/octet-stream")


def documents(base: str) -> list[Document]:
    """What the body of the current request says; relative IRIs are resolved against `base`."""
    request.max_content_length = request.max_form_memory_size = BODY_LIMIT
    media_type = media_type_of(request.headers.get("Content-Type", ""))
    if media_type != FORM_DATA:
        return [Document(request.get_data(), readable(media_type), base)]
    files = [file for _, file in request.files.items(multi=True)]
    if not files:
        raise RequestError("The form has no files.", "表单中没有文件。")
    return [Document(file.read(), readable(_type_of(file)), base) for file in files]


def quads_of(sent: list[Document], holding: Holding) -> list[pyoxigraph.Quad]:
    """The quads of the documents, read where they can do no harm."""
    asker = request.environ.get(ASKER)
    return [quad for each in sent for quad in holding.bench.read(each, asker)]


def _type_of(file: FileStorage) -> str:
    """The media type of a file in a form; where it has none its name may tell."""
    media_type = media_type_of(file.content_type or "")
    if media_type in _UNTYPED:
        ending = PurePosixPath(file.filename or "").suffix.removeprefix(".")
        return SHORT_NAMES.get(ending, media_type)
    return media_type


def readable(media_type: str) -> str:
    """The media type, if RDF can be sent in it; raise ContentTypeError where it cannot."""
    if media_type not in READABLE:
        listed = ", ".join(READABLE)
        raise ContentTypeError(
            f"RDF cannot be sent as “{media_type}”. Send one of: {listed}.",
            f"RDF不能以“{media_type}”发送。请使用:{listed}。",
        )
    return media_type
