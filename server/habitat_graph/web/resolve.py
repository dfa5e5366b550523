"""/resolve: from a foreign IRI, a code or a name to the thing of ours that it stands for."""

import json

from flask import Blueprint, Response, redirect, request
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response as Redirect

from habitat_graph.knowledge.matching import LONGEST
from habitat_graph.media_types import JSON
from habitat_graph.sparql.store import RequestError
from habitat_graph.web.directory import attach, directory
from habitat_graph.web.errors import not_found
from habitat_graph.web.links import href
from habitat_graph.web.replies import document, kept, page, prefers_page

_PARAMETERS = ("iri", "code", "name")

blueprint = Blueprint("resolve", __name__)


@blueprint.record_once
def _setup(state: BlueprintSetupState) -> None:
    attach(state.app)


@blueprint.get("/resolve")
def resolve() -> Response | Redirect:
    """Lead to the one thing that is meant, list those that may be, or say that there is none."""
    parameter, text = _asked()
    book = directory()
    things = [] if parameter == "name" else book.identified(text)
    if not things and parameter != "iri":
        things = book.named(text)
    if not things:
        return not_found(text)
    if len(things) == 1:
        return redirect(href(things[0]) or things[0], 303)
    entities = [book.entities[iri] for iri in things]
    if prefers_page(JSON):
        response = page("choices.html", text=text, entities=entities)
    else:
        choices = [
            {"id": each.iri, "href": href(each.iri), "labels": each.labels} for each in entities
        ]
        record = {"query": text, "choices": choices}
        response = document(json.dumps(record, ensure_ascii=False, indent=2).encode() + b"\n", JSON)
    # https://www.rfc-editor.org/rfc/rfc9110#name-300-multiple-choices: a list to choose from.
    response.status_code = 300
    return kept(response)


def _asked() -> tuple[str, str]:
    """The one parameter that is given, and its value."""
    given = [(name, request.args[name].strip()) for name in _PARAMETERS if name in request.args]
    if len(given) != 1 or not given[0][1] or len(given[0][1]) > LONGEST:
        raise RequestError(
            f"Give one of “iri”, “code” or “name”, with a value of at most {LONGEST} characters.",
            f"请给出“iri”、“code”或“name”之一,其值最多{LONGEST}个字符。",
        )
    return given[0]
