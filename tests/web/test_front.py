"""What the front does before the application is asked, on the real server."""

import gzip
import json
import socket
import time
from urllib.parse import quote

import pytest
from served import served

from habitat_graph.web.intake import BODY_LIMIT

NAMES = quote("SELECT ?name { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?name }")
LONG = quote("SELECT ?a ?b { ?a ?p ?x . ?b ?q ?y }")
PATTERNS = " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(9))
ENDLESS = quote(f"SELECT (COUNT(*) AS ?n) {{ {PATTERNS} }}")


@pytest.fixture(scope="module")
def server(store):
    with served(store, HABITAT_LOG="requests", HABITAT_EVALUATORS="2") as server:
        yield server


def test_what_was_given_once_is_given_again(server):
    before = server.figures().get('habitat_requests_total{kind="cache",status="200"}', 0)
    first = server.get(f"/sparql?query={NAMES}&x=1")
    again = server.get(f"/sparql?query={NAMES}&x=1")
    assert first.content == again.content
    assert first.getheader("ETag") == again.getheader("ETag")
    after = server.figures()['habitat_requests_total{kind="cache",status="200"}']
    assert after == before + 1


def test_another_format_is_another_reply(server):
    path = f"/sparql?query={NAMES}"
    kinds = ("application/sparql-results+json", "text/csv; charset=utf-8")
    assert [server.get(path, Accept=kind).getheader("Content-Type") for kind in kinds] == [*kinds]


def test_a_posted_query_is_kept_by_its_body(server):
    headers = {"Content-Type": "application/sparql-query", "Accept": "text/csv"}
    yes = server.ask("POST", "/sparql", b"ASK {}", headers)
    no = server.ask("POST", "/sparql", b"ASK { FILTER(false) }", headers)
    assert (yes.content, no.content) == (b"true", b"false")
    assert server.ask("POST", "/sparql", b"ASK {}", headers).content == b"true"


def test_a_long_reply_is_compressed_where_the_client_likes_that(server):
    path = f"/sparql?query={LONG}"
    plain = server.get(path)
    packed = server.get(path, Accept_Encoding="br, gzip;q=0.8")
    assert plain.getheader("Content-Encoding") is None
    assert packed.getheader("Content-Encoding") == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert packed.getheader("ETag") == plain.getheader("ETag")[:-1] + '-gzip"'
    assert server.get(path, Accept_Encoding="gzip;q=0").getheader("Content-Encoding") is None
    assert "Accept-Encoding" in packed.getheader("Vary")


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_who_has_the_reply_is_not_sent_it_again(server, encoding):
    path = f"/sparql?query={LONG}&z={encoding}"
    etag = server.get(path, Accept_Encoding=encoding).getheader("ETag")
    for known in (etag, f'"other", {etag}', f"W/{etag}", "*"):
        reply = server.get(path, Accept_Encoding=encoding, If_None_Match=known)
        assert (reply.status, reply.content) == (304, b"")
    assert server.get(path, If_None_Match='"other"').status == 200


def test_head_says_what_get_would_give(server):
    path = f"/sparql?query={NAMES}"
    got, head = server.get(path), server.ask("HEAD", path)
    assert (head.status, head.content) == (200, b"")
    for name in ("Content-Length", "Content-Type", "ETag"):
        assert head.getheader(name) == got.getheader(name)


@pytest.mark.parametrize("path", [f"/sparql?query={quote('ASK {} # HEAD')}", "/health"])
def test_a_head_that_comes_first_is_no_reply_to_the_get_after_it(server, path):
    head, got = server.ask("HEAD", path), server.get(path)
    assert got.content
    assert head.getheader("Content-Length") == got.getheader("Content-Length")


def test_an_answer_that_depends_on_the_time_is_made_anew(server):
    path = "/sparql?query=" + quote("SELECT (STRUUID() AS ?x) {}")
    assert server.get(path).content != server.get(path).content


def test_a_request_keeps_the_name_that_it_has(server):
    assert server.get("/health", X_Request_ID="a-name-of-mine").getheader("X-Request-ID") == (
        "a-name-of-mine"
    )
    strange = server.get("/health", X_Request_ID="a name {}").getheader("X-Request-ID")
    assert strange.isalnum()
    _until(lambda: any("a-name-of-mine" in line for line in server.lines))
    logged = json.loads(next(line for line in server.lines if "a-name-of-mine" in line))
    assert {"method", "path", "status", "milliseconds", "request_id"} <= logged.keys()


def test_a_body_that_is_too_large_is_refused_and_not_read(server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as client:
        client.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
            b"Content-Length: %d\r\n\r\n" % (100 * BODY_LIMIT)
        )
        assert client.recv(1000).startswith(b"HTTP/1.1 413 ")


def test_a_body_without_end_is_refused(server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as client:
        client.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n"
        )
        for _ in range(BODY_LIMIT // 2**20 + 1):
            client.sendall(b"100000\r\n" + b"#" * 2**20 + b"\r\n")
        assert client.recv(1000).startswith(b"HTTP/1.1 413 ")
    assert server.get("/health").status == 200


def test_clients_that_send_slowly_hold_up_nobody(server):
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    slow = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(400)]
    for number, client in enumerate(slow):
        # Some end within the headers, some within the body.
        client.sendall(head + (b"Content-Length: 1000\r\n\r\nASK" if number % 2 else b""))
    assert server.get(f"/sparql?query={NAMES}&slow=1").status == 200
    for client in slow:
        client.close()


def test_who_goes_while_waiting_leaves_the_queue(server):
    request = f"GET /sparql?query={ENDLESS} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    clients = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(5)]
    for client in clients:
        client.sendall(request)
    _until(lambda: server.figures()["habitat_queue_length"] == 3)
    for left, client in enumerate(clients[2:]):
        client.close()
        _until(lambda left=left: server.figures()["habitat_queue_length"] == 2 - left)
    for client in clients[:2]:
        client.close()
    _until(lambda: server.figures()["habitat_evaluators_busy"] == 0)


def test_the_query_of_a_client_that_has_gone_is_stopped(server):
    before = server.figures().get('habitat_evaluators_ended_total{reason="gone"}', 0)
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        client.sendall(f"GET /sparql?query={ENDLESS} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        _until(lambda: server.figures()["habitat_evaluators_busy"] == 1)
    _until(lambda: server.figures()["habitat_evaluators_busy"] == 0)
    assert server.figures()['habitat_evaluators_ended_total{reason="gone"}'] == before + 1


def _until(is_so):
    deadline = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)
