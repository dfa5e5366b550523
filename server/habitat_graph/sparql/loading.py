"""Reads a release's quads into an engine in memory, as fast as that can."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyoxigraph

from habitat_graph.sparql.content import Content

_PIECE = 16 * 2**20
_NAMELESS = b"_:"
_FORM = pyoxigraph.RdfFormat.N_QUADS


def loaded(path: Path, *, union: bool) -> Content:
    """The content of a file of N-Quads; raise OSError or SyntaxError where it is none.

    That no two graphs share a triple is seen in lines that are written as a release's are.
    """

    def written() -> Iterator[pyoxigraph.Quad]:
        return pyoxigraph.parse(path=path, format=_FORM)

    engine = pyoxigraph.Store()
    triples = _Triples()
    # The engine loads without the interpreter, which meanwhile has time to look.
    with ThreadPoolExecutor(1) as pool:
        for piece in _pieces(path):
            look = pool.submit(triples.look_at, piece) if union else None
            _load(engine, piece)
            if look is not None:
                look.result()
    if union and triples.are_apart and not _has_default(engine):
        return Content(None, union=True, written=written, apart=engine)
    return Content(engine, union=union, written=written)


class _Triples:
    """Sees whether each stands in one named graph, and in no other."""

    def __init__(self) -> None:
        self._seen = set[int]()
        self.are_apart = True

    def look_at(self, piece: bytes) -> None:
        """See to some more lines of N-Quads, of which none is there twice."""
        if not self.are_apart:
            return
        lines = piece.splitlines()
        # All but the graph and the full stop; two hashes that happen to be one do no harm.
        found = {hash(line[: line.rfind(b" ", 0, -2)]) for line in lines}
        self.are_apart = len(found) == len(lines) and found.isdisjoint(self._seen)
        self._seen |= found


def _has_default(engine: pyoxigraph.Store) -> bool:
    """Whether there are triples in no named graph."""
    found = engine.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph())
    return next(iter(found), None) is not None


def _load(engine: pyoxigraph.Store, piece: bytes) -> None:
    """Load lines in which nameless nodes keep their labels.

    The engine's own loader gives them new ones, other in each process and each file; so it gets
    the lines that have none, which is nearly all.
    """
    named, nameless = _parted(piece)
    engine.bulk_load(named, _FORM)
    if nameless:
        engine.bulk_extend(pyoxigraph.parse(nameless, _FORM))


def _parted(piece: bytes) -> tuple[bytes, bytes]:
    """The lines in which no nameless node can be, and the others, which are few."""
    named, nameless, start = list[bytes](), list[bytes](), 0
    while (at := piece.find(_NAMELESS, start)) >= 0:
        first = max(piece.rfind(b"\n", start, at) + 1, start)
        last = piece.find(b"\n", at) + 1 or len(piece)
        named.append(piece[start:first])
        nameless.append(piece[first:last])
        start = last
    return b"".join([*named, piece[start:]]), b"".join(nameless)


def _pieces(path: Path) -> Iterator[bytes]:
    """The file in pieces of whole lines."""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece + file.readline()
