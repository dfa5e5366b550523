"""Reports where the data breaks a shape."""

import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pyshacl
from pyshacl.errors import ReportableRuntimeError, ValidationFailure
from pyshacl.graph_abstraction import DataGraph
from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from habitat_graph.knowledge.blame import Blame
from habitat_graph.knowledge.dataset import Knowledge
from habitat_graph.knowledge.findings import Finding, Severity
from habitat_graph.knowledge.quads import quads
from habitat_graph.namespaces import SH
from habitat_graph.problems import DataError

_SEVERITIES = {str(SH.Warning): Severity.WARNING, str(SH.Info): Severity.NOTE}
_PLACEHOLDER = re.compile(r"\\\{\\[?$]\w+\\\}")  # {?name} or {$name}, after re.escape


def shape_findings(knowledge: Knowledge, only: set[Path] | None = None) -> list[Finding]:
    """Where the data breaks a shape; `only` looks at the resources that these files describe.

    A change of the ontology or of a shape concerns all data, whatever `only` says.
    """
    shapes = _shapes(knowledge)
    focus = _focus(knowledge, only)
    if not len(shapes) or (focus is not None and not focus):
        return []
    report = _report(knowledge, shapes, focus)
    reader = _ReportReader(report, shapes, Blame((*knowledge.data, *knowledge.ontology)))
    return sorted(reader.findings(), key=_place)


def _place(finding: Finding) -> tuple[str, int, str, str]:
    location = finding.location
    place = ("", 0) if location is None else (str(location.path), location.line)
    return (*place, finding.rule, finding.message)


def _shapes(knowledge: Knowledge) -> Graph:
    shapes = Graph(bind_namespaces="none")  # pySHACL needs a store with contexts
    for file in knowledge.shapes:
        for triple in file.triples:
            shapes.add(triple)
    return shapes


def _focus(knowledge: Knowledge, only: set[Path] | None) -> list[URIRef] | None:
    """The resources to look at; None for all."""
    if only is None:
        return None
    wanted = {path.resolve() for path in only}
    schema = {file.path.resolve() for file in (*knowledge.ontology, *knowledge.shapes)}
    if wanted & schema:
        return None
    return sorted(
        {
            subject
            for file in knowledge.data
            if file.path.resolve() in wanted
            for subject in file.triples.subjects()
            if isinstance(subject, URIRef)
        }
    )


def _report(knowledge: Knowledge, shapes: Graph, focus: list[URIRef] | None) -> Graph:
    # Constraints in SPARQL take 30 times as long on rdflib's graph as on this store.
    store = pyoxigraph.Store()
    store.bulk_extend(quads(knowledge.asserted))
    store.bulk_extend(quads(knowledge.schema))  # sh:class and sh:targetClass follow rdfs:subClassOf
    try:
        _, report, text = pyshacl.validate(
            DataGraph.from_oxigraph_store(store),
            shacl_graph=shapes,
            inference="none",
            inplace=True,
            focus_nodes=None if focus is None else [*focus],
        )
    except ReportableRuntimeError as error:
        raise DataError(f"The shapes make no sense: {error}", "shapes") from error
    if isinstance(report, ValidationFailure) or not isinstance(report, Graph):
        raise DataError(f"The shapes make no sense: {text}", "shapes")
    return report


class _ReportReader:
    """Makes findings of a sh:ValidationReport."""

    def __init__(self, report: Graph, shapes: Graph, blame: Blame) -> None:
        self._report = report
        self._shapes = shapes
        self._blame = blame

    def findings(self) -> Iterator[Finding]:
        """One finding a result; the details below a result say the same once more."""
        for report in self._report.subjects(RDF.type, SH.ValidationReport):
            for result in self._report.objects(report, SH.result):
                yield self._finding(result)

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
        """The local name of a shape, or of the named one in which a nameless one stands."""
        while isinstance(shape, BNode):
            shape = next(self._shapes.subjects(None, shape), None)
        return "shape" if shape is None else str(shape).rpartition("#")[2].rpartition("/")[2]

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
        """The messages as the constraint in SPARQL has them, with places for values."""
        constraint = self._report.value(result, SH.sourceConstraint)
        if constraint is None:
            return []
        found = self._shapes.objects(constraint, SH.message)
        return [template for template in found if isinstance(template, Literal)]


def _language(message: str, templates: list[Literal]) -> str:
    """The language of a message that lost its tag when its values were filled in."""
    for template in templates:
        pattern = _PLACEHOLDER.sub(".*", re.escape(str(template)))
        if template.language and re.fullmatch(pattern, message, re.DOTALL):
            return template.language
    return "en"
