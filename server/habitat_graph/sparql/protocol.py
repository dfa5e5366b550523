"""From a request, given as plain values, to the query it asks: the SPARQL 1.1 Protocol."""

import re
from urllib.parse import parse_qsl

from werkzeug.http import parse_options_header

from habitat_graph.media_types import FORM, SPARQL_QUERY, SPARQL_UPDATE
from habitat_graph.sparql.store import ContentTypeError, Query, RequestError

BODIES = (SPARQL_QUERY, FORM)
"""The media types in which a query can be sent as a body."""

FIELDS_LIMIT = 1000
"""Parameters a request may have."""

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]*")

Values = dict[str, list[str]]


def requested_query(
    method: str, query_string: bytes, content_type: str, body: bytes
) -> Query | None:
    """The query that a request asks, or None where a GET asks none.

    https://www.w3.org/TR/sparql11-protocol/#query-operation; a QUERY request is sent as a POST.
    """
    address = values_in(query_string)
    if method in ("GET", "HEAD"):
        return _from_values(address) if address.keys() & {"query", "update"} else None
    media_type = media_type_of(content_type)
    if media_type == FORM:
        return _from_values(merged(address, values_in(body)))
    if media_type == SPARQL_QUERY:
        if "query" in address:
            raise RequestError(
                "There is a query in the body and another in the address; send one.",
                "正文和地址中各有一个查询;请只发送一个。",
            )
        return _from_values(merged(address, {"query": [decoded(body)]}))
    if media_type == SPARQL_UPDATE:
        raise _update()
    raise ContentTypeError(
        f"A query cannot be sent as “{media_type}”. Send {' or '.join(BODIES)}.",
        f"查询不能以“{media_type}”发送。请使用{'或'.join(BODIES)}。",
    )


def media_type_of(content_type: str) -> str:
    """The media type in a header; raise ContentTypeError where the body is not in UTF-8."""
    media_type, options = parse_options_header(content_type)
    if options.get("charset", "utf-8").lower() != "utf-8":
        raise ContentTypeError(
            f"The body is in {options['charset']}; send it in UTF-8.",
            f"正文编码是{options['charset']};请用UTF-8发送。",
        )
    return media_type.lower()


def _from_values(values: Values) -> Query:
    if "update" in values:
        raise _update()
    texts = values.get("query", [])
    if not texts or not texts[0].strip():
        raise RequestError(
            "There is no query: give it as the parameter “query”.",
            "没有查询:请用参数“query”给出。",
        )
    if len(texts) > 1:
        raise RequestError(
            f"There are {len(texts)} “query” parameters; send one.",
            f"有{len(texts)}个“query”参数;请只发送一个。",
        )
    return Query(
        texts[0],
        default_graphs=graphs_named(values, "default-graph-uri"),
        named_graphs=graphs_named(values, "named-graph-uri"),
        timeout=_timeout(values),
    )


def graphs_named(values: Values, parameter: str) -> tuple[str, ...]:
    """The graphs that a parameter names; raise RequestError where one is no absolute IRI."""
    graphs = tuple(dict.fromkeys(values.get(parameter, [])))
    for graph in graphs:
        if not _IRI.fullmatch(graph):
            raise RequestError(
                f"“{graph}”, given as {parameter}, is not an absolute IRI.",
                f"参数{parameter}的值“{graph}”不是绝对IRI。",
            )
    return graphs


def _timeout(values: Values) -> float | None:
    """The seconds that the asker will wait, as Virtuoso, GraphDB and Jena have it too."""
    given = values.get("timeout", [""])[0]
    if not given:
        return None
    try:
        seconds = float(given)
    except ValueError:
        seconds = 0.0
    if not seconds > 0:
        raise RequestError(
            f"“{given}”, given as timeout, is no number of seconds above zero.",
            f"参数timeout的值“{given}”不是大于零的秒数。",
        )
    return seconds


def values_in(encoded: bytes) -> Values:
    """The names and values of a form or of an address's query part."""
    values: Values = {}
    try:
        pairs = parse_qsl(
            decoded(encoded),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=FIELDS_LIMIT,
        )
    except UnicodeDecodeError as error:
        raise _not_utf8() from error
    except ValueError as error:
        raise RequestError(
            f"There are more than {FIELDS_LIMIT:,} parameters.",
            f"参数超过{FIELDS_LIMIT:,}个。",
        ) from error
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return values


def decoded(body: bytes) -> str:
    """The text; raise RequestError where it is not UTF-8."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_utf8() from error


def merged(first: Values, second: Values) -> Values:
    """The values of both."""
    return {name: first.get(name, []) + second.get(name, []) for name in first | second}


def _not_utf8() -> RequestError:
    return RequestError("The request is not written in UTF-8.", "请求不是UTF-8编码。")


def _update() -> RequestError:
    return RequestError(
        "This is an update; this address answers queries only and changes nothing.",
        "这是更新操作;此地址只回答查询,不作任何更改。",
    )
