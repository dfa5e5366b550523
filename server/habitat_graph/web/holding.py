"""What the site serves at the moment: the current release, in memory."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock

from habitat_graph.problems import HabitatError
from habitat_graph.release.history import Release, current, current_file
from habitat_graph.sparql.embedded import EmbeddedStore
from habitat_graph.sparql.evaluators import Evaluators, Limits
from habitat_graph.sparql.store import Store


class NoReleaseError(HabitatError):
    """There is nothing that could be served."""


@dataclass(frozen=True)
class Holding:
    """A release and two ways to ask it.

    `store` answers the pages' own queries, in this process. `evaluators` answer everyone's, in
    processes that can be killed; they end when nobody holds them any more.
    """

    release: Release
    store: Store
    evaluators: Evaluators

    @cached_property
    def tag(self) -> str:
        """What changes whenever the data or the program changes."""
        manifest = self.release.manifest
        return f"{manifest.version}-{manifest.number}-{manifest.canonical[:16]}"


class Holder:
    """Gives the current release, and takes up a newer one as soon as it is there."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        self._folder = folder
        self._limits = limits
        self._lock = Lock()
        self._holding: Holding | None = None
        self._stamp: tuple[int, int] | None = None

    def tag(self) -> str | None:
        """The tag of what is served now; None where that is still to be taken up."""
        holding = self._holding
        return holding.tag if holding is not None and self._present_stamp() == self._stamp else None

    def holding(self) -> Holding:
        """What is served now; raise NoReleaseError where there is nothing."""
        stamp = self._present_stamp()
        holding = self._holding
        if holding is not None and stamp == self._stamp:
            return holding
        # Those who can be served from the old release need not wait for the new one.
        if self._lock.acquire(blocking=holding is None):
            try:
                holding = self._renewed(stamp)
            finally:
                self._lock.release()
        if holding is None:
            raise NoReleaseError("There is no release yet.", remedy="Run: habitat-graph build")
        return holding

    def _renewed(self, stamp: tuple[int, int] | None) -> Holding | None:
        if stamp == self._stamp:
            return self._holding
        release = current(self._folder)
        # A release is never changed, so what the old store holds stays true until the new is there.
        holding = None if release is None else self._loaded(release)
        self._holding, self._stamp = holding, stamp
        return holding

    def _loaded(self, release: Release) -> Holding:
        # They load the data while this process does.
        evaluators = Evaluators.over_nquads(release.data, self._limits)
        try:
            return Holding(release, EmbeddedStore.from_nquads(release.data), evaluators)
        except HabitatError:
            evaluators.close()
            raise

    def _present_stamp(self) -> tuple[int, int] | None:
        """What tells one state of the file that names the current release from the next."""
        try:
            state = current_file(self._folder).stat()
        except FileNotFoundError:
            return None
        return state.st_mtime_ns, state.st_ino
