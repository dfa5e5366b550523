"""Links are written as graphs that keep what people wrote, and are counted."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from rdflib import OWL, RDF, SKOS, Graph, Literal

from habitat_graph.cli.convert import convert
from habitat_graph.knowledge.converters.links.counts import counted, rewritten
from habitat_graph.knowledge.converters.links.linksets import linkset
from habitat_graph.knowledge.converters.links.reference import Reference
from habitat_graph.knowledge.converters.links.terms import Link
from habitat_graph.knowledge.converters.partners import areas
from habitat_graph.namespaces import GEO_AREA, GRAPH, SCHEME, UNBIS, VOID, WIKIDATA
from habitat_graph.problems import DataError

LINK = Link("unbis", SCHEME["theme/slums"], SKOS.exactMatch, UNBIS["8"])


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (SKOS.closeMatch, SKOS.closeMatch),
        (SKOS.relatedMatch, SKOS.relatedMatch),
        (OWL.differentFrom, OWL.differentFrom),
        (OWL.sameAs, SKOS.exactMatch),
    ],
)
def test_weaker_link_that_a_person_wrote_is_kept_and_a_stronger_one_is_not(written, kept) -> None:
    about = GRAPH["links/unbis"]
    existing = Graph().add((LINK.subject, written, LINK.target))
    graph = linkset([LINK], existing, about)
    assert list(graph.predicates(LINK.subject, LINK.target)) == [kept]
    counted = graph.value(about, VOID.triples)
    assert counted == Literal(0 if kept == OWL.differentFrom else 1)


@pytest.mark.parametrize("command", ["links", "partners"])
def test_converting_again_changes_nothing(folder, tmp_path, command) -> None:
    to = tmp_path / command
    assert CliRunner().invoke(convert, [command, str(folder), "--to", str(to)]).exit_code == 0
    first = {path: path.read_bytes() for path in to.iterdir()}
    assert first
    assert CliRunner().invoke(convert, [command, str(folder), "--to", str(to)]).exit_code == 0
    assert first == {path: path.read_bytes() for path in to.iterdir()}


def test_cited_area_is_taken_over_with_all_that_it_belongs_to(folder) -> None:
    found = areas(Reference(folder).areas, {GEO_AREA["404"], WIKIDATA["Q114"]})
    assert set(found.subjects()) == {GEO_AREA[name] for name in ("404", "014", "002", "dc")}
    assert set(found.predicate_objects(GEO_AREA["404"])) == {
        (RDF.type, SKOS.Concept),
        (SKOS.broader, GEO_AREA["014"]),
        (SKOS.broader, GEO_AREA["dc"]),
        (SKOS.prefLabel, Literal("Kenya", lang="en")),
    }


def test_readme_counts_the_links_that_there_are(knowledge) -> None:
    linksets = [
        (file.graph, file.triples)
        for file in knowledge.data
        if str(file.graph).startswith(str(GRAPH["links/"]))
    ]
    text = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    assert rewritten(text, counted(linksets)) == text, "Run habitat-graph convert counts."


def test_refused_link_is_not_counted() -> None:
    about = GRAPH["links/unbis"]
    graph = linkset([LINK], Graph(), about)
    assert "| 1 | 1 | `skos:exactMatch` 1 |" in counted([(about, graph)])
    graph = linkset([LINK], Graph().add((LINK.subject, OWL.differentFrom, LINK.target)), about)
    assert "**0**" in counted([(about, graph)])


def test_document_without_a_place_for_the_table_is_refused() -> None:
    with pytest.raises(DataError, match="no place for the table"):
        rewritten("# Links\n", "")
