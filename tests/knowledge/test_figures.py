"""Numbers are found as the text states them, with their value."""

from decimal import Decimal
from pathlib import Path

import pytest

from habitat_graph.knowledge.dates import dates
from habitat_graph.knowledge.figures import Figure, figures
from habitat_graph.knowledge.source import read_source


def found(text: str) -> list[tuple[str, str]]:
    return [(figure.text, str(figure.value)) for figure in figures(text)]


@pytest.mark.parametrize(
    ("text", "number", "value"),
    [
        ("124 个会员国", "124", "124"),
        ("24 000 名用户", "24 000", "24000"),
        ("300 000 个家庭", "300 000", "300000"),
        ("24,000 名用户", "24,000", "24000"),
        ("4000个城市", "4000", "4000"),
        ("550 万美元", "550 万", "5500000"),
        ("2 690 万美元", "2 690 万", "26900000"),
        ("1.135 亿美元", "1.135 亿", "113500000"),
        ("50万年轻人", "50万", "500000"),
        ("20亿美元", "20亿", "2000000000"),
        ("1.5 万亿美元", "1.5 万亿", "1500000000000"),
        ("1 亿 2 000 万人", "1 亿 2 000 万", "120000000"),
        ("100 多万用户", "100 多万", "1000000"),
        ("1 000 多人", "1 000", "1000"),
        ("40%以上", "40%", "40"),
        ("63.1%的收入", "63.1%", "63.1"),
        ("具体目标 11.7 的工具", "11.7", "11.7"),
        ("四位国家元首", "四", "4"),
        ("三次会议", "三", "3"),
        ("两份指导文件", "两", "2"),
        ("国家和城市两级", "两", "2"),
        ("五名获奖者", "五", "5"),
        ("为期三天", "三", "3"),
        ("四年期报告", "四", "4"),
        ("行动十年的加速器", "十", "10"),
        ("三个月", "三", "3"),
        ("十多个国家", "十", "10"),
        ("二十七个", "二十七", "27"),
        ("共三十六", "三十六", "36"),
        ("一百名", "一百", "100"),
        ("一千零五十项", "一千零五十", "1050"),
        ("三十多万人", "三十多万", "300000"),
        ("一亿二千万人", "一亿二千万", "120000000"),
        ("四分之三", "四分之三", "0.75"),
        ("一次会议", "一", "1"),
        ("另一个里程碑", "一", "1"),
    ],
)
def test_number_has_its_value_in_base_units(text: str, number: str, value: str) -> None:
    assert found(text) == [(number, value)]


@pytest.mark.parametrize(
    "text",
    [
        *("一起", "进一步", "之一", "统一", "一些", "一致", "一直", "一系列", "一部分", "一站式"),
        *("统一方案", "统一年度", "之一个", "这一方面", "这一项目", "下一代", "国家一级", "一体化"),
        *("人居三", "多民族", "多个", "各次", "几位部长", "千年发展目标", "万一", "百姓", "三四个"),
        *("两者", "三人权", "两性"),
    ],
)
def test_word_is_no_number(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("第 18 段", ["18"]),
        ("第十届会议", ["10"]),
        ("第二十七次会议", ["27"]),
        ("第一年", ["1"]),
        ("第 1.1 号决议", ["1.1"]),
        ("第 1/3 号决定", ["1", "3"]),
        ("第 41 和 92 段", ["41", "92"]),
        ("第 56/205 和 56/206 号决议", ["56", "205", "56", "206"]),
        ("第2250(2015)号决议", ["2250", "2015"]),
    ],
)
def test_number_after_di_is_an_ordinal(text: str, values: list[str]) -> None:
    assert [str(figure.value) for figure in figures(text) if figure.is_ordinal] == values


def test_ordinal_ends_with_its_list() -> None:
    flags = [figure.is_ordinal for figure in figures("第十届会议有 169 个国家、三次会议")]
    assert flags == [True, False, False]


@pytest.mark.parametrize(
    "text",
    ["COVID-19", "73/239", "A/73/307", "HSP/HA.1/HLS.2", "11.a.1", "C40", "2250(2015)", "1.2.3"],
)
def test_number_in_a_name_is_part_of_a_code(text: str) -> None:
    codes = [figure.is_part_of_code for figure in figures(f"关于{text}的")]
    assert codes
    assert all(codes)


@pytest.mark.parametrize("text", ["目标 11.1", "63.1%", "24 000", "10-20 个", "(40)", "约150万"])
def test_number_beside_a_point_or_a_dash_may_count(text: str) -> None:
    assert not any(figure.is_part_of_code for figure in figures(text))


def test_percent_is_in_hundredths() -> None:
    [written, spoken] = figures("增加 40%，即百分之四十")
    assert (written.is_percent, spoken.is_percent) == (True, True)
    assert written.value == spoken.value == Decimal(40)


def test_figure_has_its_place_and_what_stands_around_it() -> None:
    assert figures("估计增加约 150 万次洗手。") == [
        Figure(
            start=6,
            end=11,
            value=Decimal(1500000),
            is_percent=False,
            before="估计增加约 ",
            after="次洗手。",
            text="150 万",
        )
    ]


def test_chinese_numeral_is_marked() -> None:
    assert [figure.is_chinese for figure in figures("一个平台，20 个国家")] == [True, False]


def test_report_states_its_figures(source_path: Path) -> None:
    counted = []
    for passage in read_source(source_path).passages.values():
        days = [(mention.start, mention.end) for mention in dates(passage.text, 2020)]
        for figure in figures(passage.text):
            in_date = any(figure.start < end and figure.end > start for start, end in days)
            if not (in_date or figure.is_ordinal or figure.is_chinese or figure.is_part_of_code):
                counted.append((passage.name, figure.text))
    of_paragraph = {name: [text for at, text in counted if at == name] for name, _ in counted}
    assert of_paragraph["10"] == ["2 690 万", "1.135 亿", "3 900 万", "1.153 亿", "6 520 万"]
    assert of_paragraph["25"] == ["169", "13 000", "1 000", "43"]
    assert of_paragraph["54"] == ["4000", "20亿"]
    assert of_paragraph["80"] == ["550万", "2亿", "400万"]


def test_every_arabic_digit_of_the_report_is_in_a_figure(source_path: Path) -> None:
    for passage in read_source(source_path).passages.values():
        inside = {at for item in figures(passage.text) for at in range(item.start, item.end)}
        digits = {at for at, character in enumerate(passage.text) if character in "0123456789"}
        assert digits <= inside, passage.name
