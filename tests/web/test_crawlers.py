"""Machines that read pages find all of them, and nothing that costs much."""

from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

import pytest

from habitat_graph.web import crawlers

SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def addresses(reply):
    assert reply.mimetype == "application/xml"
    root = ET.fromstring(reply.data)  # noqa: S314 - our own
    assert {child.findtext(f"{SPACE}lastmod") for child in root} == {"2026-11-22T00:00:00+00:00"}
    return root.tag.removeprefix(SPACE), [child.findtext(f"{SPACE}loc") for child in root]


def test_the_sitemap_lists_every_page_of_a_thing(client):
    kind, found = addresses(client.get("/sitemap.xml"))
    assert kind == "urlset"
    assert len(found) == len(set(found))
    for path in ("/", "/ontology", "/releases", "/queries/hosts-what", "/id/country/ken.html"):
        assert f"http://localhost{path}" in found


def test_every_address_of_the_sitemap_is_a_page(client, browse):
    for address in addresses(client.get("/sitemap.xml"))[1]:
        reply = browse(address.removeprefix("http://localhost"))
        if reply.status_code == 303:
            reply = browse(reply.headers["Location"])
        assert (reply.status_code, reply.mimetype) == (200, "text/html"), address


def test_a_long_sitemap_is_given_in_parts(client, monkeypatch):
    whole = addresses(client.get("/sitemap.xml"))[1]
    monkeypatch.setattr(crawlers, "ADDRESSES_AT_ONCE", 4)
    kind, parts = addresses(client.get("/sitemap.xml"))
    assert kind == "sitemapindex"
    found = [
        address
        for part in parts
        for address in addresses(client.get(part.removeprefix("http://localhost")))[1]
    ]
    assert found == whole


@pytest.mark.parametrize("number", [0, 99])
def test_there_are_no_other_parts(client, number):
    assert client.get(f"/sitemap-{number}.xml").status_code == 404


def test_crawlers_are_kept_from_what_costs_an_evaluation(client):
    reply = client.get("/robots.txt")
    assert reply.mimetype == "text/plain"
    parser = RobotFileParser()
    parser.parse(reply.get_data(as_text=True).splitlines())
    assert parser.can_fetch("any", "http://localhost/id/country/ken.html")
    assert parser.can_fetch("any", "http://localhost/queries/hosts-what")
    assert not parser.can_fetch("any", "http://localhost/sparql?query=x")
    assert parser.site_maps() == ["http://localhost/sitemap.xml"]


def test_a_browser_learns_how_to_search(client, browse):
    reply = client.get("/opensearch.xml")
    assert reply.mimetype == "application/opensearchdescription+xml"
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    root = ET.fromstring(reply.data)  # noqa: S314 - our own
    template = root.find(f"{space}Url").get("template")
    assert template == "http://localhost/search?q={searchTerms}"
    assert 'rel="search"' in browse("/").get_data(as_text=True)
