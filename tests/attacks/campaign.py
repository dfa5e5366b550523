"""Attacks a server from several addresses at once while a visitor goes on asking it."""

import http.client
import json
import re
import select
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, Queue
from threading import Event, Thread
from urllib.parse import quote

import psutil

from attacks.crowds import gathered

VISITOR = "127.0.0.2"
ATTACKERS = ("127.0.0.3", "127.0.0.4", "127.0.0.5")
CROWD = "127.0.0.6"
SECONDS = 60

# What tells strangers how the server is made, or where it stands.
_INSIDE = re.compile(
    r"Traceback|panicked|RUST_BACKTRACE|habitat_graph\.|pyoxigraph|oxigraph|granian|werkzeug"
    r"|\.py\b|\.rs:\d|site-packages|/(?:home|usr|tmp|work|var|proc|root)/|0x[0-9a-f]{8}|root:x:"
)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_MEMBERS = {"type", "title", "title_zh", "status", "detail", "detail_zh"}

QUESTIONS = (
    "SELECT ?s ?name { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?name } LIMIT 50",
    "SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/habitat-graph/ontology#Activity> }",
    "DESCRIBE <https://w3id.org/habitat-graph/id/country/ken>",
    "ASK { ?s <https://w3id.org/habitat-graph/ontology#actor> ?o }",
)
PAGES = ("/health", "/", "/id/country/ken.ttl", "/queries", "/search?q=Kenya")


@dataclass(frozen=True)
class Outcome:
    """How one attack ended: its status, 0 where the connection was closed; and what was wrong."""

    name: str
    status: int
    seconds: float
    faults: tuple[str, ...]


def strike(port, attack, source=ATTACKERS[0]):
    """Carry out one attack."""
    start = time.monotonic()
    status, headers, body = (_wired if attack.wire else _asked)(port, attack, source)
    seconds = time.monotonic() - start
    return Outcome(attack.name, status, seconds, tuple(_faults(attack, status, headers, body)))


def _asked(port, attack, source):
    connection = http.client.HTTPConnection("127.0.0.1", port, SECONDS, (source, 0))
    try:
        connection.request(attack.method, attack.path, attack.body, attack.headers)
        reply = connection.getresponse()
        return reply.status, {k.lower(): v for k, v in reply.getheaders()}, reply.read()
    finally:
        connection.close()


def _wired(port, attack, source):
    received = bytearray()
    with socket.create_connection(("127.0.0.1", port), SECONDS, (source, 0)) as client:
        rest = memoryview(attack.wire)
        try:
            # Who is refused in the middle of it is told so before the connection is closed.
            while rest and not select.select([client], [], [], 0)[0]:
                rest = rest[client.send(rest[:65_536]) :]
            while not (reply := _parsed(bytes(received))) and (piece := client.recv(65_536)):
                received += piece
        except ConnectionError:
            reply = None
    return reply or (0, {}, b"")


def _parsed(received):
    """The first reply in what was received, once it is whole."""
    head, end, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines)}
    length = int(headers.get("content-length", 0))
    if not end or len(body) < length or not first.startswith("HTTP/1.1 "):
        return None
    return int(first.split()[1]), headers, body[:length]


def _faults(attack, status, headers, body):
    if status not in attack.statuses and not (attack.is_bare and status == 0):
        yield f"status {status} and not {sorted(attack.statuses)}: {body[:300]!r}"
    text = body.decode("utf-8", "replace")
    if found := _INSIDE.search(text.replace(attack.path, "")):
        yield f"tells of the inside: {text[max(found.start() - 50, 0) : found.end() + 50]!r}"
    if status < 400 or attack.is_bare:
        return
    if headers.get("content-type", "").startswith("text/html"):
        if not _CHINESE.search(text):
            yield "a page without Chinese"
    elif headers.get("content-type") != "application/problem+json":
        yield f"no problem but {headers.get('content-type')}"
    else:
        problem = json.loads(text)
        if not problem.keys() >= _MEMBERS or problem["status"] != status:
            yield f"an incomplete problem: {sorted(problem)}"
        elif not (_CHINESE.search(problem["title_zh"]) and _CHINESE.search(problem["detail_zh"])):
            yield "a problem without Chinese"


class Visitor(Thread):
    """Someone who asks one thing after the other, each anew; `times` by whether all was well."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.port = port
        self.over = Event()
        self.seconds = []
        self.failures = []

    def run(self):
        number = 0
        while not self.over.wait(0.02):
            number += 1
            text = QUESTIONS[number % len(QUESTIONS)]
            page = PAGES[number % len(PAGES)]
            # A comment makes it another query, for which no answer is kept.
            anew = f"/sparql?query={quote(f'{text} # {self.name} {number}')}"
            for path in (anew, page):
                start = time.monotonic()
                status = self._status(path)
                self.seconds.append(time.monotonic() - start)
                if status != 200:
                    self.failures.append((path, status))

    def _status(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, SECONDS, (VISITOR, 0))
        try:
            connection.request("GET", path, headers={"Accept": "*/*"})
            reply = connection.getresponse()
            reply.read()
        except (OSError, http.client.HTTPException) as error:
            return repr(error)
        else:
            return reply.status
        finally:
            connection.close()

    def stop(self):
        """End the visit; the visitor, with what it saw."""
        self.over.set()
        self.join()
        return self

    def percentile(self, share):
        """The seconds within which this share of the replies came."""
        return sorted(self.seconds)[min(int(len(self.seconds) * share), len(self.seconds) - 1)]


def visit(port, seconds):
    """A visit of so many seconds."""
    visitor = Visitor(port)
    visitor.start()
    time.sleep(seconds)
    return visitor.stop()


def attack(port, attacks, crowd_seconds):
    """Carry out all attacks, three at a time, with the crowds around them; how each ended."""
    waiting, outcomes = Queue(), []
    for each in attacks:
        waiting.put(each)

    def work(source):
        while True:
            try:
                each = waiting.get_nowait()
            except Empty:
                return
            outcomes.append(strike(port, each, source))

    threads = [Thread(target=work, args=(source,)) for source in ATTACKERS]
    threads.append(Thread(target=gathered, args=(port, CROWD, crowd_seconds)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def processes(server):
    """The server's processes by what they are: its keeper, worker, zygote and evaluators."""
    keeper = psutil.Process(server.process.pid)
    worker = max(keeper.children(), key=lambda child: len(child.children()))
    zygote = worker.children()[0]
    return {
        "keeper": [keeper],
        "worker": [worker],
        "zygote": [zygote],
        "evaluators": zygote.children(),
    }


def memory(those):
    """The MiB that each of these processes takes, what they share divided among them."""
    sizes = []
    for process in those:
        with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
            sizes.append(process.memory_full_info().pss / 2**20)
    return sizes or [0.0]
