"""From a request, given as plain values, to the update it asks for: the SPARQL 1.1 Protocol.

https://www.w3.org/TR/sparql11-protocol/#update-operation
"""

from habitat_graph.media_types import FORM, SPARQL_UPDATE
from habitat_graph.sparql.change import Update
from habitat_graph.sparql.protocol import (
    Values,
    decoded,
    graphs_named,
    media_type_of,
    merged,
    values_in,
)
from habitat_graph.sparql.store import ContentTypeError, RequestError

BODIES = (SPARQL_UPDATE, FORM)
"""The media types in which an update can be sent."""


def requested_update(query_string: bytes, content_type: str, body: bytes, base: str) -> Update:
    """The update that a POST asks for; its relative IRIs are resolved against `base`."""
    address = values_in(query_string)
    media_type = media_type_of(content_type)
    if media_type == FORM:
        return _from_values(merged(address, values_in(body)), base)
    if media_type == SPARQL_UPDATE:
        if "update" in address:
            raise RequestError(
                "There is an update in the body and another in the address; send one.",
                "正文和地址中各有一个更新;请只发送一个。",
            )
        return _from_values(merged(address, {"update": [decoded(body)]}), base)
    raise ContentTypeError(
        f"An update cannot be sent as “{media_type}”. Send {' or '.join(BODIES)}.",
        f"更新不能以“{media_type}”发送。请使用{'或'.join(BODIES)}。",
    )


def _from_values(values: Values, base: str) -> Update:
    texts = values.get("update", [])
    if not texts:
        raise RequestError(
            "There is no update: give it as the parameter “update”.",
            "没有更新:请用参数“update”给出。",
        )
    if len(texts) > 1:
        raise RequestError(
            f"There are {len(texts)} “update” parameters; send one.",
            f"有{len(texts)}个“update”参数;请只发送一个。",
        )
    return Update(
        texts[0],
        graphs_named(values, "using-graph-uri"),
        graphs_named(values, "using-named-graph-uri"),
        base,
    )
