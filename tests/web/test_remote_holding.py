"""What is served when releases come and go on a remote store."""

import time
from dataclasses import replace

import pytest

from habitat_graph.release.history import current
from habitat_graph.release.publication import publish
from habitat_graph.settings import Settings
from habitat_graph.sparql.addresses import Addresses
from habitat_graph.sparql.limits import Limits
from habitat_graph.sparql.store import Query, StoreUnreachableError
from habitat_graph.web.app import create_app
from habitat_graph.web.holding import NoReleaseError
from habitat_graph.web.remote import RemoteHolder
from habitat_graph.web.site import Site

SECOND = b"<urn:graph> { <urn:s> <urn:p> <urn:o> }"
LIMITS = Limits(1, 30.0, 2**30, 2**26)
NOBODY = Addresses.of("http://127.0.0.1:1/query")
ASK = "/sparql?query=ASK%7B%7D"


@pytest.fixture
def holder(server, tmp_path):
    return RemoteHolder(tmp_path, LIMITS, server)


def test_what_was_published_from_here_is_taken_up_at_once(holder, server, tmp_path, shelve):
    with pytest.raises(NoReleaseError):
        holder.holding()
    shelve(tmp_path)
    publish(server, current(tmp_path))
    holder.look_again()
    first = holder.holding()
    assert holder.tag() == first.tag
    shelve(tmp_path, 2, SECOND)
    publish(server, current(tmp_path))
    holder.look_again()
    second = holder.holding()
    assert second.release.number == 2
    assert holder.tag() == second.tag != first.tag
    assert b"urn:graph" in second.store.answer(Query("SELECT ?g { GRAPH ?g {} }"), "text/csv").body


def test_what_was_published_elsewhere_is_taken_up_before_long(holder, server, tmp_path, shelve):
    elsewhere = tmp_path / "elsewhere"
    shelve(elsewhere)
    publish(server, current(elsewhere))
    assert holder.holding().release.number == 1
    shelve(elsewhere, 2, SECOND)
    publish(server, current(elsewhere))
    end = time.monotonic() + 30
    while holder.holding().release.number == 1 and time.monotonic() < end:
        time.sleep(0.05)
    assert holder.holding().release.number == 2


def test_a_store_that_did_not_change_is_held_on_to(holder, server, tmp_path, shelve):
    shelve(tmp_path)
    publish(server, current(tmp_path))
    first = holder.holding()
    holder.look_again()
    assert holder.holding() is first


def test_a_store_that_goes_away_is_said_to_and_taken_up_when_it_is_back(
    holder, server, tmp_path, shelve
):
    shelve(tmp_path)
    publish(server, current(tmp_path))
    tag = holder.holding().tag
    there, server.addresses = server.addresses, NOBODY
    holder.look_again()
    with pytest.raises(StoreUnreachableError):
        holder.holding()
    # What was kept of its answers is still true.
    assert holder.tag() == tag
    server.addresses = there
    holder.look_again()
    assert holder.holding().tag == tag


def test_a_site_whose_store_is_not_there_says_so_and_tells_no_address(
    tmp_path, root, server, caplog
):
    settings = Settings(tmp_path, None, 30.0, "en", remote=NOBODY.query, remote_login="me:secret")
    app = create_app(settings, root)
    client = app.test_client()
    for path in ("/", ASK, "/id/country/ken"):
        reply = client.get(path)
        assert (reply.status_code, reply.mimetype) == (503, "application/problem+json")
        assert reply.json["type"].endswith("#store-unreachable")
        assert "127.0.0.1" not in reply.text
    assert client.get("/health").status_code == 503
    assert client.get("/health").json == {"status": "store unreachable"}
    assert "127.0.0.1:1" in caplog.text
    assert "secret" not in caplog.text + repr(settings)
    Site.of(app).holder._server.addresses = server.addresses
    Site.of(app).holder.look_again()
    assert client.get("/health").json == {"status": "no release"}


def test_a_site_serves_from_the_store_alone(server, peer, tmp_path, root, shelve):
    shelve(tmp_path / "elsewhere")
    publish(server, current(tmp_path / "elsewhere"))
    settings = Settings(tmp_path / "empty", None, 30.0, "en")
    client = create_app(replace(settings, remote=peer.query), root).test_client()
    assert client.get("/health").json["release"] == 1
    assert client.get("/id/country/ken.ttl").status_code == 200
    assert client.get("/search?q=kenya").status_code == 200
    assert not (tmp_path / "empty").exists()
