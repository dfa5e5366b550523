"""Shows the answer to a query as a table for people."""

import json
from collections.abc import Mapping
from typing import Any

from prettytable import PrettyTable, TableStyle

from habitat_graph.namespaces import BASE
from habitat_graph.sparql.prefixes import PREFIXES

_NAMESPACES = sorted([*PREFIXES.items(), ("", BASE)], key=lambda item: len(item[1]), reverse=True)


def table(results: bytes) -> str:
    """SPARQL results in JSON as columns; the answer of an ASK as `true` or `false`."""
    answer = json.loads(results)
    if "boolean" in answer:
        return f"{str(answer['boolean']).lower()}\n"
    columns = answer["head"]["vars"]
    shown = PrettyTable(columns)
    shown.set_style(TableStyle.PLAIN_COLUMNS)
    shown.align = "l"
    for row in answer["results"]["bindings"]:
        shown.add_row([_text(row[column]) if column in row else "" for column in columns])
    lines = shown.get_string().splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _text(term: Mapping[str, Any]) -> str:
    """A term in short: an IRI by its prefix, a text without quotation marks."""
    value = str(term["value"])
    if term["type"] != "uri":
        return value.replace("\n", " ")
    for prefix, namespace in _NAMESPACES:
        if value.startswith(namespace) and value != namespace:
            return (
                f"{prefix}:{value.removeprefix(namespace)}" if prefix else value.removeprefix(BASE)
            )
    return value
