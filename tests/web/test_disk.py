"""What a release that stands on the disk, or is a large one, does without."""

import gzip
import json
import sys

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
    assert (tmp_path / "releases" / "0002" / "oxigraph").is_dir()


@pytest.mark.parametrize("address", ["/search?q=kenya", "/reconcile", "/resolve?iri=urn:x"])
def test_what_knows_all_names_says_that_there_are_too_many(large, address):
    reply = large.get(address)
    assert reply.status_code == 501
    assert "/sparql" in reply.json["detail"]
    assert "/sparql" in reply.json["detail_zh"]


def test_a_large_release_is_described_without_being_counted(large):
    description = large.get("/releases/1", headers={"Accept": "text/turtle"}).text
    assert "void:sparqlEndpoint" in description
    assert "void:distinctSubjects" not in description


def test_a_large_release_is_given_as_n_quads_alone(large, tmp_path):
    data = (tmp_path / "releases" / "0001" / "data.nq").read_bytes()
    with large.get("/releases/1/habitat-graph.nq.gz") as packed:
        assert gzip.decompress(packed.data) == data
    with large.get("/releases/1/habitat-graph.nq") as plain:
        assert plain.data == data
    assert large.get("/releases/1/habitat-graph.ttl").status_code == 404
    index = json.loads((tmp_path / "releases/0001/downloads/index.json").read_text("utf-8"))
    assert index["nq"]["plain_size"] == len(data)
