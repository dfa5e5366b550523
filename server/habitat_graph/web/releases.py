"""/releases and /.well-known/void: history, what each release holds, and what changed."""

import json

from flask import Blueprint, Response, redirect, request, url_for
from pyoxigraph import Triple
from werkzeug.wrappers import Response as Redirect

from habitat_graph.media_types import HTML, JSON, N_TRIPLES, RDF_PATCH
from habitat_graph.release import history
from habitat_graph.release.difference import difference
from habitat_graph.release.downloads import Download, downloads
from habitat_graph.release.history import Release
from habitat_graph.sparql.embedded import EmbeddedStore
from habitat_graph.sparql.graphs import graph_body
from habitat_graph.sparql.offers import GRAPH_OFFERS, best, graph_media_type
from habitat_graph.sparql.store import Answer, Store
from habitat_graph.web import description
from habitat_graph.web.description import Served
from habitat_graph.web.errors import not_found
from habitat_graph.web.markup import dataset_markup
from habitat_graph.web.replies import document, kept, page
from habitat_graph.web.site import site
from habitat_graph.web.sizes import of_release
from habitat_graph.web.sparql import accepted

LINES_SHOWN = 2000
"""Lines of a difference that a page shows; the patch has them all."""

_OFFERS = (JSON, *GRAPH_OFFERS)
_PATCHES = ("text/plain", RDF_PATCH)

blueprint = Blueprint("releases", __name__)


@blueprint.get("/.well-known/void")
def void() -> Response:
    """Describe the dataset, its versions, and all that the current one holds."""
    release = site().holding().release
    served, told = _served(), _told(release)
    triples = [
        *description.history(served, _every(), told, request.base_url),
        *description.description(served, release, files(release).values(), told),
    ]
    accept = accepted(*GRAPH_OFFERS)
    return _rdf(triples, "" if accept == HTML else accept)


@blueprint.get("/releases")
def releases() -> Response:
    """List the releases: a page, JSON or RDF."""
    every = _every()
    accept = accepted(*_OFFERS)
    if accept == HTML:
        markup = dataset_markup(site().holding(), site().questions(), every[-1])
        current = every[-1].number
        return kept(page("releases.html", releases=every[::-1], current=current, markup=markup))
    if best(accept, _OFFERS) == JSON:
        records = [_record(release) for release in reversed(every)]
        return _json({"current": _served().current, "releases": records})
    newest = every[-1]
    told = description.told_of_itself(_store(newest), site().texts, _iri(newest))
    return _rdf(description.history(_served(), every, told, request.base_url), accept)


@blueprint.get("/releases/current")
def current() -> Redirect:
    """Lead to the release that is served."""
    number = site().holding().release.number
    address = url_for("releases.release", number=number, format=request.args.get("format"))
    return redirect(address, 307)


@blueprint.get("/releases/<int:number>")
def release(number: int) -> Response:
    """Tell of a release: a page, its manifest as JSON, or its description as RDF."""
    found = released(number)
    if found is None:
        return not_found(request.path)
    accept = accepted(*_OFFERS)
    if accept != HTML and best(accept, _OFFERS) == JSON:
        return _json(_record(found))
    if accept == HTML:
        response = kept(_page(found))
    else:
        triples = description.description(_served(), found, files(found).values(), _told(found))
        response = _rdf(triples, accept)
    response.headers["Link"] = f'<{url_for("releases.void")}>; rel="describedby"'
    return response


@blueprint.get("/releases/<int:before>/diff/<int:after>")
def change(before: int, after: int) -> Response:
    """Say what changed from one release to another: in words on a page, or as RDF Patch."""
    old, new = released(before), released(after)
    if old is None or new is None or not (old.is_whole and new.is_whole):
        return not_found(request.path)
    accept = "" if request.args.get("format") == "patch" else accepted(*_PATCHES)
    changed = difference(old, new)
    if accept != HTML:
        return kept(document(changed.as_patch().encode(), best(accept, _PATCHES)))
    words = {language: changed.as_text(language).splitlines() for language in ("en", "zh")}
    shown = page("difference.html", before=old, after=new, words=words, lines_shown=LINES_SHOWN)
    return kept(shown)


def released(number: int) -> Release | None:
    """The release of this number; None where there is none."""
    newest = site().holding().release
    if number == newest.number:
        return newest
    if not 0 < number < newest.number or number not in history.numbered(newest.store):
        return None
    return history.release(newest.store, number)


def _page(release: Release) -> Response:
    written = files(release)
    return page(
        "release.html",
        release=release,
        files=written.values(),
        current=_served().current,
        markup=dataset_markup(site().holding(), site().questions(), release, written),
    )


def files(release: Release) -> dict[str, Download]:
    """The files of a release by their ending; none where a remote store alone has its data."""
    return downloads(release) if release.is_whole else {}


def _every() -> list[Release]:
    """All releases, oldest first; the one that a remote store holds may be known by it alone."""
    newest = site().holding().release
    older = [each for each in history.releases(newest.store) if each.number < newest.number]
    return [*older, newest]


def _iri(release: Release) -> str:
    return description.release_iri(release.number)


def _served() -> Served:
    return Served(request.url_root, site().holding().release.number)


def _store(release: Release) -> Store:
    """What holds the union of a release's graphs: the store that is served, where it is that."""
    holding = site().holding()
    is_served = holding.release.number == release.number
    if is_served and (site().is_union or holding.is_large or not release.is_whole):
        return holding.store
    if release.manifest.is_large:
        return EmbeddedStore.from_nquads(None)  # It says nothing; to load it would take minutes.
    return EmbeddedStore.from_nquads(release.data)


def _told(release: Release) -> bytes:
    """What was counted in a release, which is done once as long as it is remembered."""
    key = ("description", release.number, release.manifest.canonical)
    answer = site().answers.get(key)
    if answer is None:
        told = _counted(release)
        answer = Answer(told, N_TRIPLES)
        site().answers.keep(key, answer, len(told))
    return answer.body


def _counted(release: Release) -> bytes:
    """What is told of a release: counted, or where it is large as its manifest has it."""
    holding = site().holding()
    if not release.manifest.is_large:
        return description.counted(_store(release), site().texts, _iri(release))
    told = of_release(release.manifest, _iri(release))
    if release.number == holding.release.number:
        told += description.told_of_itself(holding.store, site().texts, _iri(release))
    return told


def _record(release: Release) -> dict[str, object]:
    """The manifest of a release with the addresses of what belongs to it."""
    number, parent = release.number, release.manifest.parent
    record = json.loads(release.manifest.as_json())
    address = url_for("releases.release", number=number, _external=True)
    links: dict[str, object] = {"self": address, "description": f"{address}?format=ttl"}
    if parent is not None:
        links["difference"] = url_for(
            "releases.change", before=parent, after=number, format="patch", _external=True
        )
    return {**record, "iri": _iri(release), "links": links}


def _json(record: object) -> Response:
    return kept(document(json.dumps(record, ensure_ascii=False, indent=2).encode() + b"\n", JSON))


def _rdf(triples: list[Triple], accept: str) -> Response:
    media_type = graph_media_type(accept)
    return kept(document(graph_body(triples, media_type), media_type))
