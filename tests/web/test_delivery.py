"""Large replies and clients that do not read them, on the real server."""

import socket
import time
from urllib.parse import quote

import psutil
import pytest
from served import served

MEBIBYTE = 2**20
LARGE = (
    "SELECT (CONCAT(STR(?a), STR(?b), STR(?c)) AS ?x) { ?a ?p ?d . ?b ?q ?e . ?c ?r ?f } LIMIT %d"
)
ROWS = 100_000


@pytest.fixture(scope="module")
def server(store):
    with served(store, HABITAT_EVALUATORS="2", HABITAT_CACHE="0") as server:
        yield server


def path(rows):
    return "/sparql?format=csv&query=" + quote(LARGE % rows)


def memory(server):
    root = psutil.Process(server.process.pid)
    processes = [root, *root.children(recursive=True)]
    return sum(process.memory_full_info().pss for process in processes)


def test_a_large_reply_comes_whole(server):
    reply = server.get(path(ROWS))
    assert reply.status == 200
    assert int(reply.getheader("Content-Length")) == len(reply.content) > 4 * MEBIBYTE
    assert reply.content.count(b"\n") == ROWS + 1


def test_who_does_not_read_costs_no_more_than_is_granted(server):
    assert server.get(path(4 * ROWS)).status == 200
    before = memory(server)
    clients = []
    try:
        for _ in range(20):
            client = socket.socket()
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect(("127.0.0.1", server.port))
            client.sendall(f"GET {path(4 * ROWS)} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            clients.append(client)
        starts = [client.recv(20) for client in clients]
        assert any(start.startswith(b"HTTP/1.1 200") for start in starts)
        assert any(start.startswith(b"HTTP/1.1 429") for start in starts)
        assert settled(lambda: memory(server) - before < 256 * MEBIBYTE)
    finally:
        for client in clients:
            client.close()
    assert settled(lambda: memory(server) - before < 96 * MEBIBYTE)
    assert server.get(path(ROWS)).status == 200


def settled(question):
    deadline = time.monotonic() + 20
    while not question() and time.monotonic() < deadline:
        time.sleep(0.2)
    return question()
