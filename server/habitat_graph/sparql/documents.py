"""Reads the RDF that a request brings, in each format that can be sent."""

import re
from dataclasses import dataclass

import pyoxigraph

from habitat_graph.media_types import JSON_LD, N_QUADS, N_TRIPLES, RDF_XML, TRIG, TURTLE
from habitat_graph.sparql.store import RdfSyntaxError, RequestError

READABLE = {
    TURTLE: pyoxigraph.RdfFormat.TURTLE,
    N_TRIPLES: pyoxigraph.RdfFormat.N_TRIPLES,
    RDF_XML: pyoxigraph.RdfFormat.RDF_XML,
    JSON_LD: pyoxigraph.RdfFormat.JSON_LD,
    TRIG: pyoxigraph.RdfFormat.TRIG,
    N_QUADS: pyoxigraph.RdfFormat.N_QUADS,
}
"""The formats in which RDF can be sent."""

QUADS = (TRIG, N_QUADS)
"""Those that are for whole datasets."""

_PLACE = re.compile(r"^Parser error (?:at|between) .*?: |\s*\(line \d+\)$", re.DOTALL)
_COLUMN = re.compile(r"\bline (\d+)(?: between columns| column) (\d+)|\bline (\d+) column (\d+)")


@dataclass(frozen=True)
class Document:
    """RDF as it was sent: its bytes, its media type, and what relative IRIs are resolved against."""

    content: bytes
    media_type: str
    base: str


def read(content: bytes, media_type: str, base: str) -> bytes:
    """The document as N-Quads, its blank nodes under names that no other has.

    Nothing that it refers to is loaded. Raises RdfSyntaxError where it is broken.
    """
    if not content.strip():
        return b""  # Nothing is a graph in every format, whatever its grammar says.
    form = READABLE[media_type]
    try:
        quads = list(pyoxigraph.parse(content, form, base_iri=base, rename_blank_nodes=True))
    except SyntaxError as error:
        raise _explained(error) from error
    except ValueError as error:
        raise RequestError(
            f"“{base}” is no base for a document: {error}.", f"“{base}”不能作为基准IRI。"
        ) from error
    return pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.N_QUADS) or b""


def _explained(error: SyntaxError) -> RdfSyntaxError:
    words = str(error)
    if "LoadDocumentCallback" in words:
        return RdfSyntaxError(
            "The JSON-LD names a context at another address; none is ever loaded. Write the "
            "context into the document.",
            "该JSON-LD引用了位于其他地址的上下文;本服务器从不加载。请把上下文写入文档。",
        )
    complaint = _PLACE.sub("", _PLACE.sub("", error.msg)).rstrip(".")
    found = _COLUMN.search(words)
    line = int(found[1] or found[3]) if found else error.lineno
    column = int(found[2] or found[4]) if found else error.offset
    if line is None or column is None:
        return RdfSyntaxError(f"This cannot be read: {complaint}.", f"无法读取:{complaint}。")
    return RdfSyntaxError(
        f"Line {line}, column {column}: {complaint}.",
        f"第{line}行第{column}列有误:{complaint}。",
        line,
        column,
    )
