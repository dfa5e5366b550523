"""What stands in a store, and what is wrong with it."""

import pytest

from habitat_graph.problems import HabitatError
from habitat_graph.release.history import current, release, releases
from habitat_graph.release.manifest import Manifest


def test_a_new_store_is_empty(tmp_path):
    assert current(tmp_path / "none") is None
    assert releases(tmp_path / "none") == []


def test_a_manifest_survives_its_json(project):
    manifest = project.build("说明").manifest
    assert Manifest.from_json(manifest.as_json(), project.store) == manifest


def test_a_release_is_found_by_its_number(project):
    project.build("first")
    project.build("second")
    assert release(project.store, 1).manifest.message == "first"


def test_an_unknown_number_lists_the_known(project):
    project.build()
    with pytest.raises(HabitatError, match=r"There is no release 7\. There are: 1\."):
        release(project.store, 7)


def test_a_release_that_was_never_served_is_no_release(project):
    project.build()
    (project.store / "releases/0002").mkdir()
    assert [each.number for each in releases(project.store)] == [1]
    with pytest.raises(HabitatError, match="no release 2"):
        release(project.store, 2)


@pytest.mark.parametrize("text", ["", "none", "\u0661\n"])
def test_a_damaged_pointer_says_what_to_do(project, text):
    project.build()
    (project.store / "current").write_text(text, "utf-8")
    with pytest.raises(HabitatError, match="Remove it and build again"):
        current(project.store)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"created": 5}'])
def test_a_damaged_manifest_says_what_to_do(project, text):
    made = project.build()
    (made.folder / "manifest.json").write_text(text, "utf-8")
    with pytest.raises(HabitatError, match="no manifest of a release"):
        current(project.store)


def test_a_missing_manifest_says_what_to_do(project):
    made = project.build()
    (made.folder / "manifest.json").unlink()
    with pytest.raises(HabitatError, match="cannot be read"):
        current(project.store)
