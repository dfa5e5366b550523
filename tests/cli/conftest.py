"""The command, run in this process, with a store of its own."""

import pytest
from click.testing import CliRunner

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
def draft(tmp_path):
    """A file of facts beside the real ones."""

    def draft(facts, name="draft.ttl"):
        path = tmp_path / "nua-2020" / name
        path.parent.mkdir(exist_ok=True)
        prefixes = """@prefix hab: <https://w3id.org/habitat-graph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

"""
        path.write_text(prefixes + facts, "utf-8")
        return path

    return draft
