"""/id, /scheme, /graph and /ontology: every IRI of the base leads to a page or to data."""

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as Redirect

from habitat_graph.media_types import HTML, JSON_LD, N_TRIPLES, RDF_XML, TURTLE
from habitat_graph.namespaces import ONTOLOGY, ONTOLOGY_GRAPH
from habitat_graph.sparql.offers import best
from habitat_graph.sparql.store import Answer
from habitat_graph.web.errors import not_found
from habitat_graph.web.links import href, iri_of
from habitat_graph.web.markup import thing_markup
from habitat_graph.web.profile import profile
from habitat_graph.web.questions import Questions
from habitat_graph.web.replies import accept_header, document, kept, page
from habitat_graph.web.site import site
from habitat_graph.web.vocabulary import introduced, vocabulary

ENDINGS = {TURTLE: "ttl", JSON_LD: "jsonld", N_TRIPLES: "nt", RDF_XML: "rdf", HTML: "html"}
"""What the address of a document about a thing ends in, by media type."""

_MEDIA_TYPES = {ending: media_type for media_type, ending in ENDINGS.items()}

blueprint = Blueprint("things", __name__)


@blueprint.get("/<any(id,scheme,graph,ontology):kind>/<path:name>")
def thing(kind: str, name: str) -> Response | Redirect:
    """Lead from a thing to a document about it, or give the document."""
    return _answer(f"{kind}/{name}")


@blueprint.get("/ontology")
@blueprint.get("/ontology.<any(ttl,jsonld,nt,rdf,html):ending>")
def ontology(ending: str | None = None) -> Response | Redirect:
    """Lead to the terms of the ontology, or give them."""
    return _answer("ontology" if ending is None else f"ontology.{ending}")


def _answer(path: str) -> Response | Redirect:
    stem, _, ending = path.rpartition(".")
    if ending in _MEDIA_TYPES:
        return _document(stem, _MEDIA_TYPES[ending])
    iri = iri_of(path)
    if iri is None or not _exists(site().questions(), iri):
        return not_found(request.path)
    media_type = best(accept_header(), tuple(ENDINGS))
    # https://www.w3.org/TR/cooluris/#r303gendocument: a thing is not the document about it.
    return redirect(f"{href(iri)}.{ENDINGS[media_type]}", 303)


def _document(path: str, media_type: str) -> Response:
    iri = iri_of(path)
    questions = site().questions()
    if iri is None or not _exists(questions, iri):
        return not_found(request.path)
    if media_type == HTML:
        response = _page(questions, iri)
    else:
        answer = _data(questions, iri, media_type)
        response = document(answer.body, answer.media_type)
    response = kept(response)
    response.headers["Link"] = f'<{href(iri)}>; rel="describes"'
    return response


def _page(questions: Questions, iri: str) -> Response:
    if iri == str(ONTOLOGY):
        return page("ontology.html", iri=iri, endings=ENDINGS, parts=vocabulary(questions))
    told = profile(questions, iri)
    kinds = introduced(questions, iri)
    markup = thing_markup(questions, iri, request.base_url)
    return page("thing.html", iri=iri, endings=ENDINGS, profile=told, kinds=kinds, markup=markup)


def _data(questions: Questions, iri: str, media_type: str) -> Answer:
    if iri == str(ONTOLOGY):
        return questions.graph("graph-data", media_type, graph=str(ONTOLOGY_GRAPH))
    if questions.truth("graph-exists", graph=iri):
        return questions.graph("graph-data", media_type, graph=iri)
    return questions.graph("thing-data", media_type, thing=iri)


def _exists(questions: Questions, iri: str) -> bool:
    return questions.truth("thing-exists", thing=iri) or questions.truth("graph-exists", graph=iri)
