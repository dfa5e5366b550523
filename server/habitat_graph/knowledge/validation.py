"""Reports where the data breaks a shape.

`shifty` validates: it is six times as fast as pySHACL, which the tests hold it against.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import chain
from pathlib import Path

import pyoxigraph
import shifty
from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from habitat_graph.knowledge.blame import Blame
from habitat_graph.knowledge.dataset import Knowledge
from habitat_graph.knowledge.findings import Finding, Severity
from habitat_graph.knowledge.graphs import Triple, graph_of
from habitat_graph.knowledge.quads import quads
from habitat_graph.knowledge.targets import narrowed, surroundings
from habitat_graph.namespaces import SH
from habitat_graph.problems import DataError

Validator = Callable[[bytes, bytes], Graph]
"""Makes a sh:ValidationReport of data and shapes in N-Triples."""

_SEVERITIES = {str(SH.Warning): Severity.WARNING, str(SH.Info): Severity.NOTE}
_PLACEHOLDER = re.compile(r"\\\{\\[?$]\w+\\\}")  # {?name} or {$name}, after re.escape


def report(data: bytes, shapes: bytes) -> Graph:
    """The sh:ValidationReport on data by shapes, both in N-Triples."""
    try:
        validator = shifty.PreparedValidator(shapes)
        if validator.diagnostics:
            raise _nonsense(validator.diagnostics[0])
        _, result, _ = validator.validate(
            data, graph_mode="data", infer=False, on_unsupported="error"
        )
    except ValueError as error:
        raise _nonsense(error) from error
    return result


def _nonsense(reason: object) -> DataError:
    return DataError(
        f"The shapes make no sense: {reason}.", "shapes", message_zh=f"形状无意义：{reason}。"
    )


def shape_findings(
    knowledge: Knowledge, only: set[Path] | None = None, validator: Validator = report
) -> list[Finding]:
    """Where the data breaks a shape; `only` keeps to the resources that these files describe.

    A change of the ontology or of a shape concerns all data, whatever `only` says.
    """
    shapes = _named_shapes(knowledge)
    if not shapes:
        return []
    focus, facts = _focus(knowledge, only), list(iter(knowledge.asserted))
    if focus is not None:
        shapes = narrowed(shapes, focus, (knowledge.asserted, knowledge.schema))
        facts = surroundings(focus, facts)
    # sh:class and sh:targetClass look for rdfs:subClassOf in the data, so the ontology is there.
    data = chain(facts, knowledge.schema)
    results = validator(_n_triples(data), _n_triples(shapes))
    reader = _ReportReader(results, shapes, Blame((*knowledge.data, *knowledge.ontology)))
    found = (each for each in reader.findings() if focus is None or each.subject in focus)
    return sorted(found, key=_place)


def _place(finding: Finding) -> tuple[str, int, str, str]:
    location = finding.location
    place = ("", 0) if location is None else (str(location.path), location.line)
    return (*place, finding.rule, finding.message)


def _named_shapes(knowledge: Knowledge) -> list[Triple]:
    """The shapes; a nameless property shape has an IRI, or a report could not refer to it."""
    triples = list(dict.fromkeys(triple for file in knowledge.shapes for triple in file.triples))
    within = SH.property
    nameless = {value for _, predicate, value in triples if predicate == within}
    names: dict[Node, Node] = {
        node: URIRef(f"urn:shape:{node}") for node in nameless if isinstance(node, BNode)
    }
    return [
        (names.get(subject, subject), predicate, names.get(value, value))
        for subject, predicate, value in triples
    ]


def _focus(knowledge: Knowledge, only: set[Path] | None) -> set[Node] | None:
    """The resources to look at; None for all."""
    if only is None:
        return None
    wanted = {path.resolve() for path in only}
    schema = {file.path.resolve() for file in (*knowledge.ontology, *knowledge.shapes)}
    if wanted & schema:
        return None
    files = [file for file in knowledge.data if file.path.resolve() in wanted]
    return {subject for file in files for subject in file.triples.subjects()}


def _n_triples(triples: Iterable[Triple]) -> bytes:
    return pyoxigraph.serialize(quads(triples), format=pyoxigraph.RdfFormat.N_TRIPLES) or b""


class _ReportReader:
    """Makes findings of a sh:ValidationReport."""

    def __init__(self, report: Graph, shapes: Iterable[Triple], blame: Blame) -> None:
        self._report = report
        self._triples = shapes
        self._blame = blame

    @cached_property
    def _shapes(self) -> Graph:
        """The shapes as a graph, which sound data does not need."""
        return graph_of(self._triples)

    def findings(self) -> Iterator[Finding]:
        """One finding a result; the details below a result say the same once more."""
        for report in self._report.subjects(RDF.type, SH.ValidationReport):
            for result in self._report.objects(report, SH.result):
                if not self._is_unsound(result):
                    yield self._finding(result)

    def _is_unsound(self, result: Node) -> bool:
        """Whether a constraint in SPARQL had a nameless $this, which stands for anything there."""
        component = self._report.value(result, SH.sourceConstraintComponent)
        focus = self._report.value(result, SH.focusNode)
        return component == SH.SPARQLConstraintComponent and isinstance(focus, BNode)

    def _finding(self, result: Node) -> Finding:
        focus = self._report.value(result, SH.focusNode)
        path = self._report.value(result, SH.resultPath)
        value = self._report.value(result, SH.value)
        messages = self._messages(result)
        message = messages.get("en") or next(iter(messages.values()), "The shape is broken.")
        severity = self._report.value(result, SH.resultSeverity)
        return Finding(
            rule=self._rule(self._report.value(result, SH.sourceShape)),
            severity=_SEVERITIES.get(str(severity), Severity.ERROR),
            message=message,
            message_zh=messages.get("zh", message),
            subject=focus if isinstance(focus, URIRef) else None,
            location=None if focus is None else self._blame.location(focus, path, value),
        )

    def _rule(self, shape: Node | None) -> str:
        """The local name of a shape, or of the one in which a nameless one stands."""
        while isinstance(shape, BNode) or str(shape).startswith("urn:shape:"):
            shape = next(self._shapes.subjects(None, shape), None)
        return "shape" if shape is None else re.split("[#/]", str(shape))[-1]

    def _messages(self, result: Node) -> dict[str, str]:
        """The messages of a result by language."""
        templates = self._templates(result)
        messages = {}
        for message in self._report.objects(result, SH.resultMessage):
            if isinstance(message, Literal):
                language = message.language or _language(str(message), templates)
                messages[language.partition("-")[0]] = str(message)
        return messages

    def _templates(self, result: Node) -> list[Literal]:
        """The messages of the shape's constraints in SPARQL, with places for values."""
        shape = self._report.value(result, SH.sourceShape)
        return [
            message
            for constraint in self._shapes.objects(shape, SH.sparql)
            for message in self._shapes.objects(constraint, SH.message)
            if isinstance(message, Literal)
        ]


def _language(message: str, templates: list[Literal]) -> str:
    """The language of a message that lost its tag when its values were filled in."""
    for template in templates:
        pattern = _PLACEHOLDER.sub(".*", re.escape(str(template)))
        if template.language and re.fullmatch(pattern, message, re.DOTALL):
            return template.language
    return "en"
