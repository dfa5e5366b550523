"""The reference data and the report's outline, as shipped, are whole and name the right things."""

from collections import Counter
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, Graph

from habitat_graph.knowledge.converters.countries import country_iri
from habitat_graph.knowledge.converters.report import report
from habitat_graph.knowledge.dataset import data_graph, load_knowledge, read_file
from habitat_graph.knowledge.files import data_files, knowledge_root
from habitat_graph.knowledge.names import Names
from habitat_graph.knowledge.source import read_source
from habitat_graph.namespaces import HAB, ID


@pytest.fixture(scope="session")
def reference() -> Graph:
    graph = Graph()
    for path in data_files(knowledge_root()):
        if path.stem in ("countries", "regions", "country-groups"):
            graph += read_file(path, data_graph(path)).triples
    return graph


def test_every_country_of_the_reference_is_complete(reference: Graph) -> None:
    listed = set(reference.subjects(RDF.type, HAB.Country))
    assert len(listed) == 248
    for nation in listed:
        languages = Counter(label.language for label in reference.objects(nation, RDFS.label))
        assert languages == dict.fromkeys(("en", "zh", "fr", "es", "ru", "ar"), 1)
        assert nation == country_iri(str(reference.value(nation, HAB.isoAlpha3)))


@pytest.mark.parametrize(
    ("group", "members"),
    [
        ("un-member-states", 193),
        ("un-observer-states", 2),
        ("least-developed-countries", 47),
        ("landlocked-developing-countries", 32),
        ("small-island-developing-states", 53),
    ],
)
def test_group_has_its_members(reference: Graph, group: str, members: int) -> None:
    assert len(list(reference.subjects(HAB.isMemberOf, ID[f"country-group/{group}"]))) == members


def test_every_place_and_group_referred_to_is_there(reference: Graph) -> None:
    for predicate in (HAB.isLocatedIn, HAB.isMemberOf):
        assert not {
            o for o in reference.objects(None, predicate) if (o, None, None) not in reference
        }


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("大不列颠及北爱尔兰联合王国", ["GBR"]),
        ("联合王国、老挝、孟加拉、越南", ["GBR", "LAO", "BGD", "VNM"]),
        ("老挝人民民主共和国、孟加拉国", ["LAO", "BGD"]),
        ("伊朗伊斯兰共和国、多民族玻利维亚国、巴勒斯坦国", ["IRN", "BOL", "PSE"]),
        ("刚果、刚果民主共和国", ["COG", "COD"]),
        ("尼日尔、尼日利亚", ["NER", "NGA"]),
        ("几内亚、几内亚比绍、赤道几内亚、巴布亚新几内亚", ["GIN", "GNB", "GNQ", "PNG"]),
        ("苏丹、南苏丹、索马里、马里", ["SDN", "SSD", "SOM", "MLI"]),
        ("多米尼克、多米尼加共和国", ["DMA", "DOM"]),
        ("印度、印度尼西亚、马来西亚", ["IND", "IDN", "MYS"]),
    ],
)
def test_chinese_text_names_the_right_countries(
    reference: Graph, text: str, codes: list[str]
) -> None:
    mentions = Names(reference).mentions(text)
    assert [mention.things for mention in mentions] == [
        frozenset({country_iri(code)}) for code in codes
    ]


def test_outline_of_the_data_is_that_of_the_report(source_path: Path) -> None:
    path = knowledge_root() / "data" / "ttl" / "nua-2020" / "report.ttl"
    asserted = read_file(path, data_graph(path)).triples
    schema = load_knowledge(knowledge_root()).schema
    assert set(report(read_source(source_path), "nua-2020", schema)) <= set(asserted)


def test_every_part_of_the_report_has_a_label_and_sections_an_english_heading() -> None:
    path = knowledge_root() / "data" / "ttl" / "nua-2020" / "report.ttl"
    graph = read_file(path, data_graph(path)).triples
    for part in graph.subjects(RDF.type):
        assert {label.language for label in graph.objects(part, RDFS.label)} == {"en", "zh"}
    for section in graph.subjects(RDF.type, HAB.Section):
        assert {text.language for text in graph.objects(section, HAB.heading)} == {"en", "zh"}
