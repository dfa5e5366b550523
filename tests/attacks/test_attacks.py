"""The real server over the real graph stands all attacks at once, and a visitor notices little."""

import time

import psutil
import pytest
from served import served

from attacks import campaign
from attacks.queries import QUERIES
from attacks.wires import ADDRESSES, WIRES
from habitat_graph.knowledge.files import knowledge_root
from habitat_graph.release.build import Order, build

ATTACKS = (*QUERIES, *ADDRESSES, *WIRES)
GROWTH = 64
"""MiB by which all but the evaluators may have grown: with answers that are kept, and threads."""

IDLE = 128
"""MiB that an evaluator with nothing to do may have to itself."""

pytestmark = pytest.mark.skipif(
    not psutil.LINUX, reason="needs other loopback addresses, and /proc"
)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    store = tmp_path_factory.mktemp("store")
    build(store, knowledge_root(), Order("tests", "to be attacked"))
    with served(
        store,
        HABITAT_EVALUATORS="2",
        HABITAT_QUERY_TIMEOUT="2",
        HABITAT_QUERY_MEMORY="256",
        HABITAT_QUERY_RESULT="8",
        HABITAT_CACHE="16",
    ) as server:
        yield server


def test_every_attack_has_a_name_of_its_own():
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS) >= 45


def test_the_service_stands_all_attacks_at_once(server):
    campaign.visit(server.port, 2)
    before, descriptors = _lasting(server), _descriptors(server)
    visitor = campaign.Visitor(server.port)
    visitor.start()
    outcomes = campaign.attack(server.port, ATTACKS, crowd_seconds=5)
    visitor.stop()
    assert [f"{each.name}: {fault}" for each in outcomes for fault in each.faults] == []
    assert len(outcomes) == len(ATTACKS)
    assert visitor.failures == []
    assert settled(lambda: _lasting(server) - before < GROWTH)
    assert settled(lambda: 2 <= len(campaign.processes(server)["evaluators"]) <= 6)
    assert max(campaign.memory(campaign.processes(server)["evaluators"])) < IDLE
    assert settled(lambda: _descriptors(server) <= descriptors + 16)
    everything = psutil.Process(server.process.pid).children(recursive=True)
    assert psutil.STATUS_ZOMBIE not in {process.status() for process in everything}
    assert server.get("/health").status == 200
    figures = server.figures()
    assert figures["habitat_evaluators_busy"] == figures["habitat_queue_length"] == 0


def _lasting(server):
    """The MiB of all processes but those that come and go."""
    kinds = campaign.processes(server)
    return sum(campaign.memory(kinds["keeper"] + kinds["worker"] + kinds["zygote"]))


def _descriptors(server):
    return campaign.processes(server)["worker"][0].num_fds()


def settled(question):
    deadline = time.monotonic() + 20
    while not question() and time.monotonic() < deadline:
        time.sleep(0.2)
    return question()
