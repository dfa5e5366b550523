"""Dates are found as the text states them, and are as wide as it allows."""

import re
from datetime import date
from pathlib import Path

import pytest

from habitat_graph.knowledge.dates import DateMention, dates
from habitat_graph.knowledge.source import read_source


def found(text: str, year: int | None = None) -> list[tuple[str, str, str, str]]:
    return [
        (text[item.start : item.end], str(item.first), str(item.last), item.precision)
        for item in dates(text, year)
    ]


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("2018 年 12 月 20 日", "2018-12-20", "2018-12-20", "day"),
        ("2018年12月20日", "2018-12-20", "2018-12-20", "day"),
        ("2019 年 5 月 27 日至 31 日", "2019-05-27", "2019-05-31", "day"),
        ("2019 年 5 月 27-31 日", "2019-05-27", "2019-05-31", "day"),
        ("2019 年 11 月 19 日和 20 日", "2019-11-19", "2019-11-20", "day"),
        ("2019 年 5 月 27 日至 6 月 2 日", "2019-05-27", "2019-06-02", "day"),
        ("2018 年 12 月 30 日至 2019 年 1 月 2 日", "2018-12-30", "2019-01-02", "day"),
        ("2019 年 5 月", "2019-05-01", "2019-05-31", "month"),
        ("2020年2月", "2020-02-01", "2020-02-29", "month"),
        ("2019 年 4 月或 5 月", "2019-04-01", "2019-05-31", "month"),
        ("2020 年 5 月至 7 月", "2020-05-01", "2020-07-31", "month"),
        ("2020 年 5-7 月", "2020-05-01", "2020-07-31", "month"),
        ("2019 年 11 月至 2020 年 2 月", "2019-11-01", "2020-02-29", "month"),
        ("2019 年", "2019-01-01", "2019-12-31", "year"),
        ("2018 和 2019 年", "2018-01-01", "2019-12-31", "year"),
        ("2020/21 年", "2020-01-01", "2021-12-31", "year"),
        ("2020/2021 年", "2020-01-01", "2021-12-31", "year"),
        ("2020-2023 年", "2020-01-01", "2023-12-31", "year"),
        ("2014至2019年", "2014-01-01", "2019-12-31", "year"),
        ("2018 年至 2020 年", "2018-01-01", "2020-12-31", "year"),
    ],
)
def test_date_is_one_mention(text: str, first: str, last: str, precision: str) -> None:
    assert found(f"自{text}，城市") == [(text, first, last, precision)]


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        (
            "于 2018 年 9 月 20 日、2018 年 12 月 6 日、2019 年 4 月 10 日举行",
            ["2018 年 9 月 20 日", "2018 年 12 月 6 日", "2019 年 4 月 10 日"],
        ),
        ("2014-2019 年和 2020-2023 年期间", ["2014-2019 年", "2020-2023 年"]),
        ("2018 年年度进展报告", ["2018 年"]),
        ("截至 2019 年年底,30 个城市", ["2019 年"]),
        ("2020 年 1 890 万美元", ["2020 年"]),
        ("占 2020 年预算的 25.9%和 2019 年收入", ["2020 年", "2019 年"]),
        ("《2030 年议程》", ["2030 年"]),
        ("2020年10月举行的2020年市长论坛", ["2020年10月", "2020年"]),
        ("2019 年代表所有区域", ["2019 年"]),
        ("2018 年至 2019 年 5 月", ["2018 年", "2019 年 5 月"]),
        ("2019 年 4 月和 5 月 10 日", ["2019 年 4 月"]),
        ("2019 年 5 月 3 日和 20 个国家", ["2019 年 5 月 3 日"]),
        ("2020 年第一次会议", ["2020 年"]),
        ("2019 年 13 月", ["2019 年"]),
    ],
)
def test_mentions_stand_apart(text: str, mentions: list[str]) -> None:
    assert [mention for mention, *_ in found(text)] == mentions


@pytest.mark.parametrize(
    "text",
    [
        *("行动十年", "2 年", "多年", "每两年一度", "20 亿美元", "21 世纪", "三个月", "3 个月"),
        *("第 2019/4 号决定", "第2250(2015)号决议", "2 000 年", "12019 年", "2020 年代"),
        *("2019 年 2 月 30 日", "2019 年 5 月 31 日至 27 日", "A/2019 年"),
    ],
)
def test_other_numbers_are_no_dates(text: str) -> None:
    assert found(text) == []


def test_day_without_a_year_takes_the_callers() -> None:
    [mention] = dates("会议后于 7 月 30 日复会", 2020)
    day = date(2020, 7, 30)
    assert mention == DateMention(5, 13, day, day, "day", explicit_year=False, days=(day,))


def test_day_without_a_year_is_left_out_where_none_is_given() -> None:
    assert found("于 7 月 30 日复会") == []


def test_callers_year_does_not_touch_a_stated_one() -> None:
    [mention] = dates("2019 年 5 月", 2020)
    assert (mention.first.year, mention.explicit_year) == (2019, True)


def test_days_of_a_list_are_those_it_names() -> None:
    [mention] = dates("2018 年 9 月 20 日、22 日和 10 月 6 日")
    assert mention.days == (date(2018, 9, 20), date(2018, 9, 22), date(2018, 10, 6))


def test_days_of_a_period_are_all_it_covers() -> None:
    [mention] = dates("2020 年 2 月 27 日至 3 月 1 日")
    assert [day.day for day in mention.days] == [27, 28, 29, 1]


def test_months_and_years_name_no_days() -> None:
    assert [mention.days for mention in dates("2018 年，2019 年 5 月")] == [(), ()]


def test_every_year_of_the_report_is_in_a_mention(source_path: Path) -> None:
    for passage in read_source(source_path).passages.values():
        mentions = dates(passage.text)
        for year in re.finditer(r"(?:19|20)\d\d ?年|\d ?月|\d ?日", passage.text):
            inside = any(item.start <= year.start() < item.end for item in mentions)
            yearless = "7 月 30 日" in passage.text[year.start() - 6 : year.end() + 6]
            assert inside or yearless, passage.text[year.start() - 6 : year.end() + 6]


def test_one_day_of_the_report_needs_its_year(source_path: Path) -> None:
    paragraph = read_source(source_path).passages["7"].text
    given = [item for item in dates(paragraph, 2020) if not item.explicit_year]
    assert [paragraph[item.start : item.end] for item in given] == ["7 月 30 日"]
