"""The numbers that a Chinese text states, in Arabic or in Chinese numerals."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_CONTEXT = 6

_ARABIC = r"(?:\d{1,3}(?:[ ,]\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_SCALES = {
    "万亿": 10**12,
    "千亿": 10**11,
    "百亿": 10**10,
    "十亿": 10**9,
    "千万": 10**7,
    "百万": 10**6,
    "亿": 10**8,
    "万": 10**4,
}
_SCALE = "|".join(_SCALES)
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")}
_DIGITS |= {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
# 百, 千, 万 and 亿 without a digit before them begin words (百姓, 千年, 万一), not numbers.
_CHINESE = "[零〇一二三四五六七八九十两][零〇一二三四五六七八九十百千万亿两]*"

_NUMBER = re.compile(
    rf"(?P<denominator>百|{_CHINESE})分之 ?(?P<numerator>{_ARABIC}|{_CHINESE})"
    rf"|(?P<arabic>{_ARABIC})(?: ?(?:(?P<percent>[%％])"
    # 1 亿 2 000 万 is one number; so is 100 多万, more than a million.
    rf"|[多余]?(?P<scale>{_SCALE})(?:(?<=亿) ?(?P<myriads>{_ARABIC}) ?万)?))?"
    r"|(?P<chinese>" + _CHINESE + r")(?:[多余](?P<chinese_scale>[万亿]))?"
)

# Words after a number that count things. 一 is part of so many words that fewer prove it a number.
_CLASSIFIERS = (
    "个(?!别|体)|项(?!目)|次(?!级|要)|名(?!称|义|单|录)|位(?!置|于)|届|天(?!然|气)"
    "|年(?!轻|龄|度)|份(?!额)|种(?!族|植|子)|套|座(?!谈)|家(?!庭|园|具|长)|场(?!所|地|景|合)"
    "|类(?!别|型|似)|方(?!面|案|法|式|向|针)|条|期|组(?!织|成|合)|倍|件|户|轮|周"
)
_CLASSIFIERS_AFTER_SEVERAL = (
    _CLASSIFIERS + "|[多几余]|人(?!类|权|道|口|居)|级|层|所|批|本|月|日|章|节|段|代|起|小时|分钟|岁"
)
_COUNTED_ONE = re.compile(rf" ?(?:{_CLASSIFIERS})")
_COUNTED = re.compile(rf" ?(?:[多余] ?)?(?:{_CLASSIFIERS_AFTER_SEVERAL})")
_WORDS_ENDING_IN_ONE = "统单唯同专划逐之万进合不"

_CODE = re.compile(r"[A-Za-z\d]+(?:[./(-][A-Za-z\d]+\)?)*")
_SIGN_OF_CODE = re.compile(r"[A-Za-z/(]|\..*\.")
_ORDINAL = re.compile(r"第 ?$")
# 第 41 和 92 段, 第 56/205 和 56/206 号: what 第 says of the first number holds for the second.
_SAME_ORDINAL = re.compile(r" ?[、和及与或至到./(-] ?")


@dataclass(frozen=True)
class Figure:
    """A number as the text states it, at text[start:end].

    `text` has the number with its 万, 亿 or %, but without the word that says what is counted;
    `value` is in base units (2 690 万 is 26900000), or in hundredths where `is_percent`.
    `before` and `after` are the (at most six) characters on either side, where words such as 约,
    多 and 以上 stand; the 多 of 100 多万 stands in `text`.

    `is_ordinal`: 第 stands before it. `is_chinese`: it is written in Chinese numerals, so that 一
    may be no more than an article. `is_part_of_code`: it belongs to a name with letters, slashes
    or brackets, such as COVID-19, 73/239 and 2250(2015), and counts nothing.
    """

    start: int
    end: int
    value: Decimal
    is_percent: bool
    before: str
    after: str
    text: str
    is_ordinal: bool = False
    is_chinese: bool = False
    is_part_of_code: bool = False


def figures(text: str) -> list[Figure]:
    """Every number the text states, in order, those in dates and in names included.

    Chinese numerals count where 第 stands before them, where they have more than one character
    (二十七), or where a counting word follows (三次): 一起, 统一 and 进一步 state no number.
    """
    found: list[Figure] = []
    codes = list(_codes(text))
    for match in _NUMBER.finditer(text):
        start, end = match.span()
        value = _value(match)
        is_ordinal = _is_ordinal(text, start, found)
        if value is None or not (is_ordinal or _states_number(text, match)):
            continue
        figure = Figure(
            start=start,
            end=end,
            value=value,
            is_percent=match["percent"] is not None or match["denominator"] == "百",
            before=text[max(0, start - _CONTEXT) : start],
            after=text[end : end + _CONTEXT],
            text=match[0],
            is_ordinal=is_ordinal,
            is_chinese=match["arabic"] is None,
            is_part_of_code=any(start < code_end and end > first for first, code_end in codes),
        )
        found.append(figure)
    return found


def _codes(text: str) -> Iterator[tuple[int, int]]:
    for match in _CODE.finditer(text):
        if _SIGN_OF_CODE.search(match[0]):
            yield match.span()


def _is_ordinal(text: str, start: int, found: list[Figure]) -> bool:
    if _ORDINAL.search(text, max(0, start - 2), start):
        return True
    if not found or not found[-1].is_ordinal:
        return False
    return _SAME_ORDINAL.fullmatch(text, found[-1].end, start) is not None


def _states_number(text: str, match: re.Match[str]) -> bool:
    numeral = match["chinese"]
    if numeral is None or len(numeral) > 1 or match["chinese_scale"]:
        return True
    if numeral == "一":
        in_word = text[max(0, match.start() - 1) : match.start()] in tuple(_WORDS_ENDING_IN_ONE)
        return not in_word and _COUNTED_ONE.match(text, match.end()) is not None
    return _COUNTED.match(text, match.end()) is not None


def _value(match: re.Match[str]) -> Decimal | None:
    """The number's value, or None where its characters make no number."""
    if match["denominator"]:
        return _fraction(match["denominator"], match["numerator"])
    if match["chinese"]:
        value = _chinese_value(match["chinese"])
        scale = _MYRIADS[match["chinese_scale"]] if match["chinese_scale"] else 1
        return None if value is None else value * scale
    value = _arabic_value(match["arabic"]) * _SCALES.get(match["scale"] or "", 1)
    if match["myriads"]:
        value += _arabic_value(match["myriads"]) * _SCALES["万"]
    return _plain(value)


def _fraction(denominator: str, numerator: str) -> Decimal | None:
    """百分之四十 is 40 (per cent); 四分之三 is 0.75."""
    value = _arabic_value(numerator) if numerator[0].isdecimal() else _chinese_value(numerator)
    if denominator == "百" or value is None:
        return value
    divisor = _chinese_value(denominator)
    return _plain(value / divisor) if divisor else None


def _arabic_value(numeral: str) -> Decimal:
    return Decimal(numeral.replace(" ", "").replace(",", ""))


def _plain(value: Decimal) -> Decimal:
    """The same value without zeros after the point, and without an exponent."""
    return value.to_integral_value() if value == value.to_integral_value() else value.normalize()


def _chinese_value(numeral: str) -> Decimal | None:
    """The value of a Chinese numeral; None for a string of digits (三四个 says three or four)."""
    total = below_myriad = 0
    digit: int | None = None
    for character in numeral:
        if character in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[character]
        elif character in _TENS:
            below_myriad += (digit or 1) * _TENS[character]
            digit = None
        else:
            total += (below_myriad + (digit or 0)) * _MYRIADS[character]
            below_myriad, digit = 0, None
    return Decimal(total + below_myriad + (digit or 0))
