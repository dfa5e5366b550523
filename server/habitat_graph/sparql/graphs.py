"""Writes triples in the formats that graphs are answered in."""

import io
from collections.abc import Iterable, Iterator

import pyoxigraph

from habitat_graph.media_types import JSON_LD, N_QUADS, N_TRIPLES, RDF_XML, TRIG, TURTLE
from habitat_graph.namespaces import ID
from habitat_graph.sparql.offers import GRAPH_ALIASES
from habitat_graph.sparql.prefixes import PREFIXES
from habitat_graph.sparql.store import OversizeAnswerError, UnwritableError
from habitat_graph.sparql.tables import Sheet
from habitat_graph.sparql.xml import as_xml

_FORMATS = {
    TURTLE: pyoxigraph.RdfFormat.TURTLE,
    N_TRIPLES: pyoxigraph.RdfFormat.N_TRIPLES,
    RDF_XML: pyoxigraph.RdfFormat.RDF_XML,
    JSON_LD: pyoxigraph.RdfFormat.JSON_LD,
    TRIG: pyoxigraph.RdfFormat.TRIG,
    N_QUADS: pyoxigraph.RdfFormat.N_QUADS,
}


def graph_body(
    found: Iterable[pyoxigraph.Triple], media_type: str, limit: int | None = None
) -> bytes:
    """The triples as a set, those of one subject together, with the prefixes that they need.

    Raise OversizeAnswerError above `limit` bytes, if any.
    """
    media_type = GRAPH_ALIASES.get(media_type, media_type)
    if media_type == N_TRIPLES:
        return _lines(found, limit)
    triples = sorted(set(found), key=str)
    body = _body(triples, triples, media_type)
    if limit is not None and len(body) > limit:
        raise OversizeAnswerError(limit)
    return body


def _lines(found: Iterable[pyoxigraph.Triple], limit: int | None) -> bytes:
    """The triples as N-Triples: lines are sorted sooner than triples, and need no prefixes."""
    sheet = io.BytesIO() if limit is None else Sheet(limit)
    if isinstance(found, pyoxigraph.QueryTriples):
        found.serialize(sheet, format=pyoxigraph.RdfFormat.N_TRIPLES)
    else:
        pyoxigraph.serialize(found, sheet, format=pyoxigraph.RdfFormat.N_TRIPLES)
    # What comes in order, as from a release, is put in order fast.
    return b"".join(dict.fromkeys(sorted(sheet.getvalue().splitlines(keepends=True))))


def dataset_body(found: Iterable[pyoxigraph.Quad], media_type: str) -> bytes:
    """The quads as a set, graph by graph, with the prefixes that they need."""
    quads = sorted(set(found), key=lambda quad: (str(quad.graph_name), str(quad)))
    return _body(quads, [quad.triple for quad in quads], media_type)


def _body(
    statements: list[pyoxigraph.Triple] | list[pyoxigraph.Quad],
    triples: list[pyoxigraph.Triple],
    media_type: str,
) -> bytes:
    try:
        body = pyoxigraph.serialize(
            statements, format=_FORMATS[media_type], prefixes=_needed_prefixes(triples)
        )
    except OSError as error:  # JSON-LD has no triple terms yet.
        raise UnwritableError("a triple term", "三元组项", media_type) from error
    if media_type == RDF_XML:
        return as_xml(body or b"", media_type)
    return with_sorted_prefixes(body or b"") if media_type in (TURTLE, TRIG) else body or b""


def _needed_prefixes(triples: list[pyoxigraph.Triple]) -> dict[str, str]:
    iris = sorted({iri for triple in triples for iri in _iris(triple)})
    prefixes = {
        prefix: namespace
        for prefix, namespace in PREFIXES.items()
        if any(iri.startswith(namespace) for iri in iris)
    }
    for iri in iris:
        if iri.startswith(str(ID)):
            # A folder alternates kinds and names: report/nua-2020/paragraph, evidence/nua-2020.
            folder = iri.removeprefix(str(ID)).split("/")[:-1]
            if folder:
                kind = folder[(len(folder) - 1) // 2 * 2]
                prefixes.setdefault(kind, iri[: iri.rindex("/") + 1])
    return prefixes


def _iris(triple: pyoxigraph.Triple) -> Iterator[str]:
    for term in triple:
        if isinstance(term, pyoxigraph.NamedNode):
            yield term.value
        elif isinstance(term, pyoxigraph.Literal):
            yield term.datatype.value


def with_sorted_prefixes(body: bytes) -> bytes:
    """The same document, equal each time: the engine writes the prefixes in any order."""
    lines = body.splitlines(keepends=True)
    count = next((i for i, line in enumerate(lines) if not line.startswith(b"@prefix ")), 0)
    return b"".join(sorted(lines[:count]) + lines[count:])
