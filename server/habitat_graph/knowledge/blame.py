"""Says which file and line a triple comes from."""

from collections.abc import Iterable
from functools import cache

from rdflib import URIRef
from rdflib.term import Node

from habitat_graph.knowledge.dataset import KnowledgeFile
from habitat_graph.knowledge.findings import Location
from habitat_graph.knowledge.locations import Locator


class Blame:
    """Finds in some files the line to blame; reads a file's lines only when it is to blame."""

    def __init__(self, files: Iterable[KnowledgeFile]) -> None:
        self._files = tuple(files)
        self._locator = cache(Locator)

    def location(
        self, subject: Node, predicate: Node | None = None, value: Node | None = None
    ) -> Location | None:
        """The line of the triple; else of the subject's property; else of the subject.

        Where no file describes the subject, the line that refers to it; None where none does.
        """
        if not isinstance(subject, URIRef):
            return None
        wanted = predicate if isinstance(predicate, URIRef) else None
        for pattern in ((subject, wanted, value), (subject, wanted, None), (subject, None, None)):
            for file in self._files:
                if pattern in file.triples:
                    line = self._locator(file.text).line(subject, wanted, value)
                    return Location(file.path, line)
        return self._reference(subject)

    def _reference(self, thing: URIRef) -> Location | None:
        for file in self._files:
            for subject, predicate in file.triples.subject_predicates(thing):
                if isinstance(subject, URIRef) and isinstance(predicate, URIRef):
                    line = self._locator(file.text).line(subject, predicate, thing)
                    return Location(file.path, line)
        return None
