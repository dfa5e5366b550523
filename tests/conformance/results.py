"""Reads answers, and tells whether two are the same but for the names of their blank nodes."""

import csv
import io
import json
from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from xml.etree import ElementTree

import pyoxigraph
from pyoxigraph import BlankNode, Literal, Triple

from conformance.suites import File

XSD = "http://www.w3.org/2001/XMLSchema#"
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
CSV = "text/csv"
MEDIA_TYPES = {
    ".srx": "application/sparql-results+xml",
    ".srj": "application/sparql-results+json",
    ".csv": CSV,
    ".tsv": "text/tab-separated-values",
    ".ttl": "text/turtle",
    ".nt": "application/n-triples",
    ".rdf": "application/rdf+xml",
    ".trig": "application/trig",
    ".nq": "application/n-quads",
    ".jsonld": "application/ld+json",
}
TABLES = (".srx", ".srj", ".csv", ".tsv")

Row = tuple[Hashable, ...]


@dataclass(frozen=True)
class Table:
    """The answer to a SELECT: each row has its variables' names and values, one by one."""

    variables: frozenset[str]
    rows: list[Row]
    ordered: bool = False


Result = Table | bool | list[Row]
"""A graph is a list of rows of three terms."""


def same(expected: Result, actual: Result, *, lax: bool = False) -> bool:
    """Whether an answer is the expected one; a lax one may leave out what another row repeats."""
    if not isinstance(expected, Table) or not isinstance(actual, Table):
        if isinstance(expected, list) and isinstance(actual, list):
            return isomorphic(list(set(expected)), list(set(actual)))
        return expected is actual
    if expected.variables != actual.variables:
        return False
    first, second = expected.rows, actual.rows
    if lax:
        return isomorphic(list(set(first)), list(set(second))) and len(second) <= len(first)
    if expected.ordered:
        first, second = _numbered(first), _numbered(second)
    return isomorphic(first, second)


def isomorphic(first: list[Row], second: list[Row]) -> bool:
    """Whether the rows are the same, in any order, once blank nodes are renamed."""
    return len(first) == len(second) and _match(first, second, {}, {})


def _match(first, second, left, right) -> bool:
    """Try each way to name the blank nodes that nothing but their name tells apart."""
    left, right = _coloured(first, left), _coloured(second, right)
    if Counter(_painted(row, left) for row in first) != Counter(
        _painted(row, right) for row in second
    ):
        return False
    shared = [colour for colour, count in Counter(left.values()).items() if count > 1]
    if not shared:
        return True
    node = next(node for node, colour in left.items() if colour == shared[0])
    others = [other for other, colour in right.items() if colour == shared[0]]
    fresh = ("chosen", shared[0])
    return any(
        _match(first, second, left | {node: fresh}, right | {other: fresh}) for other in others
    )


def _coloured(rows, colours):
    """Tell blank nodes apart by the rows they stand in, as far as that goes."""
    rows_of = {}
    for row in rows:
        for node in _blank_nodes(row):
            rows_of.setdefault(node, []).append(row)
    colours = {node: colours.get(node, 0) for node in rows_of}
    kinds = len(set(colours.values()))
    while True:
        counts = {
            node: Counter(_painted(row, colours, node) for row in own)
            for node, own in rows_of.items()
        }
        colours = {
            node: hash((colours[node], frozenset(count.items()))) for node, count in counts.items()
        }
        if len(set(colours.values())) == kinds:
            return colours
        kinds = len(set(colours.values()))


def _painted(part, colours, marked=None):
    """A row or term with colours instead of blank nodes."""
    if isinstance(part, tuple):
        return tuple(_painted(inner, colours, marked) for inner in part)
    if isinstance(part, BlankNode):
        return "marked" if part == marked else ("blank", colours[part])
    if isinstance(part, Literal):
        return _value(part)
    if isinstance(part, Triple):
        return _painted((part.subject, part.predicate, part.object), colours, marked)
    return part


def _value(literal: Literal) -> Hashable:
    """A literal, or the value it stands for: 1.0 and 1 are one decimal, written in two ways."""
    kind = literal.datatype.value.removeprefix(XSD)
    try:
        if kind in ("integer", "decimal"):
            return kind, Decimal(literal.value)
        if kind in ("double", "float"):
            return kind, str(float(literal.value))
        if kind == "boolean":
            return kind, {"0": "false", "1": "true"}.get(literal.value, literal.value)
    except (ValueError, InvalidOperation):
        pass  # No number, whatever its datatype says.
    return literal


def _blank_nodes(part):
    if isinstance(part, BlankNode):
        return {part}
    if isinstance(part, Triple):
        part = (part.subject, part.predicate, part.object)
    if isinstance(part, tuple):
        return {node for inner in part for node in _blank_nodes(inner)}
    return set()


def _numbered(rows):
    return [(number, *row) for number, row in enumerate(rows)]


def expected_result(file: File, *, graph: bool, ordered: bool) -> Result:
    """What a suite's file says the answer is; `graph` where the query makes a graph."""
    suffix = file.path.suffix
    content = file.path.read_bytes()
    if suffix in TABLES:
        return table(content, MEDIA_TYPES[suffix], ordered=ordered)
    form = pyoxigraph.RdfFormat.from_extension(suffix[1:])
    triples = triples_of(content, form.media_type, file.address)
    return triples if graph else _result_set(triples)


def table(content: bytes, media_type: str, *, ordered: bool = False) -> Table | bool:
    """A SELECT's or ASK's answer; what is no well-formed XML or JSON raises an error."""
    if media_type == CSV:
        return _from_csv(content.decode(), ordered=ordered)
    if media_type.endswith("xml"):
        ElementTree.fromstring(content)  # noqa: S314 - our own server's
    elif media_type.endswith("json"):
        json.loads(content)
    form = pyoxigraph.QueryResultsFormat.from_media_type(media_type)
    found = pyoxigraph.parse_query_results(content, form)
    if isinstance(found, pyoxigraph.QueryBoolean):
        return bool(found)
    variables = [variable.value for variable in found.variables]
    return _table(
        variables, ([solution[name] for name in variables] for solution in found), ordered
    )


def triples_of(content: bytes, media_type: str, base: str | None = None) -> list[Row]:
    """The triples of a document, as rows."""
    form = pyoxigraph.RdfFormat.from_media_type(media_type)
    quads = pyoxigraph.parse(content, form, base_iri=base)
    return [(quad.subject, quad.predicate, quad.object) for quad in quads]


def _table(variables, found, ordered) -> Table:
    rows = []
    for row in found:
        values = dict(zip(variables, row, strict=True))
        bound = (name for name in sorted(values) if values[name] is not None)
        rows.append(tuple(part for name in bound for part in (name, values[name])))
    return Table(frozenset(variables), rows, ordered)


def _from_csv(text: str, *, ordered: bool) -> Table:
    variables, *rows = csv.reader(io.StringIO(text, newline=""))
    values = (
        [BlankNode(cell[2:]) if cell.startswith("_:") else cell or None for cell in row]
        for row in rows
    )
    return _table(variables, values, ordered)


def _result_set(triples: list[Row]) -> Table | bool:
    """The result set that a graph describes: the test suites' own vocabulary."""
    values = {}
    for subject, predicate, value in triples:
        values.setdefault((subject, predicate.value), []).append(value)
    for (_, predicate), found in values.items():
        if predicate == RS + "boolean":
            return found[0].value == "true"
    variables = [
        v.value for (_, p), found in values.items() if p == RS + "resultVariable" for v in found
    ]
    solutions = [s for (_, p), found in values.items() if p == RS + "solution" for s in found]
    ordered = any(predicate == RS + "index" for _, predicate in values)
    if ordered:
        solutions.sort(key=lambda node: int(values[node, RS + "index"][0].value))
    rows = []
    for solution in solutions:
        bindings = values.get((solution, RS + "binding"), [])
        rows.append(
            {values[b, RS + "variable"][0].value: values[b, RS + "value"][0] for b in bindings}
        )
    return _table(variables, ([row.get(name) for name in variables] for row in rows), ordered)
