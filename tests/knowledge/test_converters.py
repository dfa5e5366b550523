"""Reference tables and the report's outline become Turtle, and the same Turtle every time."""

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner
from rdflib import RDF, RDFS, SKOS, Graph, Literal

from habitat_graph.cli.convert import convert
from habitat_graph.knowledge.converters.countries import countries, country_iri
from habitat_graph.knowledge.converters.handwork import additions
from habitat_graph.knowledge.converters.labels import chinese, slug
from habitat_graph.knowledge.converters.regions import region_iri, regions
from habitat_graph.knowledge.converters.report import report
from habitat_graph.knowledge.converters.tables import Row, read_rows
from habitat_graph.knowledge.dataset import data_graph, load_knowledge
from habitat_graph.knowledge.files import knowledge_root
from habitat_graph.knowledge.source import read_source
from habitat_graph.namespaces import HAB, ID
from habitat_graph.problems import DataError

TABLE = Path("countries.csv")
KENYA = {
    "iso3": "KEN", "iso2": "KE", "m49": "404", "m49_listed": "yes", "un_status": "member",
    "name_en": "Kenya", "name_zh": "肯尼亚", "m49_name_en": "Kenya", "m49_name_zh": "肯尼亚",
    "formal_en": "the Republic of Kenya", "formal_zh": "肯尼亚共和国", "report_zh": "肯尼亚",
    "region_en": "Africa", "subregion_en": "Sub-Saharan Africa",
    "intermediate_en": "Eastern Africa", "ldc_2020": "0", "lldc": "0", "sids_2020": "0",
}  # fmt: skip
COLUMNS = (
    *KENYA, "zh_aliases",
    *(f"{kind}name_{tag}" for kind in ("", "m49_") for tag in ("fr", "es", "ru", "ar")),
)  # fmt: skip
TEXT = """第一届会议

摘要

概述。

一. 引言

1. 第一段。

二. 活动

A. 全球

论坛

2. 第二段。

十一. 建议

3. 第三段。
"""


def country(line: int = 2, **cells: str) -> Row:
    return Row(dict.fromkeys(COLUMNS, "") | KENYA | cells, TABLE, line)


def other(**cells: str) -> Row:
    bare = dict.fromkeys((*(c for c in KENYA if c.endswith(("_zh", "_en"))), "zh_aliases"), "")
    names = {"iso3": "XXX", "name_en": "Other", "name_zh": "其他"}
    return country(3, **(bare | names | cells))


def region(m49: str, level: str, parent: str, en: str, zh: str) -> Row:
    names = {f"name_{language}": "" for language in ("fr", "es", "ru", "ar")}
    cells = {"m49": m49, "level": level, "parent_m49": parent, "name_en": en, "name_zh": zh}
    return Row(cells | names, Path("regions.csv"), 2)


@pytest.fixture(scope="session")
def schema() -> Graph:
    return load_knowledge(knowledge_root()).schema


def test_country_has_its_codes_region_and_groups() -> None:
    graph = countries([country(ldc_2020="1")])
    kenya = country_iri("KEN")
    assert (kenya, RDF.type, HAB.Country) in graph
    assert (kenya, HAB.isoAlpha2, Literal("KE")) in graph
    assert (kenya, HAB.isoAlpha3, Literal("KEN")) in graph
    assert (kenya, HAB.m49Code, Literal("404")) in graph
    assert set(graph.objects(kenya, HAB.isMemberOf)) == {
        ID["country-group/un-member-states"],
        ID["country-group/least-developed-countries"],
    }


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({}, "Eastern Africa"),
        ({"intermediate_en": ""}, "Sub-Saharan Africa"),
        ({"intermediate_en": "", "subregion_en": ""}, "Africa"),
    ],
)
def test_country_is_in_the_smallest_region_around_it(cells: dict[str, str], expected: str) -> None:
    graph = countries([country(**cells)])
    assert graph.value(country_iri("KEN"), HAB.isLocatedIn) == region_iri(expected)


def test_name_given_twice_is_written_once() -> None:
    graph = countries([country(zh_aliases="肯尼亚|肯尼亚共和国|肯亞|肯雅")])
    kenya = country_iri("KEN")
    assert set(graph.objects(kenya, SKOS.altLabel)) == {
        Literal("Republic of Kenya", lang="en"),
        Literal("肯尼亚共和国", lang="zh"),
    }
    assert set(graph.objects(kenya, SKOS.hiddenLabel)) == {
        Literal("肯亞", lang="zh-Hant"),
        Literal("肯雅", lang="zh"),
    }


def test_name_of_two_countries_is_refused_with_both_rows() -> None:
    with pytest.raises(DataError, match=r"names both .*ken .line 2. and .*xxx") as refusal:
        countries([country(), other(zh_aliases="肯尼亚共和国")])
    assert str(refusal.value).startswith("countries.csv:3:")


def test_alias_never_takes_the_name_of_a_country_in_a_later_row() -> None:
    with pytest.raises(DataError, match=r"countries\.csv:2: “其他”"):
        countries([country(zh_aliases="其他"), other()])


def test_same_name_in_two_languages_is_no_clash() -> None:
    assert countries([country(name_es="Kenia"), other(name_fr="Kenia")])


def test_country_without_a_chinese_name_is_refused() -> None:
    with pytest.raises(DataError, match="no name in “zh”"):
        countries([other(name_zh="")])


def test_row_that_the_united_nations_does_not_list_is_left_out() -> None:
    assert not countries([country(m49_listed="no")])


def test_missing_column_is_named() -> None:
    with pytest.raises(DataError, match="no column “m49_listed”"):
        countries([Row({"iso3": "KEN"}, TABLE, 2)])


def test_region_is_in_the_one_above_and_none_is_in_the_world() -> None:
    graph = regions(
        [
            region("001", "world", "", "World", "世界"),
            region("142", "region", "001", "Asia", "亚洲"),
            region("035", "subregion", "142", "South-eastern Asia", "东南亚"),
            region("", "group", "", "Least developed country", "最不发达国家"),
        ]
    )
    assert set(graph.subjects(RDF.type)) == {ID["region/asia"], ID["region/south-eastern-asia"]}
    assert list(graph.subject_objects(HAB.isLocatedIn)) == [
        (ID["region/south-eastern-asia"], ID["region/asia"])
    ]


def test_region_without_its_parent_is_refused() -> None:
    with pytest.raises(DataError, match="no region “142”"):
        regions([region("035", "subregion", "142", "South-eastern Asia", "东南亚")])


def test_slug_is_plain_ascii() -> None:
    assert slug("Côte d’Ivoire & Others") == "cote-d-ivoire-others"


@pytest.mark.parametrize(("name", "tag"), [("老挝", "zh"), ("幾內亞比索", "zh-Hant")])
def test_traditional_script_is_told_apart(name: str, tag: str) -> None:
    assert chinese(name).language == tag


def test_cells_are_text_with_leading_zeros_and_na(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("\ufeffiso2,m49\nNA,016\n", "utf-8")
    (row,) = read_rows(path)
    assert (row["iso2"], row["m49"], row.line) == ("NA", "016", 2)


def test_table_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes("名称\n肯尼亚\n".encode("gb2312"))
    with pytest.raises(DataError, match="no CSV in UTF-8"):
        read_rows(path)


def outline(tmp_path: Path, schema: Graph) -> Graph:
    path = tmp_path / "report.txt"
    path.write_text(TEXT, "utf-8")
    return report(read_source(path), "small-2020", schema)


def test_sections_stand_under_their_headings(tmp_path: Path, schema: Graph) -> None:
    graph = outline(tmp_path, schema)
    whole = ID["report/small-2020"]
    parents = {
        str(part).removeprefix(f"{whole}/"): str(above).removeprefix(f"{whole}/")
        for part, above in graph.subject_objects(HAB.isPartOf)
        if above != whole
    }
    assert parents == {
        "section/ii-a": "section/ii",
        "section/ii-a-1": "section/ii-a",
        "paragraph/1": "section/i",
        "paragraph/2": "section/ii-a-1",
        "paragraph/3": "section/xi",
    }


def test_section_has_its_heading_number_and_label(tmp_path: Path, schema: Graph) -> None:
    graph = outline(tmp_path, schema)
    section = ID["report/small-2020/section/ii-a"]
    assert graph.value(section, HAB.heading) == Literal("全球", lang="zh")
    assert graph.value(section, HAB.number) == Literal("A")
    assert set(graph.objects(section, RDFS.label)) == {
        Literal("Section II.A", lang="en"),
        Literal("章节二.A", lang="zh"),
    }


def test_paragraph_has_the_digest_of_its_text(tmp_path: Path, schema: Graph) -> None:
    graph = outline(tmp_path, schema)
    passage = read_source(tmp_path / "report.txt").passages["2"]
    paragraph = ID["report/small-2020/paragraph/2"]
    assert graph.value(paragraph, HAB.digest) == Literal(passage.digest)


def test_no_text_of_the_report_is_in_its_outline(tmp_path: Path, schema: Graph) -> None:
    assert not [value for value in outline(tmp_path, schema).objects() if "第一段" in value]


def test_handwork_is_kept_and_what_is_converted_is_renewed() -> None:
    section, gone = ID["section/i"], ID["section/gone"]
    converted, existing = Graph(), Graph()
    converted.add((section, HAB.heading, Literal("新", lang="zh")))
    kept = (section, HAB.heading, Literal("Old", lang="en"))
    for triple in (kept, (section, HAB.heading, Literal("旧", lang="zh")), (gone, *kept[1:])):
        existing.add(triple)
    assert set(additions(existing, converted)) == {kept}


def test_converting_again_changes_nothing_and_keeps_handwork(tmp_path: Path) -> None:
    source, to = tmp_path / "report.txt", tmp_path / "small-2020" / "report.ttl"
    source.write_text(TEXT, "utf-8")
    arguments = ["report", str(source), "--to", str(to)]
    run = CliRunner().invoke
    assert run(convert, arguments).exit_code == 0
    by_hand = to.read_text("utf-8").replace(
        'hab:heading "引言"@zh', 'hab:heading "Introduction"@en , "引言"@zh'
    )
    to.write_text(by_hand, "utf-8")
    assert run(convert, arguments).exit_code == 0
    once = to.read_bytes()
    assert b'"Introduction"@en' in once
    assert run(convert, arguments).exit_code == 0
    assert to.read_bytes() == once


@pytest.mark.parametrize("kind", ["countries", "regions"])
def test_converted_table_keeps_its_description_and_names_that_people_added(
    tmp_path: Path, kind: str
) -> None:
    rows = {
        "countries": [country()],
        "regions": [
            region("001", "world", "", "World", "世界"),
            region("002", "region", "001", "Africa", "非洲"),
        ],
    }[kind]
    table, to = tmp_path / "table.csv", tmp_path / "reference" / f"{kind}.ttl"
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    run, arguments = CliRunner().invoke, [kind, str(table), "--to", str(to)]
    assert run(convert, arguments).exit_code == 0
    title = f'<{data_graph(to)}> <http://purl.org/dc/terms/title> "Table"@en .\n'
    thing = {"countries": country_iri("KEN"), "regions": region_iri("Africa")}[kind]
    name = f'<{thing}> <{SKOS.hiddenLabel}> "By hand"@en .\n'
    to.write_text(to.read_text("utf-8") + title + name, "utf-8")
    assert run(convert, arguments).exit_code == 0
    assert '"Table"@en' in to.read_text("utf-8")
    assert '"By hand"@en' in to.read_text("utf-8")
