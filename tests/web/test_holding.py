"""What is served when releases come and go."""

import pytest

from habitat_graph.problems import DataError
from habitat_graph.settings import Settings
from habitat_graph.sparql.evaluators import Limits
from habitat_graph.sparql.store import Query
from habitat_graph.web.app import create_app
from habitat_graph.web.holding import Holder, NoReleaseError

SECOND = b"<urn:graph> { <urn:s> <urn:p> <urn:o> }"
LIMITS = Limits(1, 30.0, 2**30, 2**26)


def test_a_newer_release_is_taken_up_at_once(tmp_path, shelve):
    shelve(tmp_path)
    holder = Holder(tmp_path, LIMITS)
    first = holder.holding()
    assert holder.holding() is first
    shelve(tmp_path, 2, SECOND)
    second = holder.holding()
    assert second.release.number == 2
    assert second.tag != first.tag
    assert b"urn:graph" in second.store.answer(Query("SELECT ?g { GRAPH ?g {} }"), "text/csv").body


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


def test_a_release_that_breaks_later_tells_no_folder_to_the_asker(tmp_path, root, shelve):
    shelve(tmp_path)
    client = create_app(Settings(tmp_path, None, 30.0, "en"), root).test_client()
    shelve(tmp_path, 2, SECOND)
    (tmp_path / "releases" / "0002" / "manifest.json").unlink()
    reply = client.get("/sparql?query=ASK%7B%7D")
    assert reply.status_code == 503
    assert str(tmp_path) not in reply.text
    assert client.get("/health").status_code == 503
