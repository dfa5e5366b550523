"""What the description says of a release is what the release holds."""

from collections import defaultdict
from pathlib import Path

import pyoxigraph
import pyshacl
import pytest
from rdflib import RDF, VOID, Graph, Literal, Namespace, URIRef
from stores import REMOTE, remote

from habitat_graph.media_types import N_QUADS, N_TRIPLES
from habitat_graph.namespaces import BASE, DCAT
from habitat_graph.release.history import current
from habitat_graph.release.publication import publish
from habitat_graph.settings import Settings
from habitat_graph.sparql.addresses import Addresses
from habitat_graph.sparql.server import Server
from habitat_graph.sparql.store import Query
from habitat_graph.web.app import create_app
from habitat_graph.web.description import counted
from habitat_graph.web.site import question_texts

HERE = Path(__file__).parent
DESCRIBED = (HERE / "described.trig").read_bytes()
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
PROV = Namespace("http://www.w3.org/ns/prov#")
INFERRED = f"{BASE}graph/inferred"
RELEASE = URIRef(f"{BASE}releases/2")


@pytest.fixture(scope="module")
def client(tmp_path_factory, shelve, root):
    store = tmp_path_factory.mktemp("described")
    shelve(store, 1)
    shelve(store, 2, DESCRIBED)
    return create_app(Settings(store, None, 30.0, "en"), root).test_client()


def graph_at(client, address, accept="text/turtle", form="turtle"):
    reply = client.get(address, headers={"Accept": accept})
    assert reply.status_code == 200
    assert reply.mimetype == accept
    return Graph().parse(data=reply.data, format=form)


@pytest.fixture(scope="module", params=REMOTE)
def afar(request, tmp_path_factory, shelve, root):
    """The site over a remote store that alone holds the release."""
    home, store = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("elsewhere")
    shelve(store, 2, DESCRIBED)
    with remote(request.param) as peer:
        publish(Server(Addresses.of(peer.query)), current(store))
        settings = Settings(home, None, 30.0, "en", remote=peer.query)
        yield create_app(settings, root).test_client()


@pytest.fixture(scope="module")
def described(client):
    return graph_at(client, "/.well-known/void")


class Counts:
    """The figures of a set of triples, counted one by one."""

    def __init__(self, triples):
        self.triples = set(triples)
        self.classes, self.properties = defaultdict(set), defaultdict(set)
        for subject, predicate, value in self.triples:
            self.properties[predicate].add((subject, value))
            if predicate == f"<{RDF.type}>":
                self.classes[value].add(subject)

    def check(self, graph, dataset):
        subjects = {subject for subject, _, _ in self.triples}
        objects = {value for _, _, value in self.triples}
        for name, expected in {
            VOID.triples: self.triples,
            VOID.distinctSubjects: subjects,
            VOID.distinctObjects: objects,
            VOID.classes: self.classes,
            VOID.properties: self.properties,
        }.items():
            assert list(graph.objects(dataset, name)) == [Literal(len(expected))], name
        assert parts(graph, dataset, VOID.classPartition, VOID["class"], VOID.entities) == {
            kind: len(instances) for kind, instances in self.classes.items()
        }
        assert parts(graph, dataset, VOID.propertyPartition, VOID.property, VOID.triples) == {
            name: len(pairs) for name, pairs in self.properties.items()
        }


def parts(graph, dataset, partition, name, figure):
    found = {}
    for part in graph.objects(dataset, partition):
        found[f"<{graph.value(part, name)}>"] = graph.value(part, figure).toPython()
    return found


def check_counts(graph, release, quads):
    """Hold every figure of a description against the quads, each as texts."""
    Counts((s, p, o) for s, p, o, _ in quads).check(graph, release)
    stated = URIRef(f"{release}#stated")
    Counts((s, p, o) for s, p, o, name in quads if name != f"<{INFERRED}>").check(graph, stated)
    entities = {s for s, _, _, _ in quads if s.startswith(f"<{BASE}")}
    assert graph.value(release, VOID.entities) == Literal(len(entities))
    graphs = defaultdict(set)
    for quad in quads:
        graphs[quad[3]].add(quad)
    assert {
        f"<{graph.value(part, SD.name)}>": graph.value(part, VOID.triples).toPython()
        for part in graph.objects(release, VOID.subset)
        if (part, RDF.type, SD.NamedGraph) in graph
    } == {name: len(members) for name, members in graphs.items()}


def quads_of(data, form):
    return [
        (str(q.subject), str(q.predicate), str(q.object), str(q.graph_name))
        for q in pyoxigraph.parse(data, form)
    ]


def test_every_count_is_that_of_the_data(described):
    check_counts(described, RELEASE, quads_of(DESCRIBED, pyoxigraph.RdfFormat.TRIG))


def test_every_count_of_the_real_graph_is_that_of_its_data(graph):
    told = Graph().parse(data=counted(graph, question_texts(), str(RELEASE)), format="nt")
    named = graph.answer(Query("SELECT ?g { GRAPH ?g {} }"), "text/csv").body.decode().split()[1:]
    quads = []
    for name in named:
        text = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{name}> {{ ?s ?p ?o }} }}"
        nt = graph.answer(Query(text), N_TRIPLES).body
        quads += [
            (s, p, o, f"<{name}>") for s, p, o, _ in quads_of(nt, pyoxigraph.RdfFormat.N_TRIPLES)
        ]
    check_counts(told, RELEASE, quads)
    for linkset in told.subjects(RDF.type, VOID.Linkset):
        predicates = {f"<{each}>" for each in told.objects(linkset, VOID.linkPredicate)}
        links = [quad for quad in quads if quad[3] == f"<{linkset}>" and quad[1] in predicates]
        assert told.value(linkset, VOID.triples) == Literal(len(links)), linkset


def test_a_description_is_what_dcat_and_void_expect(described):
    conforms, _, report = pyshacl.validate(
        described, shacl_graph=Graph().parse(HERE / "description.shapes.ttl")
    )
    assert conforms, report


def test_the_shapes_of_descriptions_can_fail(described):
    broken = Graph()
    broken += described
    broken.remove((RELEASE, VOID.triples, None))
    conforms, _, _ = pyshacl.validate(
        broken, shacl_graph=Graph().parse(HERE / "description.shapes.ttl")
    )
    assert not conforms


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own use of it
@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("application/ld+json", "json-ld"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "xml"),
    ],
)
def test_each_format_says_the_same(client, described, accept, form):
    assert set(graph_at(client, "/.well-known/void", accept, form)) == set(described)


def test_a_browser_gets_the_description_as_turtle(client):
    reply = client.get("/.well-known/void", headers={"Accept": "text/html"})
    assert reply.mimetype == "text/turtle"


def test_an_older_release_is_described_from_its_own_data(client, described):
    older = graph_at(client, "/releases/1")
    release = URIRef(f"{BASE}releases/1")
    sample = (HERE / "sample.trig").read_bytes()
    check_counts(older, release, quads_of(sample, pyoxigraph.RdfFormat.TRIG))
    assert not list(older.objects(release, VOID.sparqlEndpoint))
    assert list(described.objects(RELEASE, VOID.sparqlEndpoint))


def test_versions_follow_one_another(client, described):
    dataset = URIRef(f"{BASE}id/dataset/habitat-graph")
    older = URIRef(f"{BASE}releases/1")
    assert set(described.objects(dataset, DCAT.hasVersion)) == {older, RELEASE}
    assert described.value(dataset, DCAT.hasCurrentVersion) == RELEASE
    assert described.value(RELEASE, DCAT.previousVersion) == older
    assert described.value(RELEASE, PROV.wasRevisionOf) == older
    assert set(graph_at(client, "/releases").objects(dataset, DCAT.hasVersion)) == {older, RELEASE}


def test_what_was_inferred_is_derived_from_what_was_stated(described):
    inferred = described.value(predicate=SD.name, object=URIRef(INFERRED))
    assert described.value(inferred, PROV.wasDerivedFrom) == URIRef(f"{RELEASE}#stated")


def test_every_dump_is_there_with_the_bytes_that_the_description_says(client, described):
    for part in described.objects(RELEASE, DCAT.distribution):
        address = str(described.value(part, DCAT.downloadURL))
        with client.get(address.removeprefix("http://localhost")) as reply:
            assert reply.status_code == 200
            assert described.value(part, DCAT.byteSize).toPython() == len(reply.data)


def test_the_description_offers_no_quads_it_does_not_have(client):
    reply = client.get("/.well-known/void", headers={"Accept": N_QUADS})
    assert reply.status_code == 200
    assert all(line.endswith(b" .") for line in reply.data.splitlines())


def test_a_remote_store_is_counted_alike(afar):
    told = graph_at(afar, "/.well-known/void")
    check_counts(told, RELEASE, quads_of(DESCRIBED, pyoxigraph.RdfFormat.TRIG))


def test_what_a_remote_store_alone_holds_cannot_be_taken_away_from_here(afar):
    told = graph_at(afar, "/.well-known/void")
    assert not list(told.objects(RELEASE, DCAT.distribution))
    assert afar.get("/releases/2/habitat-graph.nq.gz").status_code == 404


@pytest.mark.parametrize("address", ["/", "/releases", "/releases/2"])
def test_pages_over_a_remote_store_tell_of_its_release(afar, address):
    reply = afar.get(address, headers={"Accept": "text/html"})
    assert reply.status_code == 200
    assert "Release 2" in reply.get_data(as_text=True)


def test_the_union_is_counted_whatever_queries_are_asked_of(tmp_path, shelve, root):
    shelve(tmp_path, 2, DESCRIBED)
    settings = Settings(tmp_path, None, 30.0, "en", union=False)
    told = graph_at(create_app(settings, root).test_client(), "/.well-known/void")
    check_counts(told, RELEASE, quads_of(DESCRIBED, pyoxigraph.RdfFormat.TRIG))
