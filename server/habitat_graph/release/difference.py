"""What changed from one release to another, as quads and in words."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pyoxigraph

from habitat_graph.namespaces import BASE, INFERRED_GRAPH
from habitat_graph.problems import HabitatError
from habitat_graph.release.history import Release

_LABELS = (
    "http://www.w3.org/2000/01/rdf-schema#label",
    "http://www.w3.org/2004/02/skos/core#prefLabel",
)
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


@dataclass(frozen=True)
class Difference:
    """The quads that came and went, and the words for what they speak of.

    `labels` are by IRI and language.
    """

    before: Release
    after: Release
    added: frozenset[pyoxigraph.Quad]
    removed: frozenset[pyoxigraph.Quad]
    labels: dict[str, dict[str, str]]

    def as_patch(self) -> str:
        """The change as RDF Patch: https://afs.github.io/rdf-delta/rdf-patch.html."""
        lines = [f"D {quad} ." for quad in sorted(self.removed, key=str)]
        lines += [f"A {quad} ." for quad in sorted(self.added, key=str)]
        return "".join(f"{line}\n" for line in ["TX .", *lines, "TC ."])

    def as_text(self, language: str) -> str:
        """The change in words, subject by subject, in English or Chinese."""
        return "\n".join([self._summary(language), *self._blocks(language)]) + "\n"

    def _summary(self, language: str) -> str:
        added, more = _split(self.added)
        removed, fewer = _split(self.removed)
        if language == "zh":
            return (
                f"从第{self.before.number}版到第{self.after.number}版：新增{len(added)}条、"
                f"删除{len(removed)}条；推论新增{more}条、删除{fewer}条。"
            )
        return (
            f"Release {self.before.number} to {self.after.number}: {len(added)} triples added, "
            f"{len(removed)} removed; {more} more inferred, {fewer} no longer."
        )

    def _blocks(self, language: str) -> Iterator[str]:
        """One block for each resource of which something else is asserted now."""
        changes: dict[str, list[tuple[str, bool, str]]] = defaultdict(list)
        for is_new, quads in ((False, self.removed), (True, self.added)):
            for quad in _split(quads)[0]:
                verb = self._words(quad.predicate, language)
                value = self._words(quad.object, language)
                changes[self._heading(quad.subject, language)].append((verb, is_new, value))
        for heading in sorted(changes):
            yield f"\n{heading}"
            for verb, is_new, value in sorted(changes[heading]):
                yield f"  {'+' if is_new else '-'} {verb} {value}"

    def _heading(self, subject: object, language: str) -> str:
        label = self._words(subject, language)
        return label if label == _short(subject) else f"{label} ({_short(subject)})"

    def _words(self, term: object, language: str) -> str:
        """A term's label in this language, else in another, else its short form."""
        if not isinstance(term, pyoxigraph.NamedNode):
            return str(term)
        if term.value == _TYPE:
            return "是" if language == "zh" else "is a"
        labels = self.labels.get(term.value, {})
        return labels.get(language) or next(iter(labels.values()), _short(term))


def difference(before: Release, after: Release) -> Difference:
    """What came and went from one release to another."""
    old, new = set(_quads(before)), set(_quads(after))
    return Difference(
        before=before,
        after=after,
        added=frozenset(new - old),
        removed=frozenset(old - new),
        labels=_labels([*old, *new]),
    )


def _split(quads: Iterable[pyoxigraph.Quad]) -> tuple[list[pyoxigraph.Quad], int]:
    """The asserted quads, and the number of the inferred ones."""
    every = list(quads)
    asserted = [quad for quad in every if str(quad.graph_name) != f"<{INFERRED_GRAPH}>"]
    return asserted, len(every) - len(asserted)


def _short(term: object) -> str:
    """An IRI of the project without its base; another IRI in full."""
    return str(getattr(term, "value", term)).removeprefix(BASE)


def _labels(quads: Iterable[pyoxigraph.Quad]) -> dict[str, dict[str, str]]:
    labels: dict[str, dict[str, str]] = defaultdict(dict)
    for quad in quads:
        if quad.predicate.value not in _LABELS:
            continue
        subject, value = quad.subject, quad.object
        if isinstance(value, pyoxigraph.Literal) and isinstance(subject, pyoxigraph.NamedNode):
            labels[subject.value][value.language or ""] = value.value
    return labels


def _quads(release: Release) -> Iterator[pyoxigraph.Quad]:
    """The quads of a release, its blank nodes named after what is said of them.

    Canonical names are counted through the whole dataset, so one new axiom would rename many.
    """
    if not release.is_whole:
        raise HabitatError(
            f"The data of release {release.number} are on the remote store alone.",
            release.folder,
            remedy="Ask where it was built.",
            message_zh=f"第{release.number}版的数据只在远程存储库中。",
            remedy_zh="请在制作它的机器上查询。",
        )
    quads = list(pyoxigraph.parse(path=release.data, format=pyoxigraph.RdfFormat.N_QUADS))
    names = _Names(quads)
    for quad in quads:
        yield pyoxigraph.Quad(
            names.of(quad.subject), quad.predicate, names.of(quad.object), quad.graph_name
        )


class _Names:
    """Names blank nodes after what hangs below them: the ontology has them in lists only."""

    def __init__(self, quads: Iterable[pyoxigraph.Quad]) -> None:
        self._below: dict[pyoxigraph.BlankNode, list[pyoxigraph.Quad]] = defaultdict(list)
        for quad in quads:
            if isinstance(quad.subject, pyoxigraph.BlankNode):
                self._below[quad.subject].append(quad)
        self._names: dict[pyoxigraph.BlankNode, pyoxigraph.BlankNode] = {}

    def of(self, term: Any) -> Any:  # noqa: ANN401 - any term, and of its own kind again
        """The term, or a blank node of a name that lasts."""
        if not isinstance(term, pyoxigraph.BlankNode):
            return term
        if term not in self._names:
            self._names[term] = term  # ends a circle
            said = sorted(f"{quad.predicate} {self.of(quad.object)}" for quad in self._below[term])
            digest = hashlib.sha256("\n".join(said).encode()).hexdigest()
            self._names[term] = pyoxigraph.BlankNode(f"b{digest[:24]}")
        return self._names[term]
