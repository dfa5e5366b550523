"""Leaves out what a check of a few files cannot see, before time is spent on it.

Most of the data are statements and their quotations. A statement is judged by what it says, by the
things of which it speaks and by its like, not by what other sections state.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from pathlib import Path

import pyoxigraph
from rdflib import RDFS, SKOS

from habitat_graph.knowledge.dataset import (
    LINKS,
    PARTNERS,
    Knowledge,
    KnowledgeFile,
    data_graph,
    load_knowledge,
    load_schema,
    paths_with,
)
from habitat_graph.knowledge.evidence.slips import SHOWN
from habitat_graph.knowledge.files import ontology_files, shape_files
from habitat_graph.knowledge.pages import Page, ParsedTriple, read_page
from habitat_graph.knowledge.terms import ParsedTerm
from habitat_graph.namespaces import HAB, ID, SCHEME

_EVIDENCE = pyoxigraph.NamedNode(HAB.evidence)
_LABEL = pyoxigraph.NamedNode(RDFS.label)
_NAMES = {pyoxigraph.NamedNode(each) for each in (SKOS.altLabel, SKOS.hiddenLabel, SKOS.prefLabel)}
_OWN_WORDS = {_LABEL, _EVIDENCE, pyoxigraph.NamedNode(SKOS.editorialNote), *_NAMES}
_OURS = (str(ID), str(SCHEME))


def load_vicinity(root: Path, files: Sequence[Path]) -> Knowledge:
    """The knowledge under `root` with these files, without statements that do not concern them.

    Links, and what partners say, judge nothing else, so they are there only where one of them is
    among the files. A change of the ontology or of a shape concerns everything.
    """
    schema = {path.resolve() for path in (*ontology_files(root), *shape_files(root))}
    given = {path.resolve(): path for path in files}
    if not given or given.keys() & schema or any(_is_about_others(path) for path in given):
        return load_knowledge(root, files)
    paths = [path for path in paths_with(root, given.values()) if not _is_about_others(path)]
    pages = [read_page(path) for path in paths]
    own = [page for page in pages if page.path.resolve() in given]
    others = [page for page in pages if page.path.resolve() not in given]
    unseen = _Sight(own, others)
    data = (*((page, unseen.kept(page)) for page in others), *((page, None) for page in own))
    return Knowledge(
        *load_schema(root),
        data=tuple(
            KnowledgeFile(page.path, data_graph(page.path), page.text, page.graph(kept))
            for page, kept in data
        ),
    )


def _is_about_others(path: Path) -> bool:
    return str(data_graph(path)).startswith((str(LINKS), str(PARTNERS)))


class _Sight:
    """What can be seen from some pages in others.

    What the pages lead to is seen whole, and so are other things, for a text may name them, but for
    their labels in languages that no text or message has. Of a statement that concerns the pages
    only by a thing of which it speaks, just that can be seen: this alone may contradict them.
    """

    def __init__(self, own: Iterable[Page], others: Iterable[Page]) -> None:
        said = [triple for page in own for triple in page.triples]
        facts = [*said, *(triple for page in others for triple in page.triples)]
        focus = {subject for subject, _, _ in said}
        self._spoken_of = {
            term for subject, _, value in said for term in (subject, value) if _is_ours(term)
        }
        unnamed = _unnamed(facts) - focus
        self._seen = _reached(facts, focus | _alike(facts, focus, unnamed))
        self._hidden = unnamed - self._seen

    def kept(self, page: Page) -> list[ParsedTriple]:
        """The triples of another page that can be seen."""
        if page.may_be_newer:
            return page.triples
        return [
            triple
            for triple in page.triples
            if triple[0] in self._seen or self._is_seen_from_afar(*triple)
        ]

    def _is_seen_from_afar(self, subject: ParsedTerm, _: ParsedTerm, value: ParsedTerm) -> bool:
        if subject in self._hidden:
            return value in self._spoken_of
        return not isinstance(value, pyoxigraph.Literal) or value.language in (None, *SHOWN)


def _is_ours(term: ParsedTerm) -> bool:
    return isinstance(term, pyoxigraph.NamedNode) and term.value.startswith(_OURS)


def _unnamed(facts: Iterable[ParsedTriple]) -> set[ParsedTerm]:
    """The statements and quotations without a name that a text could mention."""
    statements, quotations, named, labelled = set(), set(), set(), set()
    for subject, predicate, value in facts:
        if predicate == _EVIDENCE:
            statements.add(subject)
            quotations.add(value)
        elif predicate in _NAMES:
            named.add(subject)
        elif predicate == _LABEL:
            labelled.add(subject)
    # The label of a statement is our own wording, but a label of anything else is a name.
    return (statements | quotations - labelled) - named


def _alike(
    facts: Sequence[ParsedTriple], focus: Container[ParsedTerm], hidden: Container[ParsedTerm]
) -> set[ParsedTerm]:
    """What has a name or a quotation of one in `focus`, refers to one, or states the same."""
    marks = {
        value
        for subject, predicate, value in facts
        if subject in focus and (predicate == _EVIDENCE or _is_name(value))
    }
    alike = {subject for subject, _, value in facts if value in marks or value in focus}
    return alike | _twins(facts, focus, hidden)


def _is_name(value: ParsedTerm) -> bool:
    return isinstance(value, pyoxigraph.Literal) and value.language is not None


def _twins(
    facts: Iterable[ParsedTriple], focus: Container[ParsedTerm], hidden: Container[ParsedTerm]
) -> set[ParsedTerm]:
    """The hidden resources of which the same is said as of one in `focus`, but for its words."""
    said = defaultdict(set)
    for subject, predicate, value in facts:
        if (subject in focus or subject in hidden) and predicate not in _OWN_WORDS:
            said[subject].add((predicate, value))
    own = {frozenset(pairs) for subject, pairs in said.items() if subject in focus}
    return {subject for subject, pairs in said.items() if frozenset(pairs) in own}


def _reached(facts: Iterable[ParsedTriple], start: set[ParsedTerm]) -> set[ParsedTerm]:
    """All to which something leads from the resources at the start, in however many steps."""
    values = defaultdict(list)
    for subject, _, value in facts:
        if not isinstance(value, pyoxigraph.Literal):
            values[subject].append(value)
    found, waiting = set(start), list(start)
    while waiting:
        new = {value for value in values.get(waiting.pop(), ()) if value not in found}
        found |= new
        waiting += new
    return found
