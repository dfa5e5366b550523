"""The report is read whole, and in the one form that quotations are taken from."""

import re
import unicodedata
from pathlib import Path

import pytest

from habitat_graph.knowledge.source import Heading, Source, normalised, read_source
from habitat_graph.problems import HabitatError

SMALL = """

第一届会议

临时议程* 项目 3

秘书长的报告

摘要

本报告根据第 [1/2](#) 号决议提交。

它有两段。

* [A/1/2](#)。

一. 引言

1. 城市在增长，预算也在

增长。

2. 第一句话到页末为止。

第二句话在下一页。

二. 活动

A. 全球

世界城市论坛

3. 论坛由联盟¹共同举办，

¹ 联盟包括两个
机构。

B 计划也在其中。

三. 建议

4. 请各国继续努力。
"""


def read(folder: Path, text: str | bytes) -> Source:
    path = folder / "report.txt"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_source(path)


@pytest.fixture
def small(tmp_path: Path) -> Source:
    return read(tmp_path, SMALL)


def refusal(folder: Path, text: str | bytes) -> HabitatError:
    with pytest.raises(HabitatError) as caught:
        read(folder, text)
    return caught.value


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["城市", "发展"], "城市发展"),
        (["安全、", "", "可持续"], "安全、可持续"),
        (["包容，", "《议程》"], "包容，《议程》"),
        (["自 2020", "年以来"], "自 2020 年以来"),
        (["人居署", "", "COVID-19 计划"], "人居署 COVID-19 计划"),
        (["UN", "Habitat"], "UN Habitat"),
        (["  第 \t 18\u00a0段\u3000"], "第 18 段"),
        (["第 [73/239](#) 号", "([A/73/307](#))"], "第 73/239 号 (A/73/307)"),
        (["根据[决议](https://example.org/a)", "提交"], "根据决议提交"),
        (["第2250(2015)号"], "第2250(2015)号"),
        (["[注](见下文)"], "[注](见下文)"),
        (["e\u0301cole"], "\u00e9cole"),
        ([], ""),
    ],
)
def test_text_has_one_normal_form(lines: list[str], text: str) -> None:
    assert normalised(lines) == text
    assert normalised([text]) == text


def test_title_page_is_one_passage_with_its_note(small: Source) -> None:
    assert small.passages["title"].text == "第一届会议临时议程* 项目 3 秘书长的报告 * A/1/2。"


def test_summary_is_one_passage(small: Source) -> None:
    assert small.passages["summary"].text == "本报告根据第 1/2 号决议提交。它有两段。"


def test_paragraph_stands_without_its_number(small: Source) -> None:
    assert small.passages["4"].text == "请各国继续努力。"


def test_page_break_inside_a_sentence_does_not_end_a_paragraph(small: Source) -> None:
    assert small.passages["1"].text == "城市在增长，预算也在增长。"


def test_page_break_between_sentences_does_not_end_a_paragraph(small: Source) -> None:
    assert small.passages["2"].text == "第一句话到页末为止。第二句话在下一页。"


def test_footnote_interrupts_a_paragraph(small: Source) -> None:
    assert small.passages["3"].text == "论坛由联盟¹共同举办， B 计划也在其中。"
    assert small.passages["footnote-1"].text == "联盟包括两个机构。"


def test_headings_make_the_outline(small: Source) -> None:
    assert small.headings == (
        Heading(1, "一", "引言", "1"),
        Heading(1, "二", "活动", "3"),
        Heading(2, "A", "全球", "3"),
        Heading(3, "", "世界城市论坛", "3"),
        Heading(1, "三", "建议", "4"),
    )


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("title", []),
        ("2", ["引言"]),
        ("3", ["活动", "全球", "世界城市论坛"]),
        ("footnote-1", []),
        ("4", ["建议"]),
    ],
)
def test_passage_knows_the_headings_above_it(small: Source, name: str, path: list[str]) -> None:
    assert [heading.text for heading in small.passages[name].heading_path] == path


def test_digest_is_sha256_of_the_text(small: Source) -> None:
    digest = "31f39a95f2625c3768811aa22022f2c462f34b1c9603c62ab6e20b9336626a7a"
    assert small.passages["4"].digest == digest


def test_line_ends_and_byte_order_mark_change_nothing(tmp_path: Path, small: Source) -> None:
    windows = b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode()
    assert read(tmp_path, windows).passages == small.passages


def test_blank_lines_between_starts_are_not_needed(tmp_path: Path, small: Source) -> None:
    dense = SMALL.replace("\n\n2.", "\n2.").replace("\n\n二.", "\n二.").replace("\n\nA.", "\nA.")
    assert read(tmp_path, dense).passages == small.passages


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(HabitatError, match=r"nowhere\.txt.*No such file.*HABITAT_SOURCE"):
        read_source(tmp_path / "nowhere.txt")


def test_folder_is_no_report(tmp_path: Path) -> None:
    with pytest.raises(HabitatError, match="cannot be read"):
        read_source(tmp_path)


def test_wrong_encoding_is_found_with_its_place(tmp_path: Path) -> None:
    error = refusal(tmp_path, "摘要\n\n".encode() + "报告".encode("gb18030"))
    assert error.line == 3
    assert "offset 8" in error.message


def test_gap_in_the_numbering_is_found_with_its_line(tmp_path: Path) -> None:
    error = refusal(tmp_path, SMALL.replace("2. 第一句", "5. 第一句"))
    assert error.message == "Paragraph 2 should stand here, but the text has 5."
    assert error.line == SMALL[: SMALL.index("2. 第一句")].count("\n") + 1


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "no line “摘要”"),
        ("1. 一段。", "no line “摘要”"),
        ("摘要\n\n本报告。", "no paragraph “1.”"),
        (SMALL + "\n四. 结论\n", "“结论” has no paragraph"),
        (SMALL.replace("3. 论坛", "论坛"), "“全球” a paragraph should begin"),
        (SMALL + "\n¹ 又一个脚注。\n", "two footnotes ¹"),
    ],
)
def test_what_is_not_the_report_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    error = refusal(tmp_path, text)
    assert problem in error.message
    assert error.exit_code == 2


@pytest.fixture(scope="module")
def report(source_path: Path) -> Source:
    return read_source(source_path)


def test_report_has_its_paragraphs_in_order(report: Source) -> None:
    paragraphs = [str(number) for number in range(1, 83)]
    names = [name for name in report.passages if name != "footnote-1"]
    assert names == ["title", "summary", *paragraphs]


def test_every_passage_of_the_report_ends_its_sentence(report: Source) -> None:
    assert [name for name, passage in report.passages.items() if passage.text[-1] != "。"] == []


def test_report_outline_is_known(report: Source) -> None:
    outline = [(heading.number, heading.first_paragraph) for heading in report.headings]
    numbered = [item for item in outline if item[0]]
    assert numbered == [
        *(("一", "1"), ("二", "3"), ("A", "3"), ("B", "4"), ("C", "6"), ("D", "8"), ("三", "9")),
        *(("四", "12"), ("A", "12"), ("B", "25"), ("C", "36")),
        *(("五", "40"), ("A", "40"), ("B", "46"), ("C", "59"), ("D", "66"), ("六", "77")),
    ]
    unnumbered = [paragraph for number, paragraph in outline if not number]
    assert unnumbered == ["25", "28", "29", "31", "35", "67", "70", "71", "74", "76"]


def test_footnote_mark_stays_where_it_stands(report: Source) -> None:
    assert [name for name, passage in report.passages.items() if "¹" in passage.text] == ["73"]
    assert report.passages["76"].text.endswith("参与程度。")
    assert report.passages["77"].heading_path[-1].number == "六"


def test_nothing_of_the_report_is_lost_or_moved(report: Source) -> None:
    title, _, note = report.passages["title"].text.rpartition("*")
    parts = [title, "摘要", report.passages["summary"].text, "*", note]
    for name, passage in report.passages.items():
        if name in {"title", "summary"}:
            continue
        for heading in report.headings:
            if heading.first_paragraph == name:
                parts += [heading.number, "." * bool(heading.number), heading.text]
        parts += ["¹" if name == "footnote-1" else f"{name}.", passage.text]
    whole = unicodedata.normalize("NFC", report.path.read_text(encoding="utf-8"))
    without_links = re.sub(r"[\[\]]|\(#\)", "", whole)
    assert re.sub(r"\s", "", "".join(parts)) == re.sub(r"\s", "", without_links)
