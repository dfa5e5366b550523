"""Reads a release's quads into an engine in memory, as fast as that can."""

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from operator import eq, gt
from pathlib import Path
from typing import IO, cast

import pyoxigraph

from habitat_graph.sparql.content import Content

_PIECE = 16 * 2**20
_LARGE_PIECE = 64 * 2**20
_NAMELESS = b"_:"
_FORM = pyoxigraph.RdfFormat.N_QUADS


def loaded(path: Path, *, union: bool) -> Content:
    """The content of a file of N-Quads; raise OSError or SyntaxError where it is none."""

    def written() -> Iterator[pyoxigraph.Quad]:
        return pyoxigraph.parse(path=path, format=_FORM)

    engine = pyoxigraph.Store()
    are_apart = _fill_in_memory(engine, path)
    if union and are_apart:
        return Content(None, union=True, written=written, apart=engine)
    return Content(engine, union=union, written=written)


def _fill_in_memory(engine: pyoxigraph.Store, path: Path) -> bool:
    """Do what `fill` does for an engine in memory, to which large pieces can be given."""
    apartness, nameless = Apartness(), b""
    with ThreadPoolExecutor(1, "loading") as beside:
        for piece in pieces(path, _LARGE_PIECE):
            # The engine needs no Python while it loads, nor is it to check each IRI once more.
            looking = beside.submit(apartness.look_at, piece)
            named, others = parted(piece)
            engine.bulk_load(named, _FORM, lenient=True)
            nameless += others
            looking.result()
    engine.bulk_extend(pyoxigraph.parse(nameless, _FORM))
    return apartness.holds and not has_default(engine)


def fill(engine: pyoxigraph.Store, path: Path) -> bool:
    """Load a file of N-Quads; whether each triple stands in one named graph and nowhere else.

    Nameless nodes keep their labels. The engine's own loader gives them new ones, other in each
    process and each file; so it gets the lines that have none, which is nearly all.
    """
    lines = _Lines(path)
    engine.bulk_load(cast(IO[bytes], lines), _FORM, lenient=True)
    engine.bulk_extend(pyoxigraph.parse(lines.nameless, _FORM))
    return lines.apartness.holds and not has_default(engine)


class _Lines:
    """A file to read the lines from in which no nameless node can be; the others are `nameless`."""

    def __init__(self, path: Path) -> None:
        self._pieces = pieces(path, _PIECE)
        self._rest = io.BytesIO()
        self.apartness = Apartness()
        self.nameless = b""

    def read(self, size: int = -1) -> bytes:
        """So many bytes, or fewer at the end."""
        while not (given := self._rest.read(size)) and (piece := next(self._pieces, b"")):
            self.apartness.look_at(piece)
            named, nameless = parted(piece)
            self._rest = io.BytesIO(named)
            self.nameless += nameless
        return given


class Apartness:
    """Sees whether no two graphs share a triple.

    That can be seen in lines that are sorted, as a release's are; of others it does not hold.
    """

    def __init__(self) -> None:
        self._last = b""
        self.holds = True

    def look_at(self, piece: bytes) -> None:
        """See to some more lines of N-Quads."""
        if not self.holds:
            return
        lines = [self._last, *piece.splitlines()]
        self._last = lines[-1]
        # All but the graph and the full stop.
        triples = [line[: line.rfind(b" ", 0, -2)] for line in lines]
        self.holds = not any(map(gt, lines, islice(lines, 1, None))) and not any(
            map(eq, triples, islice(triples, 1, None))
        )


def has_default(engine: pyoxigraph.Store) -> bool:
    """Whether there are triples in no named graph."""
    found = engine.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph())
    return next(iter(found), None) is not None


def parted(piece: bytes) -> tuple[bytes, bytes]:
    """The lines in which no nameless node can be, and the others, which are few."""
    named, nameless, start = list[bytes](), list[bytes](), 0
    while (at := piece.find(_NAMELESS, start)) >= 0:
        first = max(piece.rfind(b"\n", start, at) + 1, start)
        last = piece.find(b"\n", at) + 1 or len(piece)
        named.append(piece[start:first])
        nameless.append(piece[first:last])
        start = last
    if not nameless:
        return piece, b""
    return b"".join([*named, piece[start:]]), b"".join(nameless)


def pieces(path: Path, size: int) -> Iterator[bytes]:
    """The file in pieces of about so many bytes, of whole lines."""
    with path.open("rb") as file:
        while piece := file.read(size):
            yield piece + file.readline()
