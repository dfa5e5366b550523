"""The operations of an update, one by one, with the dataset that a request gives to each."""

from collections.abc import Iterator

from habitat_graph.sparql.prologue import with_one_prologue
from habitat_graph.sparql.store import RequestError
from habitat_graph.sparql.tokens import Kind, Token, form_token, tokens

_OPENING, _CLOSING = ("(", "{", "["), (")", "}", "]")


def operations(
    update: str, using_default: tuple[str, ...] = (), using_named: tuple[str, ...] = ()
) -> list[str]:
    """Each operation as an update of its own; where there is none, the text as it is."""
    whole = with_one_prologue(update)
    first = form_token(whole)
    if first is None:
        return [whole]
    prologue = whole[: first.start]
    pieces = [
        _with_dataset(piece, using_default, using_named) for piece in _pieces(whole[first.start :])
    ]
    return [prologue + piece for piece in pieces] or [whole]


def _pieces(text: str) -> Iterator[str]:
    """What stands between the semicolons that are in no bracket."""
    depth = start = 0
    for token in tokens(text):
        depth += (token.text in _OPENING) - (token.text in _CLOSING)
        if token.text == ";" and not depth:
            yield text[start : token.start]
            start = token.end
    if next(tokens(text[start:]), None) is not None:
        yield text[start:]


def _with_dataset(operation: str, default: tuple[str, ...], named: tuple[str, ...]) -> str:
    """The operation with the request's graphs as USING.

    “If any [using-graph-uri or using-named-graph-uri] are present … an update request that uses
    the USING, USING NAMED, or WITH clause … MUST be treated as an error.”
    https://www.w3.org/TR/sparql11-protocol/#update-dataset
    """
    if not default and not named:
        return operation
    words = [token for token in _outside(operation) if token.kind is Kind.WORD]
    names = [word.text.upper() for word in words]
    if "USING" in names or "WITH" in names:
        raise RequestError(
            "The update has USING or WITH, and the request names graphs as well; use one of them.",
            "更新中有USING或WITH,而请求又指定了图;请只用其一。",
        )
    using = "".join(
        [*(f"USING <{iri}> " for iri in default), *(f"USING NAMED <{iri}> " for iri in named)]
    )
    if names[:2] == ["DELETE", "WHERE"]:
        pattern = operation[words[1].end :]
        return f"DELETE {pattern} {using} WHERE {pattern}"
    if "WHERE" not in names:
        return operation
    where = words[names.index("WHERE")]
    return operation[: where.start] + using + operation[where.start :]


def _outside(text: str) -> Iterator[Token]:
    """The tokens that stand in no bracket."""
    depth = 0
    for token in tokens(text):
        depth += (token.text in _OPENING) - (token.text in _CLOSING)
        if not depth:
            yield token
