"""/search: words to things and statements, by any of their names in any language."""

import json
from collections import Counter
from dataclasses import dataclass

from flask import Blueprint, Response, request
from flask.blueprints import BlueprintSetupState

from habitat_graph.knowledge.matching import LONGEST, Match
from habitat_graph.media_types import JSON
from habitat_graph.namespaces import HAB
from habitat_graph.sparql.store import RequestError
from habitat_graph.web.directory import Directory, Entity, attach, directory
from habitat_graph.web.links import href, short_name
from habitat_graph.web.replies import document, kept, page, prefers_page

LIMIT = 20
"""Results that are given where no limit is asked for."""

_MOST = 200
_FACETS = 12

blueprint = Blueprint("search", __name__)


@blueprint.record_once
def _setup(state: BlueprintSetupState) -> None:
    attach(state.app)


@dataclass(frozen=True)
class Hit:
    """A thing that was found, and the name by which."""

    entity: Entity
    match: Match
    kinds: tuple[Entity, ...]


@dataclass(frozen=True)
class Results:
    """What a search found: a part of it from `offset` on, and how much there is in all."""

    text: str
    kind: str
    total: int
    offset: int
    limit: int
    hits: tuple[Hit, ...]
    facets: tuple[tuple[Entity, int], ...]
    is_whole: bool = True
    """Whether all that has a name was looked through, and not things alone."""

    def as_json(self) -> bytes:
        """The results as data."""
        record = {
            "query": self.text,
            "total": self.total,
            "offset": self.offset,
            "limit": self.limit,
            "whole": self.is_whole,
            "results": [_record(hit) for hit in self.hits],
        }
        return json.dumps(record, ensure_ascii=False, indent=2).encode() + b"\n"


@blueprint.get("/search")
def search() -> Response:
    """Find things by name, as JSON or on a page."""
    results = _results()
    if prefers_page(JSON):
        return kept(page("search.html", results=results))
    return kept(document(results.as_json(), JSON))


def _results() -> Results:
    text = request.args.get("q", "").strip()
    if len(text) > LONGEST:
        raise RequestError(
            f"Search for {LONGEST} characters at most.", f"搜索词最多{LONGEST}个字符。"
        )
    offset = whole_number("offset", 0, 0, None)
    limit = whole_number("limit", LIMIT, 1, _MOST)
    kind = request.args.get("type", "").strip()
    book = directory()
    found = book.found(text)
    chosen = book.found(text, [class_named(book, kind)]) if kind else found
    hits = tuple(_hit(book, match) for match in chosen[offset : offset + limit])
    facets = _facets(book, found)
    return Results(text, kind, len(chosen), offset, limit, hits, facets, book.whole)


def class_named(book: Directory, name: str) -> str:
    """The IRI of a class that goes by its IRI, “hab:Country” or “Country”."""
    for iri in (name, str(HAB) + name.removeprefix("hab:")):
        if iri in book.classes:
            return iri
    for iri in book.classes:
        if short_name(iri) == name:
            return iri
    raise RequestError(f"“{name}” is no class of the graph.", f"图谱中没有“{name}”这个类。")


def whole_number(name: str, default: int, least: int, most: int | None) -> int:
    """The parameter `name` as a whole number; raise RequestError where it is none that fits."""
    text = request.args.get(name, "").strip()
    if not text:
        return default
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= 9 else -1  # noqa: PLR2004 - digits that no list outgrows
    if number < least or (most is not None and number > most):
        bounds = f"from {least}" + ("" if most is None else f" to {most}")
        bounds_zh = f"不小于{least}" + ("" if most is None else f"且不大于{most}")
        raise RequestError(
            f"“{name}” must be a whole number {bounds}.", f"“{name}”须为{bounds_zh}的整数。"
        )
    return number


def _hit(book: Directory, match: Match) -> Hit:
    entity = book.entities[match.thing]
    kinds = tuple(book.classes[kind] for kind in entity.kinds if kind in book.classes)
    return Hit(entity, match, kinds)


def _facets(book: Directory, matches: list[Match]) -> tuple[tuple[Entity, int], ...]:
    counts = Counter(
        kind
        for match in matches
        for kind in book.entities[match.thing].kinds
        if kind in book.classes
    )
    return tuple((book.classes[kind], count) for kind, count in counts.most_common(_FACETS))


def _record(hit: Hit) -> dict[str, object]:
    name = hit.match.name
    return {
        "id": hit.entity.iri,
        "href": href(hit.entity.iri),
        "labels": hit.entity.labels,
        "types": [{"id": kind.iri, "labels": kind.labels} for kind in hit.kinds],
        "statement": hit.entity.is_statement,
        "matched": {
            "name": name.text,
            "language": name.language,
            "how": hit.match.how.name.lower(),
        },
        "score": round(hit.match.score, 1),
        "statements": hit.entity.weight,
    }
