"""Says what is wrong with a query that is not SPARQL, to the person who wrote it.

The engine's own words name tokens of its grammar and a place somewhat behind the mistake, so the
most common mistakes are looked for first.
"""

import re
from collections.abc import Callable

from habitat_graph.sparql.store import QuerySyntaxError
from habitat_graph.sparql.tokens import Kind, Token, form, tokens

_POSITION = re.compile(r"error at (\d+):(\d+): expected (.*)", re.DOTALL)
_UNGROUPED = "The SELECT contains a variable that is unbound"
_PAIRS = {"(": ")", "{": "}", "[": "]"}
_SHOWN = 40

Diagnosis = tuple[int, str, str]
"""The offset of a mistake, and what it is in English and Chinese."""


def syntax_error(message: str, text: str, *, is_update: bool = False) -> QuerySyntaxError:
    """The error to show for what the engine said of `text`, a query or an update."""
    diagnoses: tuple[Callable[[str], Diagnosis | None], ...] = (
        _no_operation if is_update else _no_form,
        _open_string,
        _undeclared_prefix,
        _unpaired_bracket,
    )
    found = (diagnosis(text) for diagnosis in diagnoses)
    offset, english, chinese = next(filter(None, found), None) or _engines_word(message, text)
    line = text.count("\n", 0, offset) + 1
    column = offset - (text.rfind("\n", 0, offset) + 1) + 1
    return QuerySyntaxError(
        f"Line {line}, column {column}: {english}",
        f"第{line}行第{column}列:{chinese}",
        line,
        column,
    )


def _no_form(text: str) -> Diagnosis | None:
    if form(text) is not None:
        return None
    words = (token for token in tokens(text) if token.kind is Kind.WORD)
    first = next((word for word in words if word.text.upper() not in ("PREFIX", "BASE")), None)
    known = "SELECT, ASK, CONSTRUCT, DESCRIBE"
    if first is None:
        return len(text.rstrip()), f"there is no query; write one of {known}.", f"缺少{known}之一。"
    shown = _shown(first.text)
    return (
        first.start,
        f"“{shown}” starts no query; start with one of {known}.",
        f"查询不能以“{shown}”开头;请以{known}之一开头。",
    )


def _no_operation(text: str) -> Diagnosis | None:
    first = next((token for token in tokens(text)), None)
    if first is None or first.kind is not Kind.WORD or form(text) is not None:
        return None
    word = next((token for token in tokens(text) if token.kind is Kind.WORD), first)
    if word.text.upper() in ("PREFIX", "BASE"):
        return None
    known = "INSERT, DELETE, WITH, CLEAR, CREATE, DROP, COPY, MOVE, ADD"
    shown = _shown(word.text)
    return (
        word.start,
        f"“{shown}” starts no update; start with one of {known}.",
        f"更新不能以“{shown}”开头;请以{known}之一开头。",
    )


def _open_string(text: str) -> Diagnosis | None:
    for token in tokens(text):
        if token.is_open_string:
            return (
                token.start,
                f"the text that starts here with {token.text} has no end.",
                f"从此处以{token.text}开始的字符串没有结束。",
            )
    return None


def _undeclared_prefix(text: str) -> Diagnosis | None:
    declared = {"_"}
    previous = ""
    for token in tokens(text):
        prefix = token.text.partition(":")[0]
        if token.kind is Kind.NAME and previous == "PREFIX":
            declared.add(prefix)
        elif token.kind is Kind.NAME and prefix not in declared:
            return (
                token.start,
                f"the prefix “{prefix}:” is not declared; add PREFIX {prefix}: <…> at the top.",
                f"前缀“{prefix}:”没有声明;请在开头加上PREFIX {prefix}: <…>。",
            )
        previous = token.text.upper()
    return None


def _unpaired_bracket(text: str) -> Diagnosis | None:
    opened: list[Token] = []
    for token in tokens(text):
        if token.kind is not Kind.MARK:
            continue
        if token.text in _PAIRS:
            opened.append(token)
        elif token.text in _PAIRS.values():
            if not opened:
                return (
                    token.start,
                    f"there is nothing that this “{token.text}” closes.",
                    f"此处的“{token.text}”没有对应的开括号。",
                )
            opener = opened.pop()
            if _PAIRS[opener.text] != token.text:
                return (
                    token.start,
                    f"“{token.text}” stands where “{_PAIRS[opener.text]}” is due.",
                    f"此处应为“{_PAIRS[opener.text]}”,而不是“{token.text}”。",
                )
    if not opened:
        return None
    mark = opened[-1].text
    return (
        opened[-1].start,
        f"the “{mark}” that opens here is never closed; add “{_PAIRS[mark]}”.",
        f"此处的“{mark}”没有闭合;请补上“{_PAIRS[mark]}”。",
    )


def _engines_word(message: str, text: str) -> Diagnosis:
    found = _POSITION.search(message)
    if found is None:
        return 0, f"this is not SPARQL: {message}.", f"这不是SPARQL:{message}。"
    offset = _offset(text, int(found.group(1)), int(found.group(2)))
    if _UNGROUPED in found.group(3):
        return (
            offset,
            (
                "SELECT names a variable that GROUP BY does not; group by it or aggregate it, "
                "for example with SAMPLE."
            ),
            "SELECT中有变量不在GROUP BY之内;请按它分组,或用SAMPLE等聚合函数。",
        )
    near = _near(text, offset)
    if near is None:
        return len(text.rstrip()), "the text ends too soon.", "文本在此中断。"
    shown = _shown(near.text)
    return (
        near.start,
        f"this cannot be read as SPARQL at or just before “{shown}”.",
        f"“{shown}”处或其前有误,无法按SPARQL读取。",
    )


def _offset(text: str, line: int, column: int) -> int:
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1
    return min(start + column - 1, len(text))


def _near(text: str, offset: int) -> Token | None:
    """The token that reaches to `offset`, else the next; the engine has looked one token ahead."""
    return next((token for token in tokens(text) if token.end >= offset), None)


def _shown(piece: str) -> str:
    return piece if len(piece) <= _SHOWN else piece[: _SHOWN - 1] + "…"
