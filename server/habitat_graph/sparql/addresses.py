"""Where a SPARQL server is asked, changed, and given whole graphs, and as whom."""

import re
from base64 import b64encode
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import unquote, urlsplit

_REPOSITORY = re.compile(r"/repositories/[^/]+$")


@dataclass(frozen=True)
class Addresses:
    """The addresses of one server: for queries, for updates, and of its graph store.

    `authorization` is the header that every request carries; None where anyone may.
    """

    query: str
    update: str
    data: str
    authorization: str | None = field(default=None, repr=False)

    @classmethod
    def of(
        cls,
        query: str,
        update: str | None = None,
        data: str | None = None,
        *,
        login: str | None = None,
        token: str | None = None,
    ) -> Self:
        """The addresses that go with one for queries; those that are given count more.

        `login` is “user:password” as an address writes it, `token` a bearer token.
        """
        usual_update, usual_data = _usual(query)
        authorization = None
        if token:
            authorization = f"Bearer {token}"
        elif login:
            authorization = f"Basic {b64encode(unquote(login).encode()).decode()}"
        return cls(query, update or usual_update, data or usual_data, authorization)


def _usual(query: str) -> tuple[str, str]:
    """The addresses for updates and of the graph store as servers usually have them."""
    stem, _, last = query.rpartition("/")
    if _REPOSITORY.search(query):  # GraphDB and RDF4J
        return f"{query}/statements", f"{query}/rdf-graphs/service"
    if last == "query" and not urlsplit(stem).path:  # Oxigraph
        return f"{stem}/update", f"{stem}/store"
    if last in ("query", "sparql") and urlsplit(stem).path:  # Fuseki
        return f"{stem}/update", f"{stem}/data"
    return query, query
