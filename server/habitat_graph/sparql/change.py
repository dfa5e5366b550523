"""A change of the data as a value: what a write takes away and what it adds."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Self

import pyoxigraph

from habitat_graph.namespaces import BASE
from habitat_graph.sparql.asker import Asker

REMOVED, ADDED, CREATED, DROPPED = b"D", b"A", b"C", b"X"
"""What a line of a patch begins with; the first two are those of RDF Patch."""


@dataclass(frozen=True)
class Update:
    """A request of SPARQL 1.1 Update, and the dataset that its conditions are asked of.

    `using` and `using_named` are what the request names; where both are empty the text's own
    USING and WITH count. `asker` is who waits for it.
    """

    text: str
    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()
    base: str = BASE
    asker: Asker | None = field(default=None, repr=False, compare=False)

    @property
    def names_dataset(self) -> bool:
        """Whether the request chose the graphs."""
        return bool(self.using or self.using_named)


@dataclass(frozen=True)
class Change:
    """The quads that go and come, and the graphs that cease and begin to be, empty or not."""

    removed: tuple[pyoxigraph.Quad, ...] = ()
    added: tuple[pyoxigraph.Quad, ...] = ()
    created: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is another afterwards."""
        return bool(self.removed or self.added or self.created or self.dropped)

    @property
    def graphs(self) -> frozenset[str]:
        """The named graphs that it touches."""
        named = {
            quad.graph_name.value
            for quad in (*self.removed, *self.added)
            if isinstance(quad.graph_name, pyoxigraph.NamedNode)
        }
        return frozenset(named.union(self.created, self.dropped))

    @property
    def touches_default_graph(self) -> bool:
        """Whether a quad of the default graph goes or comes."""
        return any(
            isinstance(quad.graph_name, pyoxigraph.DefaultGraph)
            for quad in (*self.removed, *self.added)
        )

    def as_patch(self) -> bytes:
        """The change, a line for each quad and graph: https://afs.github.io/rdf-delta/."""
        return b"".join(
            b"%s %s\n" % (mark, line)
            for mark, lines in (
                (DROPPED, _graph_lines(self.dropped)),
                (REMOVED, _quad_lines(self.removed)),
                (CREATED, _graph_lines(self.created)),
                (ADDED, _quad_lines(self.added)),
            )
            for line in lines
        )

    @classmethod
    def from_patch(cls, patch: bytes) -> Self:
        """Read what `as_patch` wrote; raise SyntaxError or ValueError where it is none."""
        lines: dict[bytes, list[bytes]] = {mark: [] for mark in (REMOVED, ADDED, CREATED, DROPPED)}
        for line in patch.splitlines():
            mark, _, rest = line.partition(b" ")
            if mark not in lines:
                raise ValueError(f"“{line[:20]!r}” begins no line of a patch.")
            lines[mark].append(rest)
        return cls(
            tuple(_quads(lines[REMOVED])),
            tuple(_quads(lines[ADDED])),
            tuple(_graphs(lines[CREATED])),
            tuple(_graphs(lines[DROPPED])),
        )


def _quad_lines(quads: Iterable[pyoxigraph.Quad]) -> list[bytes]:
    text = pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.N_QUADS) or b""
    return text.splitlines()


def _graph_lines(graphs: Iterable[str]) -> list[bytes]:
    return [f"<{graph}> .".encode() for graph in graphs]


def _quads(lines: list[bytes]) -> Iterator[pyoxigraph.Quad]:
    return pyoxigraph.parse(b"\n".join(lines), pyoxigraph.RdfFormat.N_QUADS)


def _graphs(lines: list[bytes]) -> list[str]:
    return [line.decode().removeprefix("<").removesuffix("> .") for line in lines]
