"""Names of things in several languages, each name for one thing only."""

import re
import unicodedata
from collections.abc import Iterator

from rdflib import RDFS, SKOS, Graph, Literal, URIRef

from habitat_graph.knowledge.converters.tables import Row

LANGUAGES = ("en", "zh", "fr", "es", "ru", "ar")
"""The official languages of the United Nations, under which tables have columns."""

_CHINESE = "zh"
_TRADITIONAL = "zh-Hant"
_OTHER = re.compile(r"[^a-z0-9]+")


def slug(name: str) -> str:
    """A name as the last part of an IRI: `South-eastern Asia` is `south-eastern-asia`."""
    letters = (c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return _OTHER.sub("-", "".join(letters).lower()).strip("-")


def chinese(name: str) -> Literal:
    """A Chinese name under `zh`, or under `zh-Hant` where it is in Traditional script.

    GB 2312, the character set of Simplified Chinese, has no Traditional forms.
    """
    try:
        name.encode("gb2312")
    except UnicodeEncodeError:
        return Literal(name, lang=_TRADITIONAL)
    return Literal(name, lang=_CHINESE)


class Labels:
    """Adds names to a graph: none twice to one thing, none to two things."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._owners: dict[tuple[str | None, str], tuple[URIRef, Row]] = {}

    def add(self, row: Row, thing: URIRef, predicate: URIRef, name: Literal) -> None:
        """Add one name; raise DataError, with the row, where another thing bears it already."""
        key = (name.language, "".join(name.split()).casefold())
        owner, first = self._owners.setdefault(key, (thing, row))
        if owner != thing:
            raise row.problem(
                f"“{name}” (@{name.language}) names both {owner} (line {first.line}) and {thing}.",
                f"“{name}”（@{name.language}）同时是{owner}（第{first.line}行）和{thing}的名称。",
                "Take it from one of them.",
                "请从其中之一删去。",
            )
        if not any(self._graph.triples((thing, None, name))):
            self._graph.add((thing, predicate, name))

    def add_all(self, row: Row, thing: URIRef, columns: str, predicate: URIRef) -> None:
        """Add the names in the columns `columns` + language; empty cells give none."""
        for language in LANGUAGES:
            for name in cells(row, columns + language):
                self.add(row, thing, predicate, Literal(name, lang=language))

    def require(self, row: Row, thing: URIRef, *languages: str) -> None:
        """Raise DataError where the thing has no label in one of the languages."""
        found = {getattr(label, "language", None) for label in self._graph[thing : RDFS.label]}
        for language in languages:
            if language not in found:
                raise row.problem(
                    f"{thing} has no name in “{language}”.",
                    f"{thing}没有“{language}”名称。",
                    "Fill the cell.",
                    "请填写该单元格。",
                )

    def add_chinese(self, row: Row, thing: URIRef, column: str, predicate: URIRef) -> None:
        """Add the Chinese names of a column; those in Traditional script are only found by."""
        for name in map(chinese, cells(row, column)):
            is_found_by = name.language == _TRADITIONAL
            self.add(row, thing, SKOS.hiddenLabel if is_found_by else predicate, name)


def cells(row: Row, column: str) -> Iterator[str]:
    """The values of a cell that may hold several with `|` between them."""
    return filter(None, map(str.strip, row[column].split("|")))
