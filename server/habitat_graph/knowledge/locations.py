"""Finds the line of a Turtle file on which something is said."""

import re
from urllib.parse import urljoin

from rdflib import RDF, XSD, Literal, URIRef
from rdflib.term import Node

from habitat_graph.knowledge.notation import short_datatype
from habitat_graph.knowledge.tokens import Kind, Token, tokens

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_LETTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_IRI = "IRI"
_SUBJECT, _PREDICATE, _VALUE = range(3)


def line_of(
    text: str, subject: URIRef, predicate: URIRef | None = None, value: Node | None = None
) -> int:
    """The line, from 1, of a statement in Turtle text; ask a `Locator` for several of one text."""
    return Locator(text).line(subject, predicate, value)


class Locator:
    """Knows the lines of everything that one Turtle text says about resources with an IRI.

    What stands between brackets has no line of its own; text that is broken is read as far as
    it makes sense.
    """

    def __init__(self, text: str) -> None:
        self._lines: dict[tuple[object, ...], int] = {}
        _Walk(text, self._lines).run()

    def line(
        self, subject: URIRef, predicate: URIRef | None = None, value: Node | None = None
    ) -> int:
        """The line of the value, else of the predicate, else of the subject, else 1."""
        about = str(subject)
        wanted: list[tuple[object, ...]] = [(about,)]
        if predicate is not None:
            wanted.append((about, str(predicate)))
            if value is not None:
                wanted.append((about, str(predicate), _key(value)))
        return next((self._lines[key] for key in reversed(wanted) if key in self._lines), 1)


def _key(value: Node) -> tuple[str, str]:
    """A value's text with its language tag, its datatype or `IRI`."""
    if not isinstance(value, Literal):
        return str(value), _IRI
    if value.language is not None:
        return str(value), f"@{value.language.lower()}"
    return str(value), str(value.datatype or XSD.string)


class _Walk:
    """Reads tokens and notes the first line of each subject, predicate and value."""

    def __init__(self, text: str, lines: dict[tuple[object, ...], int]) -> None:
        self._tokens = [token for token in tokens(text) if token.kind is not Kind.COMMENT]
        self._next = 0
        self._lines = lines
        self._prefixes: dict[str, str] = {}
        self._base = ""
        self._path: list[str | None] = [None, None]
        self._expected = _SUBJECT
        self._depth = 0

    def run(self) -> None:
        """Read to the end."""
        while (token := self._take()) is not None:
            if token.kind is Kind.MARK:
                self._mark(token)
            elif self._depth == 0:
                if self._expected == _SUBJECT and token.text.lower().lstrip("@") in (
                    "prefix",
                    "base",
                ):
                    self._declaration()
                else:
                    self._term(token)

    def _take(self, *kinds: Kind) -> Token | None:
        """The next token, if it is of one of these kinds, where some are given."""
        if self._next == len(self._tokens):
            return None
        token = self._tokens[self._next]
        if kinds and token.kind not in kinds:
            return None
        self._next += 1
        return token

    def _mark(self, token: Token) -> None:
        if token.text in "[(":
            if self._depth == 0 and self._expected == _SUBJECT:
                self._path[0], self._expected = None, _PREDICATE
            self._depth += 1
        elif token.text in "])":
            self._depth = max(0, self._depth - 1)
        elif self._depth == 0 and token.text in ".;,":
            self._expected = ".;,".index(token.text)

    def _declaration(self) -> None:
        prefix = self._take(Kind.NAME)
        iri = self._take(Kind.IRI)
        if iri is None:
            return
        if prefix is None:
            self._base = self._iri(iri)
        else:
            self._prefixes[prefix.text.removesuffix(":")] = self._iri(iri)

    def _term(self, token: Token) -> None:
        value = self._value(token)
        if self._expected == _VALUE:
            self._note(token.line, *self._path, value)
            return
        iri = None if value is None or value[1] != _IRI else value[0]
        if self._expected == _PREDICATE:
            if token.text == "a":
                iri = str(RDF.type)
            self._path[1] = iri
            self._note(token.line, *self._path)
        else:
            self._path = [iri, None]
            self._note(token.line, iri)
        self._expected += 1

    def _note(self, line: int, *said: object) -> None:
        if None not in said:
            self._lines.setdefault(said, line)

    def _value(self, token: Token) -> tuple[str, str] | None:
        """The value that a token begins; None where it cannot be told."""
        if token.kind is Kind.STRING:
            return self._literal(token)
        if token.kind is Kind.IRI:
            return self._iri(token), _IRI
        datatype = short_datatype(token.text)
        if datatype is not None:
            return token.text, str(datatype)
        prefix, colon, local = token.text.partition(":")
        if colon and prefix in self._prefixes:
            return self._prefixes[prefix] + _unescaped(local), _IRI
        return None

    def _literal(self, token: Token) -> tuple[str, str] | None:
        quotes = 3 if token.text[:3] in ('"""', "'''") else 1
        text = _unescaped(token.text[quotes:-quotes])
        language = self._take(Kind.LANGUAGE)
        if language is not None:
            return text, language.text.lower()
        if self._take(Kind.DATATYPE) is None:
            return text, str(XSD.string)
        name = self._take(Kind.IRI, Kind.NAME)
        datatype = None if name is None else self._value(name)
        return None if datatype is None else (text, datatype[0])

    def _iri(self, token: Token) -> str:
        return urljoin(self._base, _unescaped(token.text[1:-1]))


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(escape: re.Match[str]) -> str:
    short, long, letter = escape.groups()
    return _LETTERS.get(letter, letter) if letter else chr(int(short or long, 16))
