"""A scratch endpoint: no gate, no releases; what is written is there at once, and lasts."""

import hashlib
import shutil
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from threading import Lock

from habitat_graph.release.history import Release, current
from habitat_graph.release.journal import Journal
from habitat_graph.release.manifest import Counts, Manifest
from habitat_graph.sparql.change import Change, Order
from habitat_graph.sparql.evaluators import Evaluators, Limits
from habitat_graph.web.holding import Holder, Holding

FOLDER = "scratch"
"""Where in the store a scratch endpoint keeps what it holds."""


class ScratchHolder(Holder):
    """Holds a graph that anyone with the token may change in any way.

    It begins with the release that is current when the folder is first used, or with nothing.
    """

    def __init__(self, store: Path, limits: Limits) -> None:
        super().__init__(store, limits)
        self._writing = Lock()
        folder = store / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        data = folder / "data.nq"
        if not data.exists():
            _begin(store, data)
        self._journal = Journal(folder / "journal")
        self._evaluators = Evaluators.over_nquads(data, limits)
        self._number = 0
        for change in self._journal.changes():
            self._evaluators.apply(change)
            self._number += 1
        self._holding = self._held(folder)

    def write(self, order: Order) -> Change:
        """Do what is ordered, and keep it, whole or not at all."""
        with self._writing:
            change = self._evaluators.change(order)
            if not change.is_empty:
                self._journal.append(change)
                self._evaluators.apply(change)
                self._number += 1
                self._holding = self._held(self._folder / FOLDER)
        return change

    def tag(self) -> str | None:
        """The tag of what is there now."""
        return None if self._holding is None else self._holding.tag

    def holding(self) -> Holding:
        """What is there now."""
        return self._held(self._folder / FOLDER) if self._holding is None else self._holding

    def _held(self, folder: Path) -> Holding:
        manifest = Manifest(
            number=self._number,
            created=datetime.now(UTC).replace(microsecond=0),
            parent=None,
            author="",
            message="",
            version=version("habitat-graph"),
            inputs="",
            canonical=hashlib.sha256(f"scratch {self._number}".encode()).hexdigest(),
            counts=Counts(0, 0, 0, 0, {}, {}),
            checks=(),
        )
        return Holding(Release(folder, manifest), self._evaluators, self._evaluators)


def _begin(store: Path, data: Path) -> None:
    release = current(store)
    draft = data.with_suffix(".draft")
    if release is None:
        draft.touch()
    else:
        shutil.copyfile(release.data, draft)
    draft.replace(data)
