"""Turtle text cut into tokens, for what a parser throws away: comments, lines and letter case."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What a token is; `MARK` is punctuation, `NAME` a prefixed name, keyword or number."""

    COMMENT = "comment"
    STRING = "string"
    IRI = "iri"
    LANGUAGE = "language"
    DATATYPE = "datatype"
    NAME = "name"
    MARK = "mark"


class Token(NamedTuple):
    """A piece of Turtle as written and the line, from 1, on which it starts."""

    kind: Kind
    text: str
    line: int


# https://www.w3.org/TR/turtle/#sec-grammar-grammar, looser: broken text must give tokens too.
_TOKEN = re.compile(
    r"""
      (?P<comment> \#[^\r\n]* )
    | (?P<string>
        \"{3} (?: [^"\\]+ | \\. | "{1,2}(?!") )*+ \"{3}
      | '{3} (?: [^'\\]+ | \\. | '{1,2}(?!') )*+ '{3}
      | " (?: [^"\\\r\n]+ | \\. )*+ "
      | ' (?: [^'\\\r\n]+ | \\. )*+ '
      )
    | (?P<iri> < [^<>"\s{}|^`]* > )
    | (?P<language> @ [A-Za-z]+ (?: --?[A-Za-z0-9]+ )* )
    | (?P<datatype> \^\^ )
    | (?P<name> (?: [^\s<>"'\#;,.()\[\]{}|^\\@] | \\. | \.(?=[^\s<>"'\#;,()\[\]{}]) )+ )
    | (?P<mark> <<\(? | \)?>> | \S )
    """,
    re.VERBOSE | re.DOTALL,
)

_KINDS = {kind.value: kind for kind in Kind}


def tokens(text: str) -> Iterator[Token]:
    """Cut Turtle into tokens; text that is not Turtle gives single marks, never an error."""
    line, counted = 1, 0
    for match in _TOKEN.finditer(text):
        start = match.start()
        line += text.count("\n", counted, start)
        counted = start
        yield Token(_KINDS[match.lastgroup or "mark"], match.group(), line)
