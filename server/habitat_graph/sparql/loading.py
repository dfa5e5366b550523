"""Reads a release's quads into an engine in memory, as fast as that can."""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph

from habitat_graph.sparql.content import Content

UNION = "union.nt"
"""What the union of a file's graphs is called, as N-Triples, where it stands beside it."""

_PIECE = 16 * 2**20
_NAMELESS = b"_:"


def loaded(path: Path, *, union: bool) -> Content:
    """The content of a file of N-Quads; raise OSError or SyntaxError where it is none.

    Where the union is wanted, and stands beside the file, it need not be made here.
    """

    def written() -> Iterator[pyoxigraph.Quad]:
        return pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.N_QUADS)

    engine = pyoxigraph.Store()
    quads = _load(engine, path, pyoxigraph.RdfFormat.N_QUADS)
    beside = path.with_name(UNION)
    if not union or not beside.exists():
        return Content(engine, union=union, written=written)
    united = pyoxigraph.Store()
    triples = _load(united, beside, pyoxigraph.RdfFormat.N_TRIPLES)
    if triples == quads and not _has_default(engine):
        return Content(None, union=True, written=written, united=united, apart=engine)
    return Content(engine, union=True, written=written, united=united)


def _has_default(engine: pyoxigraph.Store) -> bool:
    """Whether there are triples in no named graph."""
    found = engine.quads_for_pattern(None, None, None, pyoxigraph.DefaultGraph())
    return next(iter(found), None) is not None


def _load(engine: pyoxigraph.Store, path: Path, form: pyoxigraph.RdfFormat) -> int:
    """Load a file of lines, in which nameless nodes keep their labels; the number of lines.

    The engine's own loader gives them new ones, other in each process and each file; so it gets
    the lines that have none, which is nearly all.
    """
    number = 0
    for piece in _pieces(path):
        number += piece.count(b"\n")
        if _NAMELESS not in piece:
            engine.bulk_load(piece, form)
            continue
        lines = piece.splitlines(keepends=True)
        engine.bulk_load(b"".join(line for line in lines if _NAMELESS not in line), form)
        nameless = b"".join(line for line in lines if _NAMELESS in line)
        engine.bulk_extend(pyoxigraph.parse(nameless, form))
    return number


def _pieces(path: Path) -> Iterator[bytes]:
    """The file in pieces of whole lines."""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece + file.readline()
