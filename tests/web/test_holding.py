"""What is served when releases come and go."""

import time

import pytest

from habitat_graph.problems import DataError
from habitat_graph.settings import Settings
from habitat_graph.sparql.limits import Limits
from habitat_graph.sparql.store import Query
from habitat_graph.web.app import create_app
from habitat_graph.web.holding import Holder, NoReleaseError

SECOND = b"<urn:graph> { <urn:s> <urn:p> <urn:o> }"
LIMITS = Limits(1, 30.0, 2**30, 2**26)


def test_a_newer_release_is_taken_up_while_the_old_one_is_served(tmp_path, shelve):
    shelve(tmp_path)
    holder = Holder(tmp_path, LIMITS)
    first = holder.holding()
    assert holder.holding() is first
    shelve(tmp_path, 2, SECOND)
    assert holder.holding() is first
    assert settled(lambda: holder.holding() is not first)
    second = holder.holding()
    assert second.release.number == 2
    assert second.tag != first.tag
    assert b"urn:graph" in second.store.answer(Query("SELECT ?g { GRAPH ?g {} }"), "text/csv").body


def test_who_releases_need_not_wait_to_be_served_from_it(tmp_path, shelve):
    shelve(tmp_path)
    holder = Holder(tmp_path, LIMITS)
    tag = holder.holding().tag
    shelve(tmp_path, 2, SECOND)
    holder.renew()
    assert holder.holding().release.number == 2
    assert holder.tag() != tag


def test_nothing_to_serve_is_said(tmp_path):
    with pytest.raises(NoReleaseError):
        Holder(tmp_path, LIMITS).holding()


def test_a_broken_release_is_an_error(tmp_path, shelve):
    shelve(tmp_path)
    (tmp_path / "releases" / "0001" / "data.nq").write_text("nonsense", "utf-8")
    with pytest.raises(DataError):
        Holder(tmp_path, LIMITS).holding()


def test_a_site_without_a_release_says_so_and_starts_when_there_is_one(tmp_path, root, shelve):
    client = create_app(Settings(tmp_path, None, 30.0, "en"), root).test_client()
    for path in ("/", "/sparql?query=ASK%7B%7D", "/id/country/ken"):
        reply = client.get(path)
        assert (reply.status_code, reply.mimetype) == (503, "application/problem+json")
        assert str(tmp_path) not in reply.text
    assert client.get("/health").status_code == 503
    shelve(tmp_path)
    assert client.get("/health").status_code == 200
    assert client.get("/id/country/ken").status_code == 303


def test_instead_of_a_broken_release_the_old_one_is_served(tmp_path, root, shelve, caplog):
    shelve(tmp_path)
    client = create_app(Settings(tmp_path, None, 30.0, "en"), root).test_client()
    shelve(tmp_path, 2, SECOND)
    (tmp_path / "releases" / "0002" / "manifest.json").unlink()
    assert settled(
        lambda: client.get("/health").status_code == 200 and "cannot be read" in caplog.text
    )
    for _ in range(3):
        assert client.get("/health").json["release"] == 1
    assert caplog.text.count("cannot be read") == 1
    shelve(tmp_path, 3, SECOND)
    assert settled(lambda: client.get("/health").json["release"] == 3)


def settled(question):
    deadline = time.monotonic() + 20
    while not question() and time.monotonic() < deadline:
        time.sleep(0.02)
    return question()
