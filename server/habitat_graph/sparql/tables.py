"""Writes what SELECT and ASK found in the formats that tables are answered in."""

import io
from typing import TYPE_CHECKING

import pyoxigraph

from habitat_graph.media_types import CSV, SPARQL_JSON, SPARQL_XML, TSV
from habitat_graph.sparql.offers import TABLE_ALIASES
from habitat_graph.sparql.store import OversizeAnswerError
from habitat_graph.sparql.xml import as_xml

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_FORMATS = {
    SPARQL_JSON: pyoxigraph.QueryResultsFormat.JSON,
    SPARQL_XML: pyoxigraph.QueryResultsFormat.XML,
    CSV: pyoxigraph.QueryResultsFormat.CSV,
    TSV: pyoxigraph.QueryResultsFormat.TSV,
}


def table_body(
    found: pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean, media_type: str, limit: int | None
) -> bytes:
    """The table in this media type; raise OversizeAnswerError above `limit` bytes, if any."""
    form = _FORMATS[TABLE_ALIASES.get(media_type, media_type)]
    sheet = io.BytesIO() if limit is None else Sheet(limit)
    found.serialize(sheet, format=form)
    body = sheet.getvalue()
    return as_xml(body, media_type) if form == pyoxigraph.QueryResultsFormat.XML else body


class Sheet(io.BytesIO):
    """Takes so many bytes and no more: a product of two tables has no end worth waiting for."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._room = limit
        self._limit = limit

    def write(self, piece: "ReadableBuffer", /) -> int:
        """Take a piece; raise OversizeAnswerError where it is too much."""
        written = super().write(piece)
        self._room -= written
        if self._room < 0:
            raise OversizeAnswerError(self._limit)
        return written
