"""The real server in a process of its own, over a store that is there already."""

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from threading import Thread

PROGRAM = """
import os
from habitat_graph.settings import Settings
from habitat_graph.web.serving import serve
serve(Settings.from_environment(os.environ), "127.0.0.1", 0)
"""
READY_SECONDS = 30


class Server:
    """Where the server listens, how it is asked, and what lines it has logged."""

    def __init__(self, process, port):
        self.process = process
        self.port = port
        self.lines = []

    def ask(self, method, path, body=None, headers=None):
        """The reply to one request, with its content as `content`."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, headers or {})
            reply = connection.getresponse()
            reply.content = reply.read()
        finally:
            connection.close()
        return reply

    def get(self, path, **headers):
        """The reply to a GET; a header's name is written with underscores."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.ask("GET", path, headers=named)

    def figures(self):
        """What /metrics says, by name and labels."""
        lines = self.get("/metrics").content.decode().splitlines()
        return {
            name: float(value)
            for name, _, value in (line.rpartition(" ") for line in lines if line[0] != "#")
        }


@contextmanager
def served(store, **environment):
    """A server over `store` with these settings; it must end well and without a trace."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", PROGRAM],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(sys.path),
            "HABITAT_STORE": str(store),
            **environment,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    port = int(re.search(r":(\d+)/", process.stdout.readline())[1])
    server = Server(process, port)
    lines = server.lines = []
    log = Thread(target=lines.extend, args=(process.stdout,))
    log.start()
    _wait(server)
    try:
        yield server
    finally:
        # Not SIGINT, which the workers of a parallel test run ignore and hand down.
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        log.join(30)
        process.stdout.close()
        server.log = "".join(lines)
    assert "Traceback" not in server.log
    assert process.returncode == 0


def _wait(server):
    deadline = time.monotonic() + READY_SECONDS
    while True:
        try:
            # The address is printed just before the server listens.
            server.get("/health")
        except ConnectionError:
            assert time.monotonic() < deadline, "the server never listened"
            time.sleep(0.05)
        else:
            return
