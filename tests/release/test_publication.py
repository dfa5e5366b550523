"""A release is published whole, or not at all, on real servers."""

import hashlib
import json
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from stores import FUSEKI, REMOTE, remote

from habitat_graph.media_types import CSV, SPARQL_JSON
from habitat_graph.namespaces import BASE, STORE
from habitat_graph.problems import HabitatError
from habitat_graph.release.difference import difference
from habitat_graph.release.history import current, release, releases
from habitat_graph.release.publication import publish
from habitat_graph.release.readership import Readership
from habitat_graph.release.record import NOTHING, RECORD, UNION, held
from habitat_graph.release.retrieval import retrieve
from habitat_graph.sparql.addresses import Addresses
from habitat_graph.sparql.remote import RemoteStore
from habitat_graph.sparql.server import Server
from habitat_graph.sparql.store import EngineError, Query, StoreUnreachableError

FACTS = f"{BASE}graph/nua-2020/facts"
MORE = f"{BASE}graph/nua-2020/more"
COUNT = Query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
LIST = Query("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g")


@pytest.fixture(scope="module", params=REMOTE)
def engine(request):
    return request.param


@pytest.fixture(scope="module")
def peer(engine):
    with remote(engine) as peer:
        yield peer


@pytest.fixture
def server(peer):
    peer.change("DROP ALL")
    return Server(Addresses.of(peer.query))


def reading(server, record):
    return Readership(server, record, seconds=30.0, result_limit=None)


def rows(store, query):
    return store.answer(query, CSV).body.decode().split()[1:]


def graphs_of(server):
    """Every graph on the server, also those that no reader sees."""
    return rows(RemoteStore(server), LIST)


def meetings(number):
    return "".join(f':m{i} a :Meeting ; rdfs:label "m{i}" .\n' for i in range(number))


def test_what_was_published_is_what_is_held(project, server):
    assert held(server) is None
    made = project.build("“quoted”, \\u0041, new\nline")
    record = publish(server, made)
    assert held(server) == record
    assert record.manifest == made.manifest
    assert set(record.digests) == set(made.manifest.counts.graphs)


def test_readers_see_the_graphs_of_the_release_and_each_triple_once(project, server):
    made = project.build()
    store = reading(server, publish(server, made))
    lines = made.data.read_text("utf-8").splitlines()
    triples = {line[: line.rindex("<")] for line in lines}
    assert rows(store, COUNT) == [str(len(triples))]
    assert rows(store, LIST) == sorted(made.manifest.counts.graphs)
    assert graphs_of(server) == sorted([*made.manifest.counts.graphs, RECORD, UNION])


def test_without_a_union_the_default_graph_is_empty(project, server):
    store = reading(server, publish(server, project.build(), union=False))
    assert rows(store, COUNT) == ["0"]
    assert FACTS in rows(store, LIST)
    assert {UNION, NOTHING}.isdisjoint(graphs_of(server))


def test_the_next_release_takes_its_place_and_what_is_gone_is_dropped(project, server):
    project.write("data/ttl/nua-2020/more.ttl", (project.root / "ontology/terms.ttl").read_text())
    publish(server, project.build())
    assert MORE in graphs_of(server)
    (project.root / "data/ttl/nua-2020/more.ttl").unlink()
    project.facts(meetings(5))
    store = reading(server, publish(server, project.build()))
    assert MORE not in graphs_of(server)
    assert rows(store, Query(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{FACTS}> {{ ?s a ?t }} }}")) == [
        "5"
    ]
    assert rows(store, Query('ASK { ?s ?p "First meeting"@en }')) == []


def test_other_graphs_of_the_server_are_left_alone_and_not_seen(project, server, peer):
    peer.change("INSERT DATA { GRAPH <urn:other> { <urn:a> <urn:b> 1 } }")
    publish(server, project.build())
    project.facts(meetings(2))
    store = reading(server, publish(server, project.build()))
    assert "urn:other" in graphs_of(server)
    assert "urn:other" not in rows(store, LIST)
    assert rows(store, Query("SELECT ?b { <urn:a> ?a ?b }")) == []


def test_only_graphs_that_changed_are_sent(project, server, monkeypatch):
    publish(server, project.build())
    sent = []
    put = RemoteStore.put
    monkeypatch.setattr(
        RemoteStore, "put", lambda self, name, body: (sent.append(name), put(self, name, body))
    )
    again = project.build("the same")
    publish(server, again)
    assert held(server).manifest.message == "the same"
    assert len(sent) == 1
    sent.clear()
    publish(server, again)
    assert sent == []
    project.facts(meetings(1))
    publish(server, project.build())
    assert len(sent) == 3  # the facts, what follows, the record


def test_readers_see_the_old_release_or_the_new_and_never_a_mixture(project, server):
    states = {}

    def next_release(number):
        # Every graph differs from one release to the next, and so do the graphs there are.
        project.facts(meetings(40 * number))
        name = f"data/ttl/nua-2020/odd-{number}.ttl"
        for old in (project.root / "data/ttl/nua-2020").glob("odd-*"):
            old.unlink()
        text = (project.root / "data/ttl/nua-2020/facts.ttl").read_text("utf-8")
        project.write(name, text.replace(":m", ":odd"))
        made = project.build()
        lines = {line.rpartition(" <")[0] for line in made.data.read_text("utf-8").splitlines()}
        states[made.number] = (len(lines), tuple(sorted(made.manifest.counts.graphs)))
        return made

    first = next_release(1)
    store = reading(server, publish(server, first))
    over = Event()

    def read():
        seen = set()
        while not over.is_set():
            # One answer with the default graph, the named graphs and their number together.
            text = """SELECT ?g (SAMPLE(?all) AS ?n) WHERE {
              { SELECT (COUNT(*) AS ?all) WHERE { ?s ?p ?o } }
              GRAPH ?g { ?a ?b ?c }
            } GROUP BY ?g ORDER BY ?g"""
            bindings = json.loads(store.answer(Query(text), SPARQL_JSON).body)["results"][
                "bindings"
            ]
            counts = {int(row["n"]["value"]) for row in bindings}
            assert len(counts) == 1
            seen.add((counts.pop(), tuple(row["g"]["value"] for row in bindings)))
            default = rows(store, COUNT)
            assert int(default[0]) in {state[0] for state in states.values()}
        return seen

    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(read) for _ in range(3)]
        try:
            for number in range(2, 7):
                publish(server, next_release(number))
                time.sleep(0.1)
        finally:
            over.set()
        seen = set().union(*(reader.result() for reader in readers))
    assert seen <= set(states.values())
    assert len(seen) > 2


KILLED = """
import sys, time
from pathlib import Path
from habitat_graph.release import publication
from habitat_graph.release.history import current
from habitat_graph.sparql.addresses import Addresses
from habitat_graph.sparql.remote import RemoteStore
from habitat_graph.sparql.server import Server

sends = int(sys.argv[3])
put = RemoteStore.put

def hang(*_):
    print("here", flush=True)
    time.sleep(60)

def slow(self, name, body):
    global sends
    sends -= 1
    hang() if sends < 0 else put(self, name, body)

RemoteStore.put, RemoteStore.update = slow, hang
publication.publish(Server(Addresses.of(sys.argv[1])), current(Path(sys.argv[2])))
"""


@pytest.mark.parametrize("sends", [0, 1, 9])
def test_a_publication_that_is_killed_leaves_the_old_release_served(project, server, sends):
    record = publish(server, project.build("old"))
    store = reading(server, record)
    before = rows(store, COUNT), rows(store, LIST)
    project.facts(meetings(7))
    new = project.build("new")
    arguments = [sys.executable, "-c", KILLED, server.addresses.query, str(project.store)]
    with subprocess.Popen([*arguments, str(sends)], stdout=subprocess.PIPE, text=True) as publisher:
        assert publisher.stdout.readline() == "here\n"
        publisher.send_signal(signal.SIGKILL)
    assert held(server) == record
    assert (rows(store, COUNT), rows(store, LIST)) == before
    staged = [name for name in graphs_of(server) if name.startswith(f"{STORE}staging/")]
    assert len(staged) == min(sends, 3)
    publish(server, new)
    assert held(server).manifest.message == "new"
    assert not [name for name in graphs_of(server) if name.startswith(f"{STORE}staging/")]


def test_what_another_took_away_from_under_it_fails_the_publication(project, server, monkeypatch):
    record = publish(server, project.build())
    project.facts(meetings(3))
    made = project.build()
    update = RemoteStore.update

    def late(self, text):
        for name in graphs_of(server):
            if "staging" in name:
                update(self, f"DROP GRAPH <{name}>")
        update(self, text)

    monkeypatch.setattr(RemoteStore, "update", late)
    with pytest.raises(EngineError):
        publish(server, made)
    assert held(server) == record
    assert rows(reading(server, record), LIST) == sorted(record.digests)


def test_a_server_that_lost_its_release_is_said_to_have_none(project, server, peer):
    store = reading(server, publish(server, project.build()))
    peer.change("DROP ALL")
    with pytest.raises(StoreUnreachableError) as error:
        store.answer(LIST, CSV)
    assert "no release" in str(error.value)


def test_a_record_that_makes_no_sense_is_named(server, peer):
    value = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#value>"
    peer.change(f'INSERT DATA {{ GRAPH <{RECORD}> {{ <{RECORD}> {value} "{{}}" }} }}')
    with pytest.raises(HabitatError, match="record"):
        held(server)


def test_a_release_comes_home_and_the_next_follows_on_it(project, server, engine, tmp_path):
    project.facts(
        ':first a :Meeting ; rdfs:label "x" ; :size "07"^^<http://www.w3.org/2001/XMLSchema#byte> .'
    )
    project.build("first")
    made = project.build("second")
    publish(server, made)
    project.store = tmp_path / "another"
    retrieve(server, project.store)
    home = current(project.store)
    assert home.manifest == made.manifest
    # Oxigraph makes an xsd:integer of every whole number: what it gives back is not the release.
    assert home.is_whole == (engine == FUSEKI)
    if home.is_whole:
        assert hashlib.sha256(home.data.read_bytes()).hexdigest() == made.manifest.canonical
    following = project.build("third")
    assert (following.number, following.manifest.parent) == (3, 2)
    retrieve(server, project.store)
    assert [each.number for each in releases(project.store)] == [2, 3]
    if home.is_whole:
        assert not difference(home, following).added
    else:
        with pytest.raises(HabitatError, match="remote store alone"):
            difference(release(project.store, 2), following)
