"""Which of our things bear a name, an alternative one and a hidden one included."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from rdflib import RDF, RDFS, SKOS, Graph, Literal, URIRef
from rdflib.term import Node

from habitat_graph.namespaces import BASE

_NAMES = (RDFS.label, SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)
_ARTICLE = "the "


def plain(name: str) -> str:
    """A name without what spellings differ in: case, accents, hyphens, blanks, an article."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return "".join(kept.removeprefix(_ARTICLE).replace("’", "'").replace("-", " ").split())


class Bearers:
    """Our things by their names in English and Chinese."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._names: dict[tuple[Node, str], set[str]] = defaultdict(set)
        self._things: dict[tuple[str, str], set[URIRef]] = defaultdict(set)
        for predicate in _NAMES:
            for thing, name in graph.subject_objects(predicate):
                if isinstance(name, Literal) and str(thing).startswith(BASE):
                    self._add(URIRef(str(thing)), name)

    def _add(self, thing: URIRef, name: Literal) -> None:
        # A language and its script are one here: zh-Hant is zh.
        language = (name.language or "").partition("-")[0]
        self._names[thing, language].add(plain(name))
        self._things[language, plain(name)].add(thing)

    def agrees(self, thing: URIRef, language: str, *names: str) -> bool:
        """Whether the thing bears one of these names in the language."""
        return any(plain(name) in self._names[thing, language] for name in names if name)

    def bearing(self, kinds: Iterable[URIRef], language: str, *names: str) -> set[URIRef]:
        """The things of these IRI folders that bear one of these names in the language."""
        folders = tuple(map(str, kinds))
        return {
            thing
            for name in names
            if name
            for thing in self._things.get((language, plain(name)), ())
            if str(thing).startswith(folders)
        }

    def exists(self, thing: URIRef) -> bool:
        """Whether the thing is described here."""
        return (thing, RDF.type, None) in self.graph
