"""From IRIs to links on this site and short names, and back."""

import re
from urllib.parse import quote

from flask import request

from habitat_graph.namespaces import BASE, HAB
from habitat_graph.sparql.prefixes import PREFIXES

_IRI = re.compile(r"[^\x00-\x20<>\"{}|\\^`]+")


def iri_of(path: str) -> str | None:
    """The IRI that stands at a path of this site; None where the path can be part of none."""
    return BASE + path if _IRI.fullmatch(path) else None


def href(iri: str) -> str | None:
    """Where a link to the IRI leads: this site for its own, else the web; None if nowhere safe."""
    if iri.startswith(BASE):
        path, mark, fragment = iri.removeprefix(BASE).partition("#")
        return f"{request.script_root}/{quote(path)}{mark}{quote(fragment)}"
    # A javascript: link in the data must not become one on a page.
    return iri if iri.startswith(("https://", "http://")) else None


def short_name(iri: str) -> str:
    """The IRI as people write it: hab:Body, country/ken, rdfs:label."""
    if iri.startswith(BASE) and not iri.startswith(str(HAB)):
        return iri.removeprefix(BASE).removeprefix("id/") or iri
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and iri != namespace:
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri
