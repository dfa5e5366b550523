"""What the site serves at the moment: the current release, in memory."""

import logging
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from threading import Lock, Thread
from time import monotonic

from habitat_graph.problems import HabitatError
from habitat_graph.release.history import (
    Release,
    current,
    current_file,
    numbered,
    release_folder,
)
from habitat_graph.release.proposal import Grounds, Proposal, accepted
from habitat_graph.release.revision import StaleError, refuse_forbidden
from habitat_graph.release.shelf import LockedError
from habitat_graph.sparql.change import Change
from habitat_graph.sparql.content import Content
from habitat_graph.sparql.disk import kept, remove
from habitat_graph.sparql.embedded import EmbeddedStore
from habitat_graph.sparql.evaluators import Evaluators
from habitat_graph.sparql.limits import Limits
from habitat_graph.sparql.rations import Rations
from habitat_graph.sparql.seccomp import is_available
from habitat_graph.sparql.store import QueryError, Store
from habitat_graph.web.pace import PACE
from habitat_graph.web.writing import Note, Outcome, Task, WriterBusyError, Writing

GATE_SECONDS = 600.0
"""How long the gate may take over a change."""

_LOOKING = 0.02
_TRIES = 3

_LOGGER = logging.getLogger(__name__)


class NoReleaseError(HabitatError):
    """There is nothing that could be served."""


class NotHereError(QueryError):
    """What is asked for needs the graph in this process' memory, where it is not."""

    def __init__(self) -> None:
        super().__init__(
            "The graph stands on another server, or on the disk, where it is only read; it cannot "
            "be written to from here. Build a release from changed files.",
            "图谱存放在另一台服务器上,或存放在只供读取的磁盘上,无法从此处写入。"
            "请修改文件后制作新的发布版本。",
        )


class TooLargeError(QueryError):
    """A page or document that needs more of the graph than can be looked through for it."""

    def __init__(self) -> None:
        super().__init__(
            "The graph is too large for this to be made of it. Ask /sparql for a part, or take "
            "away a release.",
            "图谱过大,无法生成此内容。请用/sparql查询其中一部分,或下载一个发布版本。",
        )


@dataclass(frozen=True)
class Holding:
    """A release and the ways to ask it.

    `store` answers the pages' own queries, in this process. `evaluators` answer everyone's, in
    processes that can be killed; they end when nobody holds them any more. Where the graph is not
    in this process' memory, but on the disk or in a remote store, they answer both. `near` is asked
    in this process for what takes no time, wherever the graph is not on a remote store.

    Where `union` is true a query that names no dataset is asked of the union of all graphs, as the
    pages' own always are.
    """

    release: Release
    store: Store
    evaluators: Evaluators | Rations
    union: bool = True
    near: EmbeddedStore | None = None

    @property
    def is_here(self) -> bool:
        """Whether this process has the quads, and not another server."""
        return isinstance(self.store, EmbeddedStore)

    @property
    def has_own_engine(self) -> bool:
        """Whether the engine is the program's own, and not that of another server."""
        return isinstance(self.evaluators, Evaluators)

    @property
    def is_large(self) -> bool:
        """Whether there is too much of it to be looked through for a page."""
        return self.release.manifest.is_large

    @property
    def content(self) -> Content:
        """The quads to the letter; raise NotHereError where another server has them."""
        if isinstance(self.store, EmbeddedStore):
            return self.store.content
        raise NotHereError

    @property
    def bench(self) -> Evaluators:
        """Who tries updates and reads documents, where they can do no harm."""
        if self.is_here and isinstance(self.evaluators, Evaluators):
            return self.evaluators
        raise NotHereError

    @cached_property
    def tag(self) -> str:
        """What changes whenever the data or the program changes."""
        manifest = self.release.manifest
        return f"{manifest.version}-{manifest.number}-{manifest.canonical[:16]}"


class Holder:
    """Gives the current release, and takes up a newer one as soon as it is loaded."""

    def __init__(
        self,
        folder: Path,
        limits: Limits,
        *,
        union: bool = True,
        grounds: Grounds | None = None,
    ) -> None:
        self._folder = folder
        self._limits = limits
        self._union = union
        self._grounds = grounds
        self._writing = Writing()
        self._lock = Lock()
        self._holding: Holding | None = None
        self._stamp: object = None
        self._next_look = 0.0

    def tag(self) -> str | None:
        """The tag of what is served now; None where that is still to be taken up."""
        if self._holding is None:
            return None
        self._look()
        return self._holding.tag

    def holding(self) -> Holding:
        """What is served now; raise NoReleaseError where there is nothing.

        Nobody waits for a newer release but those who could not be served else.
        """
        if self._holding is None:
            self.renew()
        holding = self._holding
        self._look()
        if holding is None:
            raise NoReleaseError(
                "There is no release yet.",
                remedy="Run: habitat-graph build",
                message_zh="尚无发布版本。",
                remedy_zh="请运行：habitat-graph build",
            )
        return holding

    def write(self, task: Task, note: Note) -> Outcome:
        """Release the change that the task makes of what is held, and serve it from now on.

        Raises RefusalError, and changes nothing, where the gate finds errors.
        """
        with self._writing.turn():
            for _ in range(_TRIES):
                holding = self.holding()
                change = task(holding)
                refuse_forbidden(change)
                if not change.added and not change.removed:
                    return Outcome(Change())
                try:
                    number = accepted(self.proposal(holding, change, note), GATE_SECONDS)
                except StaleError:
                    self.renew()
                except LockedError as error:
                    raise WriterBusyError from error
                else:
                    self.take_up(number)
                    return Outcome(change, number)
        raise WriterBusyError

    def home(self) -> Holding:
        """What is served now, with its quads in this process; raise NotHereError where none are."""
        return self.holding()

    def take_up(self, number: int) -> None:
        """Serve a release that was just made from here; whoever asks now is answered from it."""
        del number  # It is the current one.
        self.renew()

    def proposal(self, holding: Holding, change: Change, note: Note) -> Proposal:
        """The change as a proposal; raise NotHereError where nobody says what to judge it by."""
        if self._grounds is None:
            raise NotHereError
        number = holding.release.number
        return Proposal(self._folder, number, self._grounds, change, note.author, note.message)

    def renew(self) -> None:
        """Serve what is current from now on, for those who have just released it."""
        with self._lock:
            stamp = self._present_stamp()
            if stamp != self._stamp:
                self._renew(stamp)

    def _look(self) -> None:
        """Have a newer release loaded while the old one goes on being served."""
        now = monotonic()
        if now < self._next_look:
            return
        self._next_look = now + _LOOKING
        if self._present_stamp() != self._stamp and not self._lock.locked():
            Thread(target=self._renew_quietly, name="renewal", daemon=True).start()

    def _renew_quietly(self) -> None:
        try:
            with PACE.beside():
                self.renew()
        except HabitatError as error:
            # It is not tried again and again: the next one has another stamp.
            self._stamp = self._present_stamp()
            _LOGGER.error("%s", error)  # noqa: TRY400 - what is wrong is with the file, not here

    def _renew(self, stamp: object) -> None:
        release = current(self._folder)
        # A release is never changed, so what the old store holds stays true until the new is there.
        if release is not None:
            self._holding = self._loaded(release)
        self._stamp = stamp

    def _loaded(self, release: Release) -> Holding:
        if self._union and is_available() and _size(release.data) > self._limits.in_memory:
            limits = replace(self._limits, writes=False)
            folder = kept(release.data)
            evaluators = Evaluators.over_nquads(folder, limits)
            near = EmbeddedStore.from_folder(folder)
            self._tidy(release.number)
            return Holding(release, evaluators, evaluators, near=near)
        # They load the data while this process does.
        evaluators = Evaluators.over_nquads(release.data, self._limits, union=self._union)
        try:
            store = EmbeddedStore.from_nquads(release.data)
            return Holding(release, store, evaluators, self._union, store)
        except HabitatError:
            evaluators.close()
            raise

    def _tidy(self, number: int) -> None:
        """Give back the room that earlier releases take beside their data.

        But for the last of them: until they hear of this one, others serve that.
        """
        earlier = sorted(each for each in numbered(self._folder) if each < number)
        for each in earlier[:-1]:
            remove(release_folder(self._folder, each))

    def _present_stamp(self) -> object:
        """What tells one state of the file that names the current release from the next."""
        try:
            state = current_file(self._folder).stat()
        except FileNotFoundError:
            return None
        return state.st_mtime_ns, state.st_ino


def _size(path: Path) -> int:
    """The bytes of a file; 0 where there is none, which is for others to say."""
    return path.stat().st_size if path.exists() else 0
