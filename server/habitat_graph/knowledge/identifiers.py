"""The spellings of codes and foreign IRIs, brought to one key each."""

import re
from collections.abc import Iterator

from habitat_graph.knowledge.folding import tokens

_SITES = (
    # A page about a thing and the IRI of the thing differ in path, but not in the number.
    (
        re.compile(r"(?:[a-z]+\.)?wikidata\.org/(?:entity|wiki|wiki/special:entitydata)/(q\d+)"),
        "wd",
    ),
    (re.compile(r"(?:[a-z]+\.)?geonames\.org/(\d+)"), "geonames"),
    (re.compile(r"(?:wd|wikidata):\s*(q\d+)"), "wd"),
    (re.compile(r"(q\d+)$"), "wd"),
    (re.compile(r"(?:gn|geonames):\s*(\d+)"), "geonames"),
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://(?:www\.)?", re.IGNORECASE)
_DOCUMENT_SITE = re.compile(
    r"(?:(?:www\.)?undocs\.org|docs\.un\.org)/(?:(?:ar|zh|en|fr|ru|es)/)?", re.IGNORECASE
)
_YEAR = re.compile(r"\s*\(\d{4}\)\s*$")
_RESOLUTION = re.compile(
    r"(?:(?:un\s+)?(?:general assembly|unga|ga|大会|联大)\s*)?(?:resolution|res\.?|第)\s*"
    r"(\d+\s*/\s*\d+)\s*(?:号决议)?$",
    re.IGNORECASE,
)
_COUNCIL_RESOLUTION = re.compile(
    r"(?:(?:un\s+)?(?:security council|unsc|sc|安全理事会|安理会)\s*)"
    r"(?:resolution|res\.?|第)\s*(\d+)\s*(?:\(\d{4}\))?\s*(?:号决议)?$",
    re.IGNORECASE,
)
_GOAL = re.compile(
    r"(?:(?:un\s+)?(?:sdgs?|ods|odd|цур|可持续发展目标)\s*)?"
    r"(?:goal|target|indicator|objetivo|meta|objectif|cible|цель|задача|目标|具体目标|指标|هدف)?\s*"
    r"(\d{1,2}(?:\.[0-9a-z]{1,2}){0,2})$",
    re.IGNORECASE,
)
_M49 = re.compile(r"(?:m49|un\s*m49|iso(?:[ -]3166)?(?:-1)?)\s*[:# ]\s*(\w+)$", re.IGNORECASE)
_M49_LENGTH = 3


def foreign_key(iri: str) -> str:
    """The key of a foreign IRI: its scheme, “www.” and a last slash do not count."""
    bare = _SCHEME.sub("", iri.strip()).rstrip("/")
    for pattern, name in _SITES:
        found = pattern.match(bare.lower())
        if found:
            return f"{name}:{found[1]}"
    return bare


def code_key(code: str) -> str:
    """The key of a code: only its letters and numbers count, and where one ends."""
    return " ".join(tokens(code))


def code_keys(code: str) -> set[str]:
    """The keys under which a code is to be found; a document's year may be left out."""
    return {code_key(code), code_key(_YEAR.sub("", code))}


def spellings(text: str) -> Iterator[str]:
    """The keys of the codes that `text` may be, the likeliest first."""
    bare = _DOCUMENT_SITE.sub("", _SCHEME.sub("", text.strip()))
    yield code_key(bare)
    yield code_key(_YEAR.sub("", bare))
    for pattern, prefix in (
        (_RESOLUTION, "a res "),
        (_COUNCIL_RESOLUTION, "s res "),
        (_M49, ""),
        (_GOAL, ""),
    ):
        found = pattern.match(bare)
        if found:
            yield prefix + code_key(found[1])
    if bare.isdecimal():
        # Spreadsheets drop the zeros that M49 codes begin with.
        yield bare.zfill(_M49_LENGTH)
