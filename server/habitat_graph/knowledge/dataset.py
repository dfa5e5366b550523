"""Loads each Turtle file as a named graph."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

import pyoxigraph
from rdflib import Graph, URIRef
from rdflib.term import Node

from habitat_graph.knowledge.files import data_files, ontology_files, shape_files
from habitat_graph.knowledge.syntax import explained
from habitat_graph.knowledge.terms import Terms
from habitat_graph.namespaces import GRAPH, ONTOLOGY_GRAPH
from habitat_graph.problems import DataError, HabitatError

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
        ours = _new_graph()
        for triple in self.triples.triples((self.graph, None, None)):
            ours.add(triple)
        return ours

    def about(self, resources: Container[Node]) -> "KnowledgeFile":
        """The file with only those triples that begin or end at one of the resources."""
        kept = _new_graph()
        for subject, predicate, value in self.assertions:
            if subject in resources or value in resources:
                kept.add((subject, predicate, value))
        return replace(self, triples=kept)


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
    replaced = {data_graph(path) for path in given}
    kept = [path for path in data_files(root) if data_graph(path) not in replaced]
    if replace:
        # Links and what partners say: nothing that is said elsewhere is judged by them.
        kept = [
            path
            for path in kept
            if not str(data_graph(path)).startswith((str(PARTNERS), str(LINKS)))
        ]
    return Knowledge(
        ontology=tuple(read_file(path, ONTOLOGY_GRAPH) for path in ontology_files(root)),
        shapes=tuple(read_file(path, GRAPH["shapes"]) for path in shape_files(root)),
        data=tuple(read_file(path, data_graph(path)) for path in (*kept, *given.values())),
    )


def data_graph(path: Path) -> URIRef:
    """The graph a data file makes: its folder's name and its own."""
    path = path.resolve()
    return GRAPH[f"{quote(path.parent.name, safe='')}/{quote(path.stem, safe='')}"]


def read_file(path: Path, graph_iri: URIRef) -> KnowledgeFile:
    """Read one Turtle file; raise DataError, with its line, where it is not Turtle in UTF-8."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise HabitatError(
            f"The file cannot be read: {error.strerror}.", path, remedy="Check the path."
        ) from error
    text = _decoded(content, path)
    return KnowledgeFile(path, graph_iri, text, parsed(text, path))


def parsed(text: str, path: Path) -> Graph:
    """The triples of Turtle text, under its own prefixes; `path` is named where it is broken."""
    parser = pyoxigraph.parse(text, pyoxigraph.RdfFormat.TURTLE)
    terms = Terms(text, path)
    graph = _new_graph()
    try:
        graph.addN(
            (terms[quad.subject], terms[quad.predicate], terms[quad.object], graph)
            for quad in parser
        )
    except SyntaxError as error:
        raise explained(error, path) from error
    for prefix, namespace in parser.prefixes.items():
        graph.bind(prefix, namespace, override=True, replace=True)
    return graph


def _new_graph() -> Graph:
    # The store without contexts takes half the time and memory of the one with them.
    return Graph(store="SimpleMemory", bind_namespaces="none")


def _union(files: Iterable[KnowledgeFile]) -> Graph:
    union = _new_graph()
    for file in files:
        union += file.assertions
        for prefix, namespace in file.triples.namespaces():
            union.bind(prefix, namespace, override=False)
    return union


def _decoded(content: bytes, path: Path) -> str:
    try:
        # Some Windows editors begin a file with a byte order mark, which Turtle does not know.
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        column = error.start - content.rfind(b"\n", 0, error.start)
        raise DataError(
            f"Byte {column} of the line (0x{content[error.start]:02X}) is not UTF-8.",
            path,
            content.count(b"\n", 0, error.start) + 1,
            "Save the file as UTF-8.",
        ) from error
