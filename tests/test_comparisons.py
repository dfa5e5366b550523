"""A comparison fits into its time, leaves out what has no room, and tells what it measured."""

import json
import subprocess
import sys
import time

import pytest
from benchmarks import room, session
from benchmarks.contest import Contest, Work
from benchmarks.contestants import Contestant, contestant, with_union
from benchmarks.plan import Clock, Need, planned
from benchmarks.reports import Report
from benchmarks.room import ON_DISK, limited, placed
from benchmarks.session import Options, compare
from benchmarks.stands import Stand
from benchmarks.trials import Trial
from benchmarks.workloads import Question
from peers.oxigraph import oxigraph
from peers.server import UnavailableError

THING = "https://w3id.org/habitat-graph/id/country/ken"
QUADS = f"""<{THING}> <urn:name> "Kenya" <urn:graph> .
<{THING}> <urn:code> "KEN" <urn:graph> .
"""
MANY = 10**9


@pytest.fixture
def data(tmp_path):
    path = tmp_path / "data.nq"
    path.write_text(QUADS, "utf-8")
    return path


@pytest.fixture(scope="module")
def peer():
    with oxigraph() as peer:
        peer.put(f'<{THING}> <urn:name> "Kenya" .'.encode(), "urn:graph")
        yield Contestant("oxigraph", peer.query, peer.process.pid, 0.0)


def rounds(count, need=None):
    return {
        (f"work {at}", clients): [need or Need()] for at in range(count) for clients in (1, 8, 64)
    }


def test_loads_are_stretched_where_there_is_time():
    plan = planned(rounds(2, Need(1.0, 40.0)), 6.0, 1000.0)
    assert plan.rounds == rounds(2).keys()
    assert plan.seconds(Need(1.0, 40.0)) == 40.0
    assert plan.seconds(Need(1.0, 100.0)) == 60.0


def test_loads_are_shortened_before_any_is_left_out():
    plan = planned(rounds(2), 6.0, 20.0)
    assert plan.rounds == rounds(2).keys()
    assert plan.seconds(Need(0.1, 40.0)) == 2.0


def test_a_load_is_long_enough_for_one_answer():
    assert planned(rounds(2), 6.0, 20.0).seconds(Need(5.0, 40.0)) == 5.0


def test_where_time_is_short_the_usual_number_of_clients_is_kept():
    plan = planned(rounds(2), 6.0, 10.0)
    assert {clients for _, clients in plan.rounds} == {8, 1}
    assert {work for work, clients in plan.rounds if clients == 8} == {"work 0", "work 1"}
    assert plan.cost([Need()] * 3) <= 10.0


def test_a_clock_can_be_stopped():
    clock = Clock(10.0)
    with clock.stopped():
        time.sleep(0.3)
    assert clock.left == pytest.approx(10.0, abs=0.1)


def test_what_does_not_fit_is_on_disk_or_left_out():
    assert placed("oxigraph", 1000) == "oxigraph"
    assert placed("oxigraph", MANY) == ON_DISK
    assert placed("virtuoso", MANY) == "virtuoso"
    with pytest.raises(UnavailableError, match="GiB of memory"):
        placed("rdflib-endpoint", MANY)


def sleeper():
    return subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True
    )


def test_what_takes_too_long_to_load_is_killed():
    with sleeper() as process:
        with pytest.raises(UnavailableError, match="not done"), limited(process.pid, 0.3):
            process.wait()
        assert process.returncode == -9


def test_what_takes_the_last_memory_is_killed(monkeypatch):
    monkeypatch.setattr(room, "is_short_of_memory", lambda: True)
    with sleeper() as process:
        with pytest.raises(UnavailableError, match="memory"), limited(process.pid, 60):
            process.wait()
        assert process.returncode == -9


def test_what_is_in_time_is_left_alone():
    with sleeper() as process:
        with limited(process.pid, 60):
            pass
        assert process.poll() is None
        process.kill()


def test_every_triple_stands_in_the_default_graph_too():
    assert b"".join(with_union(QUADS.encode().splitlines(keepends=True))).decode() == (
        f'<{THING}> <urn:name> "Kenya" <urn:graph> .\n<{THING}> <urn:name> "Kenya" .\n'
        f'<{THING}> <urn:code> "KEN" <urn:graph> .\n<{THING}> <urn:code> "KEN" .\n'
    )


def test_oxigraph_on_disk_finds_its_data_again(data, tmp_path):
    stand = Stand(ON_DISK, data, 2, tmp_path / "home", 60.0)
    for _ in range(2):
        assert stand.opens(), stand.lost
        data.write_text("", "utf-8")  # it is not read again
        assert stand.server.name == stand.name == ON_DISK
    assert len(stand.starts) == 2
    stand.close()


def test_a_file_that_cannot_be_loaded_is_told(data, tmp_path):
    data.write_text("<urn:a> <urn:b> nonsense <urn:g> .\n", "utf-8")
    with (
        pytest.raises(UnavailableError, match="could not load"),
        contestant(ON_DISK, data, tmp_path / "home"),
    ):
        pass


def test_an_unknown_peer_is_left_out(data, tmp_path):
    stand = Stand("nobody", data, 2, tmp_path / "home", 60.0)
    assert not stand.opens()
    assert "nothing of that name" in stand.lost


class Standing(Stand):
    """A server that is there already."""

    def __init__(self, name, peer):
        self.name, self.server = name, peer
        self.lost, self.is_busy = "", False


def questions(*names):
    return [Question(name, f"SELECT * WHERE {{ <{THING}> ?p ?o }}") for name in names]


def contest(*works, **trials):
    found = Contest(works, 1.0, Clock(600.0), lambda _: None)
    names = {"ours": "habitat-graph", "other": "oxigraph"}
    for name, rows in trials.items():
        found.trials[names[name]] = Trial(rows, dict.fromkeys(rows, 0.01))
    return found


def test_ours_is_measured_over_what_a_peer_can_answer_too(peer):
    work = Work("lookups", questions("one", "two"), (1,))
    found = contest(work, ours={"one": 1, "two": 1}, other={"one": 1, "two": 2})
    ours, other = Standing("habitat-graph", peer), Standing("oxigraph", peer)

    def loads(work):
        shared = found.questions(work, "oxigraph")
        return [(ours, work.questions), (ours, shared), (other, shared)]

    found.run(loads, 60.0, lambda _: None)
    whole, compared = found.cells()
    assert whole.baseline is None
    assert compared.baseline not in (None, whole.sample)
    assert (whole.questions, compared.questions) == (2, 1)
    assert [one.name for one in found.questions(work, "oxigraph")] == ["one"]


def test_time_is_planned_for_no_load_twice(peer):
    work = Work("lookups", questions("one"), (1,))
    found = contest(work, ours={"one": 1})
    ours = Standing("habitat-graph", peer)
    assert found.run(lambda _: [(ours, work.questions)] * 9, 2.5, lambda _: None)
    assert len(found.cells()) == 1
    assert found.run(lambda _: [(ours, work.questions)], 60.0, lambda _: None) == frozenset()
    assert found.left_out == []


def test_of_sampled_work_all_is_asked_where_the_sample_agrees():
    sampled = Work("lookups", questions("one", "two", "three"), (1,), sampled=True)
    whole = Work("catalogue", questions("one", "two", "three"), (1,))
    found = contest(sampled, whole, ours={"one": 1, "two": 1}, other={"one": 1, "two": 2})
    assert [one.name for one in found.questions(sampled, "oxigraph")] == ["one", "three"]
    assert [one.name for one in found.questions(whole, "oxigraph")] == ["one"]
    found.trials["oxigraph"].rows.clear()
    assert found.questions(sampled, "oxigraph") == []


def test_a_server_that_is_lost_is_left_out_with_its_reason(peer):
    work = Work("lookups", questions("one"), (1, 8))
    found = contest(work, ours={"one": 1})
    stand = Standing("habitat-graph", peer)
    stand.lost = "it fell."
    found.run(lambda work: [(stand, work.questions)], 60.0, lambda _: None)
    assert found.cells() == []
    assert found.left_out == [
        "lookups, 1 clients, habitat-graph: it fell.",
        "lookups, 8 clients, habitat-graph: it fell.",
    ]


@pytest.mark.parametrize("one_by_one", [True, False])
def test_a_comparison_tells_what_it_measured(data, tmp_path, capsys, monkeypatch, one_by_one):
    monkeypatch.setattr(session, "SOME", 1)
    options = Options(
        ["habitat-graph", ON_DISK, "nobody"], (1,), 1.0, "lookups", 2.0, 10.0, 60.0, one_by_one
    )
    record = tmp_path / "record.json"
    compare(data, options, Report("1", record, {}))
    told = capsys.readouterr().out
    assert "habitat-graph, start 2:" in told
    assert "Left out: nobody" in told
    found = json.loads(record.read_text("utf-8"))["1"]
    assert found["one_by_one"] is one_by_one
    starts = [(start["server"], start["start"]) for start in found["starts"]]
    assert sorted(starts) == [("habitat-graph", 1), ("habitat-graph", 2), (ON_DISK, 1)]
    ratios = {(cell["work"], cell["server"]): cell["ratio"] for cell in found["cells"]}
    assert ratios.keys() == {
        (work, server)
        for work in ("lookups", "lookups, unique")
        for server in ("habitat-graph", ON_DISK)
    }
    assert all((ratio or 0) > 0 for (_, server), ratio in ratios.items() if server == ON_DISK)
