"""Loads each Turtle file as a named graph."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from rdflib import Graph, URIRef
from rdflib.term import Node

from habitat_graph.knowledge.files import data_files, ontology_files, shape_files
from habitat_graph.knowledge.graphs import graph_of
from habitat_graph.knowledge.pages import page, read_page
from habitat_graph.namespaces import GRAPH, ONTOLOGY_GRAPH

PARTNERS = GRAPH["partner/"]
"""What the graphs begin with in which others speak of things of theirs."""

LINKS = GRAPH["links/"]
"""What the graphs begin with that link to theirs."""


@dataclass(frozen=True)
class KnowledgeFile:
    """A Turtle file: where it is, the graph it makes, its text and its triples."""

    path: Path
    graph: URIRef
    text: str
    triples: Graph

    @property
    def assertions(self) -> Graph:
        """What we say in the file: all, or of a partner's graph what is said of the graph itself.

        What a partner says fits its own shapes, not ours, and nothing of ours follows from it.
        """
        if not str(self.graph).startswith(PARTNERS):
            return self.triples
        return graph_of(self.triples.triples((self.graph, None, None)))

    def about(self, resources: Container[Node]) -> "KnowledgeFile":
        """The file with only those triples that begin or end at one of the resources."""
        kept = (each for each in self.assertions if each[0] in resources or each[2] in resources)
        return replace(self, triples=graph_of(kept))


@dataclass(frozen=True)
class Knowledge:
    """All Turtle files: what kinds there are, what good data looks like, and the data."""

    ontology: tuple[KnowledgeFile, ...]
    shapes: tuple[KnowledgeFile, ...]
    data: tuple[KnowledgeFile, ...]

    @cached_property
    def asserted(self) -> Graph:
        """The union of what we say in the data files."""
        return _union(self.data)

    @cached_property
    def schema(self) -> Graph:
        """The union of the ontology files."""
        return _union(self.ontology)


def load_knowledge(root: Path, replace: Sequence[Path] = ()) -> Knowledge:
    """Read every file under `root`, with the files in `replace` in place of, or beside, its own.

    A file of `replace` that makes a graph of the data takes the place of the file that makes it
    now; another is more data.
    """
    schema = {path.resolve() for path in (*ontology_files(root), *shape_files(root))}
    given = {path.resolve(): path for path in replace if path.resolve() not in schema}
    return Knowledge(
        *load_schema(root),
        data=tuple(read_file(path, data_graph(path)) for path in paths_with(root, given.values())),
    )


def load_schema(root: Path) -> tuple[tuple[KnowledgeFile, ...], tuple[KnowledgeFile, ...]]:
    """The files of the ontology, and those of the shapes."""
    return (
        tuple(read_file(path, ONTOLOGY_GRAPH) for path in ontology_files(root)),
        tuple(read_file(path, GRAPH["shapes"]) for path in shape_files(root)),
    )


def paths_with(root: Path, given: Iterable[Path]) -> list[Path]:
    """The data files, with the given ones in place of, or beside, those under `root`."""
    given = list(given)
    replaced = {data_graph(path) for path in given}
    return [*(path for path in data_files(root) if data_graph(path) not in replaced), *given]


def data_graph(path: Path) -> URIRef:
    """The graph a data file makes: its folder's name and its own."""
    path = path.resolve()
    return GRAPH[f"{quote(path.parent.name, safe='')}/{quote(path.stem, safe='')}"]


def read_file(path: Path, graph_iri: URIRef) -> KnowledgeFile:
    """Read one Turtle file; raise DataError, with its line, where it is not Turtle in UTF-8."""
    read = read_page(path)
    return KnowledgeFile(path, graph_iri, read.text, read.graph())


def parsed(text: str, path: Path) -> Graph:
    """The triples of Turtle text, under its own prefixes; `path` is named where it is broken."""
    return page(text, path).graph()


def _union(files: Iterable[KnowledgeFile]) -> Graph:
    files = tuple(files)
    union = graph_of(triple for file in files for triple in file.assertions)
    for file in files:
        for prefix, namespace in file.triples.namespaces():
            union.bind(prefix, namespace, override=False)
    return union
