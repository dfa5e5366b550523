"""What tests of several folders share."""

import os
from pathlib import Path

import pytest

from habitat_graph.knowledge.dataset import load_knowledge
from habitat_graph.knowledge.files import knowledge_root
from habitat_graph.release.build import scratch

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser):
    parser.addoption("--update-golden", action="store_true", help="write the golden results anew")


@pytest.fixture(scope="session")
def source_path() -> Path:
    """The report's text, where the user has named a copy of it."""
    path = os.environ.get("HABITAT_SOURCE")
    if not path:
        pytest.skip("HABITAT_SOURCE names no copy of the report's text")
    return Path(path)


@pytest.fixture(scope="session")
def knowledge():
    """The knowledge as it stands in the files."""
    return load_knowledge(knowledge_root())


@pytest.fixture(scope="session")
def graph():
    """The real graph with all that follows, in the real engine."""
    return scratch(knowledge_root())


class Golden:
    """The results that a reviewer has read."""

    def __init__(self, folder: Path, update: bool) -> None:
        self.folder = folder
        self.update = update

    def compare(self, name: str, result: str) -> None:
        """Fail where the result is not the golden one; write it where asked to."""
        if self.update:
            self.folder.joinpath(name).write_text(result, "utf-8")
        assert result == self.text(name), "Compare, then run pytest --update-golden."

    def text(self, name: str) -> str:
        """The golden result."""
        path = self.folder / name
        assert path.exists(), f"{name} is missing: run pytest --update-golden."
        return path.read_text("utf-8")

    def names(self) -> list[str]:
        """The golden results there are."""
        return sorted(path.name for path in self.folder.glob("*.tsv"))


@pytest.fixture(scope="session")
def golden(request):
    return Golden(GOLDEN, request.config.getoption("--update-golden"))
