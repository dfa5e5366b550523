"""How values were written: the engine keeps the value of a number or date, not its spelling."""

from collections.abc import Iterable

import pyoxigraph
from rdflib import RDF, XSD

_AS_WRITTEN = frozenset((str(XSD.string), str(RDF.langString)))

Quads = Iterable[pyoxigraph.Quad]
Term = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple


class Spellings:
    """What was written, by what the engine makes of it, where that is something else.

    “01”^^xsd:integer and 1 are one quad to the engine, and stay two here.
    """

    def __init__(self, quads: Quads = ()) -> None:
        self._written: dict[pyoxigraph.Quad, set[pyoxigraph.Quad]] = {}
        pairs = self.normal(quad for quad in quads if is_doubtful(quad))
        strange = {normal for normal, quad in pairs if quad != normal}
        for normal, quad in pairs:
            if normal in strange:
                self._written.setdefault(normal, set())
                self.add(normal, quad, is_there=False)

    def of(self, normal: pyoxigraph.Quad) -> tuple[pyoxigraph.Quad, ...]:
        """What was written of what the engine has."""
        written = self._written.get(normal)
        return (normal,) if written is None else tuple(written)

    def add(self, normal: pyoxigraph.Quad, quad: pyoxigraph.Quad, *, is_there: bool) -> bool:
        """Note one more; whether it is new. `is_there` says whether the engine has it already."""
        written = self._written.get(normal)
        if written is None:
            if quad == normal:
                return not is_there
            written = self._written[normal] = {normal} if is_there else set()
        is_new = quad not in written
        written.add(quad)
        return is_new

    def discard(self, normal: pyoxigraph.Quad, quad: pyoxigraph.Quad) -> bool:
        """Forget one that was written; whether it was the last of its kind."""
        written = self._written.get(normal, {normal})
        written.discard(quad)
        if not written or written == {normal}:
            self._written.pop(normal, None)
        return not written

    def normal(self, quads: Quads) -> list[tuple[pyoxigraph.Quad, pyoxigraph.Quad]]:
        """Each quad, after what the engine makes of it."""
        every = list(quads)
        altered = _altered([quad for quad in every if is_doubtful(quad)])
        if not altered:
            return [(quad, quad) for quad in every]
        return [(altered.get(quad, quad), quad) for quad in every]


def _altered(quads: list[pyoxigraph.Quad]) -> dict[pyoxigraph.Quad, pyoxigraph.Quad]:
    """What the engine makes of the quads, where that is something else."""
    if not quads:
        return {}
    engine = pyoxigraph.Store()
    engine.bulk_extend(quads)
    # Lines are compared much faster than quads.
    form = pyoxigraph.RdfFormat.N_QUADS
    written = set((pyoxigraph.serialize(quads, format=form) or b"").splitlines())
    strange = b"\n".join(written - set((engine.dump(format=form) or b"").splitlines()))
    return {quad: _made_of(quad) for quad in pyoxigraph.parse(strange, form)}


def _made_of(quad: pyoxigraph.Quad) -> pyoxigraph.Quad:
    engine = pyoxigraph.Store()
    engine.add(quad)
    (made,) = list[pyoxigraph.Quad](engine)
    return made


def is_doubtful(quad: pyoxigraph.Quad) -> bool:
    """Whether the engine may keep another spelling of a quad."""
    term = quad.object
    if isinstance(term, pyoxigraph.Literal):
        return term.datatype.value not in _AS_WRITTEN
    return isinstance(term, pyoxigraph.Triple)
