"""What is made of a server that breaks off, stalls, refuses or hangs up."""

import socket
import threading
import time
from base64 import b64encode
from contextlib import contextmanager

import pytest

from habitat_graph.sparql.addresses import Addresses
from habitat_graph.sparql.remote import RemoteStore
from habitat_graph.sparql.server import Server
from habitat_graph.sparql.store import (
    EngineError,
    EvaluatorsBusyError,
    Query,
    QueryError,
    QuerySyntaxError,
    QueryTimeoutError,
    RequestError,
    StoreUnreachableError,
)

ASK = Query("ASK {}")
GRAPH = Query("CONSTRUCT WHERE { ?s ?p ?o }")
TRUE = b'{"head":{},"boolean":true}'
JSON = "application/sparql-results+json"
HANG_UP = object()


def reply(body, media_type=JSON, status="200 OK", headers=(), length=None):
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {media_type}", *headers]
    lines.append(f"Content-Length: {len(body) if length is None else length}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def chunked(*chunks, end=b"0\r\n\r\n", media_type=JSON):
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head.encode() + b"".join(b"%x\r\n%s\r\n" % (len(c), c) for c in chunks) + end


@contextmanager
def speaking(*replies, **login):
    """A store on a server that gives these replies to one request after the other.

    A reply is bytes, a list of bytes with a pause before each, or HANG_UP. The server keeps a
    connection until a reply is cut or it hangs up.
    """
    heard = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        waiting = list(replies)
        thread = threading.Thread(target=_speak, args=(listener, waiting, heard), daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/query"
        server = Server(Addresses.of(address, **login))
        try:
            yield RemoteStore(server, seconds=2.0), heard
        finally:
            # So that neither side waits any longer for the other.
            server._pool.clear()
            listener.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def _speak(listener, waiting, heard):
    while waiting:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection:
            while waiting and (request := _request(connection)):
                heard.append(request)
                said = waiting.pop(0)
                if said is HANG_UP:
                    break
                for piece in said if isinstance(said, list) else [said]:
                    time.sleep(0.05 if isinstance(said, list) else 0)
                    try:
                        connection.sendall(piece)
                    except OSError:
                        return
                if not _is_whole(said):
                    break


def _request(connection):
    received = b""
    while b"\r\n\r\n" not in received:
        piece = connection.recv(65_536)
        if not piece:
            return b""
        received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    length = next(int(line[16:]) for line in head.split(b"\r\n") if b"ontent-Length: " in line)
    while len(body) < length:
        body += connection.recv(65_536)
    return head + b"\r\n\r\n" + body


def _is_whole(said):
    if isinstance(said, list):
        return False
    head, _, body = said.partition(b"\r\n\r\n")
    if b"chunked" in head:
        return body.endswith(b"0\r\n\r\n")
    return head.endswith(b"Content-Length: %d" % len(body))


def test_an_answer_that_comes_whole_is_taken():
    with speaking(reply(TRUE), chunked(TRUE[:9], TRUE[9:])) as (store, heard):
        assert b"true" in store.answer(ASK, "").body
        assert b"true" in store.answer(ASK, "").body
    assert len(heard) == 2


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (ASK, reply(TRUE[:9], length=len(TRUE))),
        (ASK, reply(TRUE, length=len(TRUE) + 9)),
        (ASK, chunked(TRUE[:9], end=b"")),
        (ASK, chunked(TRUE, end=b"")),
        (ASK, reply(TRUE[:9])),
        (ASK, reply(b"")),
        (
            GRAPH,
            chunked(b"<urn:a> <urn:b> 1 .\n", end=b"", media_type="application/n-triples"),
        ),
        (GRAPH, reply(b"<urn:a> <urn:b> <urn", "application/n-triples")),
        (ASK, reply(b"<html>Welcome</html>", "text/html")),
    ],
)
def test_a_part_of_an_answer_is_an_error(query, said):
    with speaking(said, reply(TRUE)) as (store, _):
        with pytest.raises(EngineError):
            store.answer(query, "")
        assert b"true" in store.answer(ASK, "").body


def test_a_server_that_drips_is_not_waited_for():
    pieces = [reply(b"", length=99), *([b" "] * 98)]
    with speaking(pieces) as (store, _), pytest.raises(QueryTimeoutError):
        store.answer(Query("ASK {}", timeout=0.5), "")


def test_a_server_that_says_nothing_is_not_waited_for():
    with speaking([b""] * 10) as (store, _), pytest.raises(QueryTimeoutError):
        store.answer(Query("ASK {}", timeout=0.3), "")


@pytest.mark.parametrize(
    ("status", "words", "error"),
    [
        ("400 Bad Request", b"error at 1:45: expected x", QuerySyntaxError),
        ("400 Bad Request", b"Parse error: at line 1, column 45.", QuerySyntaxError),
        ("400 Bad Request", b"no", RequestError),
        ("401 Unauthorized", b"", StoreUnreachableError),
        ("403 Forbidden", b"", StoreUnreachableError),
        ("404 Not Found", b"", StoreUnreachableError),
        ("408 Request Timeout", b"Query timed out", QueryTimeoutError),
        ("413 Payload Too Large", b"", RequestError),
        ("429 Too Many Requests", b"", EvaluatorsBusyError),
        ("500 Internal Server Error", b"no memory", EngineError),
        ("502 Bad Gateway", b"", StoreUnreachableError),
        ("503 Service Unavailable", b"Query timed out", QueryTimeoutError),
        ("503 Service Unavailable", b"stopping", StoreUnreachableError),
    ],
)
def test_every_status_has_its_meaning(status, words, error):
    with (
        speaking(reply(words, "text/plain", status)) as (store, _),
        pytest.raises(QueryError) as raised,
    ):
        store.answer(ASK, "")
    assert type(raised.value) is error


def test_a_busy_server_says_when_to_come_back():
    said = reply(b"", status="429 Too Many Requests", headers=["Retry-After: 7"])
    with speaking(said) as (store, _), pytest.raises(EvaluatorsBusyError) as error:
        store.answer(ASK, "")
    assert error.value.seconds == 7


def test_a_redirect_is_not_followed():
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.settimeout(0.2)
        where = f"Location: http://127.0.0.1:{other.getsockname()[1]}/"
        said = reply(b"", status="307 Temporary Redirect", headers=[where])
        with speaking(said) as (store, _), pytest.raises(StoreUnreachableError):
            store.answer(ASK, "")
        with pytest.raises(TimeoutError):
            other.accept()


def test_an_idle_connection_that_is_closed_costs_no_query():
    with speaking(reply(TRUE), HANG_UP, reply(TRUE)) as (store, heard):
        assert b"true" in store.answer(ASK, "").body
        assert b"true" in store.answer(ASK, "").body
    assert len(heard) == 3


def test_a_server_that_hangs_up_each_time_cannot_be_asked():
    with (
        speaking(HANG_UP, HANG_UP) as (store, heard),
        pytest.raises(StoreUnreachableError),
    ):
        store.answer(ASK, "")
    assert len(heard) == 2


def test_an_update_is_never_sent_twice():
    with speaking(HANG_UP, reply(b"")) as (store, heard), pytest.raises(StoreUnreachableError):
        store.update("CLEAR ALL")
    assert len(heard) == 1


@pytest.mark.parametrize(
    ("login", "header"),
    [
        ({"login": "me:se%40cret"}, b"Basic " + b64encode(b"me:se@cret")),
        ({"token": "se@cret"}, b"Bearer se@cret"),
    ],
)
def test_credentials_are_sent_and_never_shown(login, header):
    refused = reply(b"", status="401 Unauthorized")
    with speaking(reply(TRUE), refused, **login) as (store, heard):
        store.answer(ASK, "")
        with pytest.raises(StoreUnreachableError) as error:
            store.answer(ASK, "")
        shown = f"{error.value} {error.value!r} {store._server.addresses}"
    assert b"authorization: " + header.lower() in heard[0].lower()
    assert "cret" not in shown
    assert header.decode() not in shown
