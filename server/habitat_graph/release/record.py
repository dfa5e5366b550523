"""What a remote store holds: which release, and in which graphs."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import pyoxigraph
from rdflib import RDF

from habitat_graph.media_types import SPARQL_JSON
from habitat_graph.namespaces import STORE
from habitat_graph.problems import HabitatError
from habitat_graph.release.manifest import Manifest
from habitat_graph.settings import Settings
from habitat_graph.sparql.addresses import Addresses
from habitat_graph.sparql.remote import Dataset, RemoteStore
from habitat_graph.sparql.server import Server
from habitat_graph.sparql.store import Query

RECORD = str(STORE["release"])
"""The graph, and the one thing in it, that says what the store holds."""

UNION = str(STORE["union"])
"""The graph with the triples of all others, each once: the default graph of queries."""

NOTHING = str(STORE["nothing"])
"""A graph that never is: the default graph where there is to be none."""

_RECORD = f"SELECT ?record {{ GRAPH <{RECORD}> {{ <{RECORD}> <{RDF.value}> ?record }} }}"


@dataclass(frozen=True)
class Record:
    """A release as a remote store holds it.

    `digests` has the SHA-256 of each named graph's N-Triples by the graph's IRI; `union` says
    whether all their triples stand in one more graph as well.
    """

    manifest: Manifest
    digests: Mapping[str, str]
    union: bool

    @property
    def dataset(self) -> Dataset:
        """The graphs of the release: a store may hold others, and those that it keeps for itself.

        They are named in every query, for servers differ in what their default graph is.
        """
        return Dataset((UNION if self.union else NOTHING,), tuple(self.digests))

    @property
    def mark(self) -> str:
        """A query that says whether the store still holds just this."""
        return f"ASK {{ GRAPH <{RECORD}> {{ <{RECORD}> <{RDF.type}> <{RECORD}/{self._name}> }} }}"

    @property
    def triples(self) -> bytes:
        """The record as N-Triples, to stand in its graph."""
        manifest = json.loads(self.manifest.as_json())
        content = {"manifest": manifest, "graphs": dict(self.digests), "union": self.union}
        text = pyoxigraph.Literal(json.dumps(content, ensure_ascii=False))
        return (
            f"<{RECORD}> <{RDF.value}> {text} .\n"
            f"<{RECORD}> <{RDF.type}> <{RECORD}/{self._name}> .\n"
        ).encode()

    @property
    def _name(self) -> str:
        default = "union" if self.union else "plain"
        return f"{self.manifest.number}-{self.manifest.canonical}-{default}"

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read a record; raise HabitatError where it is none."""
        try:
            content = json.loads(text)
            manifest = Manifest.from_json(json.dumps(content["manifest"]), RECORD)
            return cls(manifest, dict(content["graphs"]), bool(content["union"]))
        except (ValueError, TypeError, KeyError) as error:
            raise HabitatError(
                "The store's record of its release cannot be read.",
                RECORD,
                remedy="Drop that graph and build again.",
                message_zh="无法读取存储库中关于其发布版本的记录。",
                remedy_zh="请删除该图并重新制作。",
            ) from error


def remote_server(settings: Settings) -> Server | None:
    """The server that is to hold the graph; None where this program does."""
    if settings.remote is None:
        return None
    return Server(
        Addresses.of(
            settings.remote,
            settings.remote_update,
            settings.remote_data,
            login=settings.remote_login,
            token=settings.remote_token,
        )
    )


def held(server: Server, seconds: float = 30.0) -> Record | None:
    """What a server holds; None where nothing was ever published to it."""
    answer = RemoteStore(server, seconds=seconds).answer(Query(_RECORD), SPARQL_JSON)
    rows = json.loads(answer.body)["results"]["bindings"]
    return Record.from_json(rows[0]["record"]["value"]) if rows else None
