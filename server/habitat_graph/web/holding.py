"""What the site serves at the moment: the current release, in memory."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from time import monotonic

from habitat_graph.problems import HabitatError
from habitat_graph.release.history import Release, current, current_file, release_folder
from habitat_graph.release.readership import Readership
from habitat_graph.release.record import Record, held, remote_server
from habitat_graph.settings import Settings
from habitat_graph.sparql.embedded import EmbeddedStore
from habitat_graph.sparql.evaluators import Evaluators, Limits
from habitat_graph.sparql.rations import Rations
from habitat_graph.sparql.server import Server
from habitat_graph.sparql.store import Store

LOOKING = 1.0
"""Seconds after which a remote store is asked whether it holds another release by now."""

_PATIENCE = 10.0


class NoReleaseError(HabitatError):
    """There is nothing that could be served."""


@dataclass(frozen=True)
class Holding:
    """A release and two ways to ask it.

    `store` answers the pages' own queries, in this process. `evaluators` answer everyone's, in
    processes that can be killed; they end when nobody holds them any more. Where a remote store
    holds the graph it answers both.
    """

    release: Release
    store: Store
    evaluators: Evaluators | Rations

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
        self._stamp: object = None

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

    def _renewed(self, stamp: object) -> Holding | None:
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

    def _present_stamp(self) -> object:
        """What tells one state of the file that names the current release from the next."""
        try:
            state = current_file(self._folder).stat()
        except FileNotFoundError:
            return None
        return state.st_mtime_ns, state.st_ino


class RemoteHolder(Holder):
    """Gives the release that a remote store holds, and looks from time to time which that is."""

    def __init__(self, folder: Path, limits: Limits, server: Server) -> None:
        super().__init__(folder, limits)
        self._server = server
        self._record: Record | None = None
        self._failure: HabitatError | None = None

    def holding(self) -> Holding:
        """What is served now; raise StoreUnreachableError where the store did not say."""
        try:
            return super().holding()
        finally:
            if self._failure is not None:
                raise self._failure.with_traceback(None)

    def _renewed(self, stamp: object) -> Holding | None:
        if stamp != self._stamp:
            try:
                record = held(self._server, _PATIENCE)
            except HabitatError as error:
                self._failure = error
            else:
                if record != self._record:
                    self._holding = None if record is None else self._over(record)
                self._record, self._failure = record, None
            self._stamp = stamp
        return self._holding

    def _over(self, record: Record) -> Holding:
        folder = release_folder(self._folder, record.manifest.number)
        limits = self._limits
        store = Readership(self._server, record, seconds=limits.seconds, result_limit=limits.result)
        return Holding(Release(folder, record.manifest), store, Rations(store, limits))

    def _present_stamp(self) -> object:
        """What changes with a publication from here at once, and with another before long."""
        return super()._present_stamp(), monotonic() // LOOKING


def holder(settings: Settings, limits: Limits) -> Holder:
    """Who holds what these settings name: this process or a remote store."""
    server = remote_server(settings)
    if server is None:
        return Holder(settings.store, limits)
    return RemoteHolder(settings.store, limits, server)
