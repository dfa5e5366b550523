"""A request as it came in, its headers read once: each look into granian's own takes time."""

import re
from random import getrandbits
from time import perf_counter
from typing import TYPE_CHECKING

from habitat_graph.sparql.asker import client_name

if TYPE_CHECKING:
    from granian._granian import RSGIHTTPProtocol as HTTPProtocol
    from granian.rsgi import Scope

_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")


class Arrival:
    """A request, who asks, its name in the log, and when it came.

    `proxies` is how many hops before the server are trusted to say for whom they ask. Headers have
    lower-case names; the values of one that came several times are one list, those that may not are
    in `repeated`: https://www.rfc-editor.org/rfc/rfc9110#section-5.2
    """

    __slots__ = (
        "client",
        "headers",
        "method",
        "name",
        "path",
        "protocol",
        "query_string",
        "repeated",
        "scope",
        "start",
    )

    def __init__(self, scope: "Scope", protocol: "HTTPProtocol", proxies: int) -> None:
        self.start = perf_counter()
        self.scope = scope
        self.protocol = protocol
        self.method = scope.method
        self.path = scope.path
        self.query_string = scope.query_string
        pairs = scope.headers.items()
        self.headers = dict(pairs)
        self.repeated = frozenset[str]()
        if len(self.headers) < len(pairs):
            self._join(pairs)
        given = self.headers.get("x-request-id", "")
        self.name = given if _NAME.fullmatch(given) else f"{getrandbits(128):032x}"
        self.client = self._client(proxies)

    @property
    def is_safe(self) -> bool:
        """Whether it only asks for what is there."""
        return self.method in ("GET", "HEAD")

    def _client(self, proxies: int) -> str:
        """The address of who asks, as far as the proxies can be trusted to say."""
        hops = self.headers.get("x-forwarded-for", "").split(",") if proxies else []
        if len(hops) >= proxies > 0:
            return client_name(hops[-proxies].strip())
        return client_name(self.scope.client.rpartition(":")[0])

    def _join(self, pairs: list[tuple[str, str]]) -> None:
        joined: dict[str, str] = {}
        for name, value in pairs:
            joined[name] = f"{joined[name]}, {value}" if name in joined else value
        names = [name for name, _ in pairs]
        self.headers = joined
        self.repeated = frozenset(name for name in joined if names.count(name) > 1)
