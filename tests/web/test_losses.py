"""What of the server's processes may be lost, and what becomes of the others."""

import os
import signal
import subprocess
import sys
import time
from urllib.parse import quote

import psutil
import pytest
from served import PROGRAM, served

pytestmark = pytest.mark.skipif(not psutil.LINUX, reason="asks /proc")

QUESTION = "/sparql?query=" + quote("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")

ENDLESS = "/sparql?timeout=0.2&query=" + quote(
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
)


@pytest.fixture
def server(store):
    with served(store, HABITAT_EVALUATORS="2", HABITAT_CACHE="0") as server:
        assert server.get(QUESTION).status == 200
        yield server


def worker(server):
    return max(psutil.Process(server.process.pid).children(), key=lambda each: len(each.children()))


def test_all_evaluators_may_be_lost_at_once(server):
    evaluators = worker(server).children()[0].children()
    for evaluator in evaluators:
        evaluator.kill()
    assert settled(lambda: not any(alive(each) for each in evaluators))
    for _ in range(4):
        assert server.get(QUESTION).status == 200


def test_the_zygote_may_be_lost(server):
    zygote = worker(server).children()[0]
    zygote.kill()
    assert settled(lambda: not alive(zygote))
    for _ in range(4):
        assert server.get(ENDLESS).status == 504
        assert server.get(QUESTION).status == 200
    assert [each.pid for each in worker(server).children() if alive(each)] != []


def test_the_worker_may_be_lost_and_is_replaced(server):
    lost = worker(server)
    everything = lost.children(recursive=True)
    lost.kill()
    assert settled(lambda: status(server) == 200)
    assert settled(lambda: not any(alive(each) for each in everything))


def test_nothing_goes_on_without_its_keeper(store):
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", PROGRAM],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "HABITAT_STORE": str(store)},
        stdout=subprocess.PIPE,
    )
    with process:
        keeper = psutil.Process(process.pid)
        assert settled(lambda: len(keeper.children(recursive=True)) > 3)
        everything = keeper.children(recursive=True)
        process.send_signal(signal.SIGKILL)
        assert settled(lambda: not any(alive(each) for each in everything))


def alive(process):
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def status(server):
    try:
        return server.get(QUESTION).status
    except OSError:
        return None


def settled(question):
    deadline = time.monotonic() + 40
    while not question() and time.monotonic() < deadline:
        time.sleep(0.1)
    return question()
