"""The parts of the benchmarks work; test_comparisons.py runs small ones."""

import os
import shutil
import socket
import time

import pyoxigraph
import pytest
from benchmarks import workloads
from benchmarks.contest import settles
from benchmarks.contestants import Contestant, write_release
from benchmarks.load import MARK, Generator, LoadError, Sample, parsed
from benchmarks.sockets import answered, requests
from benchmarks.tables import Cell, geometric, ratios, table
from benchmarks.trials import Trial, answered_rows, probe
from benchmarks.workloads import Question, descriptions, files, lookups, survey, unlike
from peers.oxigraph import oxigraph

from habitat_graph.knowledge.files import knowledge_root
from habitat_graph.release.build import is_current
from habitat_graph.release.history import current
from habitat_graph.sparql.embedded import EmbeddedStore
from habitat_graph.sparql.store import Query

THING = "https://w3id.org/habitat-graph/id/country/ken"
QUAD = f'<{THING}> <urn:name> "Kenya" <urn:graph> .\n'


def sample(answers, seconds=1.0):
    return Sample(answers, 0, 0, seconds, 1.0, 2.0, 100, 0.5)


def cell(server, answers, baseline=None):
    return Cell("lookups", 8, server, sample(answers), baseline and sample(baseline))


@pytest.fixture(scope="module")
def peer():
    with oxigraph() as peer:
        peer.put(f'<{THING}> <urn:name> "Kenya" .'.encode(), "urn:graph")
        yield Contestant("oxigraph", peer.query, peer.process.pid, 0.0)


@pytest.fixture(params=["wrk", "Python"])
def generator(request):
    found = Generator()
    if request.param == "wrk" and not shutil.which("wrk"):
        pytest.skip("wrk is not there")
    if request.param == "Python":
        found.program = None
    return found


def test_last_words_of_a_generator_are_understood():
    found = parsed("Running …\nRESULT 120 20 3 2.0 1.5 9.5 4000\n", effort=0.5)
    assert (found.answers, found.refusals, found.losses, found.errors) == (100, 20, 3, 23)
    assert (found.rate, found.median, found.late, found.effort) == (50.0, 1.5, 9.5, 0.25)


def test_good_questions_are_answered_under_load(generator, peer):
    questions = [question.request(peer.address) for question in lookups([THING])]
    found = generator.load(peer.address, questions, clients=3, seconds=1)
    assert found.answers > 0
    assert found.errors == 0
    assert 0 < found.median <= found.late
    assert found.size > found.answers * len("Kenya")


def test_refusals_are_no_answers(generator, peer):
    found = generator.load(peer.address, [Question("bad", "SELECT").request(peer.address)], 2, 1)
    assert found.refusals > 0
    assert found.answers == 0


def test_no_number_is_sent_twice(tmp_path):
    path = tmp_path / "requests"
    request = b"GET /" + MARK + b"/" + MARK
    path.write_bytes(b"%d\n%b" % (len(request), request))
    made = requests(path, MARK, 7)
    assert [next(made) for _ in range(2)] == [
        b"GET /000000000008/000000000008",
        b"GET /000000000009/000000000009",
    ]


@pytest.mark.parametrize(
    ("received", "whole"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n", False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{", False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", True),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n", False),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", True),
    ],
)
def test_an_answer_is_whole_when_its_length_says_so(received, whole):
    assert answered(received) is whole


def test_a_hidden_variable_is_renamed_and_no_text_is():
    text = 'SELECT ?a WHERE { ?a <urn:b?b> "?b" ; <urn:c> ?b . ?bc ?a $b }'
    name = f"?b_{MARK.decode()}"
    assert unlike(text) == (
        f'SELECT ?a WHERE {{ ?a <urn:b?b> "?b" ; <urn:c> {name} . ?bc ?a {name} }}'
    )


def test_queries_in_other_words_have_the_same_answers(graph):
    for question in [*files(knowledge_root() / "queries"), *files(workloads.HEAVY)]:
        plain, varied = (
            graph.answer(Query(one.text.replace(MARK.decode(), "u")), "text/csv").body
            for one in (question, question.varied)
        )
        assert question.text != question.varied.text
        assert varied.partition(b"\n")[2] == plain.partition(b"\n")[2], question.name


def test_endless_queries_are_queries():
    empty = EmbeddedStore(pyoxigraph.Store())
    for question in workloads.endless():
        assert empty.answer(Query(question.text), "text/csv").body


def test_things_are_ours_and_each_stands_once():
    other = '<https://example.org/id/x> <urn:name> "x" <urn:graph> .\n'
    found = survey([QUAD, QUAD, other, QUAD])
    assert (found.quads, found.things) == (4, [THING])


def test_of_many_things_the_same_are_chosen_in_whatever_order(monkeypatch):
    monkeypatch.setattr(workloads, "ENTITIES", 20)
    lines = [QUAD.replace("ken", f"k{number}") for number in range(1000)]
    chosen = survey(lines).things
    assert len(set(chosen)) == 20
    assert survey(lines[::-1]).things == chosen


def test_a_question_with_other_rows_is_not_compared(peer):
    known, unknown, broken = (
        Question("known", f"SELECT * WHERE {{ <{THING}> ?p ?o }}"),
        Question("unknown", "SELECT * WHERE { <urn:x> ?p ?o }"),
        Question("broken", "SELECT"),
    )
    found = Trial()
    assert probe(peer, [known, unknown, broken], 30.0, found) == (True, 0)
    assert found.rows == {"known": 1, "unknown": 0, "broken": None}
    ours = Trial({"known": 1, "unknown": 2, "broken": 3}, {"known": 0.1})
    assert found.agreed(ours) == {"known"}


def test_what_there_is_no_time_for_is_not_asked(peer):
    endless = Question("endless", "SELECT (COUNT(*) AS ?n) { ?a ?b ?c }")
    found = Trial()
    assert probe(peer, [endless, endless], 0.0, found) == (True, 2)
    assert found.rows == {}


def test_a_server_that_does_not_answer_in_time_hangs():
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"
        silent = Contestant("silent", address, os.getpid(), 0.0)
        found = Trial()
        start = time.monotonic()
        assert probe(silent, lookups([THING, "urn:x"]), 30.0, found, patience=0.2) == (False, 1)
        assert time.monotonic() - start < 10
    assert found.rows == {THING: None}


def test_of_a_description_it_counts_whether_there_is_one(peer):
    assert answered_rows(peer.address, descriptions([THING])[0]) == 1
    assert answered_rows(peer.address, descriptions(["urn:unknown"])[0]) == 0


def test_a_graph_is_counted_by_its_triples(peer):
    (question,) = workloads.dump()
    assert answered_rows(peer.address, question) == 1


def test_a_load_on_a_server_that_is_gone_is_no_sample(generator):
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"
    with pytest.raises(LoadError):
        generator.load(address, [lookups([THING])[0].request(address)], 1, 1)


def test_a_ratio_below_one_bears_a_star():
    cells = [cell("ours", 50), cell("fast", 100, 50), cell("slow", 10, 50)]
    assert ratios(cells).splitlines()[2].split() == ["lookups,", "8", "0.5*", "5"]


def test_a_server_without_answers_has_no_ratio():
    assert cell("dead", 0, 50).ratio is None


def test_no_answer_of_ours_is_a_loss():
    assert Cell("dump", 1, "fast", sample(100), sample(0)).ratio == pytest.approx(0.005)


def test_the_mean_of_ratios_is_geometric():
    assert geometric([4.0, None, 0.25]) == pytest.approx(1.0)
    assert geometric([None]) is None


def test_columns_are_as_wide_as_they_need():
    assert table(("a", "much"), [("long word", 1234.5), ("b", None)]) == (
        "a           much\n---------  -----\nlong word  1,234\nb"
    )


def test_a_file_of_quads_is_served_as_a_current_release(tmp_path):
    data = tmp_path / "some.nq"
    data.write_text(QUAD, "utf-8")
    write_release(data, tmp_path / "store")
    assert is_current(tmp_path / "store", knowledge_root())
    release = current(tmp_path / "store")
    assert release.data.read_text("utf-8") == QUAD
    assert release.manifest.counts.graphs == {"urn:graph": 1}


def test_memory_and_effort_count_the_whole_family(peer):
    assert peer.memory() > 1
    before = peer.effort()
    for _ in range(200):
        answered_rows(peer.address, lookups([THING])[0])
    assert peer.effort() > before


def test_servers_settle_when_nobody_asks(peer):
    assert settles(peer)
    assert peer.effort() == pytest.approx(peer.effort(), abs=0.05)
