"""What an attack is: a name, what is sent, and what may come of it."""

from dataclasses import dataclass, field
from urllib.parse import quote

SPARQL_QUERY = "application/sparql-query"
FORM = "application/x-www-form-urlencoded"

FINE = frozenset({200})
REFUSED = frozenset({400})
FORBIDDEN = frozenset({403})
TOO_LARGE = frozenset({413})
STOPPED = frozenset({422, 429, 504})
"""Stopped over its memory, the size of its answer, or its time: which comes first is no matter.

It is told to come again where others have all the turns and it is not done in a spare one.
"""

BORNE = FINE | STOPPED
"""Small enough to be answered on a fast machine, or else stopped."""


@dataclass(frozen=True)
class Attack:
    """A request, and the statuses with which it may be answered.

    `wire` is sent as it stands in place of a request; `is_bare` where the HTTP library itself
    answers what is not HTTP, without a body.
    """

    name: str
    statuses: frozenset[int]
    method: str = "GET"
    path: str = "/sparql"
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    wire: bytes = b""
    is_bare: bool = False


def query(name: str, text: str, statuses: frozenset[int] = STOPPED, **headers: str) -> Attack:
    """An attack by a query, posted as it is."""
    carried = {"Content-Type": SPARQL_QUERY} | headers
    return Attack(
        name, statuses, "POST", body=text.encode("utf-8", "surrogatepass"), headers=carried
    )


def address(name: str, path: str, statuses: frozenset[int], **headers: str) -> Attack:
    """An attack by an address."""
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    return Attack(name, statuses, path=path, headers=named)


def form(name: str, body: bytes, statuses: frozenset[int], path: str = "/sparql") -> Attack:
    """An attack by a form."""
    return Attack(name, statuses, "POST", path, body, {"Content-Type": FORM})


def wire(name: str, sent: bytes, statuses: frozenset[int], is_bare: bool = True) -> Attack:
    """An attack by bytes."""
    return Attack(name, statuses, wire=sent, is_bare=is_bare)


def asked(text: str) -> str:
    """The address of a query."""
    return f"/sparql?query={quote(text)}"
