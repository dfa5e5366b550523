"""From a request to the update or graph write that it orders: the protocols for writing."""

from collections.abc import Iterable
from urllib.parse import urljoin

import pyoxigraph
from werkzeug.http import parse_options_header

from habitat_graph.media_types import FORM, N_TRIPLES, SPARQL_UPDATE
from habitat_graph.sparql.change import Update, n_quads
from habitat_graph.sparql.crafting import content_quads
from habitat_graph.sparql.protocol import (
    absolute,
    decoded,
    graphs_of,
    in_utf8,
    merged,
    timeout_of,
    values_of,
)
from habitat_graph.sparql.store import ContentTypeError, RequestError

UPDATE_BODIES = (SPARQL_UPDATE, FORM)
"""The media types in which an update can be sent."""


def requested_update(query_string: bytes, content_type: str, body: bytes, base: str) -> Update:
    """The update that a POST orders: https://www.w3.org/TR/sparql11-protocol/#update-operation."""
    values = values_of(query_string)
    media_type, options = parse_options_header(content_type)
    media_type = media_type.lower()
    in_utf8(options)
    if media_type == FORM:
        values = merged(values, values_of(body))
    elif media_type == SPARQL_UPDATE:
        values = merged(values, {"update": [decoded(body)]})
    else:
        raise ContentTypeError(
            f"An update cannot be sent as “{media_type}”. Send {' or '.join(UPDATE_BODIES)}.",
            f"更新不能以“{media_type}”发送。请使用{'或'.join(UPDATE_BODIES)}。",
        )
    texts = values.get("update", [])
    if len(texts) != 1 or "query" in values:
        raise RequestError(
            "Send one update, as the parameter “update” or as the body, and no query.",
            "请只发送一个更新(参数“update”或正文),且不带查询。",
        )
    return Update(
        texts[0],
        using_default=graphs_of(values, "using-graph-uri"),
        using_named=graphs_of(values, "using-named-graph-uri"),
        base=base,
        timeout=timeout_of(values),
    )


def named_graph(query_string: bytes, address: str) -> str | None:
    """The graph that `?graph=` names, against the address where it is relative; None if `?default`.

    Raise RequestError where it is not just one of the two; KeyError where it is neither.
    https://www.w3.org/TR/sparql11-http-rdf-update/#indirect-graph-identification
    """
    values = values_of(query_string)
    graphs = values.get("graph", [])
    if "default" in values and not graphs:
        return None
    if "default" in values or len(graphs) > 1:
        raise RequestError(
            "Name one graph: “?graph=…” or “?default”.", "请只指明一个图:“?graph=…”或“?default”。"
        )
    if not graphs:
        raise KeyError
    return absolute(urljoin(address, graphs[0]), "graph")


def gathered(parts: Iterable[tuple[str, bytes]], base: str) -> tuple[str, bytes]:
    """Contents of several media types as one: its media type and itself."""
    graph = pyoxigraph.DefaultGraph()
    quads = [quad for kind, content in parts for quad in content_quads(kind, content, base, graph)]
    return N_TRIPLES, n_quads(quads)
