"""Brings words to one form, so that spellings of the same name meet."""

import re
import unicodedata
from functools import cache

from opencc import OpenCC

_LETTERS = str.maketrans(
    {
        "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th",
        "ة": "ه", "ى": "ي", "ـ": None, "&": " and ", "'": "", "’": "", "ʼ": "", "‘": "", "`": "",
    }
)  # fmt: skip
_WORDS = {
    "st": "saint",
    "ste": "sainte",
    "rep": "republic",
    "dem": "democratic",
    "is": "islands",
    "natl": "national",
    "intl": "international",
    "govt": "government",
    "univ": "university",
    "organisation": "organization",
    "organisations": "organizations",
    "program": "programme",
    "programs": "programmes",
    "center": "centre",
}
_STOP_WORDS = frozenset(
    (
        *("a", "an", "and", "for", "in", "of", "on", "the", "to"),
        *("d", "de", "del", "des", "du", "e", "el", "en", "et"),
        *("l", "la", "las", "le", "les", "los", "y"),
        *("в", "и", "о", "по"),
    )
)
_QUALIFIERS = (
    ("united", "nations"),
    ("un",),
    ("the", "government", "of"),
    ("government", "of"),
    ("city", "of"),
)
_QUALIFIER_ZH = "联合国"
_CJK = "\u2e80-\u2fff\u3005-\u3007\u3041-\u30fa\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_TOKEN = re.compile(rf"[{_CJK}]+|[^\W_{_CJK}]+")
_CJK_RUN = re.compile(rf"[{_CJK}]+")
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?")
_LOOSE_BLANK = re.compile(r"(?<!\d) | (?!\d)")


def tokens(text: str) -> tuple[str, ...]:
    """The words of `text`, folded; Chinese, which has no blanks, stays in unbroken runs.

    Case, diacritics, punctuation, ligatures, Arabic carriers, the script of Chinese and common
    abbreviations do not count.
    """
    whole = _DOTTED.sub(lambda found: found[0].replace(".", ""), simplified(text))
    decomposed = unicodedata.normalize("NFKD", whole.casefold().translate(_LETTERS))
    plain = "".join(mark for mark in decomposed if not unicodedata.category(mark).startswith("M"))
    found = _TOKEN.findall(unicodedata.normalize("NFC", plain).casefold().translate(_LETTERS))
    return tuple(_WORDS.get(word, word) for word in found)


def simplified(text: str) -> str:
    """The text with its Traditional Chinese characters in Simplified form: 聯合國 is 联合国."""
    return _simplifier().convert(text) if _CJK_RUN.search(text) else text


@cache
def _simplifier() -> OpenCC:
    return OpenCC("t2s")


def compact(words: tuple[str, ...]) -> str:
    """The words as one string without blanks, save between two numbers: 11.7 is not 117."""
    return _LOOSE_BLANK.sub("", " ".join(words))


def bag(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words that count, in no order: “Korea, Republic of” is “Republic of Korea”."""
    return tuple(sorted(weighty(words)))


def weighty(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words without articles and the like; all of them where nothing else is left."""
    return tuple(word for word in words if word not in _STOP_WORDS) or words


def unqualified(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words without what says merely whose the thing is: “联合国人居署” is “人居署”.

    The same words where nothing of the kind stands before them.
    """
    for qualifier in _QUALIFIERS:
        if words[: len(qualifier)] == qualifier and len(words) > len(qualifier):
            return words[len(qualifier) :]
    if words and words[0].startswith(_QUALIFIER_ZH) and words[0] != _QUALIFIER_ZH:
        return (words[0].removeprefix(_QUALIFIER_ZH), *words[1:])
    return words


def is_cjk(word: str) -> bool:
    """Whether a token is a run of Chinese."""
    return _CJK_RUN.match(word) is not None


def bigrams(run: str) -> set[str]:
    """The pairs of neighbouring characters in a run; the run itself where it has but one."""
    return {run[at : at + 2] for at in range(len(run) - 1)} or {run}
