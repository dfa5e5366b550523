"""/report: the report, paragraph by paragraph, with the statements that each paragraph proves."""

import json
from collections.abc import Iterable

from flask import Blueprint, Response, request

from habitat_graph.media_types import JSON
from habitat_graph.web.errors import not_found
from habitat_graph.web.holding import TooLargeError
from habitat_graph.web.links import short_name
from habitat_graph.web.outline import Outline, Part, Told, facts, outlines, tell
from habitat_graph.web.profile import Named
from habitat_graph.web.questions import Term
from habitat_graph.web.replies import document, kept, page, prefers_page
from habitat_graph.web.site import site

blueprint = Blueprint("report", __name__)


@blueprint.get("/report")
def report() -> Response:
    """Give every report: its sections, its paragraphs, and what each paragraph states."""
    if site().holding().is_large:
        raise TooLargeError
    found = outlines(site().questions())
    if prefers_page(JSON):
        return kept(page("report.html", outlines=found))
    return _data({"reports": [_outline_record(outline) for outline in found]})


@blueprint.get("/report/paragraph/<name>", defaults={"slug": None})
@blueprint.get("/report/<slug>/paragraph/<name>")
def paragraph(slug: str | None, name: str) -> Response:
    """Give one paragraph's statements in words; without the report's name, of the first report."""
    questions = site().questions()
    for outline in outlines(questions, stated=False):
        part = next((part for part in outline.paragraphs if part.name == name), None)
        if part is not None and slug in (None, outline.report.name):
            tell(questions, {part.named.iri: part}, paragraph=part.named.iri)
            facts(questions, part)
            if prefers_page(JSON):
                return kept(page("paragraph.html", outline=outline, paragraph=part))
            return _data(_part_record(part))
    return not_found(request.path)


def _data(record: dict[str, object]) -> Response:
    return kept(document(json.dumps(record, ensure_ascii=False, indent=2).encode() + b"\n", JSON))


def _outline_record(outline: Outline) -> dict[str, object]:
    return {
        "id": outline.report.named.iri,
        "labels": _labels(outline.report.named),
        "paragraphs": [
            {"section": [_labels(each.heading or each.named) for each in outline.path(part)]}
            | _part_record(part)
            for part in outline.paragraphs
        ],
    }


def _part_record(part: Part) -> dict[str, object]:
    return {
        "id": part.named.iri,
        "labels": _labels(part.named),
        "statements": [_told_record(told) for told in part.statements.values()],
    }


def _told_record(told: Told) -> dict[str, object]:
    stated = {
        short_name(prop.iri): [_value(value) for value in values]
        for prop, values in told.facts.items()
    }
    record: dict[str, object] = {
        "id": told.statement.iri,
        "labels": _labels(told.statement),
        "evidence": [{"id": each.iri, "exact": each.phrase.value} for each in told.evidence],
    }
    return record | ({"states": stated} if stated else {})


def _value(value: Named | Term) -> object:
    if isinstance(value, Named):
        return {"id": value.iri, "labels": _labels(value)}
    kept = {"value": value.value, "language": value.language, "datatype": value.datatype}
    return {name: each for name, each in kept.items() if each is not None}


def _labels(named: Named) -> dict[str, str]:
    pairs: Iterable[tuple[str, str | None]] = (("en", named.english), ("zh", named.chinese))
    return {language: text for language, text in pairs if text}
