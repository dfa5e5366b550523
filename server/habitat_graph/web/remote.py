"""What the site serves where a remote store holds the graph: the release published there."""

from pathlib import Path
from time import monotonic

from habitat_graph.problems import HabitatError
from habitat_graph.release.history import Release, current, release_folder
from habitat_graph.release.proposal import Grounds, Proposal
from habitat_graph.release.publication import publish
from habitat_graph.release.readership import Readership
from habitat_graph.release.record import Record, held, remote_server
from habitat_graph.release.retrieval import retrieve
from habitat_graph.settings import Settings
from habitat_graph.sparql.change import Change
from habitat_graph.sparql.limits import Limits
from habitat_graph.sparql.rations import Rations
from habitat_graph.sparql.server import Server
from habitat_graph.web.holding import Holder, Holding, NotHereError
from habitat_graph.web.writing import Note, Outcome, Task

LOOKING = 1.0
"""Seconds after which a remote store is asked whether it holds another release by now."""

_PATIENCE = 10.0


class RemoteHolder(Holder):
    """Gives the release that a remote store holds, and looks from time to time which that is."""

    def __init__(
        self,
        folder: Path,
        limits: Limits,
        server: Server,
        *,
        union: bool = True,
        grounds: Grounds | None = None,
    ) -> None:
        super().__init__(folder, limits, union=union, grounds=grounds)
        self._server = server
        self._home: Holder | None = None
        self._record: Record | None = None
        self._failure: HabitatError | None = None
        self._looks = 0

    def holding(self) -> Holding:
        """What is served now; raise StoreUnreachableError where the store did not say."""
        try:
            return super().holding()
        finally:
            if self._failure is not None:
                raise self._failure.with_traceback(None)

    def write(self, task: Task, note: Note) -> Outcome:
        """Release the change in the folder here, then publish it.

        What the store holds is brought home first; raise NotHereError where it cannot be.
        """
        outcome = self._at_home().write(task, note)
        if outcome.release is not None:
            self._publish()
        return outcome

    def home(self) -> Holding:
        """What the store holds, with its quads in this process."""
        return self._at_home().holding()

    def proposal(self, holding: Holding, change: Change, note: Note) -> Proposal:
        """The change as a proposal to the releases here."""
        return self._at_home().proposal(holding, change, note)

    def _at_home(self) -> Holder:
        retrieve(self._server, self._folder)
        release = current(self._folder)
        if release is None or not release.is_whole:
            raise NotHereError
        if self._home is None:
            # It is here only for those who write, and so only once somebody does.
            limits, union = self._limits, self._union
            self._home = Holder(self._folder, limits, union=union, grounds=self._grounds)
        self._home.renew()
        return self._home

    def _publish(self) -> None:
        release = current(self._folder)
        if release is not None:
            publish(self._server, release, union=self._union)
        self.look_again()

    def look_again(self) -> None:
        """Ask the store now, for something was published just now."""
        self._looks += 1
        self.renew()

    def _renew(self, stamp: object) -> None:
        try:
            record = held(self._server, _PATIENCE)
        except HabitatError as error:
            self._failure = error
        else:
            if record != self._record:
                self._holding = None if record is None else self._over(record)
            self._record, self._failure = record, None
        self._stamp = stamp

    def _over(self, record: Record) -> Holding:
        folder = release_folder(self._folder, record.manifest.number)
        limits = self._limits
        store = Readership(self._server, record, seconds=limits.seconds, result_limit=limits.result)
        rations = Rations(store, limits)
        return Holding(Release(folder, record.manifest), store, rations, record.union)

    def _present_stamp(self) -> object:
        """What changes from time to time, and when something was published from here."""
        return super()._present_stamp(), self._looks, monotonic() // LOOKING


def holder(settings: Settings, limits: Limits, root: Path | None = None) -> Holder:
    """Who holds what these settings name: this process or a remote store."""
    server = remote_server(settings)
    grounds = None if root is None else Grounds(root, settings.source, settings.reference)
    if server is None:
        return Holder(settings.store, limits, union=settings.union, grounds=grounds)
    return RemoteHolder(settings.store, limits, server, union=settings.union, grounds=grounds)
