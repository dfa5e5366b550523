"""What the suites are put to: a SPARQL server over HTTP, or the engine in this process."""

import http.client
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

import pyoxigraph

FAULTS = (SyntaxError, ValueError, OSError, RuntimeError)
"""What the engine raises when it refuses or gives up."""

QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
BASE = "http://localhost/sparql"
"""What the engine resolves relative IRIs against, as a server does against its own address."""
WHOLE = "the whole dataset"
"""Stands for all graphs where one graph could be named."""


@dataclass(frozen=True)
class Answer:
    """A reply, or what the engine would have a server reply."""

    status: int
    media_type: str = ""
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        """Whether the request succeeded."""
        return 200 <= self.status < 300

    def __str__(self) -> str:
        return f"{self.status} {self.body[:300].decode(errors='replace')}"


class Endpoint:
    """A server: the addresses of its protocols, and one connection that is kept open."""

    def __init__(self, query: str, update: str, data: str, token: str | None = None) -> None:
        self.paths = {"query": query, "update": update, "data": data}
        self.token = token
        server = urlsplit(query)
        self.connection = http.client.HTTPConnection(server.hostname, server.port, timeout=60)

    def close(self) -> None:
        """Let the connection go."""
        self.connection.close()

    def query(self, text: str, accept: str) -> Answer:
        """The answer to a query."""
        headers = {"Content-Type": QUERY, "Accept": accept}
        return self.exchange("POST", self.paths["query"], text.encode(), headers)

    def update(self, text: str) -> Answer:
        """The reply to an update."""
        return self.exchange("POST", self.paths["update"], text.encode(), {"Content-Type": UPDATE})

    def write(
        self, content: bytes, media_type: str, graph: str | None = None, *, add: bool = False
    ) -> Answer:
        """The reply to a graph's new content; None is the default graph, WHOLE all of them."""
        path = self.paths["data"]
        if graph != WHOLE:
            path += f"?graph={quote(graph, safe='')}" if graph else "?default"
        headers = {"Content-Type": media_type}
        return self.exchange("POST" if add else "PUT", path, content, headers)

    def exchange(
        self, method: str, address: str, body: bytes | None = None, headers: dict | None = None
    ) -> Answer:
        """The reply to a request; http.client sends no header that is not named here."""
        parts = urlsplit(address)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        headers = dict(headers or {})
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        try:
            self.connection.request(method, path, body, headers)
            reply = self.connection.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            # A server may close a connection that it has kept open for long enough.
            self.connection.close()
            self.connection.request(method, path, body, headers)
            reply = self.connection.getresponse()
        content = reply.read()
        fields = {name.lower(): value for name, value in reply.getheaders()}
        media_type = fields.get("content-type", "").partition(";")[0].strip()
        return Answer(reply.status, media_type, content, fields)


class Engine:
    """The engine with nothing in between, which tells our faults from its own."""

    def __init__(self) -> None:
        self.store = pyoxigraph.Store()

    def query(self, text: str, accept: str) -> Answer:
        """The answer to a query."""
        try:
            found = self.store.query(text, base_iri=BASE)
            if isinstance(found, pyoxigraph.QueryTriples):
                form = pyoxigraph.RdfFormat.N_TRIPLES
            else:
                form = pyoxigraph.QueryResultsFormat.from_media_type(accept.partition(",")[0])
            return Answer(200, form.media_type.partition(";")[0], found.serialize(format=form))
        except FAULTS as error:
            return _refused(error)

    def update(self, text: str) -> Answer:
        """Carry out an update."""
        try:
            self.store.update(text, base_iri=BASE)
        except FAULTS as error:
            return _refused(error)
        return Answer(204)

    def write(
        self, content: bytes, media_type: str, graph: str | None = None, *, add: bool = False
    ) -> Answer:
        """Make a graph what `content` says; None is the default graph, WHOLE all of them."""
        name = pyoxigraph.NamedNode(graph) if graph and graph != WHOLE else None
        form = pyoxigraph.RdfFormat.from_media_type(media_type)
        # A graph's own name is the base of its content.
        base = name.value if name else None
        try:
            quads = list(
                pyoxigraph.parse(
                    content, form, base_iri=base, without_named_graphs=graph != WHOLE,
                    rename_blank_nodes=True,
                )
            )  # fmt: skip
        except FAULTS as error:
            return _refused(error)
        if not add and graph == WHOLE:
            self.store.clear()
        elif not add:
            self.store.clear_graph(name or pyoxigraph.DefaultGraph())
        for quad in quads:
            where = quad.graph_name if graph == WHOLE else name or pyoxigraph.DefaultGraph()
            self.store.add(pyoxigraph.Quad(quad.subject, quad.predicate, quad.object, where))
        return Answer(204)


def _refused(error: Exception) -> Answer:
    return Answer(400 if isinstance(error, SyntaxError) else 422, "text/plain", str(error).encode())


Target = Endpoint | Engine
