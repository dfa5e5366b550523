"""Clients that come in crowds and then do little."""

import socket
import time

from attacks.attack import asked

HEAD = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
LARGE = "SELECT ?a ?b ?c { ?a ?p ?x . ?b ?q ?y . ?c ?r ?z } LIMIT 30000"
SIZE = 200


def _connections(port, source, number=SIZE, receives=None):
    for _ in range(number):
        client = socket.socket()
        if receives:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receives)
        client.settimeout(20)
        client.bind((source, 0))
        client.connect(("127.0.0.1", port))
        yield client


def silent(port, source):
    """Those who connect and say nothing."""
    return list(_connections(port, source))


def slow_headers(port, source):
    """Those who never end their headers."""
    clients = list(_connections(port, source))
    for client in clients:
        client.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\nX-A: ")
    return clients


def slow_bodies(port, source):
    """Those who never end their bodies."""
    clients = list(_connections(port, source))
    for number, client in enumerate(clients):
        length = b"Content-Length: 90000" if number % 2 else b"Transfer-Encoding: chunked"
        client.sendall(HEAD + length + b"\r\n\r\n" + (b"ASK" if number % 2 else b"3\r\nASK\r\n"))
    return clients


def deaf(port, source):
    """Those who ask for much and do not read it."""
    clients = list(_connections(port, source, 20, receives=4096))
    for number, client in enumerate(clients):
        path = asked(f"{LARGE} #{number}")
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    return clients


def half_open(port, source):
    """Those who close their side right after they have asked."""
    clients = list(_connections(port, source, 50))
    for number, client in enumerate(clients):
        path = asked(f"SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }} #{number}")
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        client.shutdown(socket.SHUT_WR)
    return clients


def fickle(port, source):
    """Those who ask for what takes long, and go at once."""
    for number, client in enumerate(_connections(port, source, 100)):
        path = asked(f"SELECT * {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }} ORDER BY ?a #{number}")
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        client.close()
    return []


CROWDS = (silent, slow_headers, slow_bodies, deaf, half_open, fickle)


def gathered(port, source, seconds):
    """Let all crowds come, stay for so long and go."""
    clients = [client for crowd in CROWDS for client in crowd(port, source)]
    time.sleep(seconds)
    for client in clients:
        client.close()
    return len(clients)
