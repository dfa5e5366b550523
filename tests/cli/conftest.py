"""The command, run in this process, with a store of its own."""

from importlib import import_module

import pytest
from click.testing import CliRunner
from project import Project

from habitat_graph.cli import main


@pytest.fixture
def run(tmp_path):
    """Run the command with some words; `variables` are its environment."""

    def run(*words, **variables):
        environment = {
            "HABITAT_STORE": str(tmp_path / "store"),
            "HABITAT_SOURCE": None,
            "HABITAT_LANGUAGE": None,
            "HABITAT_QUERY_TIMEOUT": None,
        }
        return CliRunner().invoke(main, [str(word) for word in words], env=environment | variables)

    return run


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A small graph, which the command takes for the real one."""
    project = Project(tmp_path)
    for command in ("build", "check", "format", "query", "serve"):
        module = import_module(f"habitat_graph.cli.{command}")
        monkeypatch.setattr(module, "knowledge_root", lambda: project.root)
    return project
