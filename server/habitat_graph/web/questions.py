"""Asks the pages' own queries and gives what they find as plain values."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from habitat_graph.media_types import SPARQL_JSON
from habitat_graph.sparql.store import Answer, Query, Store

_SMALL = 2**20
_START = re.compile(r'"bindings"\s*:\s*\[')
_HEAD = re.compile(r'"head"\s*:\s*')
_KINDS = {"uri": "iri", "bnode": "blank", "literal": "literal", "typed-literal": "literal"}


@dataclass(frozen=True)
class Term:
    """An RDF term; `kind` is iri, blank, literal or triple."""

    kind: str
    value: str
    language: str | None = None
    datatype: str | None = None

    @property
    def is_iri(self) -> bool:
        """Whether it is an IRI."""
        return self.kind == "iri"


Row = dict[str, Term]


@dataclass(frozen=True)
class Table:
    """What a SELECT found, or for ASK a truth; `is_whole` unless there are more rows than these."""

    variables: tuple[str, ...]
    rows: tuple[Row, ...]
    truth: bool | None = None
    is_whole: bool = True


@dataclass(frozen=True)
class Questions:
    """The pages' own queries by name, and the store that they are asked of."""

    store: Store
    texts: Mapping[str, str]

    def rows(self, name: str, **iris: str) -> tuple[Row, ...]:
        """What the SELECT query `name` finds with its variables bound to `iris`."""
        return table(self.store.answer(self._query(name, iris), SPARQL_JSON)).rows

    def truth(self, name: str, **iris: str) -> bool:
        """What the ASK query `name` says with its variables bound to `iris`."""
        return bool(table(self.store.answer(self._query(name, iris), SPARQL_JSON)).truth)

    def graph(self, name: str, accept: str, **iris: str) -> Answer:
        """What the CONSTRUCT query `name` gives with its variables bound to `iris`."""
        return self.store.answer(self._query(name, iris), accept)

    def _query(self, name: str, iris: Mapping[str, str]) -> Query:
        bindings = tuple((variable, f"<{iri}>") for variable, iri in iris.items())
        return Query(self.texts[name], bindings=bindings)


def table(answer: Answer) -> Table:
    """The table or truth in an answer in SPARQL JSON."""
    results = json.loads(answer.body)
    if "boolean" in results:
        return Table((), (), results["boolean"])
    rows = tuple(
        {name: _term(value) for name, value in binding.items()}
        for binding in results["results"]["bindings"]
    )
    return Table(tuple(results["head"]["vars"]), rows)


def first_rows(answer: Answer, most: int) -> Table:
    """The table in an answer, or where that is large only the first of its rows.

    Reading a large answer whole takes many times its size, for rows that nobody looks at.
    """
    text = answer.body.decode()
    start, head = _START.search(text), _HEAD.search(text)
    if len(text) <= _SMALL or start is None or head is None:
        return table(answer)
    decoder = json.JSONDecoder()
    names, _ = decoder.raw_decode(text, head.end())
    rows: list[Row] = []
    position = start.end()
    while len(rows) < most:
        while text[position] in ", \n\r\t":
            position += 1
        if text[position] == "]":
            return Table(tuple(names["vars"]), tuple(rows))
        binding, position = decoder.raw_decode(text, position)
        rows.append({name: _term(value) for name, value in binding.items()})
    return Table(tuple(names["vars"]), tuple(rows), is_whole=False)


def _term(value: dict[str, Any]) -> Term:
    kind = _KINDS.get(value["type"], "triple")
    if kind == "triple":
        return Term(kind, json.dumps(value["value"], ensure_ascii=False))
    return Term(kind, value["value"], value.get("xml:lang"), value.get("datatype"))
