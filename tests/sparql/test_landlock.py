"""The kernel keeps a process from all files but those of one folder."""

import ctypes
import subprocess
import sys

import pytest

PROGRAM = """
import os, sys
from pathlib import Path
from habitat_graph.sparql.landlock import read_only_below
here, beyond = Path(sys.argv[1]), Path(sys.argv[2])
opened = open(beyond)
print(read_only_below(here))
attempts = {
    "read": lambda: beyond.read_text(),
    "list": lambda: os.listdir(beyond.parent),
    "way round": lambda: (here / ".." / beyond.parent.name / beyond.name).read_text(),
    "link": lambda: (here / "link").read_text(),
    "system": lambda: open("/etc/passwd").read(),
    "memory": lambda: open("/proc/self/mem", "rb"),
    "write": lambda: (here / "inside").write_text("x"),
    "create": lambda: (here / "new").write_text("x"),
    "remove": lambda: (here / "inside").unlink(),
    "run": lambda: os.execv(sys.executable, [sys.executable]),
}
for name, attempt in attempts.items():
    try:
        print(name, attempt())
    except PermissionError:
        print(name, "refused")
print((here / "inside").read_text(), sorted(os.listdir(here)), opened.read())
"""


def is_known():
    """Whether the kernel can be asked for its version of it."""
    return (
        sys.platform == "linux"
        and ctypes.CDLL(None).syscall(444, None, ctypes.c_size_t(0), ctypes.c_uint32(1)) > 0
    )


@pytest.mark.skipif(not is_known(), reason="Linux has it from 5.13 on, where it is switched on")
def test_files_of_one_folder_can_be_read_and_no_others(tmp_path):
    here, beyond = tmp_path / "here", tmp_path / "beyond"
    here.mkdir()
    beyond.mkdir()
    (here / "inside").write_text("inside")
    (beyond / "secret").write_text("secret")
    (here / "link").symlink_to(beyond / "secret")
    done = subprocess.run(
        [sys.executable, "-u", "-c", PROGRAM, here, beyond / "secret"],
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stdout.splitlines()
    assert lines[0] == "True", done.stderr
    assert [line for line in lines[1:-1] if not line.endswith(" refused")] == []
    assert len(lines) == 12
    assert lines[-1] == "inside ['inside', 'link'] secret"
