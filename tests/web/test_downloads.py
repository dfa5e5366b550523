"""A release can be taken away in every format."""

import gzip
import hashlib
import json
import os
from concurrent.futures import ThreadPoolExecutor

import pyoxigraph
import pytest

from habitat_graph.release import downloads as files
from habitat_graph.release.history import release as release_of
from habitat_graph.settings import Settings
from habitat_graph.sparql.offers import SHORT_NAMES
from habitat_graph.web.app import create_app

WITH_GRAPHS = ("nq", "trig", "jsonld")
FORMATS = {
    "nq": pyoxigraph.RdfFormat.N_QUADS,
    "trig": pyoxigraph.RdfFormat.TRIG,
    "jsonld": pyoxigraph.RdfFormat.JSON_LD,
    "nt": pyoxigraph.RdfFormat.N_TRIPLES,
    "ttl": pyoxigraph.RdfFormat.TURTLE,
    "rdf": pyoxigraph.RdfFormat.RDF_XML,
}
LISTS = b"""
<https://w3id.org/habitat-graph/graph/a> { <urn:a> <urn:p> ( "one" [ <urn:p> "two"@en ] ) . }
<https://w3id.org/habitat-graph/graph/b> { <urn:a> <urn:p> <urn:a> . <urn:b> <urn:p> 1 . }
<https://w3id.org/habitat-graph/graph/c> { <urn:a> <urn:p> <urn:a> . }
"""


@pytest.fixture
def store(tmp_path, shelve):
    shelve(tmp_path, 1)
    shelve(tmp_path, 2, LISTS)
    return tmp_path


@pytest.fixture
def client(store, root):
    return create_app(Settings(store, None, 30.0, "en"), root).test_client()


def get(client, address, **headers):
    """A reply that has been read to its end, as a server does."""
    with client.get(address, headers=headers) as reply:
        assert reply.data is not None
        return reply


def canonical(quads):
    dataset = pyoxigraph.Dataset(quads)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


def test_every_format_is_one_that_answers_have_too():
    assert {ending: SHORT_NAMES[ending] for ending in FORMATS} == files.MEDIA_TYPES


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("number", [1, 2])
def test_a_download_says_what_the_release_says(client, store, number, ending):
    reply = get(client, f"/releases/{number}/habitat-graph.{ending}.gz")
    quads = list(
        pyoxigraph.parse(path=release_of(store, number).data, format=pyoxigraph.RdfFormat.N_QUADS)
    )
    if ending not in WITH_GRAPHS:
        quads = [pyoxigraph.Quad(q.subject, q.predicate, q.object) for q in quads]
    got = pyoxigraph.parse(gzip.decompress(reply.data), FORMATS[ending])
    assert canonical(got) == canonical(quads)


def test_the_union_has_each_triple_once(client):
    lines = get(client, "/releases/2/habitat-graph.nt").data.splitlines()
    assert len(lines) == len(set(lines))


def test_the_bytes_are_the_same_each_time(store):
    release = release_of(store, 2)
    first = files.downloads(release)
    for path in (release.folder / "downloads").iterdir():
        path.unlink()
    (release.folder / "downloads").rmdir()
    assert files.downloads(release) == first


def test_the_plain_quads_are_the_release(client, store):
    reply = get(client, "/releases/2/habitat-graph.nq")
    assert reply.mimetype == "application/n-quads"
    assert reply.data == release_of(store, 2).data.read_bytes()


def test_a_compressed_file_is_a_gzip_file_and_not_a_coding(client):
    reply = get(client, "/releases/2/habitat-graph.nt.gz", **{"Accept-Encoding": "gzip"})
    assert reply.mimetype == "application/gzip"
    assert "Content-Encoding" not in reply.headers
    assert int(reply.headers["Content-Length"]) == len(reply.data)
    assert reply.headers["ETag"] == f'"{hashlib.sha256(reply.data).hexdigest()}"'


def test_a_plain_file_is_compressed_on_the_way(client):
    whole = get(client, "/releases/2/habitat-graph.nt")
    packed = get(client, "/releases/2/habitat-graph.nt", **{"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in whole.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.mimetype == whole.mimetype == "application/n-triples"
    assert gzip.decompress(packed.data) == whole.data
    assert packed.headers["ETag"] != whole.headers["ETag"]


def test_who_refuses_gzip_gets_the_plain_file(client):
    reply = get(client, "/releases/2/habitat-graph.nt", **{"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in reply.headers


def test_who_has_a_file_is_told_so(client):
    address = "/releases/2/habitat-graph.ttl.gz"
    etag = get(client, address).headers["ETag"]
    assert get(client, address, **{"If-None-Match": etag}).status_code == 304


def test_a_part_of_a_file_can_be_had(client):
    address = "/releases/2/habitat-graph.ttl.gz"
    whole = get(client, address).data
    part = get(client, address, Range="bytes=10-19")
    assert part.status_code == 206
    assert part.data == whole[10:20]


@pytest.mark.parametrize("start", ["/downloads", "/releases/current"])
@pytest.mark.parametrize("name", ["habitat-graph.nt", "habitat-graph.nt.gz"])
def test_the_newest_is_led_to(client, start, name):
    reply = get(client, f"{start}/{name}")
    assert reply.status_code == 307
    assert reply.headers["Location"] == f"/releases/2/{name}"


@pytest.mark.parametrize("address", ["/releases/3/habitat-graph.nq.gz", "/releases/2/x.nq.gz"])
def test_what_is_not_there_is_not_found(client, address):
    assert get(client, address).status_code == 404


def test_half_written_files_are_never_served(store, monkeypatch):
    release = release_of(store, 2)
    monkeypatch.setattr(files, "_contents", lambda data: iter([("nq", data)]))
    with pytest.raises(TypeError):
        files.downloads(release)
    assert sorted(path.name for path in release.folder.iterdir()) == ["data.nq", "manifest.json"]


def test_what_a_format_cannot_say_is_left_out(tmp_path, shelve, root):
    shelve(tmp_path, 1, b"<urn:g> { <urn:a> <urn:p> <<( <urn:b> <urn:p> <urn:c> )>> . }")
    client = create_app(Settings(tmp_path, None, 30.0, "en"), root).test_client()
    assert get(client, "/releases/1/habitat-graph.nq.gz").status_code == 200
    assert get(client, "/releases/1/habitat-graph.jsonld.gz").status_code == 404
    index = json.loads((tmp_path / "releases/0001/downloads/index.json").read_text("utf-8"))
    assert "jsonld" not in index


def test_those_who_come_together_wait_for_one_writing(store, monkeypatch):
    release = release_of(store, 2)
    written = []
    contents = files._contents
    monkeypatch.setattr(files, "_contents", lambda data: written.append(data) or contents(data))
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(files.downloads, [release] * 8))
    assert len(written) == 1
    assert all(each == found[0] for each in found)


@pytest.mark.skipif(os.geteuid() == 0, reason="root can write everywhere")
def test_where_nothing_can_be_written_the_files_stand_elsewhere(store, tmp_path, monkeypatch):
    release = release_of(store, 2)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    release.folder.chmod(0o555)
    found = files.downloads(release)
    assert files.compressed(release, found["nq"]).is_relative_to(tmp_path / "cache")
