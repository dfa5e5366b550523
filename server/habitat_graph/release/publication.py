"""Puts a release on a remote store, so that its readers see the old one or the new."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import quote

from habitat_graph.media_types import SPARQL_JSON
from habitat_graph.namespaces import STORE
from habitat_graph.release.history import Release
from habitat_graph.release.record import RECORD, UNION, Record, held
from habitat_graph.sparql.remote import RemoteStore
from habitat_graph.sparql.server import WRITING, Server
from habitat_graph.sparql.store import Query

_STAGING = str(STORE["staging/"])
_STAGED = f'''
SELECT DISTINCT ?graph WHERE {{
  GRAPH ?graph {{}}
  FILTER(STRSTARTS(STR(?graph), "{_STAGING}"))
}}
'''


def publish(server: Server, release: Release, *, union: bool = True) -> Record:
    """Have the server hold this release from now on; what it holds by now.

    The graphs that changed are sent under names that no query sees. Then one update, which a
    server carries out whole or not at all, gives them their own. What an interrupted publication
    left behind is removed.
    """
    graphs = _graphs(release)
    digests = {name: hashlib.sha256(triples).hexdigest() for name, triples in graphs.items()}
    record = Record(release.manifest, digests, union)
    before = held(server)
    if record == before:
        return record
    known = {} if before is None else before.digests
    changed = [name for name, digest in digests.items() if known.get(name) != digest]
    store = RemoteStore(server, seconds=WRITING)
    _tidy(store)
    for name in changed:
        store.put(_staging(name), bytes(graphs[name]))
    store.put(_staging(RECORD), record.triples)
    gone = sorted(known.keys() - digests.keys())
    operations = list(_graph_steps([*changed, RECORD], gone))
    if changed or gone or (before and before.union) != union:
        operations += _union_steps(record)
    store.update(" ;\n".join(operations))
    return record


def _graphs(release: Release) -> dict[str, bytearray]:
    """The N-Triples of each named graph, by its IRI; in the order of their canonical form.

    They are cut out as text, for canonical N-Quads have one form only: 4 million triples as
    objects would take more memory than many machines have.
    """
    graphs: dict[bytes, bytearray] = defaultdict(bytearray)
    with release.data.open("rb") as lines:
        for line in lines:
            triple, _, name = line.rpartition(b" <")
            graphs[name] += triple + b" .\n"
    return {
        name.removesuffix(b"> .\n").decode(): triples for name, triples in sorted(graphs.items())
    }


def _graph_steps(changed: list[str], gone: list[str]) -> Iterator[str]:
    """The operations that give the graphs of the release their own names."""
    for name in gone:
        yield f"DROP SILENT GRAPH <{name}>"
    for name in changed:
        # Not silent: where another publication took it away, the whole update is to fail.
        yield f"MOVE GRAPH <{_staging(name)}> TO GRAPH <{name}>"


def _union_steps(record: Record) -> Iterator[str]:
    """The operations that gather the triples of all graphs in one."""
    yield f"DROP SILENT GRAPH <{UNION}>"
    if record.union:
        for name in record.digests:
            yield f"ADD GRAPH <{name}> TO GRAPH <{UNION}>"


def _tidy(store: RemoteStore) -> None:
    """Remove what an interrupted publication staged."""
    answer = store.answer(Query(_STAGED), SPARQL_JSON)
    for row in json.loads(answer.body)["results"]["bindings"]:
        store.update(f"DROP SILENT GRAPH <{row['graph']['value']}>")


def _staging(name: str) -> str:
    return _STAGING + quote(name, safe="")
