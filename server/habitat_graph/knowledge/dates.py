"""The dates that a Chinese text states, each with the first and the last day it allows."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Precision = Literal["day", "month", "year"]

_THROUGH = r"至到–—\-"
_JOIN = rf"\s?[、和或及与{_THROUGH}]\s?"
_YEAR_NUMBER = r"(?:19|20)\d\d(?!\d)"
_MONTH_NUMBER = r"(?:1[0-2]|0?[1-9])(?!\d)"
_DAY_NUMBER = r"(?:[12]\d|3[01]|0?[1-9])(?!\d)"
# 2020 年代 is a decade; in 2019 年代表 the year is followed by another word.
_YEAR_SIGN = r"\s?年(?!代(?![表理替办]))"
_ONE_YEAR = rf"{_YEAR_NUMBER}{_YEAR_SIGN}"
_MONTHS = rf"{_MONTH_NUMBER}(?:{_JOIN}{_MONTH_NUMBER})*\s?月"
_DAYS = rf"{_DAY_NUMBER}(?:{_JOIN}{_DAY_NUMBER})*\s?日"
_DAYS_OF_MONTH = rf"{_MONTH_NUMBER}\s?月\s?{_DAYS}"
_NOT_IN_NUMBER = r"(?<![\d/.A-Za-z])(?<![A-Za-z\d]-)"
_THEN_DAY = rf"\s?{_DAY_NUMBER}\s?日"
_THEN_MONTH = rf"\s?{_MONTH_NUMBER}\s?月"

# After 日, 月 or 年 a list goes on only without a year of its own, for 2014-2019 年和 2020-2023 年
# are two; a period (至) goes on with one too.
_MENTION = re.compile(
    rf"""{_NOT_IN_NUMBER}(?:
    (?P<day>(?:{_ONE_YEAR}\s?)?{_DAYS_OF_MONTH}
        (?:{_JOIN}(?:{_DAYS_OF_MONTH}|{_DAYS})|\s?[{_THROUGH}]\s?{_ONE_YEAR}\s?{_DAYS_OF_MONTH})*)
    |(?P<month>(?:{_ONE_YEAR}\s?)?{_MONTHS}
        (?:{_JOIN}{_MONTHS}|\s?[{_THROUGH}]\s?{_ONE_YEAR}\s?{_MONTHS})*)(?!{_THEN_DAY})
    |(?P<year>{_YEAR_NUMBER}(?:/(?:\d{{4}}|\d\d)(?!\d)|(?:{_JOIN}{_YEAR_NUMBER})*){_YEAR_SIGN}
        (?:\s?[{_THROUGH}]\s?{_ONE_YEAR})*)(?!{_THEN_MONTH})
    )""",
    re.VERBOSE,
)
_PART = re.compile(
    rf"(?P<through>[{_THROUGH}/])|(?P<number>\d+)(?:\s?(?P<unit>[年月日]))?|(?P<also>[、和或及与])"
)


@dataclass(frozen=True)
class DateMention:
    """A date or a period as the text states it, at text[start:end].

    `first` and `last` are the earliest and the latest day it allows. `days` has every single day
    that a mention with day precision names or covers, in order; it is empty for months and years.
    `explicit_year` is False where the year is not in the text and the caller gave it.
    """

    start: int
    end: int
    first: date
    last: date
    precision: Precision
    explicit_year: bool
    days: tuple[date, ...] = ()


def dates(text: str, year: int | None = None) -> list[DateMention]:
    """Every day, month and year that the text states in Arabic numerals, in order.

    Dates joined by 至 or -, and days, months and years in a list that share one 年 or 月, are one
    mention. `year` completes dates such as 7 月 30 日; if it is None, they are left out. So is
    what no calendar has, such as 2 月 30 日. A year needs 年: the name of a document has none.
    """
    return list(_mentions(text, year))


def _mentions(text: str, year: int | None) -> Iterator[DateMention]:
    for match in _MENTION.finditer(text):
        explicit_year = re.match(_ONE_YEAR, match[0]) is not None or match["year"] is not None
        if not explicit_year and year is None:
            continue
        precision: Precision = "day" if match["day"] else "month" if match["month"] else "year"
        try:
            spans = _spans(match[0], precision, year)
        except ValueError:
            continue  # no calendar has this day
        first, last = spans[0][0], spans[-1][1]
        if first > last:
            continue
        days = tuple(day for span in spans for day in _days(*span)) if precision == "day" else ()
        yield DateMention(*match.span(), first, last, precision, explicit_year, days)


def _spans(mention: str, precision: Precision, year: int | None) -> list[tuple[date, date]]:
    """The periods that the mention joins, each as its first and last day."""
    spans: list[tuple[date, date]] = []
    stated: dict[str, int] = {} if year is None else {"year": year}
    goes_through = False
    for part, unit in _parts(mention, precision):
        if part["through"]:
            goes_through = True
        elif part["number"]:
            stated[unit] = _completed(int(part["number"]), stated.get("year"), unit)
            if unit == precision:
                first, last = _period(precision, stated)
                if goes_through:
                    first = spans.pop()[0]
                spans.append((first, last))
                goes_through = False
    return spans


def _parts(mention: str, precision: Precision) -> Iterator[tuple[re.Match[str], str]]:
    """The numbers and joining words of a mention, with each number's unit.

    A number without a unit of its own, such as the first one of 2018 和 2019 年, has the
    mention's unit.
    """
    units = {"年": "year", "月": "month", "日": "day", None: precision}
    for part in _PART.finditer(mention):
        yield part, units[part["unit"]]


def _completed(number: int, year: int | None, unit: str) -> int:
    """The number, with its century if it is the second year of 2020/21 年."""
    century = 100
    if unit == "year" and number < century and year is not None:
        return year - year % century + number
    return number


def _period(precision: Precision, stated: dict[str, int]) -> tuple[date, date]:
    year = stated["year"]
    if precision == "year":
        return date(year, 1, 1), date(year, 12, 31)
    month = stated["month"]
    if precision == "month":
        return date(year, month, 1), date(year, month, monthrange(year, month)[1])
    day = date(year, month, stated["day"])
    return day, day


def _days(first: date, last: date) -> Iterator[date]:
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)
