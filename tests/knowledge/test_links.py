"""Links are read off tables, keep what people wrote, and are proved by the same tables."""

import pytest
from linked import CONCEPT, COUNTRY, GOAL, ORGANIZATION, PLACE, links, reasons, write
from rdflib import RDFS, SKOS, Literal, URIRef

from habitat_graph.knowledge.converters.links.bearers import plain
from habitat_graph.knowledge.converters.links.countries import country_links
from habitat_graph.knowledge.converters.links.documents import document_links
from habitat_graph.knowledge.converters.links.groups import group_links
from habitat_graph.knowledge.converters.links.organizations import organization_links
from habitat_graph.knowledge.converters.links.places import place_links
from habitat_graph.knowledge.converters.links.reference import Reference
from habitat_graph.knowledge.converters.links.terms import Link
from habitat_graph.knowledge.converters.links.themes import goal_links, theme_links
from habitat_graph.namespaces import FOAF, HAB, ID, SCHEMA, SCHEME, UNBIS, UNDOCS, WIKIDATA


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
