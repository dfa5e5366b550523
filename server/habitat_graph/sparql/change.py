"""What is asked to be changed, and what that comes to: quads that go and quads that come."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import pyoxigraph

from habitat_graph.namespaces import BASE
from habitat_graph.sparql.asker import Asker

_N_QUADS = pyoxigraph.RdfFormat.N_QUADS

Quads = frozenset[pyoxigraph.Quad]


@dataclass(frozen=True)
class Update:
    """A SPARQL 1.1 Update, and the dataset that the request gives to its WHERE clauses.

    https://www.w3.org/TR/sparql11-protocol/#update-operation
    """

    text: str
    using_default: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()
    base: str = BASE
    timeout: float | None = None
    asker: Asker | None = field(default=None, repr=False, compare=False)


class Method(StrEnum):
    """What is done with a graph: https://www.w3.org/TR/sparql11-http-rdf-update/#graph-management."""

    PUT = "PUT"
    POST = "POST"
    DELETE = "DELETE"


@dataclass(frozen=True)
class GraphWrite:
    """An operation on one graph of the graph store, or on the whole of it.

    `graph` is None for the default graph; where `is_whole` the content's own graphs count.
    """

    method: Method
    graph: str | None = None
    content: bytes = b""
    media_type: str = ""
    base: str = BASE
    is_whole: bool = False
    timeout: float | None = None
    asker: Asker | None = field(default=None, repr=False, compare=False)


Order = Update | GraphWrite


@dataclass(frozen=True)
class Change:
    """The difference that an order makes.

    `created` and `dropped` are named graphs, which may be empty; `existed` says whether the graph
    that the order names was there before.
    """

    removed: Quads = frozenset()
    added: Quads = frozenset()
    created: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    existed: bool = True

    @property
    def is_empty(self) -> bool:
        """Whether all stays as it is."""
        return not (self.removed or self.added or self.created or self.dropped)

    def as_record(self) -> tuple[dict[str, Any], bytes]:
        """The change as values of JSON, and its quads as N-Quads."""
        removed, added = n_quads(self.removed), n_quads(self.added)
        record = {
            "removed": len(removed),
            "created": self.created,
            "dropped": self.dropped,
            "existed": self.existed,
        }
        return record, removed + added

    @classmethod
    def from_record(cls, record: dict[str, Any], quads: bytes) -> "Change":
        """The change that `as_record` wrote."""
        return cls(
            frozenset(parsed_quads(quads[: record["removed"]])),
            frozenset(parsed_quads(quads[record["removed"] :])),
            tuple(record["created"]),
            tuple(record["dropped"]),
            record["existed"],
        )


def n_quads(quads: Iterable[pyoxigraph.Quad]) -> bytes:
    """The quads as N-Quads; nameless nodes keep their labels."""
    return pyoxigraph.serialize(quads, format=_N_QUADS) or b""


def parsed_quads(text: bytes) -> Iterator[pyoxigraph.Quad]:
    """The quads of N-Quads; nameless nodes keep their labels."""
    return iter(pyoxigraph.parse(text, _N_QUADS))
