"""Keeps the changes of a scratch store in a file, so that what was acknowledged is never lost.

Each change is written whole, with a sum over it, and is on the disk before anyone is told. What a
crash cut off at the end was told to nobody, and is cut off for good.
"""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

from habitat_graph.problems import HabitatError
from habitat_graph.sparql.change import Change
from habitat_graph.sparql.folders import sync
from habitat_graph.sparql.store import QueryError

_BEGIN, _END = b"TX .\n", b"TC "


class UnkeptError(QueryError):
    """A change could not be written down, and so was not made."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"The change cannot be kept: {reason}. Nothing was changed.",
            f"无法保存更改:{reason}。未作任何更改。",
        )


class Journal:
    """The changes since a release, in a file that one process writes."""

    def __init__(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise _unwritable(path, error) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._file)
            raise HabitatError(
                "Another scratch server writes there.",
                path.parent,
                remedy="Stop it, or name another folder in HABITAT_STORE.",
                message_zh="另一试验服务器正在写入该处。",
                remedy_zh="请停止它,或在HABITAT_STORE中指定另一文件夹。",
            ) from error
        self._path = path
        self.size = _sound_size(path)
        os.ftruncate(self._file, self.size)
        sync(path.parent)

    def append(self, change: Change) -> None:
        """Have a change on the disk; raise UnkeptError, and keep nothing of it, where it fails."""
        record = _record(change)
        try:
            written = 0
            while written < len(record):
                written += os.pwrite(self._file, record[written:], self.size + written)
            os.fsync(self._file)
        except OSError as error:
            os.ftruncate(self._file, self.size)
            raise UnkeptError(str(error.strerror)) from error
        self.size += len(record)

    def rewrite(self, change: Change) -> None:
        """Have one change stand for all that there are, in a new file under the same name."""
        path = self._path.with_suffix(".draft")
        path.unlink(missing_ok=True)
        draft = Journal(path)
        draft.append(change)
        path.replace(self._path)
        sync(self._path.parent)
        os.close(self._file)
        self._file, self.size = draft._file, draft.size

    def close(self) -> None:
        """Let another process write."""
        os.close(self._file)


def recorded(path: Path) -> Iterator[Change]:
    """The changes in a journal, oldest first; of a missing file none."""
    for _, patch in _records(path):
        yield Change.from_patch(patch)


def _record(change: Change) -> bytes:
    patch = change.as_patch()
    return b"%s%s%s%08x .\n" % (_BEGIN, patch, _END, crc32(patch))


def _records(path: Path) -> Iterator[tuple[int, bytes]]:
    """Each patch that is there whole, after the offset at which its record ends."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return
    with file:
        while file.readline() == _BEGIN:
            patch = bytearray()
            for line in file:
                if line.startswith(_END):
                    break
                patch += line
            else:
                return
            if line != b"%s%08x .\n" % (_END, crc32(patch)):
                return
            yield file.tell(), bytes(patch)


def _sound_size(path: Path) -> int:
    """The bytes up to the end of the last record that is whole."""
    size = 0
    for end, _ in _records(path):
        size = end
    return size


def _unwritable(path: Path, error: OSError) -> HabitatError:
    return HabitatError(
        f"Changes cannot be kept there: {error.strerror}.",
        path,
        remedy="Name another folder in HABITAT_STORE.",
        message_zh=f"无法在该处保存更改:{error.strerror}。",
        remedy_zh="请在HABITAT_STORE中指定另一文件夹。",
    )
