"""A remote store answers every query of the catalogue as the embedded one does."""

from datetime import UTC, datetime

import pyoxigraph
import pytest
from stores import OXIGRAPH, remote

from habitat_graph.knowledge.catalogue import catalogue
from habitat_graph.knowledge.files import knowledge_root
from habitat_graph.media_types import TSV
from habitat_graph.release.build import canonical
from habitat_graph.release.history import Release
from habitat_graph.release.manifest import Counts, Manifest
from habitat_graph.release.publication import publish
from habitat_graph.release.readership import Readership
from habitat_graph.sparql.addresses import Addresses
from habitat_graph.sparql.server import Server
from habitat_graph.sparql.store import Query


@pytest.fixture(scope="module")
def release(graph, tmp_path_factory):
    """The real graph as a release."""
    folder = tmp_path_factory.mktemp("release")
    quads = [quad for quad in graph.content.engine if quad.graph_name != pyoxigraph.DefaultGraph()]
    (folder / "data.nq").write_bytes(canonical(pyoxigraph.Dataset(quads)))
    now, counts = datetime(2026, 11, 27, tzinfo=UTC), Counts(0, 0, 0, 0, {}, {})
    return Release(folder, Manifest(1, now, None, "tests", "", "0.1.0", "", "", counts, ()))


def test_every_query_gives_its_golden_result(release, golden):
    # Fuseki does too, in minutes, but for the form of numbers: -1800000.0 for -1800000.
    with remote(OXIGRAPH) as peer:
        server = Server(Addresses.of(peer.query))
        record = publish(server, release)
        store = Readership(server, record, seconds=120.0, result_limit=None)
        different = {
            query.name
            for query in catalogue(knowledge_root())
            if store.answer(Query(query.text), TSV).body.decode()
            != golden.text(f"{query.name}.tsv")
        }
    assert different == set()
