"""Apache Jena Fuseki: the server's one runnable archive, fetched from Maven Central by Maven."""

import fcntl
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from platformdirs import user_cache_path

from peers.server import HOST, Peer, UnavailableError, free_port, running

VERSION = "5.6.0"
JAVA = 17
"""The oldest Java that this version runs on."""
FETCHING = 300
"""Seconds that Maven has."""


@contextmanager
def fuseki(*, memory: str = "2g", timeout: int | None = None) -> Iterator[Peer]:
    """Serve an empty graph in memory; the default graph is a graph of its own.

    `memory` is the most that Java may take, `timeout` the seconds that a query may take.
    """
    java, archive = _java(), _archive()
    port = free_port()
    base = f"http://{HOST}:{port}/ds"
    command = [java, f"-Xmx{memory}", "-jar", str(archive)]
    with tempfile.TemporaryDirectory(prefix="fuseki-") as folder:
        options = ["--localhost", "--port", str(port), "--update"]
        if timeout:
            options.append(f"--timeout={1000 * timeout}")
        options += ["--mem", "/ds"]
        surroundings = {"FUSEKI_BASE": folder}
        # ASK {} is a query that every dataset answers; without one the address is none.
        ready = f"{base}/query?query=ASK%7B%7D"
        with running([*command, *options], ready, Path(folder), surroundings) as process:
            data = f"{base}/data"
            yield Peer("fuseki", process, f"{base}/query", f"{base}/update", data, data)


def _java() -> str:
    """The program that runs Java."""
    java = shutil.which("java")
    if java is None:
        raise UnavailableError("There is no Java, which Fuseki runs on.")
    words = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', words)
    if found is None or int(found[1]) < JAVA:
        raise UnavailableError(f"Fuseki {VERSION} needs Java {JAVA}; this is: {words.strip()}")
    return java


def _archive() -> Path:
    """The server, from the user's cache or else fetched into it."""
    cache = user_cache_path("habitat-graph") / "peers"
    archive = cache / f"jena-fuseki-server-{VERSION}.jar"
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / "lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # Tests run side by side; one of them fetches.
        if not archive.exists():
            _fetch(archive)
    return archive


def _fetch(archive: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise UnavailableError("There is no Maven (mvn), which fetches Fuseki.")
    artifact = f"org.apache.jena:jena-fuseki-server:{VERSION}"
    with tempfile.TemporaryDirectory(dir=archive.parent) as draft:
        command = [maven, "--batch-mode", "--quiet", "dependency:copy", f"-Dartifact={artifact}"]
        try:
            done = subprocess.run(
                [*command, f"-DoutputDirectory={draft}"],
                capture_output=True,
                text=True,
                check=False,
                cwd=draft,
                timeout=FETCHING,
            )
        except subprocess.TimeoutExpired as error:
            raise UnavailableError(f"Maven took over {FETCHING} s to fetch Fuseki.") from error
        fetched = Path(draft) / archive.name
        if not fetched.exists():
            raise UnavailableError(f"Maven could not fetch Fuseki: {done.stdout.strip()[-500:]}")
        fetched.replace(archive)
