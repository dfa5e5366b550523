"""Writes findings for people (text) and for programs (JSON, SARIF, a SHACL report)."""

import json
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

from rdflib import RDF, BNode, Graph, Literal

from habitat_graph.knowledge.findings import Finding, Severity
from habitat_graph.knowledge.turtle import serialized
from habitat_graph.namespaces import SH, SHAPE

_SARIF_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_SHACL_SEVERITIES = {
    Severity.ERROR: SH.Violation,
    Severity.WARNING: SH.Warning,
    Severity.NOTE: SH.Info,
}


def as_text(findings: Iterable[Finding], language: str) -> str:
    """One line a finding, in `language` (en or zh): `path:line: severity: message [rule]`.

    A finding without a place begins with its subject, or with `-`.
    """
    return "".join(
        f"{_place(finding)}: {finding.severity}: {_one_line(finding.text(language))} "
        f"[{finding.rule}]\n"
        for finding in findings
    )


def as_json(findings: Iterable[Finding]) -> str:
    """A JSON list of objects, each with its message in both languages."""
    return _json([_object(finding) for finding in findings])


def as_sarif(findings: Iterable[Finding]) -> str:
    """A SARIF 2.1.0 log, which code hosts and editors show beside the lines."""
    found = list(findings)
    rules = sorted({finding.rule for finding in found})
    driver = {"name": "habitat-graph", "rules": [{"id": rule} for rule in rules]}
    results = [_result(finding, rules.index(finding.rule)) for finding in found]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return _json({"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]})


def as_turtle(findings: Iterable[Finding]) -> str:
    """A SHACL validation report: https://www.w3.org/TR/shacl/#validation-report.

    “The value of sh:conforms is true if and only if the validation did not produce any
    validation results”; so a warning, too, makes it false.
    """
    graph = Graph(bind_namespaces="none")
    graph.bind("sh", SH)
    graph.bind("shape", SHAPE)
    report = BNode()
    found = list(findings)
    graph.add((report, RDF.type, SH.ValidationReport))
    graph.add((report, SH.conforms, Literal(not found)))
    for finding in found:
        _add_result(graph, report, finding)
    return serialized(graph)


def _add_result(graph: Graph, report: BNode, finding: Finding) -> None:
    result = BNode()
    graph.add((report, SH.result, result))
    graph.add((result, RDF.type, SH.ValidationResult))
    graph.add((result, SH.resultSeverity, _SHACL_SEVERITIES[finding.severity]))
    graph.add((result, SH.resultMessage, Literal(finding.message, lang="en")))
    graph.add((result, SH.resultMessage, Literal(finding.message_zh, lang="zh")))
    if finding.subject is not None:
        graph.add((result, SH.focusNode, finding.subject))
    # Shapes are named in CamelCase, the program's other rules in kebab-case.
    if finding.rule[:1].isupper():
        graph.add((result, SH.sourceShape, SHAPE[finding.rule]))


def _object(finding: Finding) -> dict[str, object]:
    place = finding.location
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": {"en": finding.message, "zh": finding.message_zh},
        "subject": finding.subject,
        "path": None if place is None else _shown(place.path).as_posix(),
        "line": None if place is None else place.line,
    }


def _result(finding: Finding, rule_index: int) -> dict[str, object]:
    result: dict[str, object] = {
        "ruleId": finding.rule,
        "ruleIndex": rule_index,
        "level": finding.severity.value,
        "message": {"text": finding.message},
        "properties": {"messageChinese": finding.message_zh},
    }
    location: dict[str, object] = {}
    if finding.location is not None:
        location["physicalLocation"] = {
            "artifactLocation": {"uri": _uri(finding.location.path)},
            "region": {"startLine": finding.location.line},
        }
    if finding.subject is not None:
        location["logicalLocations"] = [{"fullyQualifiedName": finding.subject}]
    if location:
        result["locations"] = [location]
    return result


def _place(finding: Finding) -> str:
    if finding.location is not None:
        return f"{_shown(finding.location.path)}:{finding.location.line}"
    return "-" if finding.subject is None else f"<{finding.subject}>"


def _shown(path: Path) -> Path:
    """The path from the working folder, where it lies in it."""
    absolute, folder = path.absolute(), Path.cwd()
    return absolute.relative_to(folder) if absolute.is_relative_to(folder) else absolute


def _uri(path: Path) -> str:
    shown = _shown(path)
    return shown.as_uri() if shown.is_absolute() else quote(shown.as_posix())


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
