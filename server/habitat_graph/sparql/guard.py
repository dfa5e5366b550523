"""Refuses what a query may not reach or is not fit to be parsed, before an engine sees it."""

import re
from collections.abc import Iterator, Sequence

from habitat_graph.sparql.operations import Operation
from habitat_graph.sparql.store import ForbiddenQueryError, OversizeQueryError, RequestError
from habitat_graph.sparql.tokens import Form, Kind, Token, depth, form, token_at, tokens, unescaped

LENGTH_LIMIT = 100_000
"""Characters a query may have."""

DEPTH_LIMIT = 64
"""Brackets that may stand open at once: the engine's parser overflows its stack at about 250."""

STEP_LIMIT = 500
"""Keywords, operators and triples: the engine overflows or plans for minutes on thousands."""

_AMBIGUITY_LIMIT = 100
_SERVICE = "service"
_ROUGH_DEPTH_LIMIT = 2 * DEPTH_LIMIT
_ROUGH_STEP = re.compile(r"\w+|[!|&=<>+*/^.;-]")
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")
_STEPS = frozenset("!|&=<>+-*/^.;")
_VALUES = frozenset({"TRUE", "FALSE", "UNDEF", "A"})
# What follows the keyword in SERVICE SILENT? (IRI | variable | name) {
_CLAUSE = re.compile(
    r"""(?: \s | \#[^\r\n]* )*+
        (?: silent (?: \s | \#[^\r\n]* )*+ )?
        (?: <[^>]*> | [?$]\w+ | [\w-]*:[^\s<>{}()'"]* )
        (?: \s | \#[^\r\n]* )*+ \{""",
    re.IGNORECASE | re.VERBOSE,
)


def guard(text: str) -> None:
    """Refuse a query that calls another server, writes, or would overflow the engine."""
    if len(text) > LENGTH_LIMIT:
        raise OversizeQueryError(
            f"The query has {len(text):,} characters; {LENGTH_LIMIT:,} are allowed.",
            f"查询有{len(text):,}个字符;最多允许{LENGTH_LIMIT:,}个。",
        )
    if form(text) is Form.UPDATE:
        raise RequestError(
            "This is an update; this address answers queries (SELECT, ASK, CONSTRUCT, DESCRIBE).",
            "这是更新操作;此地址只回答查询(SELECT、ASK、CONSTRUCT、DESCRIBE)。",
        )
    _measure(text)
    for reading in {text, unescaped(text)}:
        if calls_service(reading):
            raise ForbiddenQueryError(
                "The query calls another server with SERVICE; this endpoint reaches no other "
                "server. Ask each server on its own and join the answers.",
                "查询用SERVICE调用另一台服务器;本端点不访问其他服务器。请分别查询后再合并结果。",
            )


def guard_update(text: str, operations: Sequence[Operation]) -> None:
    """Refuse an update that reaches another server, or would overflow the engine."""
    if form(text) in (Form.SELECT, Form.ASK, Form.CONSTRUCT, Form.DESCRIBE):
        raise RequestError(
            "This is a query; this address takes updates. Ask it at /sparql.",
            "这是查询;此地址只接受更新。请向/sparql提出。",
        )
    if any(calls_service(reading) for reading in {text, unescaped(text)}):
        raise ForbiddenQueryError(
            "The update calls another server with SERVICE; updates reach no other server.",
            "更新用SERVICE调用另一台服务器;更新不能访问其他服务器。",
        )
    for operation in operations:
        if not operation.is_data:
            _measure(operation.text)
        elif depth(operation.text) > DEPTH_LIMIT:
            # Of triples that are listed and not asked for there may be any number.
            raise _too_deep()


def loading_refused() -> ForbiddenQueryError:
    """The refusal of an update that would have something loaded."""
    return ForbiddenQueryError(
        "The update would LOAD from an address; this server fetches nothing. "
        "Send the triples themselves, for example with PUT to /data.",
        "更新要用LOAD从某地址载入数据;本服务器不抓取任何内容。"
        "请直接发送三元组,例如用PUT发往/data。",
    )


def calls_service(text: str) -> bool:
    """Whether the keyword SERVICE can be read anywhere outside strings, comments and IRIs."""
    if _SERVICE not in text.lower():
        return False
    return any(_is_service(text, token) for token in _readings(text))


def is_ambiguous(text: str) -> bool:
    """Whether an engine may read as a comparison what looks like an IRI."""
    return any(_comparison(token) for token in tokens(text))


def _readings(text: str) -> Iterator[Token]:
    """The tokens of every way to read the text.

    Where an expression may stand, an engine without a tokeniser of its own reads <'a>' as a
    comparison with a string and not as an IRI, and <2#> as a comparison and a comment: what
    follows is then another text. Both ways are followed from there.
    """
    waiting, seen, ambiguities = [0], set[int](), 0
    while waiting:
        position = waiting.pop()
        while position not in seen and (token := token_at(text, position)):
            seen.add(position)
            if token.is_open_string:
                break
            yield token
            if other := _comparison(token):
                ambiguities += 1
                waiting.append(token.start + other)
            if ambiguities > _AMBIGUITY_LIMIT:
                raise _too_ambiguous()
            position = token.end


def _comparison(token: Token) -> int:
    """Where in an IRI a string or comment starts if its “<” is a comparison; 0 if it cannot be."""
    if token.kind is not Kind.IRI or _ABSOLUTE.match(token.text):
        return 0
    start = re.search(r"['#]", token.text)
    return start.start() if start else 0


def _is_service(text: str, token: Token) -> bool:
    match token.kind:
        case Kind.WORD:
            return _SERVICE in token.text.lower()
        case Kind.NUMBER | Kind.BLANK | Kind.IRI | Kind.STRING:
            return False
        case Kind.VARIABLE:
            return _SERVICE in token.text.lower() and _starts_clause(text, token.end)
        case Kind.NAME:
            prefix = token.text.partition(":")[0].lower()
            return _SERVICE in prefix and _starts_group(text, token.end)
        case Kind.MARK:
            return False


def _starts_clause(text: str, position: int) -> bool:
    return _CLAUSE.match(text, position) is not None


def _starts_group(text: str, position: int) -> bool:
    following = next(_after(text, position), None)
    return following is not None and following.text == "{"


def _after(text: str, position: int) -> Iterator[Token]:
    while token := token_at(text, position):
        position = token.end
        if token.kind is not Kind.BLANK:
            yield token


def _measure(text: str) -> None:
    """Refuse what would overflow the engine's stack, which ends the whole process."""
    if _is_small(text):
        return
    depth = deepest = steps = opened = 0
    ambiguous = False
    for token in tokens(text):
        if steps > STEP_LIMIT or deepest > DEPTH_LIMIT:
            break  # To count on would take longer than to say no.
        if token.text in ("(", "{", "["):
            depth += 1
            deepest = max(depth, deepest)
        elif token.text in (")", "}", "]"):
            depth -= 1
        steps += _is_step(token)
        ambiguous = ambiguous or _comparison(token) > 0
    if ambiguous:
        # Read the other way, what seems a string may be part of the query: all of it counts.
        opened = sum(text.count(bracket) for bracket in "({[")
        steps = len(_ROUGH_STEP.findall(text))
    if deepest > DEPTH_LIMIT or opened > _ROUGH_DEPTH_LIMIT:
        raise _too_deep()
    if steps > STEP_LIMIT or _has_long_list(text):
        raise OversizeQueryError(
            f"The query has more than {STEP_LIMIT} keywords, operators and triple patterns. "
            "List values in VALUES instead, or ask in parts.",
            f"查询的关键词、运算符和三元组模式超过{STEP_LIMIT}个。"
            "请改用VALUES列出各值,或分几次查询。",
        )


def _is_small(text: str) -> bool:
    """Whether it is within the limits however it is read; most queries are."""
    opened = sum(text.count(bracket) for bracket in "({[")
    return opened <= DEPTH_LIMIT and len(_ROUGH_STEP.findall(text)) <= STEP_LIMIT


def _has_long_list(text: str) -> bool:
    """Whether a list stands in a pattern, each item of which is two triples, with too many."""
    opened, items = [""], [0]
    for token in tokens(text):
        if token.text in ("(", "{", "["):
            opened.append(token.text)
            items.append(0)
        elif token.text in (")", "}", "]") and len(opened) > 1:
            opened.pop()
            items.pop()
            items[-1] += 1
        else:
            # With commas between it is a list of values, which costs little.
            items[-1] = 0 if token.kind is Kind.MARK else items[-1] + 1
        if opened[-1] == "(" and items[-1] > STEP_LIMIT:
            return True
    return False


def _is_step(token: Token) -> bool:
    if token.kind is Kind.WORD:
        return token.text.upper() not in _VALUES
    return token.kind is Kind.MARK and token.text in _STEPS


def _too_deep() -> OversizeQueryError:
    return OversizeQueryError(
        f"More than {DEPTH_LIMIT} brackets stand open at once.",
        f"同时打开的括号超过{DEPTH_LIMIT}层。",
    )


def _too_ambiguous() -> OversizeQueryError:
    return OversizeQueryError(
        "Too many relative IRIs with “#” or “'”; write them with a prefix.",
        "含“#”或“'”的相对IRI过多;请改用前缀书写。",
    )
