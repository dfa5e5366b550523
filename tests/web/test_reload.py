"""Releases come, and the server goes, while clients are being answered."""

import http.client
import json
import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread
from urllib.parse import quote

import pytest
from served import served

LINES = 3000
QUESTION = "SELECT ?name (COUNT(?s) AS ?n) { ?s <urn:release> ?name } GROUP BY ?name"
ENDLESS = " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(9))


def trig(number, lines=LINES):
    """A graph every statement of which names the release it belongs to."""
    return "\n".join(
        f'<urn:g> {{ <urn:s{i}> <urn:release> "{number}" }}' for i in range(lines)
    ).encode()


def asked(text):
    return f"/sparql?format=json&query={quote(text)}"


class Client(Thread):
    """Asks without a break over one connection; `seen` are the releases that answered."""

    def __init__(self, port, number):
        super().__init__(daemon=True)
        self.port = port
        self.number = number
        self.over = Event()
        self.seen = []
        self.failures = []

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        count = 0
        while not self.over.is_set():
            count += 1
            # Every other question is the same for all, and so may be answered from what is kept.
            text = f"{QUESTION} # {self.number} {count}" if count % 2 else QUESTION
            connection.request("GET", asked(text))
            reply = connection.getresponse()
            content = reply.read()
            if reply.status != 200:
                self.failures.append((reply.status, content))
                continue
            rows = json.loads(content)["results"]["bindings"]
            self.seen.append([(row["name"]["value"], row["n"]["value"]) for row in rows])
        connection.close()

    def stop(self):
        self.over.set()
        self.join()


def test_releases_come_without_a_dropped_request(tmp_path, shelve):
    shelve(tmp_path, 1, trig(1))
    with served(tmp_path, HABITAT_EVALUATORS="4") as server:
        clients = [Client(server.port, number) for number in range(4)]
        for client in clients:
            client.start()
        for number in (2, 3, 4):
            shelve(tmp_path, number, trig(number))
            assert _settled(lambda n=number: all(_last(client) == n for client in clients))
        for client in clients:
            client.stop()
    for client in clients:
        assert client.failures == []
        # Each answer is wholly of one release, and none is of an older one than the one before.
        assert {count for [(_, count)] in client.seen} == {str(LINES)}
        numbers = [int(name) for [(name, _)] in client.seen]
        assert numbers == sorted(numbers)


def test_a_large_release_is_loaded_while_the_old_one_answers(tmp_path, shelve):
    shelve(tmp_path, 1, trig(1))
    with served(tmp_path) as server:
        shelve(tmp_path, 2, trig(2, 50 * LINES))
        answered = 0
        while _release(server) == 1:
            reply = server.get(asked(f"{QUESTION} # {answered}"))
            assert reply.status == 200
            answered += 1
        assert answered > 2
        assert _settled(lambda: b'"2"' in server.get(asked(QUESTION)).content)


@pytest.fixture
def stopping(tmp_path, shelve):
    shelve(tmp_path, 1, trig(1))
    with served(tmp_path, HABITAT_QUERY_TIMEOUT="3", HABITAT_EVALUATORS="2") as server:
        yield server


def test_what_is_being_answered_when_the_server_is_stopped_is_still_answered(stopping):
    path = asked(f"SELECT (COUNT(*) AS ?n) {{ {ENDLESS} }}")
    with ThreadPoolExecutor(2) as pool:
        asking = [pool.submit(stopping.get, f"{path}&timeout={seconds}") for seconds in (1.5, 2)]
        assert _settled(lambda: stopping.figures()["habitat_evaluators_busy"] == 2)
        stopping.process.send_signal(signal.SIGTERM)
        assert [each.result(20).status for each in asking] == [504, 504]
    assert stopping.process.wait(20) == 0
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", stopping.port), 1)


def test_a_stopped_server_takes_no_new_connections(stopping):
    path = asked(f"SELECT (COUNT(*) AS ?n) {{ {ENDLESS} }}")
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(stopping.get, f"{path}&timeout=2.5")
        assert _settled(lambda: stopping.figures()["habitat_evaluators_busy"] == 1)
        stopping.process.send_signal(signal.SIGTERM)
        assert _settled(lambda: _refuses(stopping.port))
        assert asking.result(20).status == 504
    assert stopping.process.wait(20) == 0


def _last(client):
    return int(client.seen[-1][0][0]) if client.seen else None


def _refuses(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return True
    return False


def _release(server):
    return json.loads(server.get("/health").content)["release"]


def _settled(question):
    deadline = time.monotonic() + 30
    while not question() and time.monotonic() < deadline:
        time.sleep(0.02)
    return question()
