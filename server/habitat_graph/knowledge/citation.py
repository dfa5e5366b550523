"""Completes drafts: gives each quotation its offsets and its IRI."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from rdflib import RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from habitat_graph.knowledge.locations import Locator
from habitat_graph.knowledge.notation import Notation
from habitat_graph.knowledge.source import Source
from habitat_graph.knowledge.statements import passage_name
from habitat_graph.knowledge.tokens import Kind, tokens
from habitat_graph.namespaces import HAB, ID, OA
from habitat_graph.problems import DataError

_QUOTATION_MARKS = str.maketrans("“”‘’„", '""\'\'"')


@dataclass(frozen=True)
class Place:
    """Where a phrase stands in its passage, verbatim, and the IRI that says so."""

    iri: URIRef
    start: int
    end: int
    text: str


class Draft:
    """A graph whose quotations are to be found in the report.

    A draft quotes with a blank node that holds `hab:inParagraph` and `oa:exact`: as a value of
    `hab:evidence`, or by itself as an `hab:Exclusion`. Where the phrase stands several times in
    the paragraph, `hab:startOffset` says which. White space in a phrase need not be right: the
    report's own is written. Quotations that have an IRI already are only proved.
    """

    def __init__(self, graph: Graph, source: Source, path: Path, text: str) -> None:
        self._graph = graph
        self._source = source
        self._path = path
        self._text = text
        self._places: dict[Node, Place] = {}
        self.problems: list[DataError] = []
        for node in _quotations(graph):
            try:
                self._places[node] = self._place(node)
            except DataError as problem:
                self.problems.append(problem)
        self.problems.sort(key=lambda problem: problem.line or 0)

    def completed(self) -> Graph:
        """The draft with an IRI, offsets and the verbatim phrase for each quotation.

        Raises the first of `problems` where there are any.
        """
        if self.problems:
            raise self.problems[0]
        complete = Graph(bind_namespaces="none")
        for prefix, namespace in self._graph.namespaces():
            complete.bind(prefix, namespace)
        names = {node: place.iri for node, place in self._places.items()}
        for subject, predicate, value in self._graph:
            complete.add((names.get(subject, subject), predicate, names.get(value, value)))
        for node, place in self._places.items():
            if self._kind(node) == HAB.Evidence:
                complete.add((place.iri, RDF.type, HAB.Evidence))
            complete.set((place.iri, OA.exact, Literal(place.text)))
            complete.set((place.iri, HAB.startOffset, _offset(place.start)))
            complete.set((place.iri, HAB.endOffset, _offset(place.end)))
            _bind(complete, place.iri)
        complete.bind("xsd", XSD)
        return complete

    def _kind(self, node: Node) -> URIRef:
        is_exclusion = (node, RDF.type, HAB.Exclusion) in self._graph
        return HAB.Exclusion if is_exclusion else HAB.Evidence

    def _place(self, node: Node) -> Place:
        paragraph, exact = self._only(node, HAB.inParagraph), str(self._only(node, OA.exact))
        name = passage_name(paragraph)
        passage = self._source.passages.get(name)
        if passage is None:
            raise self._problem(
                node,
                f"The source has no paragraph “{name}”.",
                f"来源文件没有“{name}”这一段。",
                f"It has: {', '.join(self._source.passages)}.",
                f"现有：{'、'.join(self._source.passages)}。",
            )
        start, end = self._span(node, passage.text, exact, name)
        report = str(paragraph).removeprefix(str(ID) + "report/").partition("/")[0]
        kind = "exclusion" if self._kind(node) == HAB.Exclusion else "evidence"
        place = Place(ID[f"{kind}/{report}/p{name}-{start}-{end}"], start, end, exact)
        if isinstance(node, BNode):
            return Place(place.iri, start, end, passage.text[start:end])
        if place.iri != node or passage.text[start:end] != exact:
            raise self._problem(
                node,
                f"The phrase “{exact}” belongs to {place.iri}, not to {node}.",
                f"短语“{exact}”属于{place.iri}，不属于{node}。",
                "Quote it anew, between [ and ].",
                "请在[和]之间重新引用。",
            )
        return place

    def _span(self, node: Node, text: str, exact: str, name: str) -> tuple[int, int]:
        """Where the phrase stands in the paragraph's text; of several places the wished one."""
        found = _spans(text, exact)
        if not found:
            raise self._problem(
                node,
                f"The phrase “{exact}” is not in paragraph {name}.",
                f"第{name}段中没有短语“{exact}”。",
                *self._hint(text, exact),
            )
        wished = str(self._graph.value(node, HAB.startOffset))
        chosen = [span for span in found if str(span[0]) == wished]
        if chosen or len(found) == 1:
            return (chosen or found)[0]
        starts = ", ".join(str(start) for start, _ in found)
        raise self._problem(
            node,
            f"The phrase “{exact}” stands in paragraph {name} {len(found)} times, at {starts}.",
            f"短语“{exact}”在第{name}段中出现{len(found)}次，位于{starts}。",
            "Say which with hab:startOffset, or quote more.",
            "请用hab:startOffset指明是哪一处，或多引用一些。",
        )

    def _hint(self, text: str, exact: str) -> tuple[str, str]:
        """What the report has instead, or where it has the phrase, in two languages."""
        alike = _spans(text, exact, _folded)
        if alike:
            start, end = alike[0]
            return f"The paragraph has “{text[start:end]}”.", f"该段为“{text[start:end]}”。"
        elsewhere = [
            passage.name
            for passage in self._source.passages.values()
            if _spans(passage.text, exact)
        ]
        if not elsewhere:
            return "Quote it verbatim.", "请逐字引用。"
        return f"It is in {', '.join(elsewhere)}.", f"它在{'、'.join(elsewhere)}中。"

    def _only(self, node: Node, predicate: URIRef) -> Node:
        values = list(self._graph.objects(node, predicate))
        if len(values) == 1:
            return values[0]
        name = "oa:exact" if predicate == OA.exact else "hab:inParagraph"
        raise self._problem(
            node,
            f"A quotation has {len(values)} values of {name}; it must have one.",
            f"一条引文有{len(values)}个{name}值；只应有一个。",
            "Give each phrase a quotation of its own.",
            "请为每个短语单独建立引文。",
        )

    def _problem(
        self, node: Node, message: str, message_zh: str, remedy: str, remedy_zh: str
    ) -> DataError:
        line = self._line(node)
        return DataError(
            message, self._path, line, remedy, message_zh=message_zh, remedy_zh=remedy_zh
        )

    def _line(self, node: Node) -> int:
        """The line of the phrase, else of the statement it proves, else 1."""
        statement = next(self._graph.subjects(HAB.evidence, node), node)
        first = self._locator.line(statement) if isinstance(statement, URIRef) else 1
        if isinstance(node, URIRef):
            return self._locator.line(node, OA.exact)
        for value in self._graph.objects(node, OA.exact):
            lines = self._lines_of_strings.get(Notation(()).literal(Literal(str(value))), ())
            return next((line for line in lines if line >= first), first)
        return first

    @cached_property
    def _locator(self) -> Locator:
        return Locator(self._text)

    @cached_property
    def _lines_of_strings(self) -> dict[str, list[int]]:
        lines: dict[str, list[int]] = {}
        for token in tokens(self._text):
            if token.kind is Kind.STRING:
                lines.setdefault(token.text, []).append(token.line)
        return lines


def cited(draft: Graph, source: Source, path: Path, text: str) -> Graph:
    """The draft with every quotation found in the source; raise DataError for one that is not.

    `path` and `text` are the file's, to say the line; `Draft` tells all problems at once.
    """
    return Draft(draft, source, path, text).completed()


def _quotations(graph: Graph) -> list[Node]:
    """The phrases that this graph describes, in whatever state."""
    nodes = set(graph.objects(None, HAB.evidence)) | set(graph.subjects(OA.exact))
    return [node for node in nodes if isinstance(node, BNode) or (node, None, None) in graph]


def _spans(
    text: str, phrase: str, fold: Callable[[str], str] = lambda character: character
) -> list[tuple[int, int]]:
    """From where to where the phrase stands: as it is, else whatever its white space."""
    found = [(at, at + len(phrase)) for at in range(len(text)) if text.startswith(phrase, at)]
    compact, positions = "", list[int]()
    for position, character in enumerate(text):
        folded = "" if character.isspace() else fold(character)
        compact += folded
        positions += [position] * len(folded)
    sought = "".join(fold(c) for c in unicodedata.normalize("NFC", phrase) if not c.isspace())
    if found or not sought:
        return found if phrase else []
    starts = (at for at in range(len(compact)) if compact.startswith(sought, at))
    return [(positions[at], positions[at + len(sought) - 1] + 1) for at in starts]


def _folded(character: str) -> str:
    """A character without what is easily mistaken: width, letter case, kind of quotation mark."""
    return unicodedata.normalize("NFKC", character).translate(_QUOTATION_MARKS).casefold()


def _offset(number: int) -> Literal:
    return Literal(str(number), datatype=XSD.nonNegativeInteger, normalize=False)


def _bind(graph: Graph, iri: URIRef) -> None:
    """Let evidence be written short: `evidence:p14-3-9`."""
    namespace, slash, _ = iri.rpartition("/")
    kind = namespace.removeprefix(str(ID)).partition("/")[0]
    graph.bind(kind, namespace + slash, override=False)
