"""What the documents say is what the program does."""

import re
from importlib.metadata import version

import pytest
from rdflib import OWL

from habitat_graph.cli import COMMANDS
from habitat_graph.knowledge.catalogue import catalogue
from habitat_graph.knowledge.files import knowledge_root
from habitat_graph.namespaces import ONTOLOGY
from habitat_graph.settings import SETTINGS, Settings
from habitat_graph.sparql.store import Query
from habitat_graph.web.app import create_app

ROOT = knowledge_root()
README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_is_in_the_readme(command):
    assert re.search(rf"`(habitat-graph )?{command}\b", README)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.variable)
def test_every_setting_is_in_the_readme(setting):
    assert f"`{setting.variable}`" in README


def test_every_address_is_in_the_readme(tmp_path):
    rules = create_app(Settings(tmp_path, None, 30.0, "en")).url_map.iter_rules()
    # Assets have no address of their own, and parts of an address stand with the whole.
    starts = {re.match("/[^/<]*", rule.rule)[0] for rule in rules if rule.endpoint != "static"}
    whole = {start for start in starts if not start.endswith((".", "-"))}
    assert len(whole) > 10
    for start in whole:
        assert f"`{start}" in README, start


def test_queries_named_in_the_readme_exist():
    named = re.findall(r"habitat-graph query ([a-z0-9-]+)`", README)
    assert named
    assert set(named) <= {query.name for query in catalogue(ROOT)}


def test_every_folder_of_the_readme_exists():
    for folder in re.findall(r"^\| `([a-z0-9/_-]+/)` \|", README, re.MULTILINE):
        assert (ROOT / folder).is_dir(), folder


def test_the_first_query_of_the_readme_finds_what_it_says(graph):
    query = re.search(r"```sparql\n(.*?)```", README, re.DOTALL)[1]
    answer = graph.answer(Query(query), "text/csv").body.decode()
    assert "Mexico,President of the UN-Habitat Assembly,人居大会选举墨西哥为总统" in answer


def test_ontology_data_and_program_carry_one_version(knowledge):
    assert str(knowledge.schema.value(ONTOLOGY, OWL.versionInfo)) == version("habitat-graph")
