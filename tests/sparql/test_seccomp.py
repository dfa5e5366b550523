"""The kernel keeps a process from sockets."""

import subprocess
import sys

import pytest

PROGRAM = """
import os, socket
from habitat_graph.sparql.seccomp import forbid_sockets
mine, theirs = socket.socketpair()
print(forbid_sockets())
for kind in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX):
    try:
        socket.socket(kind)
        print("socket")
    except PermissionError:
        print("refused")
mine.sendall(b"x")
print(theirs.recv(1), len(os.listdir("/")) > 0)
if os.fork() == 0:
    try:
        socket.create_connection(("127.0.0.1", 1))
    except PermissionError:
        print("refused to the child", flush=True)
    os._exit(0)
os.wait()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has it")
def test_sockets_are_refused_and_all_else_goes_on():
    done = subprocess.run(
        [sys.executable, "-u", "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == [
        "True", "refused", "refused", "refused", "b'x' True", "refused to the child",
    ]  # fmt: skip
