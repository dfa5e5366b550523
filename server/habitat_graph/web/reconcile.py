"""/reconcile: the Reconciliation Service API 0.2, as OpenRefine and its kin speak it.

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

import json
from collections.abc import Mapping

from flask import Blueprint, Response, request, url_for
from flask.blueprints import BlueprintSetupState

from habitat_graph.media_types import JSON
from habitat_graph.namespaces import BASE, HAB
from habitat_graph.sparql.store import OversizeQueryError, RequestError
from habitat_graph.web.candidates import (
    Candidate,
    candidates,
    entity_id,
    read_wish,
    term_id,
    type_iri,
)
from habitat_graph.web.directory import LANGUAGES, Directory, Entity, attach, directory
from habitat_graph.web.errors import not_found
from habitat_graph.web.extension import SETTINGS, extension, proposal
from habitat_graph.web.replies import document, kept, page
from habitat_graph.web.search import whole_number
from habitat_graph.web.site import site

BATCH = 100
"""Queries that one request may have."""

_SUGGESTIONS = 20
_PROPOSALS = 50
_PREVIEW = {"width": 430, "height": 260}
_DEFAULT_TYPES = ("NamedThing", "Country", "Place", "Body", "Document", "Theme", "Statement")

blueprint = Blueprint("reconcile", __name__, url_prefix="/reconcile")


@blueprint.record_once
def _setup(state: BlueprintSetupState) -> None:
    attach(state.app)


@blueprint.route("", methods=["GET", "POST"])
def endpoint() -> Response:
    """Answer a batch of queries or a data extension query; without either, say what there is."""
    book = directory()
    if "queries" in request.values:
        return _reply(_results(book, _json("queries")))
    if "extend" in request.values:
        return _reply(extension(book, _json("extend"), _language()))
    return _reply(_manifest(book))


@blueprint.get("/suggest/entity")
def suggest_entity() -> Response:
    """Complete the name of a thing."""
    book = directory()
    text = request.args.get("prefix", "")[:300]
    found = [book.entities[match.thing] for match in book.found(text, statements=False)]
    return _suggestions([_suggestion(book, each) for each in _part(found)])


@blueprint.get("/suggest/type")
def suggest_type() -> Response:
    """Complete the name of a class."""
    book = directory()
    found = book.terms_found(request.args.get("prefix", "")[:300], book.classes)
    return _suggestions([_term(each) for each in _part(found)])


@blueprint.get("/suggest/property")
def suggest_property() -> Response:
    """Complete the name of a property."""
    book = directory()
    found = book.terms_found(request.args.get("prefix", "")[:300], book.properties)
    return _suggestions([_term(each) for each in _part(found)])


@blueprint.get("/properties")
def properties() -> Response:
    """Propose the properties that things of a type have."""
    book = directory()
    name = request.args.get("type", "")
    iri = type_iri(book, name or "NamedThing")
    if iri is None:
        raise RequestError(f"“{name}” is no type here.", f"此处没有“{name}”类型。")
    limit = whole_number("limit", _PROPOSALS, 1, None)
    rows = site().questions().rows("type-properties", type=iri)
    names = [iri for row in rows if (iri := row["property"].value) in book.properties]
    return _reply(proposal(book, names[:limit], {"type": name, "limit": limit}, _language()))


@blueprint.get("/preview")
def preview() -> Response:
    """Show a thing in a small frame."""
    book = directory()
    iri = book.own(request.args.get("id", ""))
    if iri is None:
        return not_found(request.args.get("id", ""))
    entity = book.entities[iri]
    kinds = [book.classes[kind] for kind in entity.kinds if kind in book.classes]
    response = page("preview.html", entity=entity, kinds=kinds)
    # Made to be framed by the pages of other sites, unlike all else.
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'"
    )
    return kept(response)


def _manifest(book: Directory) -> dict[str, object]:
    root = url_for("reconcile.endpoint", _external=True)
    types = [iri for name in _DEFAULT_TYPES if (iri := type_iri(book, name))]
    return {
        "versions": ["0.2"],
        "name": "Habitat Graph 人居图谱",
        "identifierSpace": BASE,
        "schemaSpace": str(HAB),
        "documentation": url_for("pages.home", _external=True),
        "serviceVersion": site().holding().release.manifest.version,
        "defaultTypes": [_typed(book, iri) for iri in types],
        "view": {"url": f"{url_for('pages.home', _external=True)}{{{{id}}}}"},
        "preview": {"url": f"{root}/preview?id={{{{id}}}}", **_PREVIEW},
        "suggest": {
            kind: {"service_url": root, "service_path": f"/suggest/{kind}"}
            for kind in ("entity", "type", "property")
        },
        "extend": {
            "propose_properties": {"service_url": root, "service_path": "/properties"},
            "property_settings": list(SETTINGS),
        },
        "batchSize": BATCH,
    }


def _results(book: Directory, batch: object) -> dict[str, object]:
    if not isinstance(batch, Mapping):
        raise RequestError("“queries” is an object of queries.", "“queries”须为由查询组成的对象。")
    if len(batch) > BATCH:
        raise OversizeQueryError(
            f"There are {len(batch)} queries; send {BATCH} at most.",
            f"共有{len(batch)}个查询;最多{BATCH}个。",
        )
    wishes = {key: read_wish(book, record) for key, record in batch.items()}
    return {key: _result(book, *candidates(book, wish)) for key, wish in wishes.items()}


def _result(book: Directory, found: list[Candidate], sure: bool) -> dict[str, object]:
    return {"result": [_candidate(book, each, sure and not at) for at, each in enumerate(found)]}


def _candidate(book: Directory, found: Candidate, match: bool) -> dict[str, object]:
    features: dict[str, float] = {"exact": found.is_exact}
    if found.entity.weight is not None:
        features["statements"] = found.entity.weight
    if found.name_score is not None:
        features["name"] = round(found.name_score, 1)
    if found.fulfilled is not None:
        features["properties"] = round(100 * found.fulfilled, 1)
    return {
        "id": entity_id(found.entity.iri),
        "name": found.entity.name(_language()),
        "description": _description(book, found.entity),
        "type": [_typed(book, kind) for kind in found.entity.kinds if kind in book.classes],
        "score": round(found.score, 1),
        "match": match,
        "features": [{"id": name, "value": value} for name, value in features.items()],
    }


def _suggestion(book: Directory, entity: Entity) -> dict[str, object]:
    return {
        "id": entity_id(entity.iri),
        "name": entity.name(_language()),
        "description": _description(book, entity),
        "notable": [_typed(book, kind) for kind in entity.kinds if kind in book.classes],
    }


def _term(term: Entity) -> dict[str, object]:
    other = term.english if _language() == "zh" else term.chinese
    return {"id": term_id(term.iri), "name": term.name(_language()), "description": other or ""}


def _typed(book: Directory, iri: str) -> dict[str, str]:
    return {"id": term_id(iri), "name": book.classes[iri].name(_language())}


def _description(book: Directory, entity: Entity) -> str:
    """The name in the other language, and what kind of thing it is."""
    other = entity.english if _language() == "zh" else entity.chinese
    kinds = [book.classes[kind].name(_language()) for kind in entity.kinds if kind in book.classes]
    return " · ".join(part for part in (other, *kinds) if part)


def _part(found: list[Entity]) -> list[Entity]:
    skipped = whole_number("cursor", 0, 0, None)
    return found[skipped : skipped + _SUGGESTIONS]


def _language() -> str:
    """The language that the asker would rather read, English where there is no saying."""
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]


def _json(parameter: str) -> object:
    try:
        return json.loads(request.values[parameter])
    except (ValueError, RecursionError) as error:
        raise RequestError(
            f"What stands in “{parameter}” is not JSON.", f"“{parameter}”中的内容不是JSON。"
        ) from error


def _suggestions(result: list[dict[str, object]]) -> Response:
    return _reply({"result": result})


def _reply(record: Mapping[str, object]) -> Response:
    response = document(json.dumps(record, ensure_ascii=False).encode() + b"\n", JSON)
    response.vary.add("Accept-Language")
    return response
