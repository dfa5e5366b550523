"""Links are read off tables, keep what people wrote, and are proved by the same tables."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, URIRef

from habitat_graph.cli.convert import convert
from habitat_graph.knowledge.converters.links import derived
from habitat_graph.knowledge.converters.links.bearers import Bearers, plain
from habitat_graph.knowledge.converters.links.countries import country_links
from habitat_graph.knowledge.converters.links.counts import counted, rewritten
from habitat_graph.knowledge.converters.links.documents import document_links
from habitat_graph.knowledge.converters.links.groups import group_links
from habitat_graph.knowledge.converters.links.linksets import linkset
from habitat_graph.knowledge.converters.links.organizations import organization_links
from habitat_graph.knowledge.converters.links.places import place_links
from habitat_graph.knowledge.converters.links.reference import Reference
from habitat_graph.knowledge.converters.links.terms import Link, Unlinked
from habitat_graph.knowledge.converters.links.themes import goal_links, theme_links
from habitat_graph.knowledge.converters.partners import areas
from habitat_graph.knowledge.dataset import parsed
from habitat_graph.knowledge.files import knowledge_root
from habitat_graph.knowledge.findings import Severity
from habitat_graph.knowledge.proofs import link_findings, proof_lacking
from habitat_graph.namespaces import (
    FOAF,
    GEO_AREA,
    GRAPH,
    HAB,
    ID,
    SCHEMA,
    SCHEME,
    UNBIS,
    UNDOCS,
    VOID,
    WIKIDATA,
)
from habitat_graph.problems import DataError

OURS = """
@prefix hab: <https://w3id.org/habitat-graph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix theme: <https://w3id.org/habitat-graph/scheme/theme/> .
@prefix sdg: <https://w3id.org/habitat-graph/scheme/sdg/> .
<https://w3id.org/habitat-graph/id/country/ken> a hab:Country ;
  rdfs:label "Kenya"@en , "肯尼亚"@zh .
<https://w3id.org/habitat-graph/id/city/nairobi> a hab:City ;
  rdfs:label "Nairobi"@en , "内罗毕"@zh ;
  hab:isLocatedIn <https://w3id.org/habitat-graph/id/country/ken> .
<https://w3id.org/habitat-graph/id/body/who> a hab:UnEntity ;
  rdfs:label "World Health Organization"@en , "世界卫生组织"@zh .
<https://w3id.org/habitat-graph/id/country-group/least-developed-countries> a hab:CountryGroup ;
  rdfs:label "Least developed countries"@en , "最不发达国家"@zh .
<https://w3id.org/habitat-graph/id/document/a> hab:symbol "A/RES/1/1" .
<https://w3id.org/habitat-graph/id/document/h> hab:symbol "HSP/HA.1/HLS.1" .
theme:slums a hab:Theme ; rdfs:label "slums"@en , "贫民窟"@zh ; skos:altLabel "贫民区"@zh .
theme:slum-upgrading a hab:Theme ; rdfs:label "slum upgrading"@en , "贫民窟改造"@zh .
sdg:11 a hab:SustainableDevelopmentGoal ; rdfs:label "Make cities safe"@en ; skos:notation "11" .
"""
AREAS = """
@prefix area: <http://metadata.un.org/sdg/codes/geoArea/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
area:404 a skos:Concept , area:dc ; skos:prefLabel "Kenya"@en , "Kenia"@es ;
  skos:broader area:014 , area:dc ; skos:exactMatch <http://www.wikidata.org/entity/Q114> .
area:014 a skos:Concept ; skos:broader area:002 ; skos:prefLabel "Eastern Africa"@en .
area:002 a skos:Concept ; skos:prefLabel "Africa"@en .
area:dc a skos:Concept ; skos:prefLabel "Developing country"@en .
area:156 a skos:Concept ; skos:broader area:030 .
"""
COUNTRY = {
    "iso3": "KEN", "name_en": "Kenya", "iso_name_en": "Kenya", "wikidata": "Q114",
    "wikidata_agree": "3/3", "geonames": "192950", "geonames_agree": "3/4", "fao_uri_2011": "",
    "eu_authority_uri": "http://eu/KEN", "sdg_geoarea_uri": "http://un/404",
    "unbis_uri": str(UNBIS["7"]),
}  # fmt: skip
CONCEPT = {
    "uri": str(UNBIS["7"]), "id": "7", "kind": "concept", "label_en": "KENYA",
    "label_zh": "肯尼亚", "label_fr": "kenya", "label_es": "", "label_ru": "", "label_ar": "",
    "alt_en": "", "eurovoc_label_match": "",
}  # fmt: skip
SLUMS = {
    "uri": str(UNBIS["8"]), "id": "8", "label_en": "SLUMS", "label_zh": "贫民区",
    "eurovoc_label_match": "http://eurovoc.europa.eu/4874",
}  # fmt: skip
PLACE = {
    "name_en": "Nairobi", "name_zh": "内罗毕", "iso3": "KEN", "geonames": "184745",
    "wikidata": "Q3870", "wikidata_sources": "one", "wikidata_other": "", "ne_geonames": "match",
    "wof_id": "421174401", "iso3166_2": "KE-30", "type": "city",
}  # fmt: skip
ORGANIZATION = {
    "name_en": "World Health Organization", "name_en_source": "x", "wikidata": "Q7817",
    "name_zh_report": "世界卫生组织(世卫组织)", "wikidata_other": "", "ror": "https://ror.org/1",
    "ror_source": "record v2.4/1.json", "crossref_funder": "", "grid": "grid.3575.4",
    "iati_org_ref": "XM-DAC-928", "isni": "0000 0001 2163 3745", "lei": "",
    "crs_channel_code": "41143", "crs_name": "World Health Organisation",
}  # fmt: skip
TOPIC = {
    "report_term_zh": "贫民窟;贫民窟改造", "match": "exact", "unbis_uri": str(UNBIS["8"]),
    "label_en": "SLUMS", "label_zh": "贫民区",
}  # fmt: skip
GOAL = {
    "uri": "http://metadata.un.org/sdg/11", "type": "Goal", "code": "11", "parent_uri": "",
    "sdgio_uri": "", "custodian": "",
    "label_en": "Make cities safe", "current_label_en": "", "wikidata_uri": "",
    "unbis_subjects": "",
} | {f"short_{tag}": "" for tag in ("en", "zh", "fr", "es", "ru", "ar")} | {
    f"label_{tag}": "" for tag in ("zh", "fr", "es", "ru", "ar")
}  # fmt: skip
REGION = {
    "m49": "001", "name_en": "World", "name_zh": "世界", "sdg_geoarea_uri": "", "wikidata": ""
}  # fmt: skip


def write(folder: Path, name: str, *rows: dict[str, str]) -> None:
    lines = [",".join(rows[0]), *(",".join(f'"{row[key]}"' for key in rows[0]) for row in rows)]
    (folder / name).write_text("\n".join(lines), "utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "countries.csv", COUNTRY)
    write(tmp_path, "regions.csv", REGION)
    write(tmp_path, "organizations.csv", ORGANIZATION)
    write(tmp_path, "places.csv", PLACE)
    write(tmp_path, "sdg.csv", GOAL)
    write(tmp_path, "unbis.csv", CONCEPT, CONCEPT | SLUMS)
    write(tmp_path, "unbis_report_topics.csv", TOPIC)
    (tmp_path / "ontologies").mkdir()
    (tmp_path / "ontologies" / "sdg-codes.ttl").write_text(AREAS, "utf-8")
    return tmp_path


@pytest.fixture
def ours() -> Bearers:
    return Bearers(parsed(OURS, Path("ours.ttl")))


def links(found) -> set[tuple[str, URIRef, URIRef]]:
    return {(each.dataset, each.predicate, each.target) for each in found if isinstance(each, Link)}


def reasons(found) -> list[str]:
    return [str(each) for each in found if isinstance(each, Unlinked)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Côte d’Ivoire", "COTE D'IVOIRE"),
        ("the Niger", "Niger"),
        ("capacity-building", "Capacity Building"),
    ],
)
def test_spellings_of_one_name_are_the_same(one: str, other: str) -> None:
    assert plain(one) == plain(other)


def test_country_is_identical_where_all_sources_agree_and_doubted_elsewhere(folder, ours) -> None:
    found = links(country_links(Reference(folder), ours))
    assert ("wikidata", SCHEMA.sameAs, WIKIDATA["Q114"]) in found
    assert ("geonames", RDFS.seeAlso, URIRef("https://sws.geonames.org/192950/")) in found
    assert ("unbis", SCHEMA.sameAs, UNBIS["7"]) in found
    assert not any(dataset == "fao" for dataset, _, _ in found)


def test_country_of_another_name_in_the_thesaurus_is_told_not_linked(folder, ours) -> None:
    write(folder, "unbis.csv", CONCEPT | {"label_en": "UGANDA", "label_zh": "乌干达"})
    found = list(country_links(Reference(folder), ours))
    assert not any(dataset == "unbis" for dataset, _, _ in links(found))
    assert reasons(found)[0].startswith("countries.csv:2: No name of")


def test_country_that_is_not_ours_is_told(folder, ours) -> None:
    write(folder, "countries.csv", COUNTRY | {"iso3": "XXX"})
    assert reasons(country_links(Reference(folder), ours)) == [
        "countries.csv:2: Kenya is not in the graph."
    ]


@pytest.mark.parametrize(
    ("cells", "predicate"),
    [
        ({}, SCHEMA.sameAs),
        ({"ne_geonames": ""}, RDFS.seeAlso),
        ({"ne_geonames": "", "wikidata_sources": "one; two"}, SCHEMA.sameAs),
        ({"wikidata_other": "Q1"}, RDFS.seeAlso),
    ],
)
def test_place_is_identical_where_two_sources_agree(folder, ours, cells, predicate) -> None:
    write(folder, "places.csv", PLACE | cells)
    found = links(place_links(Reference(folder), ours))
    assert ("wikidata", predicate, WIKIDATA["Q3870"]) in found


def test_namesake_in_another_country_is_not_linked(folder, ours) -> None:
    write(folder, "places.csv", PLACE | {"iso3": "USA"})
    assert not links(place_links(Reference(folder), ours))


def test_organization_is_linked_by_its_name_only(folder, ours) -> None:
    assert links(organization_links(Reference(folder), ours)) == {
        ("wikidata", SCHEMA.sameAs, WIKIDATA["Q7817"]),
        ("ror", SCHEMA.sameAs, URIRef("https://ror.org/1")),
        ("crs", HAB.aidChannelCode, Literal("41143")),
        ("grid", HAB.gridNumber, Literal("grid.3575.4")),
        ("iati", HAB.iatiReference, Literal("XM-DAC-928")),
        ("isni", HAB.standardNameIdentifier, Literal("0000 0001 2163 3745")),
    }
    other = {"name_en": "World Bank", "name_zh_report": "世界银行"}
    write(folder, "organizations.csv", ORGANIZATION | other)
    assert not links(organization_links(Reference(folder), ours))


def test_registry_that_uses_another_name_is_told(folder, ours) -> None:
    write(
        folder, "organizations.csv", ORGANIZATION | {"ror_source": "relationship label: WHO Group"}
    )
    found = list(organization_links(Reference(folder), ours))
    assert not any(dataset == "ror" for dataset, _, _ in links(found))
    assert "WHO Group" in reasons(found)[0]


@pytest.mark.parametrize(
    "channel",
    [
        "World Health Organisation - core voluntary contributions account",
        "World Health Organization (extrabudgetary contributions only)",
        "World Trade Organisation",
    ],
)
def test_channel_for_a_part_or_for_another_is_told_not_linked(folder, ours, channel) -> None:
    write(folder, "organizations.csv", ORGANIZATION | {"crs_name": channel})
    found = list(organization_links(Reference(folder), ours))
    assert not any(dataset == "crs" for dataset, _, _ in links(found))
    assert channel in reasons(found)[0]


def test_subdivision_has_its_own_code_and_a_city_not_that_of_what_is_around_it(
    folder, ours
) -> None:
    assert not any(
        set_ == "iso-3166-2" for set_, _, _ in links(place_links(Reference(folder), ours))
    )
    write(folder, "places.csv", PLACE | {"type": "admin1"})
    found = links(place_links(Reference(folder), ours))
    assert ("iso-3166-2", HAB.isoSubdivisionCode, Literal("KE-30")) in found
    assert ("whosonfirst", HAB.whosOnFirstNumber, Literal("421174401")) in found


@pytest.mark.parametrize(("chinese", "expected"), [("最不发达国家", 1), ("发展中国家", 0)])
def test_group_is_doubted_where_its_names_agree_in_both_languages(
    folder, ours, chinese, expected
) -> None:
    concept = {"label_en": "LEAST DEVELOPED COUNTRIES", "label_zh": chinese}
    write(folder, "unbis.csv", CONCEPT | concept)
    found = list(group_links(Reference(folder), ours))
    group = ID["country-group/least-developed-countries"]
    assert found == [Link("unbis", group, RDFS.seeAlso, UNBIS["7"])] * expected


def test_theme_is_exact_where_both_names_agree_and_its_neighbour_is_narrower(folder, ours) -> None:
    found = {each for each in theme_links(Reference(folder), ours) if isinstance(each, Link)}
    assert found == {
        Link("unbis", SCHEME["theme/slums"], SKOS.exactMatch, UNBIS["8"]),
        Link("unbis", SCHEME["theme/slum-upgrading"], SKOS.broadMatch, UNBIS["8"]),
        # What another thesaurus calls the same is close to an exact match only.
        Link(
            "eurovoc",
            SCHEME["theme/slums"],
            SKOS.closeMatch,
            URIRef("http://eurovoc.europa.eu/4874"),
        ),
    }


def test_goal_of_other_words_is_close_only(folder, ours) -> None:
    goal = ("sdg", SKOS.exactMatch, URIRef(GOAL["uri"]))
    assert links(goal_links(Reference(folder), ours)) == {goal}
    write(folder, "sdg.csv", GOAL | {"label_en": "Old words", "parent_uri": "http://un/1"})
    found = links(goal_links(Reference(folder), ours))
    assert found == {
        ("sdg", SKOS.closeMatch, URIRef(GOAL["uri"])),
        ("sdg", SKOS.broadMatch, URIRef("http://un/1")),
    }


def test_only_documents_of_the_general_assembly_have_a_page(folder, ours) -> None:
    assert links(document_links(Reference(folder), ours)) == {
        ("undocs", FOAF.page, UNDOCS["A/RES/1/1"])
    }


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
