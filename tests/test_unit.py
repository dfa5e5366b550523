"""The unit for systemd is sound, and the server works under what of it can be had without."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import psutil
import pytest
import served as module
from served import served
from web.conftest import write_release

from habitat_graph.knowledge.files import knowledge_root
from habitat_graph.settings import SETTINGS

UNIT = knowledge_root() / "server" / "habitat-graph.service"
TEXT = UNIT.read_text("utf-8")
ANALYZE = shutil.which("systemd-analyze")
SETPRIV = shutil.which("setpriv")
EXPOSURE = 15
"""What `systemd-analyze security` may find left open, of 100."""


@pytest.fixture
def unit(tmp_path):
    """The unit, with a command that is there."""
    path = tmp_path / UNIT.name
    command = Path(sys.executable).with_name("habitat-graph")
    path.write_text(TEXT.replace("/opt/habitat-graph/bin/habitat-graph", str(command)), "utf-8")
    return path


@pytest.mark.skipif(ANALYZE is None, reason="systemd is not installed")
def test_systemd_understands_the_unit(unit):
    done = subprocess.run([ANALYZE, "verify", unit], capture_output=True, text=True, check=False)
    assert unit.name not in done.stdout + done.stderr
    assert done.returncode == 0


@pytest.mark.skipif(ANALYZE is None, reason="systemd is not installed")
def test_little_is_left_open(unit):
    command = [ANALYZE, "security", "--offline=true", f"--threshold={EXPOSURE}", "--no-pager", unit]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.skipif(ANALYZE is None, reason="systemd is not installed")
def test_evaluators_may_confine_themselves_under_the_unit():
    def calls(line):
        for name in line.split():
            if name.startswith("@"):
                command = [ANALYZE, "syscall-filter", name]
                done = subprocess.run(command, capture_output=True, text=True, check=True)
                yield from calls(done.stdout.partition("\n")[2].replace("#", ""))
            else:
                yield name

    filters = re.findall("^SystemCallFilter=(.*)", TEXT, re.MULTILINE)
    allowed = {call for line in filters if "~" not in line for call in calls(line)}
    refused = {call for line in filters if "~" in line for call in calls(line.strip("~"))}
    needed = {"landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self"}
    assert needed | {"sched_setaffinity", "setpriority", "prctl"} <= allowed - refused


def test_settings_named_in_the_unit_exist():
    names = {setting.variable for setting in SETTINGS}
    assert set(re.findall(r"HABITAT_[A-Z_]+", TEXT)) <= names


@pytest.mark.skipif(SETPRIV is None or not psutil.LINUX, reason="setpriv is not installed")
def test_the_server_needs_no_capability_and_no_more_than_its_limits(tmp_path, monkeypatch):
    write_release(tmp_path)
    start = subprocess.Popen
    confined = [SETPRIV, "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all"]
    limits = 'ulimit -n 16384; ulimit -c 0; umask 0077; exec "$@"'

    def restricted(command, **options):
        return start([*confined, "sh", "-c", limits, "sh", *command], **options)

    monkeypatch.setattr(module.subprocess, "Popen", restricted)
    with served(tmp_path, HABITAT_QUERY_MEMORY="128") as server:
        monkeypatch.undo()
        status = Path(f"/proc/{server.process.pid}/status").read_text("utf-8")
        assert re.search(r"NoNewPrivs:\s+1", status)
        assert re.search(r"CapEff:\s+0+$", status, re.MULTILINE)
        assert server.get("/sparql?query=" + quote("ASK { ?s ?p ?o }")).status == 200
        everything = " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(9))
        greedy = quote(f"SELECT (COUNT(*) AS ?n) {{ SELECT DISTINCT * {{ {everything} }} }}")
        assert server.get(f"/sparql?query={greedy}").status == 422
        assert server.get("/health").status == 200
