"""How Turtle spells one IRI or literal, the one way, and how such spellings are sorted."""

import re
from collections.abc import Iterable

from rdflib import RDF, XSD, Literal, URIRef

# https://www.w3.org/TR/turtle/#grammar-production-PN_LOCAL without its escapes.
_START = (
    "A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NEXT = _START + "\\-0-9\u00b7\u0300-\u036f\u203f\u2040"
_LOCAL = re.compile(f"(?:[{_START}:0-9](?:[{_NEXT}.:]*[{_NEXT}:])?)?")

# https://www.w3.org/TR/turtle/#abbrev: the forms in which the parser finds the same datatype.
_SHORT = {
    XSD.integer: re.compile(r"[+-]?[0-9]+"),
    XSD.decimal: re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD.double: re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]+"),
    XSD.boolean: re.compile(r"true|false"),
}

_ESCAPES = {code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F) if code != ord("\n")} | {
    ord("\\"): "\\\\",
    ord("\t"): "\\t",
    ord("\r"): "\\r",
    ord("\b"): "\\b",
    ord("\f"): "\\f",
}

_DIGITS = re.compile(r"([0-9]+)")

NaturalKey = tuple[tuple[str | tuple[int, str], ...], str]


def natural(text: str) -> NaturalKey:
    """A sort key under which `paragraph/9` comes before `paragraph/10`."""
    parts = enumerate(_DIGITS.split(text))
    return tuple(_magnitude(part) if place % 2 else part for place, part in parts), text


def _magnitude(digits: str) -> tuple[int, str]:
    # Longer is larger; int() would refuse very long numbers.
    significant = digits.lstrip("0")
    return len(significant), significant


def language_key(language: str) -> tuple[int, str]:
    """A sort key of language tags: English, Chinese, then the others by their tag."""
    tag = language.lower()
    return ({"en": 0, "zh": 1}.get(tag.partition("-")[0], 2), tag)


def short_datatype(text: str) -> URIRef | None:
    """The datatype of a number, `true` or `false` written without quotes; None for other text."""
    return next((datatype for datatype, form in _SHORT.items() if form.fullmatch(text)), None)


class Notation:
    """Spells terms with the given prefixes, and remembers which of them it used."""

    def __init__(self, prefixes: Iterable[tuple[str, str]]) -> None:
        # The longest namespace first, so that the shortest name is found.
        self._prefixes = sorted(prefixes, key=lambda pair: (-len(pair[1]), pair))
        self._spellings: dict[str, str] = {}
        self._used: set[tuple[str, str]] = set()

    def iri(self, iri: URIRef) -> str:
        """The IRI as a prefixed name where that needs no escape, else in full."""
        spelling = self._spellings.get(iri)
        if spelling is None:
            self._spellings[iri] = spelling = self._spelled(iri)
        return spelling

    def predicate(self, iri: URIRef) -> str:
        """The IRI of a property; `a` for rdf:type."""
        return "a" if iri == RDF.type else self.iri(iri)

    def literal(self, literal: Literal) -> str:
        """The literal with its text as written; in short where the parser reads it back alike."""
        datatype = literal.datatype
        if literal.language is not None:
            return f"{_quoted(literal)}@{literal.language}"
        if datatype is None or datatype == XSD.string:
            return _quoted(literal)
        short = _SHORT.get(datatype)
        if short is not None and short.fullmatch(literal):
            return str(literal)
        return f"{_quoted(literal)}^^{self.iri(datatype)}"

    def declarations(self) -> list[str]:
        """The prefix lines of what was spelled so far, sorted."""
        return [f"@prefix {prefix}: <{namespace}> ." for prefix, namespace in sorted(self._used)]

    def _spelled(self, iri: str) -> str:
        for prefix, namespace in self._prefixes:
            if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace)):
                self._used.add((prefix, namespace))
                return f"{prefix}:{iri[len(namespace) :]}"
        return f"<{iri}>"


def _quoted(text: str) -> str:
    escaped = str(text).translate(_ESCAPES)
    if "\n" not in escaped:
        return '"' + escaped.replace('"', '\\"') + '"'
    if '"""' in escaped or escaped.endswith('"'):
        escaped = escaped.replace('"', '\\"')
    return f'"""{escaped}"""'
