"""/robots.txt, /sitemap.xml and /opensearch.xml: what machines that read pages look for."""

from flask import Blueprint, Response, render_template, request, url_for

from habitat_graph.web.errors import not_found
from habitat_graph.web.links import href
from habitat_graph.web.replies import document, kept
from habitat_graph.web.site import site

ADDRESSES_AT_ONCE = 10_000
"""Addresses in one part of the sitemap; https://www.sitemaps.org/protocol.html allows 50,000."""

_PAGES = (
    "pages.home",
    "report.report",
    "pages.queries",
    "things.ontology",
    "releases.releases",
)
_XML = "application/xml"

blueprint = Blueprint("crawlers", __name__)


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Let everything be read but what costs an evaluation, and say where the sitemap is."""
    return kept(document(render_template("robots.txt").encode(), "text/plain"))


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """List the pages, or the parts of the list where it is long."""
    addresses = _addresses()
    if len(addresses) <= ADDRESSES_AT_ONCE:
        return _list(addresses)
    count = -(-len(addresses) // ADDRESSES_AT_ONCE)
    return _xml(
        "sitemaps.xml",
        [url_for("crawlers.part", number=i + 1, _external=True) for i in range(count)],
    )


@blueprint.get("/sitemap-<int:number>.xml")
def part(number: int) -> Response:
    """List a part of the pages; the parts count from 1."""
    addresses = _addresses()[ADDRESSES_AT_ONCE * (number - 1) : ADDRESSES_AT_ONCE * number]
    return _list(addresses) if number and addresses else not_found(request.path)


@blueprint.get("/opensearch.xml")
def opensearch() -> Response:
    """Tell browsers and clients how to search: https://github.com/dewitt/opensearch."""
    text = render_template("opensearch.xml")
    return kept(document(text.encode(), "application/opensearchdescription+xml"))


def _addresses() -> list[str]:
    """The addresses of all pages, without the address of the site."""
    pages = [url_for(endpoint) for endpoint in _PAGES]
    pages += [url_for("pages.query", name=name) for name in site().catalogue]
    if site().holding().is_large:
        return pages  # A list of all things would take too long to make for whoever asks.
    things = (row["thing"].value for row in site().questions().rows("sitemap"))
    return pages + [f"{href(iri)}.html" for iri in things]


def _list(addresses: list[str]) -> Response:
    root = request.url_root.removesuffix(f"{request.script_root}/")
    return _xml("sitemap.xml", [root + address for address in addresses])


def _xml(template: str, addresses: list[str]) -> Response:
    changed = site().holding().release.manifest.created.isoformat(timespec="seconds")
    text = render_template(template, addresses=addresses, changed=changed)
    return kept(document(text.encode(), _XML))
