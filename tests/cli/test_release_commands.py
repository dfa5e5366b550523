"""`build`, `releases`, `diff` and `query`, from the first release to the second."""

import pytest

from habitat_graph.knowledge.files import knowledge_root
from habitat_graph.release.build import RefusalError
from tests.release.conftest import Project


@pytest.fixture
def project(tmp_path, monkeypatch):
    """The command at work on a small graph of its own."""
    project = Project(tmp_path)
    for command in ("audit", "build", "check", "format", "query", "serve"):
        monkeypatch.setattr(f"habitat_graph.cli.{command}.knowledge_root", lambda: project.root)
    return project
