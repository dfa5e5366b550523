"""What is asked of a SPARQL engine, what it answers, and how it says no."""

import math
from dataclasses import dataclass, field
from typing import Protocol

from habitat_graph.namespaces import BASE
from habitat_graph.problems import DataError
from habitat_graph.sparql.asker import Asker


@dataclass(frozen=True)
class Query:
    """One query and the dataset it is to be asked of.

    `default_graphs` and `named_graphs` are the dataset that the request names; where both are
    empty the query's own FROM counts, and without FROM the union of all graphs.
    `bindings` gives variables a value beforehand, each an IRI or literal as N-Triples writes it.
    `tables` are VALUES blocks that take the place of marks in the text, of which the text itself
    has none: what other endpoints answered.
    `timeout` is the seconds that the asker will wait; None is as long as the store allows.
    `asker` is who waits for the answer; None where it is the program itself.
    """

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    base: str = BASE
    bindings: tuple[tuple[str, str], ...] = ()
    tables: tuple[tuple[str, str], ...] = ()
    # These make no other answer, so they stand in no tag of one.
    timeout: float | None = field(default=None, repr=False, compare=False)
    asker: Asker | None = field(default=None, repr=False, compare=False)

    @property
    def whole_text(self) -> str:
        """The text with its tables in their places."""
        text = self.text
        for mark, table in self.tables:
            text = text.replace(mark, table, 1)
        return text

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
        super().__init__(message, None, line, remedy, message_zh=message_zh)


class QuerySyntaxError(QueryError):
    """The text is not SPARQL from `line` and `column` on; both count from 1."""

    def __init__(self, message: str, message_zh: str, line: int, column: int) -> None:
        super().__init__(message, message_zh, line)
        self.column = column


class RdfSyntaxError(QueryError):
    """A body is not RDF from `line` and `column` on, where these are known; both count from 1."""

    def __init__(
        self, message: str, message_zh: str, line: int | None = None, column: int | None = None
    ) -> None:
        super().__init__(message, message_zh, line)
        self.column = column


class ForbiddenQueryError(QueryError):
    """The query asks for something that this endpoint does not do."""


class OversizeQueryError(QueryError):
    """The query is longer or more deeply nested than an engine bears."""


class EngineError(QueryError):
    """The engine could not finish a query that is written correctly."""


class FunctionError(QueryError):
    """The query calls a function that the engine does not have."""

    def __init__(self, iri: str) -> None:
        super().__init__(
            f"There is no function <{iri}> here. Use those of SPARQL 1.1.",
            f"此处没有函数<{iri}>。请使用SPARQL 1.1的函数。",
        )


class GraphStateError(QueryError):
    """An operation wants a graph to be there that is not, or the other way round."""


class QueryTimeoutError(QueryError):
    """The query took longer than `seconds`, of which there may be up to `limit`."""

    def __init__(self, seconds: float, limit: float) -> None:
        more = seconds < limit
        super().__init__(
            f"The query was stopped after {seconds:g} seconds, "
            + (
                f"as “timeout” asks; up to {limit:g} are allowed. "
                if more
                else "the most that one may take. "
            )
            + "Ask for less: name more things in it, add LIMIT, or ask in parts.",
            f"查询在{seconds:g}秒后被终止,"
            + (f"这是“timeout”所要求的;最多允许{limit:g}秒。" if more else "这是单个查询的上限。")
            + "请缩小范围:在查询中指明更多事物、加上LIMIT,或分几次查询。",
        )


class QueryMemoryError(QueryError):
    """The query needs more than `limit` bytes of memory."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"The query needs more than {_mebibytes(limit)} of memory, the most that one may take. "
            "Ask for less: name more things in it, join less, or sort and group fewer rows.",
            f"查询所需内存超过{_mebibytes(limit)},这是单个查询的上限。"
            "请缩小范围:在查询中指明更多事物、减少连接,或减少排序和分组的行数。",
        )


class OversizeAnswerError(QueryError):
    """The answer has more than `limit` bytes; it is not cut, for a part looks like the whole."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"The answer is larger than {_mebibytes(limit)}, the most that is sent at once. "
            "Ask in parts, with ORDER BY, LIMIT and OFFSET.",
            f"答案超过{_mebibytes(limit)},这是一次可发送的上限。"
            "请用ORDER BY、LIMIT和OFFSET分几次查询。",
        )


class OversizeChangeError(QueryError):
    """A write would change more than `limit` bytes of N-Quads."""

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"The change is larger than {_mebibytes(limit)} of N-Quads, the most that is made at "
            "once. Make it in parts.",
            f"更改超过{_mebibytes(limit)}的N-Quads,这是一次可作更改的上限。请分几次进行。",
        )


class EvaluatorLostError(QueryError):
    """The process that evaluated the query ended, or none could be started."""

    def __init__(self) -> None:
        super().__init__(
            "The engine broke down over the query; other queries are not affected. "
            "If it does so again, write the query in another way.",
            "引擎在执行此查询时崩溃;其他查询不受影响。如再次发生,请换一种写法。",
        )


class ServiceError(QueryError):
    """An endpoint that the query calls gave no answer."""

    def __init__(self, endpoint: str, reason: str, reason_zh: str) -> None:
        super().__init__(
            f"{endpoint}, which the query calls, gave no answer: {reason} "
            "With SERVICE SILENT the query goes on without it.",
            f"查询调用的{endpoint}没有给出答案:{reason_zh}使用SERVICE SILENT可在没有它时继续。",
        )


class AskerGoneError(QueryError):
    """Nobody waits for the answer any more; what was at work on it has been stopped."""

    def __init__(self) -> None:
        super().__init__("The client has gone.", "客户端已断开。")


class EvaluatorsBusyError(QueryError):
    """All evaluators are at work; one is free again in about `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(
            f"Too many queries are being answered. Ask again in {seconds} seconds.",
            f"正在执行的查询过多。请在{seconds}秒后重试。",
        )
        self.seconds = seconds


class StoreUnreachableError(QueryError):
    """The server that holds the graph cannot be asked; `reason` is for the site's keeper alone."""

    def __init__(self, reason: str, address: str) -> None:
        super().__init__(
            "The store cannot be reached at the moment. Try again soon.",
            "目前无法连接存储图谱的服务器。请稍后重试。",
            remedy=f"It said: {reason}. See HABITAT_STORE.",
        )
        self.remedy_zh = f"其答复：{reason}。见HABITAT_STORE。"
        self.where = address
        self.exit_code = 2


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


class UnwritableError(QueryError):
    """The answer has something that the format it is asked for has no way to write."""

    def __init__(self, what: str, what_zh: str, media_type: str) -> None:
        super().__init__(
            f"The answer has {what}, which {media_type} has no way to write. "
            "Ask for another format.",
            f"答案中含有{what_zh},{media_type}无法书写。请使用其他格式。",
        )


def _mebibytes(size: int) -> str:
    return f"{math.ceil(size / 2**20):,} MiB"
