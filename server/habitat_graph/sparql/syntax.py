"""Turns the engine's word on a query that is not SPARQL into words for the person who wrote it."""

import re

from habitat_graph.sparql.store import QuerySyntaxError
from habitat_graph.sparql.tokens import Kind, Token, tokens

_POSITION = re.compile(r"error at (\d+):(\d+): expected (.*)", re.DOTALL)
# The engine's parser explains a few mistakes in a sentence among the tokens it would have taken.
_SENTENCE = re.compile(r"(?:The|A|An|It|This|Blank|Unable|Invalid|Duplicate) [^,\[\]\"]{12,}")
_READABLE = re.compile(r'"([^"\\]{1,12})"|\b([A-Z]{2,})\b')


def syntax_error(message: str, text: str) -> QuerySyntaxError:
    """The error to show for what the engine said of `text`."""
    found = _POSITION.search(message)
    if found is None:
        return QuerySyntaxError(f"This is not SPARQL: {message}", f"这不是SPARQL:{message}", 1, 1)
    line, column, expected = int(found.group(1)), int(found.group(2)), found.group(3)
    offset = _offset(text, line, column)
    name = _undeclared(text)
    if name is not None and name.start <= offset:
        prefix = name.text.partition(":")[0]
        return _error(
            text,
            name.start,
            f"the prefix “{prefix}:” is not declared; add PREFIX {prefix}: <…> at the top.",
            f"前缀“{prefix}:”没有声明;请在开头加上PREFIX {prefix}: <…>。",
        )
    if sentence := _SENTENCE.search(expected):
        said = sentence.group().strip()
        return _error(text, offset, f"{said}.", f"{said}。")
    if not text[offset:].strip():
        return _error(
            text,
            offset,
            f"the query ends too soon{_wanted(expected, '; expected ')}.",
            f"查询在此中断{_wanted(expected, ';此处应为')}。",
        )
    near = _near(text, offset)
    return _error(
        text,
        offset,
        f"“{near}” cannot stand here{_wanted(expected, '; expected ')}.",
        f"“{near}”不能出现在此处{_wanted(expected, ';此处应为')}。",
    )


def _error(text: str, offset: int, english: str, chinese: str) -> QuerySyntaxError:
    line = text.count("\n", 0, offset) + 1
    column = offset - (text.rfind("\n", 0, offset) + 1) + 1
    return QuerySyntaxError(
        f"Line {line}, column {column}: {english}",
        f"第{line}行第{column}列:{chinese}",
        line,
        column,
    )


def _offset(text: str, line: int, column: int) -> int:
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
    return min(start + column - 1, len(text))


def _near(text: str, offset: int) -> str:
    token = next(tokens(text[offset:]), None)
    piece = "" if token is None else token.text
    return piece if len(piece) <= 40 else piece[:39] + "…"  # noqa: PLR2004 - a line of a message


def _undeclared(text: str) -> Token | None:
    """The first prefixed name whose prefix no PREFIX line declares."""
    declared: set[str] = set()
    previous = ""
    for token in tokens(text):
        if token.kind is Kind.NAME:
            prefix = token.text.partition(":")[0]
            if previous == "PREFIX":
                declared.add(prefix)
            elif prefix not in declared and prefix != "_":
                return token
        previous = token.text.upper()
    return None


def _wanted(expected: str, lead: str) -> str:
    """What the parser would have taken, as far as a person can read it; often nothing."""
    if not expected.startswith("one of"):
        # A single expectation is where the parser gave up, not what the writer forgot.
        return ""
    words = [quoted or word for quoted, word in _READABLE.findall(expected)]
    kept = [word for word in dict.fromkeys(words) if word not in ("LATERAL", "SERVICE")]
    return lead + ", ".join(kept) if 0 < len(kept) <= 6 else ""  # noqa: PLR2004 - more is noise
