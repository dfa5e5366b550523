"""Writes Turtle the one way: sorted, one value a line, so that a diff shows what changed."""

from collections import defaultdict
from pathlib import Path

from rdflib import RDF, RDFS, SKOS, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from habitat_graph.knowledge.dataset import parsed
from habitat_graph.knowledge.locations import line_of
from habitat_graph.knowledge.nameless import Nameless
from habitat_graph.knowledge.notation import NaturalKey, Notation, language_key, natural
from habitat_graph.knowledge.order import ReadingOrder
from habitat_graph.knowledge.tokens import Kind, tokens
from habitat_graph.namespaces import HAB, SH
from habitat_graph.problems import DataError

_FIRST = (RDF.type, RDFS.label, SKOS.prefLabel, SKOS.altLabel, SKOS.definition)
_RANKS = {predicate: rank for rank, predicate in enumerate(_FIRST)} | {HAB.evidence: 99}
_UNRANKED = len(_FIRST)
_INDENT = " " * 4
_LIST_WIDTH = 80
_GIVE_IRI_ZH = "请给它一个IRI。"


def serialized(graph: Graph) -> str:
    """The graph as Turtle in the one form, with those of its prefixes that are in use.

    Raises DataError where a resource without an IRI has no one place to be written in.
    """
    problem = Nameless(graph).problem()
    if problem is not None:
        message, message_zh, subject = problem
        raise DataError(
            message,
            subject,
            remedy="Give it an IRI.",
            message_zh=message_zh,
            remedy_zh=_GIVE_IRI_ZH,
        )
    return _Writer(graph).text()


def formatted(path: Path, text: str) -> str:
    """The Turtle `text` of the file at `path` in the one form; the same triples, always.

    Raises DataError, with the line, where the form would lose a comment or a resource's identity.
    """
    graph = parsed(text, path)
    for token in tokens(text):
        if token.kind is Kind.COMMENT:
            raise DataError(
                "A comment would be lost.",
                path,
                token.line,
                "Say it with skos:editorialNote.",
                message_zh="注释会丢失。",
                remedy_zh="请改用skos:editorialNote。",
            )
    problem = Nameless(graph).problem()
    if problem is not None:
        message, message_zh, subject = problem
        line = None if subject is None else line_of(text, subject)
        about = "" if subject is None else f" Look at <{subject}>."
        about_zh = "" if subject is None else f"请查看<{subject}>。"
        raise DataError(
            message + about,
            path,
            line,
            "Give it an IRI.",
            message_zh=message_zh + about_zh,
            remedy_zh=_GIVE_IRI_ZH,
        )
    return _Writer(graph).text()


class _Writer:
    """Writes one graph; every method gives text that is sorted and indented already."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._notation = Notation(graph.namespaces())
        self._nameless = Nameless(graph)
        self._order = ReadingOrder(graph)

    def text(self) -> str:
        """The whole file: prefixes, things, nameless axioms, statements with their evidence."""
        things, statements = self._order.named()
        blocks = [self._block(self._notation.iri(thing), thing) for thing in things]
        blocks += sorted(self._block("[]", root) for root in self._nameless.roots())
        blocks += [self._block(self._notation.iri(node), node) for node in statements]
        declarations = "".join(f"{line}\n" for line in self._notation.declarations())
        return "\n".join([declarations, *blocks] if declarations else blocks)

    def _block(self, name: str, subject: Node) -> str:
        return f"{name}\n{self._properties(subject, 1)}.\n"

    def _properties(self, subject: Node, depth: int) -> str:
        properties: dict[URIRef, list[Node]] = defaultdict(list)
        for predicate, value in self._graph.predicate_objects(subject):
            properties[URIRef(str(predicate))].append(value)
        names = {predicate: self._notation.predicate(predicate) for predicate in properties}
        ordered = sorted(
            properties, key=lambda predicate: (_RANKS.get(predicate, _UNRANKED), names[predicate])
        )
        return "".join(
            f"{_INDENT * depth}{names[predicate]}"
            f"{self._values(predicate, properties[predicate], depth)} ;\n"
            for predicate in ordered
        )

    def _values(self, predicate: URIRef, values: list[Node], depth: int) -> str:
        if len(values) == 1:
            return " " + self._value(values[0], depth)
        texts = {value: self._value(value, depth + 1) for value in values}
        ordered = sorted(values, key=lambda value: (self._key(value, texts[value]), texts[value]))
        if predicate == HAB.evidence:
            ordered.sort(key=self._order.place)
        return " ,".join(f"\n{_INDENT * (depth + 1)}{texts[value]}" for value in ordered)

    def _key(self, value: Node, text: str) -> tuple[int, tuple[int, str], NaturalKey]:
        if isinstance(value, URIRef):
            return 0, (0, ""), natural(text)
        if isinstance(value, Literal):
            if value.language is None:
                return 1, (0, ""), natural(value)
            return 2, language_key(value.language), natural(value)
        # A shape's properties are looked up by their path.
        paths = (self._value(path, 0) for path in self._graph.objects(value, SH.path))
        return 3, (0, ""), natural(min(paths, default=""))

    def _value(self, value: Node, depth: int) -> str:
        if isinstance(value, Literal):
            return self._notation.literal(value)
        if value == RDF.nil:
            return "()"
        if not isinstance(value, BNode):
            return self._notation.iri(URIRef(str(value)))
        items = self._nameless.items(value)
        if items is not None:
            return self._list([self._value(item, depth + 1) for item in items], depth)
        properties = self._properties(value, depth + 1)
        return f"[\n{properties}{_INDENT * depth}]" if properties else "[]"

    def _list(self, items: list[str], depth: int) -> str:
        line = f"( {' '.join(items)} )"
        if len(line) <= _LIST_WIDTH and "\n" not in line:
            return line
        lines = "".join(f"{_INDENT * (depth + 1)}{item}\n" for item in items)
        return f"(\n{lines}{_INDENT * depth})"
