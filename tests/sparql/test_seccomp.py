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


READING = """
import os, socket, subprocess
from habitat_graph.sparql.seccomp import forbid_all_but_reading
open("there", "w").close()
print(forbid_all_but_reading())
attempts = {
    "write": lambda: open("there", "a"),
    "create": lambda: open("new", "x"),
    "truncate": lambda: os.truncate("there", 0),
    "rename": lambda: os.rename("there", "elsewhere"),
    "unlink": lambda: os.unlink("there"),
    "mkdir": lambda: os.mkdir("folder"),
    "link": lambda: os.symlink("there", "link"),
    "chmod": lambda: os.chmod("there", 0),
    "run": lambda: os.execv("/bin/true", ["true"]),
    "socket": lambda: socket.socket(),
    "open": lambda: libc.syscall(OPEN, b"new", os.O_CREAT | os.O_WRONLY, 0o600),
}
import ctypes, platform
libc = ctypes.CDLL(None, use_errno=True)
OPEN = {"x86_64": 85}.get(platform.machine(), 437)
for name, attempt in attempts.items():
    try:
        done = attempt()
        print(name, "refused" if done == -1 and ctypes.get_errno() == 1 else f"done {done}")
    except PermissionError:
        print(name, "refused")
print(open("there").read() == "", os.stat("there").st_size, sorted(os.listdir(".")))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has it")
def test_files_can_be_read_and_nothing_else(tmp_path):
    done = subprocess.run(
        [sys.executable, "-u", "-c", READING],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    lines = done.stdout.splitlines()
    assert lines[0] == "True", done.stderr
    assert [line for line in lines[1:-1] if not line.endswith(" refused")] == []
    assert len(lines) == 13
    assert lines[-1] == "True 0 ['there']"
