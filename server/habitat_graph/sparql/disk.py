"""Keeps a large release in Oxigraph's own files, which all evaluators read and none can write.

They stand beside the release's N-Quads, and are made from these where they are missing. Run as a
program, this makes them in a process of its own, so that the memory it takes goes back.
"""

import logging
import shutil
import subprocess
import sys
from pathlib import Path

import pyoxigraph

from habitat_graph.problems import HabitatError
from habitat_graph.sparql.content import Content
from habitat_graph.sparql.folders import alone, sync
from habitat_graph.sparql.loading import fill, has_default
from habitat_graph.sparql.program import own_command, own_environment

_VERSION = ".".join(pyoxigraph.__version__.split(".")[:2])
_FOLDER = f"oxigraph-{_VERSION}"
"""Each version has its own, for it may not read what another has written."""
_DRAFT = f"{_FOLDER}-draft"
_QUADS = pyoxigraph.RdfFormat.N_QUADS
_LOGGER = logging.getLogger(__name__)


def folder_of(path: Path) -> Path:
    """Where the folder for a file of N-Quads is, or would be."""
    return path.with_name(_FOLDER)


def kept(path: Path) -> Path:
    """The folder with what a file of N-Quads has, made where it is missing, which takes its time.

    Raise HabitatError where it cannot be made.
    """
    folder = folder_of(path)
    if not folder.exists():
        _LOGGER.warning("The release is put on the disk first: some minutes for each GB of it.")
        done = subprocess.run(  # noqa: S603 - our own program
            own_command(__name__, str(path)),
            env=own_environment(),
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode:
            reason = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
            raise HabitatError(
                f"The release cannot be put on the disk: {reason}.",
                folder,
                remedy="Make room and let the folder be written, or raise HABITAT_DISK.",
                message_zh=f"无法将发布版本写入磁盘：{reason}。",
                remedy_zh="请留出空间并允许写入该文件夹，或调大HABITAT_DISK。",
            )
    return folder


def opened(folder: Path) -> Content:
    """The content of such a folder, to be read only; raise OSError where it is none."""
    store = pyoxigraph.Store.read_only(str(folder))
    if has_default(store):
        return Content(store, union=True, written=list, is_united=True)
    return Content(None, union=True, written=list, apart=store)


def remove(release: Path) -> None:
    """Remove what any version has made in the folder of a release; it is made anew when wanted."""
    for folder in release.glob("*oxigraph-*"):
        # Nobody is to open what is half gone.
        leaving = folder.with_name(f"leaving-{folder.name}")
        try:
            folder.rename(leaving)
            shutil.rmtree(leaving)
        except OSError as error:
            _LOGGER.warning("%s is not used any more and takes room: %s", folder, error)


def make(path: Path) -> None:
    """Make the folder beside a file of N-Quads, whole or not at all."""
    with alone(path.parent):
        folder, draft = folder_of(path), path.with_name(_DRAFT)
        if folder.exists():
            return
        # What is there was left by one who was stopped.
        shutil.rmtree(draft, ignore_errors=True)
        try:
            _fill(pyoxigraph.Store(str(draft)), path)
            for each in (*draft.iterdir(), draft):
                sync(each)
            draft.rename(folder)
            sync(path.parent)
        finally:
            shutil.rmtree(draft, ignore_errors=True)


def _fill(store: pyoxigraph.Store, path: Path) -> None:
    if not fill(store, path):
        # The engine's own union would give a triple once for every graph that has it.
        store.bulk_extend(
            pyoxigraph.Quad(quad.subject, quad.predicate, quad.object)
            for quad in pyoxigraph.parse(path=path, format=_QUADS)
        )
    store.flush()


if __name__ == "__main__":
    make(Path(sys.argv[1]))
