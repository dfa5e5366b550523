"""SERVICE, without letting the engine out of its sandbox.

What a query asks of another endpoint is cut out of it, asked by the program itself of an endpoint
that is on the list, and put back as a table of values. The engine joins these as it would have
joined the other's answer: https://www.w3.org/TR/sparql11-federated-query/#fedSemantics
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from time import monotonic
from typing import Self
from uuid import uuid4

import pyoxigraph

from habitat_graph.media_types import SPARQL_JSON
from habitat_graph.namespaces import BASE
from habitat_graph.sparql.addresses import Addresses
from habitat_graph.sparql.guard import calls_service, is_ambiguous
from habitat_graph.sparql.remote import RemoteStore
from habitat_graph.sparql.server import Server
from habitat_graph.sparql.store import (
    Answer,
    ForbiddenQueryError,
    Query,
    QueryError,
    QueryTimeoutError,
    ServiceError,
    StoreUnreachableError,
)
from habitat_graph.sparql.tokens import Kind, Token, form_token, tokens, unescaped

Ask = Callable[[str, Query], Answer]
"""Asks the endpoint at an address; the answer comes as SPARQL JSON."""

CALLS = 5
"""Calls that one query may make."""

_GENID = BASE + ".well-known/genid/"
_NAME = re.compile(r"\w+")
_PLAIN_IRI = re.compile(r"<([^<>\\]+)>")


@dataclass(frozen=True)
class _Call:
    """A call of an endpoint, and where in the query it stands."""

    start: int
    end: int
    endpoint: str
    pattern: str
    is_silent: bool


class Federation:
    """Answers what queries ask of the endpoints `allowed`, in `seconds` for one query."""

    def __init__(self, allowed: tuple[str, ...], ask: Ask, seconds: float) -> None:
        self._allowed = frozenset(allowed)
        self._ask = ask
        self._seconds = seconds

    @classmethod
    def over(cls, allowed: tuple[str, ...], seconds: float, limit: int) -> Self:
        """Answers of at most `limit` bytes, over HTTP and without following redirects."""
        stores = {
            address: RemoteStore(Server(Addresses.of(address)), seconds=seconds, result_limit=limit)
            for address in allowed
        }

        def ask(address: str, query: Query) -> Answer:
            return stores[address].answer(query, SPARQL_JSON)

        return cls(allowed, ask, seconds)

    @property
    def allowed(self) -> frozenset[str]:
        """The addresses of the endpoints that may be called."""
        return self._allowed

    def joined(self, query: Query) -> Query:
        """The query with a table in place of each call; raise QueryError where one may not be."""
        if not self._allowed or not calls_service(query.text):
            return query
        started = monotonic()
        limit = min(query.timeout or self._seconds, self._seconds)
        pieces, tables, last = [], list[tuple[str, str]](), 0
        prologue = _prologue(query)
        for call in [*self._calls(query.text)]:  # All are looked at before one is made.
            left = limit - (monotonic() - started)
            mark = f"VALUES ?service_{uuid4().hex} {{}}"
            pieces += [query.text[last : call.start], mark]
            tables.append((mark, self._table(call, prologue, left)))
            last = call.end
        text = "".join([*pieces, query.text[last:]])
        left = limit - (monotonic() - started)
        if left <= 0:
            raise QueryTimeoutError(limit, self._seconds)
        return replace(query, text=text, tables=tuple(tables), timeout=left)

    def _calls(self, text: str) -> Iterator[_Call]:
        """The calls in the order of the text; raise ForbiddenQueryError for any that may not be."""
        if is_ambiguous(text) or unescaped(text) != text:
            raise _unreadable()
        found = [*tokens(text)]
        number = 0
        for place, token in enumerate(found):
            if token.kind is Kind.WORD and token.text.upper() == "SERVICE":
                number += 1
                if number > CALLS:
                    raise ForbiddenQueryError(
                        f"The query calls other servers more than {CALLS} times.",
                        f"查询调用其他服务器超过{CALLS}次。",
                    )
                call = _call(text, found, place)
                if call.endpoint not in self._allowed:
                    raise self._unlisted(call.endpoint)
                yield call

    def _unlisted(self, endpoint: str) -> ForbiddenQueryError:
        listed = ", ".join(sorted(self._allowed))
        return ForbiddenQueryError(
            f"The query calls {endpoint}; this endpoint calls only: {listed}.",
            f"查询调用{endpoint};本端点只调用:{listed}。",
        )

    def _table(self, call: _Call, prologue: str, seconds: float) -> str:
        """What the endpoint answers, as a VALUES block; the empty group where a failure is mute."""
        asked = Query(f"{prologue}\nSELECT * WHERE {call.pattern}", timeout=max(seconds, 0.001))
        try:
            return _values(self._ask(call.endpoint, asked).body)
        except QueryError as error:
            if call.is_silent:
                return "{}"
            words = error.message, error.message_zh
            if isinstance(error, StoreUnreachableError):
                words = "it cannot be reached.", "无法连接。"
            raise ServiceError(call.endpoint, *words) from error


def _call(text: str, found: list[Token], place: int) -> _Call:
    """The call that the keyword at `place` begins."""
    following = place + 1
    is_silent = any(map(_is_silent, found[following : following + 1]))
    following += is_silent
    target = found[following] if following < len(found) else None
    opening = found[following + 1] if following + 1 < len(found) else None
    if target is None or opening is None or opening.text != "{":
        raise _unreadable()
    end = _end_of_group(found, following + 1)
    pattern = text[opening.start : end]
    if calls_service(pattern):
        raise ForbiddenQueryError(
            "The query has a SERVICE within a SERVICE; write them one after the other.",
            "查询在SERVICE之内又用SERVICE;请将其分开书写。",
        )
    return _Call(found[place].start, end, _address(target, found), pattern, is_silent)


def _is_silent(token: Token) -> bool:
    return token.kind is Kind.WORD and token.text.upper() == "SILENT"


def _end_of_group(found: list[Token], opening: int) -> int:
    depth = 0
    for token in found[opening:]:
        if token.kind is Kind.MARK and token.text in "{}":
            depth += 1 if token.text == "{" else -1
            if depth == 0:
                return token.end
    raise _unreadable()


def _address(target: Token, found: list[Token]) -> str:
    """The IRI that is called: written out, or with a prefix that is declared just once."""
    if target.kind is Kind.IRI and (match := _PLAIN_IRI.fullmatch(target.text)):
        return match.group(1)
    prefix, _, local = target.text.partition(":")
    declared = [
        iri.text
        for word, name, iri in zip(found, found[1:], found[2:], strict=False)
        if word.text.upper() == "PREFIX" and name.text == f"{prefix}:" and iri.kind is Kind.IRI
    ]
    if target.kind is Kind.NAME and len(declared) == 1 and "\\" not in local:
        return declared[0][1:-1] + local
    raise _unreadable()


def _prologue(query: Query) -> str:
    start = form_token(query.text)
    return f"BASE <{query.base}>\n{query.text[: start.start if start else 0]}"


def _values(body: bytes) -> str:
    """An answer as a VALUES block; what has no name there gets one, for here it has none."""
    found = pyoxigraph.parse_query_results(body, pyoxigraph.QueryResultsFormat.JSON)
    if not isinstance(found, pyoxigraph.QuerySolutions):
        raise _misfit()
    scope = uuid4().hex
    names = [variable.value for variable in found.variables]
    if not all(_NAME.fullmatch(name) for name in names):
        raise _misfit()
    rows = (
        " ".join("UNDEF" if (term := row[name]) is None else _term(term, scope) for name in names)
        for row in found
    )
    head = " ".join(f"?{name}" for name in names)
    return f"VALUES ({head}) {{ " + " ".join(f"({row})" for row in rows) + " }"


def _term(term: object, scope: str) -> str:
    """The term as SPARQL writes it."""
    if isinstance(term, pyoxigraph.BlankNode):
        # https://www.w3.org/TR/rdf11-concepts/#section-skolemization
        return f"<{_GENID}{scope}-{term.value}>"
    if isinstance(term, pyoxigraph.NamedNode):
        try:
            # The other server is not trusted to have sent an IRI that ends where it should.
            return str(pyoxigraph.NamedNode(term.value))
        except ValueError as error:
            raise _misfit() from error
    if isinstance(term, pyoxigraph.Literal):
        return str(term)
    raise _misfit()


def _misfit() -> QueryError:
    return QueryError(
        "Its answer has a term that cannot stand in a table of values.",
        "其答案中有不能写入数据表的项。",
    )


def _unreadable() -> ForbiddenQueryError:
    return ForbiddenQueryError(
        "Which server SERVICE calls cannot be told for certain. Write its address out, "
        "as in SERVICE <https://example.org/sparql> { … }, without escapes.",
        "无法确定SERVICE调用哪台服务器。请写出完整地址,"
        "如SERVICE <https://example.org/sparql> { … },且不用转义。",
    )
