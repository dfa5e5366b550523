"""Links are proved by the tables that they were read off."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from rdflib import OWL, SKOS, Graph, URIRef

from habitat_graph.cli.convert import convert
from habitat_graph.knowledge.converters.links import derived
from habitat_graph.knowledge.converters.links.linksets import linkset
from habitat_graph.knowledge.converters.links.reference import Reference
from habitat_graph.knowledge.files import knowledge_root
from habitat_graph.knowledge.findings import Severity
from habitat_graph.knowledge.proofs import link_findings, proof_lacking
from habitat_graph.namespaces import GEO_AREA, GRAPH, HAB, ID, SCHEMA, WIKIDATA


def test_areas_belong_where_ours_do(knowledge) -> None:
    graphs = {str(file.graph).removeprefix(GRAPH): file.triples for file in knowledge.data}
    theirs, linked = graphs["partner/sdg-geoarea"], graphs["links/sdg-geoarea"]
    area = {ours: target for ours, _, target in linked.triples((None, SCHEMA.sameAs, None))}
    stated = [
        (area[ours], area[around])
        for predicate in (HAB.isLocatedIn, HAB.isMemberOf)
        for ours, around in knowledge.asserted.subject_objects(predicate)
        if ours in area and around in area
    ]
    assert stated
    wrong = [
        each for each in stated if each[1] not in theirs.transitive_objects(each[0], SKOS.broader)
    ]
    assert not wrong


def with_link(knowledge, dataset: str, triple):
    """The knowledge with one more triple in a link graph."""
    return with_triple(knowledge, GRAPH[f"links/{dataset}"], triple)


def with_triple(knowledge, graph: URIRef, triple):
    """The knowledge with one more triple in a graph."""

    def changed(file):
        if file.graph != graph:
            return file
        triples = Graph()
        for each in file.triples:
            triples.add(each)
        return replace(file, triples=triples.add(triple))

    return replace(knowledge, data=tuple(map(changed, knowledge.data)))


def test_counts_of_the_real_links_are_true(knowledge) -> None:
    assert not link_findings(knowledge, None)
    english, chinese = proof_lacking(knowledge)
    assert "HABITAT_REFERENCE" in english
    assert "HABITAT_REFERENCE" in chinese


def test_wrong_count_is_found(knowledge) -> None:
    triple = (ID["country/ken"], SCHEMA.sameAs, WIKIDATA["Q1"])
    (found,) = link_findings(with_link(knowledge, "wikidata", triple), None)
    assert found.rule == "link-count"


@pytest.fixture(scope="session")
def reference_path() -> Path:
    path = os.environ.get("HABITAT_REFERENCE")
    if not path:
        pytest.skip("HABITAT_REFERENCE names no folder of reference tables")
    return Path(path)


def test_every_real_link_is_proved(knowledge, reference_path) -> None:
    assert not link_findings(knowledge, reference_path)


@pytest.mark.parametrize(
    "triple",
    [
        (ID["country/ken"], SCHEMA.sameAs, WIKIDATA["Q1"]),
        (ID["country/dnk"], SCHEMA.sameAs, WIKIDATA["Q35"]),
        (ID["country/ken"], OWL.sameAs, WIKIDATA["Q114"]),
    ],
)
def test_link_that_no_table_proves_is_found(knowledge, reference_path, triple) -> None:
    found = link_findings(with_link(knowledge, "wikidata", triple), reference_path)
    proofs = [each for each in found if each.rule == "link-proof"]
    assert [each.subject for each in proofs] == [triple[0]]


def test_real_folder_gives_what_the_files_say(knowledge, reference_path) -> None:
    real, _ = derived(Reference(reference_path), knowledge.asserted)
    for file in knowledge.data:
        if str(file.graph).startswith(str(GRAPH["links/"])):
            mine = [each for each in real if each.dataset == file.path.stem]
            assert set(linkset(mine, file.triples, file.graph)) == set(file.triples)


@pytest.mark.parametrize("command", ["links", "partners"])
def test_real_folder_written_again_changes_no_file(reference_path, tmp_path, command) -> None:
    folder = "links" if command == "links" else "partner"
    to = tmp_path / folder
    shutil.copytree(knowledge_root() / "data" / "ttl" / folder, to)
    before = {path.name: path.read_bytes() for path in to.iterdir()}
    arguments = [command, str(reference_path), "--to", str(to)]
    assert CliRunner().invoke(convert, arguments).exit_code == 0
    assert before == {path.name: path.read_bytes() for path in to.iterdir()}


@pytest.mark.parametrize("kind", ["countries", "regions"])
def test_real_table_written_again_changes_no_file(reference_path, tmp_path, kind) -> None:
    to = tmp_path / "reference" / f"{kind}.ttl"
    to.parent.mkdir()
    shutil.copy(knowledge_root() / "data" / "ttl" / "reference" / f"{kind}.ttl", to)
    before = to.read_bytes()
    arguments = [kind, str(reference_path / f"{kind}.csv"), "--to", str(to)]
    assert CliRunner().invoke(convert, arguments).exit_code == 0
    assert to.read_bytes() == before


def test_fact_that_no_partner_states_is_found(knowledge, reference_path) -> None:
    triple = (GEO_AREA["404"], SKOS.broader, GEO_AREA["ldc"])
    changed = with_triple(knowledge, GRAPH["partner/sdg-geoarea"], triple)
    (found,) = link_findings(changed, reference_path)
    assert found.subject == triple[0]
    assert found.severity is Severity.ERROR


def test_fact_that_a_partner_states_and_we_lack_is_told(knowledge, reference_path) -> None:
    graph = GRAPH["partner/sdg-geoarea"]
    data = tuple(
        file if file.graph != graph else replace(file, triples=Graph()) for file in knowledge.data
    )
    (found,) = link_findings(replace(knowledge, data=data), reference_path)
    assert found.severity is Severity.WARNING
    assert found.subject == graph
