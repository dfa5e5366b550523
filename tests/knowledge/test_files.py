from pathlib import Path

import pytest

from habitat_graph.knowledge import files
from habitat_graph.problems import HabitatError


def make(root: Path, *names: str) -> list[Path]:
    paths = [root / name for name in names]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return paths


def test_a_checkout_is_its_own_root() -> None:
    root = files.knowledge_root()
    assert (root / "server" / "habitat_graph" / "knowledge" / "files.py").samefile(files.__file__)


def test_a_wheel_carries_the_knowledge_inside_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site-packages" / "habitat_graph"
    (package / "knowledge_files" / "ontology").mkdir(parents=True)
    monkeypatch.setattr(files.resources, "files", lambda _: package)
    assert files.knowledge_root() == package / "knowledge_files"


def test_missing_knowledge_is_an_error_of_the_installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files.resources, "files", lambda _: tmp_path / "a" / "habitat_graph")
    with pytest.raises(HabitatError, match="not there") as caught:
        files.knowledge_root()
    assert caught.value.exit_code == 2


def test_each_kind_of_file_is_listed_sorted(tmp_path: Path) -> None:
    ontology = make(tmp_path, "ontology/a.ttl", "ontology/b.ttl")
    shapes = make(tmp_path, "shapes/a.ttl")
    data = make(tmp_path, "data/ttl/nua-2020/i.ttl", "data/ttl/reference/bodies.ttl")
    queries = make(tmp_path, "queries/bodies-known.rq")
    make(tmp_path, "ontology/README.md", "queries/notes.txt", "data/other/x.ttl")
    assert files.ontology_files(tmp_path) == ontology
    assert files.shape_files(tmp_path) == shapes
    assert files.data_files(tmp_path) == data
    assert files.query_files(tmp_path) == queries


def test_a_new_folder_of_data_needs_no_code(tmp_path: Path) -> None:
    [new] = make(tmp_path, "data/ttl/nua-2024/i.ttl")
    assert files.data_files(tmp_path) == [new]


def test_an_editors_lock_is_no_data(tmp_path: Path) -> None:
    make(tmp_path, "data/ttl/nua-2020/.#i.ttl")
    assert files.data_files(tmp_path) == []
