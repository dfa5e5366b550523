"""What a release that stands on the disk, or is a large one, does without."""

import gzip
import json
import sys
from pathlib import Path

import pytest

from habitat_graph.release import manifest
from habitat_graph.settings import Settings
from habitat_graph.web.app import create_app

if sys.platform != "linux":
    pytest.skip("only Linux keeps evaluators from writing files", allow_module_level=True)

WRITER = {"Authorization": "Bearer secret"}


@pytest.fixture
def site(tmp_path, shelve, root):
    shelve(tmp_path)
    settings = Settings(tmp_path, None, 30.0, "en", token="secret", disk=0)  # noqa: S106 - no secret
    return create_app(settings, root).test_client()


@pytest.fixture
def large(site, monkeypatch):
    monkeypatch.setattr(manifest, "LARGE", 10)
    return site


@pytest.mark.parametrize(
    ("method", "address", "body", "kind"),
    [
        ("POST", "/update", b"INSERT DATA {}", "application/sparql-update"),
        ("PUT", "/data?graph=urn:g", b"<urn:s> <urn:p> 1 .", "text/turtle"),
    ],
)
def test_a_release_on_the_disk_cannot_be_written_to(site, method, address, body, kind):
    reply = site.open(address, method=method, data=body, headers=WRITER, content_type=kind)
    assert (reply.status_code, reply.json["type"].partition("#")[2]) == (403, "writing-off")
    assert "disk" in reply.json["detail"]


def test_a_newer_release_is_put_on_the_disk_too(site, shelve, tmp_path):
    query = "/sparql?query=ASK { <urn:s> ?p ?o }"
    assert site.get(query).json["boolean"] is False
    shelve(tmp_path, 2, "GRAPH <urn:g> { <urn:s> <urn:p> 1 }")
    site.application.extensions["habitat_graph"].holder.renew()
    assert site.get(query).json["boolean"] is True
    assert any((tmp_path / "releases" / "0002").glob("oxigraph-*"))


def test_what_earlier_releases_took_of_the_disk_is_given_back(site, shelve, tmp_path):
    holder = site.application.extensions["habitat_graph"].holder
    assert site.get("/sparql?query=ASK {}").json["boolean"] is True
    for number in (2, 3):
        shelve(tmp_path, number, f"GRAPH <urn:g> {{ <urn:s> <urn:p> {number} }}")
        holder.renew()
    assert site.get("/sparql?query=ASK { ?s ?p 3 }").json["boolean"] is True
    there = {path.parent.name for path in (tmp_path / "releases").glob("*/*oxigraph*")}
    # Others may still serve the second.
    assert there == {"0002", "0003"}
    assert {path.parent.name for path in (tmp_path / "releases").glob("*/data.nq")} > there


@pytest.mark.parametrize("address", ["/report", "/sitemap.xml"])
def test_what_would_look_through_all_of_it_is_left_out(large, address):
    whole = large.get(address, headers={"Accept": "application/json"})
    assert whole.status_code in (200, 422)
    assert b"/id/" not in whole.data
    if whole.status_code == 422:
        assert "/sparql" in whole.json["detail"]


def test_a_search_says_that_it_does_not_know_all(large):
    found = large.get("/search?q=Kenya", headers={"Accept": "application/json"}).json
    assert found["whole"] is False


def test_what_was_not_counted_is_not_told_as_none(large, shelve, tmp_path):
    shelve(tmp_path, 2, Path(__file__).with_name("door.trig").read_bytes())
    large.application.extensions["habitat_graph"].holder.renew()
    queries = json.dumps({"q": {"query": "Kenya"}})
    found = large.post("/reconcile", data={"queries": queries}).json["q"]["result"]
    assert {each["id"] for one in found for each in one["features"]} == {"exact", "name"}


def test_a_large_release_is_described_without_being_counted(large):
    description = large.get("/releases/1", headers={"Accept": "text/turtle"}).text
    assert "void:sparqlEndpoint" in description
    assert "void:distinctSubjects" not in description
    service = large.get("/sparql", headers={"Accept": "text/turtle"}).text
    assert "sd:namedGraph" in service
    assert "void:triples" in service


@pytest.mark.parametrize("address", ["/", "/releases", "/id/country/ken.html", "/context.jsonld"])
def test_pages_of_a_large_release_are_there(large, address):
    assert large.get(address, headers={"Accept": "text/html"}).status_code == 200


def test_a_large_release_is_given_as_n_quads_alone(large, tmp_path):
    data = (tmp_path / "releases" / "0001" / "data.nq").read_bytes()
    with large.get("/releases/1/habitat-graph.nq.gz") as packed:
        assert gzip.decompress(packed.data) == data
    with large.get("/releases/1/habitat-graph.nq") as plain:
        assert plain.data == data
    assert large.get("/releases/1/habitat-graph.ttl").status_code == 404
    index = json.loads((tmp_path / "releases/0001/downloads/index.json").read_text("utf-8"))
    assert index["nq"]["plain_size"] == len(data)
