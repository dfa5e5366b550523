"""The quads of a store in memory: what the data says, to the letter, and the union of it."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from threading import Lock, RLock
from typing import Self

import pyoxigraph

from habitat_graph.sparql.change import Change, graph_name, graph_term
from habitat_graph.sparql.spelling import Spellings

_DEAD_LIMIT = 100_000


@dataclass
class _Facts:
    """How quads were written, how many there are in each named graph, and in all."""

    spellings: Spellings
    sizes: Counter[str]
    size: int


class Content:
    """An engine and what is known of its quads; one thread changes it while others ask.

    Where `union` is true the engine's default graph holds each triple of all graphs once, for the
    engine's own union gives a triple once for every graph that has it, and so miscounts. `own` are
    the triples that the default graph would hold without it. `written` reads the quads as they
    were written, from what does not change.

    Where no two graphs share a triple the engine's own union counts right. An engine with such
    graphs alone is given as `apart`; it is half the size and answers faster. `engine` is then made
    from it, and only when it is needed: the first change does away with `apart`. `is_united` says
    that the engine has the union already; such a one is only read.
    """

    def __init__(
        self,
        engine: pyoxigraph.Store | None,
        *,
        union: bool,
        written: Callable[[], Iterable[pyoxigraph.Quad]] | None = None,
        apart: pyoxigraph.Store | None = None,
        is_united: bool = False,
    ) -> None:
        self.union = union
        self.apart = apart
        self.lock = Lock()
        self._making = RLock()
        self._engine = engine
        self._dead = 0
        self.own = set[pyoxigraph.Triple]()
        self._written = written or [*(engine or apart or ())].copy
        if engine is not None and union and not is_united:
            default = engine.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph())
            self.own.update(quad.triple for quad in default)
            engine.bulk_extend(_copy(quad.triple) for quad in self._written() if is_named(quad))

    @property
    def engine(self) -> pyoxigraph.Store:
        """The engine that can be changed; in its default graph is the union, if there is one."""
        with self._making:
            if self._engine is None:
                self._engine = pyoxigraph.Store()
                apart = self.apart or ()
                self._engine.bulk_extend(apart)
                self._engine.bulk_extend(_copy(quad.triple) for quad in apart)
            return self._engine

    def to_change(self) -> pyoxigraph.Store:
        """The engine, of which whoever asks it for anything gets the changes from now on."""
        engine = self.engine
        self.apart = None
        return engine

    @property
    def _graphs(self) -> pyoxigraph.Store:
        """An engine that can be asked for named graphs."""
        return self.engine if self.apart is None else self.apart

    @classmethod
    def of(cls, quads: Iterable[pyoxigraph.Quad], *, union: bool) -> Self:
        """The content of a new engine with these quads."""
        written = list(quads)
        engine = pyoxigraph.Store()
        engine.bulk_extend(written)
        return cls(engine, union=union, written=written.copy)

    @cached_property
    def _facts(self) -> "_Facts":
        """What is known of the quads; most who only ask never want to know it."""
        # Each quad once: two that are one to the engine count twice if they are spelled apart.
        quads = set(self._written())
        sizes = Counter(str(graph_name(quad)) for quad in quads if is_named(quad))
        return _Facts(Spellings(quads), sizes, len(quads))

    def know(self) -> None:
        """Read and make now what is needed for a change, while it can be read."""
        _ = self._facts, self.engine

    @property
    def _spellings(self) -> Spellings:
        return self._facts.spellings

    @property
    def sizes(self) -> Counter[str]:
        """The number of quads in each named graph."""
        return self._facts.sizes

    def __len__(self) -> int:
        """The number of quads, without those of a union."""
        return self._facts.size

    def graphs(self) -> frozenset[str]:
        """The named graphs that there are, also empty ones."""
        return frozenset(
            graph.value if isinstance(graph, pyoxigraph.NamedNode) else str(graph)
            for graph in self._graphs.named_graphs()
        )

    def holds(self, graph: str | None) -> bool:
        """Whether there is a named graph of this IRI; the default graph always is."""
        return graph is None or self._graphs.contains_named_graph(graph_term(graph))

    def quads(self, graph: str | None) -> list[pyoxigraph.Quad]:
        """The quads of a graph as they were written; None is the default graph without a union."""
        with self.lock:
            if graph is None and self.union:
                found: Iterable[pyoxigraph.Quad] = map(_copy, self.own)
            else:
                found = self._graphs.quads_for_pattern(None, None, None, graph_term(graph))
            return [written for quad in found for written in self._spellings.of(quad)]

    def every_quad(self) -> list[pyoxigraph.Quad]:
        """All quads as they were written, without those of a union."""
        return [quad for graph in (None, *sorted(self.graphs())) for quad in self.quads(graph)]

    def written(self, quads: Iterable[pyoxigraph.Quad]) -> list[pyoxigraph.Quad]:
        """What was written of what the engine has."""
        return [written for quad in quads for written in self._spellings.of(quad)]

    def apply(self, change: Change) -> None:
        """Make the change; who asks meanwhile gets an answer from before or from after it."""
        removed, added = (
            self._spellings.normal(change.removed),
            self._spellings.normal(change.added),
        )
        with self.lock:
            engine = self.to_change()
            gone = [normal for normal, quad in removed if self._lose(normal, quad)]
            for quad in gone:
                engine.remove(quad)
            self.own.difference_update(quad.triple for quad in gone if not is_named(quad))
            for graph in change.dropped:
                engine.remove_graph(graph_term(graph))
            come: dict[pyoxigraph.Quad, None] = {}
            for normal, quad in added:
                if self._gain(normal, quad, come):
                    come[normal] = None
            for graph in change.created:
                engine.add_graph(graph_term(graph))
            engine.extend(come)
            if self.union:
                self._unite(gone, come)
            self._dead += len(gone)
            if self._dead > max(len(self), _DEAD_LIMIT):
                self._renew()

    def unite(self, triples: Iterable[pyoxigraph.Triple]) -> None:
        """See to it that the default graph holds those of the triples that it should, no others."""
        for triple in triples:
            parts = (triple.subject, triple.predicate, triple.object)
            if triple in self.own or any(map(is_named, self.engine.quads_for_pattern(*parts))):
                self.engine.add(_copy(triple))
            else:
                self.engine.remove(_copy(triple))

    def _unite(self, gone: Iterable[pyoxigraph.Quad], come: Iterable[pyoxigraph.Quad]) -> None:
        self.own.update(quad.triple for quad in come if not is_named(quad))
        self.unite(quad.triple for quad in gone)
        self.engine.extend([_copy(quad.triple) for quad in come])

    def _gain(
        self, normal: pyoxigraph.Quad, quad: pyoxigraph.Quad, come: dict[pyoxigraph.Quad, None]
    ) -> bool:
        """Note that a quad comes as it is written; whether it is new to the engine."""
        is_there = normal in come or self._is_there(normal)
        self._count(quad, int(self._spellings.add(normal, quad, is_there=is_there)))
        return not is_there

    def _lose(self, normal: pyoxigraph.Quad, quad: pyoxigraph.Quad) -> bool:
        """Note that a quad goes; whether the engine loses it with that."""
        if not self._is_there(normal) or quad not in self._spellings.of(normal):
            return False
        self._count(quad, -1)
        return self._spellings.discard(normal, quad)

    def _is_there(self, quad: pyoxigraph.Quad) -> bool:
        if self.union and not is_named(quad):
            return quad.triple in self.own
        return quad in self.engine

    def _count(self, quad: pyoxigraph.Quad, number: int) -> None:
        self._facts.size += number
        if is_named(quad):
            self.sizes[str(graph_name(quad))] += number

    def _renew(self) -> None:
        """Begin a new engine: the old one keeps room for all that it ever had."""
        engine = pyoxigraph.Store()
        engine.bulk_extend(self.engine)
        for graph in self.engine.named_graphs():
            engine.add_graph(graph)
        self._engine, self._dead = engine, 0


def is_named(quad: pyoxigraph.Quad) -> bool:
    """Whether a quad stands in a named graph."""
    return not isinstance(quad.graph_name, pyoxigraph.DefaultGraph)


def _copy(triple: pyoxigraph.Triple) -> pyoxigraph.Quad:
    return pyoxigraph.Quad(triple.subject, triple.predicate, triple.object)
