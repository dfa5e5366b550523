"""A Turtle file as the parser sees it, before any of its triples is made rdflib's."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph
from rdflib import Graph

from habitat_graph.knowledge.graphs import graph_of
from habitat_graph.knowledge.syntax import explained
from habitat_graph.knowledge.terms import ParsedTerm, Terms, may_be_newer
from habitat_graph.problems import DataError, HabitatError

ParsedTriple = tuple[ParsedTerm, ParsedTerm, ParsedTerm]


@dataclass(frozen=True)
class Page:
    """The text of a file, the triples in it and its prefixes."""

    path: Path
    text: str
    triples: list[ParsedTriple]
    prefixes: dict[str, str]

    @property
    def may_be_newer(self) -> bool:
        """Whether the text may have RDF 1.2 in it, which `graph` refuses where it comes to it."""
        return may_be_newer(self.text)

    def graph(self, triples: Iterable[ParsedTriple] | None = None) -> Graph:
        """The triples, or these of them, under the file's own prefixes."""
        terms = Terms(self.text, self.path)
        graph = graph_of(
            (terms[subject], terms[predicate], terms[value])
            for subject, predicate, value in (self.triples if triples is None else triples)
        )
        for prefix, namespace in self.prefixes.items():
            graph.bind(prefix, namespace, override=True, replace=True)
        return graph


def read_page(path: Path) -> Page:
    """Read one file; raise DataError, with its line, where it is not Turtle in UTF-8."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise HabitatError(
            f"The file cannot be read: {error.strerror}.",
            path,
            remedy="Check the path.",
            message_zh=f"无法读取该文件：{error.strerror}。",
            remedy_zh="请检查路径。",
        ) from error
    return page(_decoded(content, path), path)


def page(text: str, path: Path) -> Page:
    """Turtle text as a page; `path` is named where it is broken."""
    parser = pyoxigraph.parse(text, pyoxigraph.RdfFormat.TURTLE)
    try:
        triples: list[ParsedTriple] = [
            (quad.subject, quad.predicate, quad.object) for quad in parser
        ]
    except SyntaxError as error:
        raise explained(error, path) from error
    return Page(path, text, triples, parser.prefixes)


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
            message_zh=f"该行第{column}字节（0x{content[error.start]:02X}）不是UTF-8。",
            remedy_zh="请把文件存为UTF-8。",
        ) from error
