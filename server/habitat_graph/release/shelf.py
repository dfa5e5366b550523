"""Puts a release on the shelf whole or not at all, whenever the machine may stop."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from habitat_graph.problems import HabitatError
from habitat_graph.release.history import (
    current_file,
    current_number,
    numbered,
    release_folder,
)
from habitat_graph.sparql.folders import sync

_BUILDING = ".building-"
_MOMENT = 0.1


class LockedError(HabitatError):
    """Another build is at work."""


@contextmanager
def locked(store: Path, patience: float = 0.0) -> Iterator[None]:
    """Keep a second builder out; raise LockedError where one is at work for `patience` seconds."""
    try:
        store.mkdir(parents=True, exist_ok=True)
        lock = os.open(store / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise HabitatError(
            f"Nothing can be written there: {error.strerror}.",
            store,
            remedy="Name another folder in HABITAT_STORE.",
            message_zh=f"无法写入该处：{error.strerror}。",
            remedy_zh="请在HABITAT_STORE中指定另一文件夹。",
        ) from error
    try:
        _take(lock, store, monotonic() + patience)
        yield
    finally:
        os.close(lock)


def _take(lock: int, store: Path, deadline: float) -> None:
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if monotonic() < deadline:
                sleep(_MOMENT)
                continue
            raise LockedError(
                "Another build is at work there.",
                store,
                remedy="Try again when it is done.",
                message_zh="另一制作正在该处进行。",
                remedy_zh="请待其完成后重试。",
            ) from error
        return


def clear(store: Path) -> None:
    """Remove what an interrupted build left: drafts, and a release that was never served."""
    for draft in store.glob(f"{_BUILDING}*"):
        shutil.rmtree(draft)
    served = current_number(store) or 0
    for number in numbered(store):
        if number > served:
            shutil.rmtree(release_folder(store, number))


def next_number(store: Path) -> int:
    """The number of the release to come."""
    return (current_number(store) or 0) + 1


def shelve(store: Path, number: int, files: dict[str, bytes]) -> Path:
    """Write the files of a release and give it its place; it is not served yet."""
    draft = store / f"{_BUILDING}{number:04}"
    draft.mkdir()
    for name, content in files.items():
        _write(draft / name, content)
    sync(draft)
    place = release_folder(store, number)
    place.parent.mkdir(exist_ok=True)
    draft.rename(place)
    sync(place.parent)
    return place


def swap(store: Path, number: int) -> None:
    """Serve the release of this number from now on."""
    path = current_file(store)
    draft = path.with_name(f"{_BUILDING}current")
    _write(draft, f"{number:04}\n".encode("ascii"))
    draft.replace(path)
    sync(store)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
