"""A store that takes whatever is written to it: no gate, no releases, a journal instead."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from habitat_graph.release.history import Release, current, release, release_folder
from habitat_graph.release.manifest import Counts, Manifest
from habitat_graph.release.proposal import Grounds, Proposal
from habitat_graph.sparql.change import Change, graph_name
from habitat_graph.sparql.content import Content
from habitat_graph.sparql.embedded import EmbeddedStore
from habitat_graph.sparql.evaluators import Evaluators
from habitat_graph.sparql.journal import Journal, recorded
from habitat_graph.sparql.limits import Limits
from habitat_graph.web.holding import Holder, Holding
from habitat_graph.web.writing import Note, Outcome, Task

_FOLDER = "scratch"
_LONG = 16 * 2**20


class ScratchHolder(Holder):
    """Gives what was written, on top of the release that there was at first, if any.

    Each write is in the journal before it is acknowledged; one is made at a time.
    """

    def __init__(
        self,
        folder: Path,
        limits: Limits,
        *,
        union: bool = True,
        grounds: Grounds | None = None,
    ) -> None:
        super().__init__(folder, limits, union=union, grounds=grounds)
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
        with self._writing.turn():
            holding = self.holding()
            change = task(holding)
            if change:
                self._make(change, holding)
        return Outcome(change)

    def proposal(self, holding: Holding, change: Change, note: Note) -> Proposal:
        """All that would be there, as a proposal: there is no release that has the rest."""
        present = dict.fromkeys(holding.content.every_quad())
        for quad in change.removed:
            present.pop(quad, None)
        whole = Change(added=(*present, *change.added))
        return replace(super().proposal(holding, whole, note), parent=None)

    def _make(self, change: Change, holding: Holding) -> None:
        assert self._journal is not None  # noqa: S101 - it is there since the holding is
        self._journal.append(change)
        holding.bench.apply(change)
        holding.content.apply(change)
        self._holding = replace(holding, release=self._release(holding.release, holding.content))

    def _begun(self) -> Holding:
        base, path = _base(self._folder)
        self._journal = Journal(path)
        data = None if base is None else base.data
        evaluators = Evaluators.over_nquads(data, self._limits, union=self._union, journal=path)
        # The pages look at all that there is, whatever a query is asked of.
        store = EmbeddedStore.from_nquads(data)
        for change in recorded(path):
            store.content.apply(change)
        if self._journal.size > _LONG:
            self._journal.rewrite(_difference(data, store.content))
        first = Release(release_folder(self._folder, 0), _nothing()) if base is None else base
        release = self._release(first, store.content)
        return Holding(release, store, evaluators, self._union, store)

    def _release(self, base: Release, content: Content) -> Release:
        """What is held, as if it were a release."""
        size = 0 if self._journal is None else self._journal.size
        mark = f"{base.manifest.number} {size}"
        counts = replace(base.manifest.counts, graphs=dict(+content.sizes))
        manifest = replace(
            base.manifest, canonical=hashlib.sha256(mark.encode()).hexdigest(), counts=counts
        )
        # What is held is no file of a release any more.
        return Release(self._folder / _FOLDER, manifest)


def _base(folder: Path) -> tuple[Release | None, Path]:
    """The release that a scratch store begins with, and its journal; what was begun goes on."""
    begun = [path.stem for path in (folder / _FOLDER).glob("*.journal")]
    numbers = [int(stem) for stem in begun if stem.isdecimal()]
    base = current(folder)
    number = max(numbers, default=0 if base is None else base.number)
    if base is not None and base.number != number:
        base = release(folder, number) if number else None
    return base, folder / _FOLDER / f"{number:04}.journal"


def _difference(data: Path | None, content: Content) -> Change:
    """What has changed since the release that a scratch store began with."""
    base = set(EmbeddedStore.from_nquads(data).content.every_quad())
    present = content.every_quad()
    begun = {name for name in map(graph_name, base) if name}
    return Change(
        removed=tuple(base.difference(present)),
        added=tuple(quad for quad in present if quad not in base),
        created=tuple(sorted(content.graphs() - begun)),
        dropped=tuple(sorted(begun - content.graphs())),
    )


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
