"""Keeps what was changed on a scratch endpoint, so that a crash loses nothing that was accepted."""

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

from habitat_graph.sparql.change import Change


class Journal:
    """A file to which changes are added, each whole or not at all.

    A record is a line of JSON, with the digest and the length of the N-Quads that follow it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def append(self, change: Change) -> None:
        """Add a change; it lasts when this returns."""
        record, quads = change.as_record()
        head = record | {"size": len(quads), "digest": hashlib.sha256(quads).hexdigest()}
        is_new = not self._path.exists()
        with self._path.open("ab") as file:
            file.write(json.dumps(head).encode() + b"\n" + quads)
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            _sync(self._path.parent)

    def changes(self) -> Iterator[Change]:
        """The changes in their order; a last one that was torn is cut off."""
        if not self._path.exists():
            return
        content = self._path.read_bytes()
        place = 0
        while place < len(content):
            found = _record(content, place)
            if found is None:
                os.truncate(self._path, place)
                return
            change, place = found
            yield change


def _record(content: bytes, place: int) -> tuple[Change, int] | None:
    """The change that begins at `place` and where it ends; None where it is torn."""
    end = content.find(b"\n", place)
    try:
        head = json.loads(content[place:end]) if end > 0 else {}
        quads = content[end + 1 : end + 1 + head.pop("size")]
        if hashlib.sha256(quads).hexdigest() != head.pop("digest"):
            return None
        return Change.from_record(head, quads), end + 1 + len(quads)
    except (ValueError, KeyError):
        return None


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
