"""Brings a release home from a remote store, so that the next can follow on it."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph

from habitat_graph.media_types import N_TRIPLES
from habitat_graph.release.build import canonical
from habitat_graph.release.history import current_number
from habitat_graph.release.record import Record, held
from habitat_graph.release.shelf import clear, locked, shelve, swap
from habitat_graph.sparql.remote import RemoteStore
from habitat_graph.sparql.server import WRITING, Server
from habitat_graph.sparql.store import Query


def retrieve(server: Server, store: Path) -> None:
    """Shelve what the server holds where it is newer than what stands in the folder `store`.

    Some engines write literals in their own way, "27"^^xsd:integer for xsd:nonNegativeInteger. What
    comes back from them is not the release, so its manifest alone is shelved.
    """
    record = held(server)
    if record is None or record.manifest.number <= (current_number(store) or 0):
        return
    data = canonical(pyoxigraph.Dataset(_quads(server, record)))
    files = {"manifest.json": record.manifest.as_json().encode()}
    if hashlib.sha256(data).hexdigest() == record.manifest.canonical:
        files["data.nq"] = data
    with locked(store):
        clear(store)
        shelve(store, record.manifest.number, files)
        swap(store, record.manifest.number)


def _quads(server: Server, record: Record) -> Iterator[pyoxigraph.Quad]:
    store = RemoteStore(server, seconds=WRITING)
    for name in record.digests:
        query = Query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{name}> {{ ?s ?p ?o }} }}")
        body = store.answer(query, N_TRIPLES).body
        for quad in pyoxigraph.parse(body, pyoxigraph.RdfFormat.N_TRIPLES, rename_blank_nodes=True):
            yield pyoxigraph.Quad(
                quad.subject, quad.predicate, quad.object, pyoxigraph.NamedNode(name)
            )
