"""SPARQL text cut into tokens, to tell what kind of query it is before an engine sees it."""

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple


class Kind(StrEnum):
    """What a token is; `NAME` is a prefixed name, `WORD` a keyword, `MARK` all else."""

    BLANK = "blank"
    IRI = "iri"
    STRING = "string"
    VARIABLE = "variable"
    NAME = "name"
    NUMBER = "number"
    WORD = "word"
    MARK = "mark"


class Token(NamedTuple):
    """A piece of a query as written, and where in the text it starts and ends."""

    kind: Kind
    text: str
    start: int
    end: int

    @property
    def is_open_string(self) -> bool:
        """Whether it is the quotation mark of a string that never ends."""
        return self.kind is Kind.MARK and self.text in ("'", '"')


class Form(StrEnum):
    """The four forms of query, and update, which is none."""

    SELECT = "SELECT"
    ASK = "ASK"
    CONSTRUCT = "CONSTRUCT"
    DESCRIBE = "DESCRIBE"
    UPDATE = "UPDATE"

    @property
    def is_graph(self) -> bool:
        """Whether the answer is triples and not a table."""
        return self in (Form.CONSTRUCT, Form.DESCRIBE)


# https://www.w3.org/TR/sparql11-query/#sparqlGrammar, looser, since broken text gives tokens too.
# Engines let keywords touch numbers and names (1SERVICE, SELECT*FROM), so words end late.
_TOKEN = re.compile(
    r"""
      (?P<blank> \s+ | \#[^\r\n]* )
    | (?P<iri> < (?: [^<>"{}|^`\\\x00-\x20] | \\u[0-9A-Fa-f]{4} | \\U[0-9A-Fa-f]{8} )*+ > )
    | (?P<string>
        \"{3} (?: "{0,2} (?: [^"\\] | \\. ) )*+ \"{3}
      | '{3} (?: '{0,2} (?: [^'\\] | \\. ) )*+ '{3}
      | " (?: [^"\\\r\n] | \\. )*+ "
      | ' (?: [^'\\\r\n] | \\. )*+ '
      )
    | (?P<variable> [?$]\w+ )
    | (?P<name> (?: [^\W\d][\w-]*+ )? : (?: [\w:.-] | \xb7 | %[0-9A-Fa-f]{2} | \\[^\w\s] )*+ )
    | (?P<number> \d[\d.]*+ (?: [eE][+-]?\d+ )? )
    | (?P<word> [^\W\d][\w-]*+ )
    | (?P<mark> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_BLANK = Kind.BLANK.value
_FROM = re.compile("from", re.IGNORECASE)
# What a bracket can stand in without being one, and the brackets themselves.
_STRUCTURE = re.compile(
    r"""
      \#[^\r\n]*
    | < (?: [^<>"{}|^`\\\x00-\x20] | \\u[0-9A-Fa-f]{4} | \\U[0-9A-Fa-f]{8} )*+ >
    | \"{3} (?: "{0,2} (?: [^"\\] | \\. ) )*+ \"{3}
    | '{3} (?: '{0,2} (?: [^'\\] | \\. ) )*+ '{3}
    | " (?: [^"\\\r\n] | \\. )*+ "
    | ' (?: [^'\\\r\n] | \\. )*+ '
    | (?P<bracket> [(){}\[\]] )
    """,
    re.VERBOSE | re.DOTALL,
)
_KINDS = {kind.value: kind for kind in Kind}
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
OPENING, CLOSING = ("(", "{", "["), (")", "}", "]")
"""The brackets."""

_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")
_PROLOGUE = frozenset({"PREFIX", "BASE", "VERSION"})
_UNSTABLE = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE"})


def token_at(text: str, position: int) -> Token | None:
    """The token that starts at `position`, or None at the end."""
    match = _TOKEN.match(text, position)
    if match is None:
        return None
    return Token(_KINDS[match.lastgroup or "mark"], match.group(), match.start(), match.end())


def tokens(text: str) -> Iterator[Token]:
    """All tokens but white space and comments; text that is not SPARQL gives marks, no error.

    A quotation mark without its partner is the last token: no engine reads on from there.
    """
    # Each match begins where the one before ends, for there is one for every character.
    for match in _TOKEN.finditer(text):
        if match.lastgroup != _BLANK:
            token = Token(_KINDS[match.lastgroup or "mark"], match[0], match.start(), match.end())
            yield token
            if token.is_open_string:
                return


def outline(text: str) -> Iterator[Token]:
    """The tokens that stand in no bracket, and the outermost brackets, of which nothing is read."""
    position = 0
    while token := token_at(text, position):
        position = token.end
        if token.kind is not Kind.BLANK:
            yield token
        if token.is_open_string:
            return
        if token.text in OPENING:
            position = _closing(text, token.end)


def depth(text: str) -> int:
    """The number of brackets that stand open at once where most do."""
    opened = deepest = 0
    for match in _STRUCTURE.finditer(text):
        if bracket := match["bracket"]:
            opened += 1 if bracket in OPENING else -1
            deepest = max(deepest, opened)
    return deepest


def _closing(text: str, position: int) -> int:
    """Where the bracket that opens before `position` closes; the end where it does not."""
    opened = 1
    for match in _STRUCTURE.finditer(text, position):
        if bracket := match["bracket"]:
            opened += 1 if bracket in OPENING else -1
            if not opened:
                return match.start()
    return len(text)


@lru_cache(maxsize=256)
def form(text: str) -> Form | None:
    """The form of the query, by its first keyword after the prologue; None where it has none."""
    token = form_token(text)
    word = "" if token is None else token.text.upper()
    for candidate in (Form.SELECT, Form.ASK, Form.CONSTRUCT, Form.DESCRIBE):
        if word.startswith(candidate.value):
            return candidate
    return Form.UPDATE if word in _UPDATES else None


def form_token(text: str) -> Token | None:
    """The first keyword after the prologue; None where there is none."""
    words = (token for token in tokens(text) if token.kind is Kind.WORD)
    return next((word for word in words if word.text.upper() not in _PROLOGUE), None)


@lru_cache(maxsize=256)
def is_stable(text: str) -> bool:
    """Whether the same data gives the same answer: the query asks for no time and no chance."""
    capitals = text.upper()
    # To read all tokens takes longer than anything else that is done about most queries.
    return not any(word in capitals for word in _UNSTABLE) or not any(
        token.kind is Kind.WORD and token.text.upper() in _UNSTABLE for token in tokens(text)
    )


def chooses_graphs(text: str) -> bool:
    """Whether a query names its dataset, with FROM."""
    return _FROM.search(text) is not None and any(
        token.kind is Kind.WORD and token.text.upper() == "FROM" for token in tokens(text)
    )


def unescaped(text: str) -> str:
    r"""The text with its \uXXXX and \UXXXXXXXX undone, as SPARQL does before it reads on.

    https://www.w3.org/TR/sparql11-query/#codepointEscape
    """
    return _ESCAPE.sub(_character, text)


def _character(match: re.Match[str]) -> str:
    number = int(match.group(1) or match.group(2), 16)
    return chr(number) if number <= 0x10FFFF else match.group()  # noqa: PLR2004 - Unicode's end
