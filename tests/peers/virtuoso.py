"""OpenLink Virtuoso as Debian packages it, for benchmarks."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from peers.server import HOST, Peer, RefusedError, UnavailableError, free_port, running

PACKAGE = "virtuoso-opensource-7-bin"
INSTALLING = 300
"""Seconds that apt has."""

BUFFERS = 170_000
"""Pages of 8 KiB kept in memory; its makers name this number for 2 GB."""

CONFIGURATION = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000

[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
MaxCheckpointRemap = 2000

[Parameters]
ServerPort = {host}:{sql}
DirsAllowed = .
CheckpointInterval = 60
MaxQueryMem = 2G
VectorSize = 1000
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
MaxClientConnections = 100

[HTTPServer]
ServerPort = {host}:{web}
ServerThreads = 100
MaxKeepAlives = 100
KeepAliveTimeout = 10

[SPARQL]
MaxQueryExecutionTime = {timeout}
"""


@dataclass(frozen=True)
class VirtuosoPeer(Peer):
    """Virtuoso, which loads files through its SQL client."""

    folder: Path = Path()
    sql: int = 0

    def load(self, path: Path) -> None:
        """Load a file of N-Quads with the bulk loader; none of it may fail."""
        copy = self.folder / "load.nq"
        try:
            copy.hardlink_to(path.resolve())  # it reads nothing outside of its folder
        except OSError:  # another disk
            shutil.copyfile(path, copy)
        self.execute(
            "ld_dir_all('.', 'load.nq', 'urn:default'); rdf_loader_run(); checkpoint; "
            "select 'failed: ', ll_error from DB.DBA.load_list where ll_error is not null;"
        )

    def execute(self, commands: str) -> str:
        """What SQL commands answer."""
        client = shutil.which("isql-vt") or "isql-vt"
        done = subprocess.run(
            [client, f"{HOST}:{self.sql}", "dba", "dba", "VERBOSE=OFF", f"EXEC={commands}"],
            capture_output=True,
            text=True,
            check=False,
        )
        answer = done.stdout + done.stderr
        if done.returncode or "*** Error" in answer or "failed:" in answer:
            raise RefusedError(answer[-500:])
        return answer


@contextmanager
def virtuoso(
    *, install: bool = False, timeout: int = 0, buffers: int = BUFFERS
) -> Iterator[VirtuosoPeer]:
    """Serve an empty database; the union of all graphs is always the default graph.

    `install` lets root fetch it with apt where it is not there; `timeout` is the seconds that a
    query may take, 0 as long as it likes; `buffers` are the pages of 8 KiB kept in memory.
    """
    program = _program(install)
    sql, web = free_port(), free_port()
    base = f"http://{HOST}:{web}"
    with tempfile.TemporaryDirectory(prefix="virtuoso-") as name:
        folder = Path(name)
        settings = {"host": HOST, "sql": sql, "web": web, "timeout": timeout}
        settings |= {"buffers": buffers, "dirty": buffers * 3 // 4}
        (folder / "virtuoso.ini").write_text(CONFIGURATION.format(**settings), "utf-8")
        command = [program, "+foreground", "+configfile", "virtuoso.ini"]
        with running(command, f"{base}/sparql?query=ASK%7B%7D", folder) as process:
            peer = VirtuosoPeer(
                "virtuoso",
                process,
                f"{base}/sparql",
                f"{base}/sparql",
                f"{base}/sparql-graph-crud",
                folder=folder,
                sql=sql,
            )
            peer.execute('grant SPARQL_UPDATE to "SPARQL";')
            yield peer


def _program(install: bool) -> str:
    program = shutil.which("virtuoso-t")
    if program is None and install and os.geteuid() == 0 and shutil.which("apt-get"):
        command = ["apt-get", "install", "--yes", "--no-install-recommends", PACKAGE]
        surroundings = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(
            command, env=surroundings, capture_output=True, check=False, timeout=INSTALLING
        )
        program = shutil.which("virtuoso-t")
    if program is None:
        raise UnavailableError(f"Virtuoso is not there; on Debian, as root: apt install {PACKAGE}.")
    return program
