"""A store that takes whatever is written to it: no gate, no releases, a journal instead."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from threading import Lock

from habitat_graph.release.history import Release, current, release, release_folder
from habitat_graph.release.manifest import Counts, Manifest
from habitat_graph.sparql.change import Change
from habitat_graph.sparql.embedded import EmbeddedStore
from habitat_graph.sparql.evaluators import Evaluators, Limits
from habitat_graph.sparql.journal import Journal, recorded
from habitat_graph.web.holding import Holder, Holding
from habitat_graph.web.writing import Note, Outcome, Task, WriterBusyError

_FOLDER = "scratch"
_PATIENCE = 30.0


class ScratchHolder(Holder):
    """Gives what was written, on top of the release that there was at first, if any.

    Each write is in the journal before it is acknowledged; one is made at a time.
    """

    def __init__(self, folder: Path, limits: Limits, *, union: bool = True) -> None:
        super().__init__(folder, limits, union=union)
        self._writing = Lock()
        self._journal: Journal | None = None

    def tag(self) -> str | None:
        """The tag of what is served now; None where that is still to be loaded."""
        return None if self._holding is None else self._holding.tag

    def holding(self) -> Holding:
        """What is served now."""
        if self._holding is None:
            self.renew()
        assert self._holding is not None  # noqa: S101 - renew has set it or raised
        return self._holding

    def renew(self) -> None:
        """Load what was written before, the first time."""
        with self._lock:
            if self._holding is None:
                self._holding = self._begun()

    def write(self, task: Task, note: Note) -> Outcome:
        """Make the change that the task makes of what is held now."""
        del note  # There is no history that it could stand in.
        with self._turn():
            holding = self.holding()
            change = task(holding)
            if change:
                self._make(change, holding)
        return Outcome(change)

    def _make(self, change: Change, holding: Holding) -> None:
        assert self._journal is not None  # noqa: S101 - it is there since the holding is
        self._journal.append(change)
        holding.evaluators.apply(change)
        holding.store.content.apply(change)
        self._holding = replace(holding, release=self._release(holding.release, holding.store))

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._writing.acquire(timeout=_PATIENCE):
            raise WriterBusyError
        try:
            yield
        finally:
            self._writing.release()

    def _begun(self) -> Holding:
        base, path = _base(self._folder)
        self._journal = Journal(path)
        data = None if base is None else base.data
        evaluators = Evaluators.over_nquads(data, self._limits, union=self._union, journal=path)
        # The pages look at all that there is, whatever a query is asked of.
        store = EmbeddedStore.from_nquads(data)
        for change in recorded(path):
            store.content.apply(change)
        first = Release(release_folder(self._folder, 0), _nothing()) if base is None else base
        return Holding(self._release(first, store), store, evaluators, self._union)

    def _release(self, base: Release, store: EmbeddedStore) -> Release:
        """What is held, as if it were a release."""
        size = 0 if self._journal is None else self._journal.size
        mark = f"{base.manifest.number} {size}"
        counts = replace(base.manifest.counts, graphs=dict(+store.content.sizes))
        manifest = replace(
            base.manifest, canonical=hashlib.sha256(mark.encode()).hexdigest(), counts=counts
        )
        return replace(base, manifest=manifest)


def _base(folder: Path) -> tuple[Release | None, Path]:
    """The release that a scratch store begins with, and its journal; what was begun goes on."""
    begun = [path.stem for path in (folder / _FOLDER).glob("*.journal")]
    numbers = [int(stem) for stem in begun if stem.isdecimal()]
    if numbers:
        base = release(folder, max(numbers)) if max(numbers) else None
    else:
        base = current(folder)
    number = 0 if base is None else base.number
    return base, folder / _FOLDER / f"{number:04}.journal"


def _nothing() -> Manifest:
    return Manifest(
        number=0,
        created=datetime.now(UTC).replace(microsecond=0),
        parent=None,
        author="",
        message="",
        version=version("habitat-graph"),
        inputs="",
        canonical="",
        counts=Counts(0, 0, 0, 0, {}, {}),
        checks=(),
    )
