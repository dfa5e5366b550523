"""What is asked of a SPARQL engine, what it answers, and how it says no."""

from dataclasses import dataclass
from typing import Protocol

from habitat_graph.namespaces import BASE
from habitat_graph.problems import DataError


@dataclass(frozen=True)
class Query:
    """One query and the dataset it is to be asked of.

    `default_graphs` and `named_graphs` are the dataset that the request names; where both are
    empty the query's own FROM counts, and without FROM the union of all graphs.
    `bindings` gives variables a value beforehand, each an IRI or literal as N-Triples writes it.
    """

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    base: str = BASE
    bindings: tuple[tuple[str, str], ...] = ()

    @property
    def names_dataset(self) -> bool:
        """Whether the request chose the graphs, whatever the query text says."""
        return bool(self.default_graphs or self.named_graphs)


@dataclass(frozen=True)
class Answer:
    """What came of a query, whole and written in one media type."""

    body: bytes
    media_type: str


class Store(Protocol):
    """An engine that holds the graph; its answers are whole or an error, never a part."""

    def answer(self, query: Query, accept: str) -> Answer:
        """Answer in the media type that `accept`, an Accept header, likes best."""
        ...


class QueryError(DataError):
    """A query or its request is wrong, said in English and Chinese."""

    def __init__(
        self,
        message: str,
        message_zh: str,
        line: int | None = None,
        remedy: str | None = None,
    ) -> None:
        super().__init__(message, None, line, remedy)
        self.message_zh = message_zh


class QuerySyntaxError(QueryError):
    """The text is not SPARQL from `line` and `column` on; both count from 1."""

    def __init__(self, message: str, message_zh: str, line: int, column: int) -> None:
        super().__init__(message, message_zh, line)
        self.column = column


class ForbiddenQueryError(QueryError):
    """The query asks for something that this endpoint does not do."""


class OversizeQueryError(QueryError):
    """The query is longer or more deeply nested than an engine bears."""


class EngineError(QueryError):
    """The engine could not finish a query that is written correctly."""


class RequestError(QueryError):
    """The request does not follow the SPARQL protocol."""


class ContentTypeError(QueryError):
    """The body of the request is in no form in which a query can be sent."""


class AcceptError(QueryError):
    """The asker takes none of the media types on offer."""

    def __init__(self, offers: tuple[str, ...]) -> None:
        listed = ", ".join(offers)
        super().__init__(
            f"None of the formats you accept is on offer. On offer: {listed}.",
            f"您接受的格式均无法提供。可提供的格式:{listed}。",
        )
        self.offers = offers
