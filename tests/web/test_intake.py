"""What is let in of a request, on the real server."""

import json
import socket

import pytest
from served import served

HEAD = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
PADDING = b"#" * 70_000 + b"\n"


@pytest.fixture(scope="module")
def server(store):
    with served(store) as server:
        yield server


def exchanged(server, request, closes=True):
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as client:
        client.sendall(request)
        if closes:
            client.shutdown(socket.SHUT_WR)
        reply = b""
        while piece := client.recv(65_536):
            reply += piece
    return reply


@pytest.mark.parametrize(
    "request_",
    [
        CHUNKED + b"6\r\nASK {}\r\n",
        CHUNKED + b"6\r\nASK {}\r\nzz\r\n",
        CHUNKED + b"6\r\nASK {}",
        HEAD + b"Content-Length: 100000\r\n\r\nASK {} " + PADDING,
        HEAD + b"Content-Length: 100\r\n\r\nASK {}",
    ],
)
def test_the_beginning_of_a_body_is_not_taken_for_all_of_it(server, request_):
    reply = exchanged(server, request_)
    assert b"boolean" not in reply
    assert reply == b"" or reply.startswith(b"HTTP/1.1 400 ")


def test_a_body_in_pieces_is_taken_whole(server):
    pieces = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (PADDING, b"ASK", b" {}"))
    last = CHUNKED.replace(b"Host", b"Connection: close\r\nHost") + pieces + b"0\r\n\r\n"
    reply = exchanged(server, last, closes=False)
    assert reply.startswith(b"HTTP/1.1 200 ")
    assert b'"boolean":true' in reply


@pytest.mark.parametrize(
    "headers", [{"Accept": "a/b," * 3000}, {f"X-{i}": "y" * 8000 for i in range(6)}]
)
def test_large_headers_are_a_problem_in_both_languages(server, headers):
    reply = server.ask("GET", "/sparql?query=ASK%7B%7D", headers=headers)
    assert reply.status == 431
    assert reply.getheader("Content-Type") == "application/problem+json"
    problem = json.loads(reply.content)
    assert problem["type"].endswith("#headers-too-large")
    assert problem["detail"]
    assert problem["detail_zh"]


def test_too_many_parameters_are_refused(server):
    reply = server.ask(
        "POST",
        "/sparql",
        b"a&" * 2000 + b"query=ASK{}",
        {"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert reply.status == 400
    assert "1,000" in json.loads(reply.content)["detail"]
