"""A site over a small release that is written by hand."""

import hashlib
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyoxigraph
import pytest
from gated import Site
from project import Project
from stores import DISK, EMBEDDED, OXIGRAPH, REMOTE, remote

from habitat_graph.release.history import current
from habitat_graph.release.manifest import Counts, Manifest
from habitat_graph.release.publication import publish
from habitat_graph.settings import Settings
from habitat_graph.sparql.addresses import Addresses
from habitat_graph.sparql.server import Server
from habitat_graph.web.app import create_app

SAMPLE = Path(__file__).with_name("sample.trig")

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"

COUNTRIES = """\
#+ title.en: Which countries are there?
#+ title.zh: 有哪些国家？
#+ description.en: Every country with its <name>.
#+ description.zh: 每个国家及其名称。
#+ shows: names
#+ featured: 2

PREFIX hab: <https://w3id.org/habitat-graph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

SELECT ?country ?name WHERE {
  ?country a hab:Country ;
           rdfs:label ?name .
}
ORDER BY ?country ?name
"""

HOSTS = """\
#+ title.en: What did a country host?
#+ title.zh: 某国主办了什么？
#+ shows: a parameter
#+ featured: 1
#+ param country: <https://w3id.org/habitat-graph/id/country/ken> — the country

PREFIX hab: <https://w3id.org/habitat-graph/ontology#>

SELECT ?activity WHERE {
  VALUES ?country { <https://w3id.org/habitat-graph/id/country/ken> }
  ?activity hab:host ?country .
}
ORDER BY ?activity
"""


def write_release(store, number=1, trig=None):
    """Shelve a release of `trig` by hand, and serve it from now on."""
    quads = list(pyoxigraph.parse(trig or SAMPLE.read_bytes(), pyoxigraph.RdfFormat.TRIG))
    data = pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.N_QUADS)
    graphs = Counter(quad.graph_name.value for quad in quads)
    manifest = Manifest(
        number=number,
        created=datetime(2026, 11, 22, tzinfo=UTC),
        parent=number - 1 or None,
        author="tests",
        message="",
        version="0.1.0",
        inputs="",
        canonical=hashlib.sha256(data).hexdigest(),
        counts=Counts(1234, 56, 78, 9, dict(graphs), {}),
        checks=(),
    )
    folder = store / "releases" / f"{number:04}"
    folder.mkdir(parents=True)
    (folder / "data.nq").write_bytes(data)
    (folder / "manifest.json").write_text(manifest.as_json(), "utf-8")
    draft = store / "draft"
    draft.write_text(f"{number:04}", "ascii")
    draft.replace(store / "current")


@pytest.fixture(scope="session")
def shelve():
    """Shelves a release; see `write_release`."""
    return write_release


@pytest.fixture(scope="session")
def root(tmp_path_factory):
    root = tmp_path_factory.mktemp("root")
    (root / "queries").mkdir()
    (root / "queries" / "countries-all.rq").write_text(COUNTRIES, "utf-8")
    (root / "queries" / "hosts-what.rq").write_text(HOSTS, "utf-8")
    return root


@pytest.fixture(scope="session")
def store(tmp_path_factory):
    store = tmp_path_factory.mktemp("store")
    write_release(store)
    return store


@pytest.fixture(scope="session", params=[EMBEDDED, DISK, *REMOTE])
def engine(request):
    """Where the graph is: in memory, on the disk, or on a server of one kind or another."""
    return request.param


@pytest.fixture(scope="session")
def settings(engine, store):
    settings = Settings(store, None, 30.0, "en")
    if engine == EMBEDDED:
        yield settings
        return
    if engine == DISK:
        yield replace(settings, disk=0)
        return
    with remote(engine) as peer:
        publish(Server(Addresses.of(peer.query)), current(store))
        yield replace(settings, remote=peer.query)


@pytest.fixture(scope="session")
def app(settings, root):
    return create_app(settings, root)


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def browse(client):
    """Gets an address as a browser does."""
    return lambda address: client.get(address, headers={"Accept": BROWSER})


@pytest.fixture
def stops_queries(engine):
    """Only where the engine can be stopped: else it would be busy until the end of all tests."""
    if engine == OXIGRAPH:
        pytest.skip("Oxigraph's server goes on with a query whose asker has gone")


@pytest.fixture(scope="module")
def peer():
    """A remote store."""
    with remote(OXIGRAPH) as peer:
        yield peer


@pytest.fixture
def server(peer):
    """The remote store, which holds nothing."""
    peer.change("DROP ALL")
    return Server(Addresses.of(peer.query))


@pytest.fixture
def project(tmp_path):
    project = Project(tmp_path)
    project.build()
    return project


@pytest.fixture
def site(project):
    """A site that takes what passes the gate."""
    site = Site(project)
    yield site
    site.close()
