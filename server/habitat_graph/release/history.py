"""The releases in a store: which there are, and which is served.

<store>/releases/0001/{data.nq, manifest.json}
<store>/current           holds the number of the release that is served
"""

from dataclasses import dataclass
from pathlib import Path

from habitat_graph.problems import HabitatError
from habitat_graph.release.manifest import Manifest

_CURRENT = "current"
_RELEASES = "releases"


@dataclass(frozen=True)
class Release:
    """A release: its folder and what it says of itself."""

    folder: Path
    manifest: Manifest

    @property
    def data(self) -> Path:
        """Its quads, as canonical N-Quads."""
        return self.folder / "data.nq"

    @property
    def store(self) -> Path:
        """The store that it stands in."""
        return self.folder.parents[1]

    @property
    def is_whole(self) -> bool:
        """Whether its quads are here, and not on a remote store alone."""
        return self.data.exists()

    @property
    def number(self) -> int:
        """Its number, from 1."""
        return self.manifest.number


def releases(store: Path) -> list[Release]:
    """Every release that has been served, oldest first."""
    newest = current_number(store)
    if newest is None:
        return []
    numbers = sorted(number for number in numbered(store) if number <= newest)
    return [_read(store, number) for number in numbers]


def current(store: Path) -> Release | None:
    """The release that is served; None where nothing has been built."""
    number = current_number(store)
    return None if number is None else _read(store, number)


def release(store: Path, number: int) -> Release:
    """The release of this number; raise HabitatError where there is none."""
    newest = current_number(store)
    if newest is None or number > newest or number not in numbered(store):
        known = ", ".join(str(release.number) for release in releases(store)) or "none"
        raise HabitatError(
            f"There is no release {number}. There are: {known}.",
            store,
            message_zh=f"没有第{number}版。现有：{known}。",
        )
    return _read(store, number)


def current_number(store: Path) -> int | None:
    """The number of the release that is served; None where nothing has been built."""
    path = store / _CURRENT
    try:
        return int(path.read_text("ascii"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise HabitatError(
            "The file does not name a release.",
            path,
            remedy="Remove it and build again.",
            message_zh="该文件未指明发布版本。",
            remedy_zh="请删除该文件并重新制作。",
        ) from error


def numbered(store: Path) -> set[int]:
    """The numbers of all release folders, also of one that was never served."""
    folder = store / _RELEASES
    if not folder.is_dir():
        return set()
    return {int(path.name) for path in folder.iterdir() if path.name.isdecimal()}


def release_folder(store: Path, number: int) -> Path:
    """Where the release of this number stands."""
    return store / _RELEASES / f"{number:04}"


def current_file(store: Path) -> Path:
    """The file that names the release that is served."""
    return store / _CURRENT


def _read(store: Path, number: int) -> Release:
    folder = release_folder(store, number)
    path = folder / "manifest.json"
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise HabitatError(
            f"The manifest cannot be read: {error.strerror}.",
            path,
            remedy="Build a new release.",
            message_zh=f"无法读取发布版本的清单：{error.strerror}。",
            remedy_zh="请制作新的发布版本。",
        ) from error
    return Release(folder, Manifest.from_json(text, path))
