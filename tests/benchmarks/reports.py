"""Tells what was measured as soon as it is known: in tables to read, and in a file of JSON."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from multiprocessing import TimeoutError as LateError
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

import click
import pyoxigraph
from peers.server import UnavailableError, free_memory

from benchmarks import contestants, workloads
from benchmarks.contest import HOSTILE, Contest, Work, hostility
from benchmarks.load import Generator, LoadError, Sample
from benchmarks.room import limited
from benchmarks.stands import Stand
from benchmarks.tables import Cell, measured, ratios, table
from benchmarks.trials import Trial
from benchmarks.workloads import Question, Survey

UNIONS = (contestants.__doc__ or "").partition("\n\n")[2].strip()
"""How each server comes to its default graph."""
BARE = 250
"""Bytes of memory that pyoxigraph alone takes for a quad."""
SHOWN = 12
"""Questions of a kind that are named; of others the number is told."""


class Report:
    """What is known of one file's comparison so far.

    With `path`, everything is written there as JSON whenever there is more, under the key `scale`.
    """

    def __init__(self, scale: str, path: Path | None, found: dict[str, dict[str, object]]) -> None:
        self._path = path
        self._found = found
        self._own = found.setdefault(scale, {})

    def begin(self, survey: Survey, *, one_by_one: bool) -> None:
        """Tell what the data are."""
        self._note(quads=survey.quads, things=len(survey.things), one_by_one=one_by_one)
        way = "One server after the other" if one_by_one else "All servers side by side"
        click.echo(
            f"\n=== {survey.quads:,} quads, {len(survey.things):,} things looked up ===\n\n"
            f"{UNIONS}\n{way}."
        )

    def say(self, words: str) -> None:
        """Tell what is at work, where somebody watches."""
        if os.isatty(2) or os.environ.get("BENCHMARK_PROGRESS"):
            click.echo(words, err=True)

    def left_out(self, words: str) -> None:
        """Tell what is not compared, and why."""
        click.echo(f"\nLeft out: {words}")
        self._add("left_out", words)

    def start(self, stand: Stand, quads: int) -> None:
        """Tell how long a start took, and the memory that it took."""
        number, taken = len(stand.starts), stand.starts[-1]
        self._add(
            "starts",
            {"server": stand.name, "start": number, "seconds": taken, "memory": stand.quiet},
        )
        click.echo(
            f"\n{stand.name}, start {number}: {taken:.3g} s, {quads / taken:,.0f} quads/s, "
            f"{stand.quiet:,.0f} MiB at rest, {stand.quiet * 2**20 / quads:,.0f} bytes/quad."
        )

    def memory(self, stand: Stand, quads: int) -> None:
        """Tell how much memory a server takes after all loads."""
        after = stand.server.memory()
        self._add("memory", {"server": stand.name, "after": after})
        each = after * 2**20 / quads
        click.echo(f"\n{stand.name} after all: {after:,.0f} MiB, {each:,.0f} bytes/quad.")

    def trial(self, name: str, trial: Trial, ours: Trial, unasked: int) -> None:
        """Tell which questions cannot be compared, and why."""
        agreed = trial.agreed(ours)
        different = [question for question in trial.rows if question not in agreed]
        self._add(
            "trials",
            {"server": name, "agreed": len(agreed), "different": different, "unasked": unasked},
        )
        click.echo(f"\n{name}: {len(agreed)} of {len(ours.rows)} questions answered as by us.")
        for question in different[:SHOWN]:
            rows = trial.rows[question]
            said = (
                f"no answer in {trial.seconds[question]:.3g} s" if rows is None else f"{rows} rows"
            )
            click.echo(f"  {question}: {said}; ours {ours.rows.get(question)}")
        if len(different) > SHOWN:
            click.echo(f"  {len(different) - SHOWN} more are not compared.")
        if unasked:
            click.echo(f"  {unasked} were not asked in the time, and are not compared.")

    def works_of(self, contest: Contest, name: str | None = None) -> Callable[[Work], None]:
        """What tells each work as it is done; of one server, or of all with their ratios."""

        def told(work: Work) -> None:
            cells = [cell for cell in contest.cells([work]) if name in (None, cell.server)]
            if cells:
                click.echo(f"\n{measured(cells)}")
            if name is None and any(cell.baseline for cell in cells):
                click.echo(f"\n{ratios(cells)}")
            self._measured(contest)

        return told

    def end(self, contest: Contest) -> None:
        """Tell all ratios, and what was left out."""
        cells = contest.cells()
        if any(cell.baseline for cell in cells):
            click.echo(f"\nAll that was measured:\n\n{ratios(cells)}")
        if contest.left_out:
            click.echo("\nLeft out:\n" + "\n".join(f"  {words}" for words in contest.left_out))
        busiest = max(contest.efforts, default=0.0)
        click.echo(f"\nThe generator took at most {busiest:.0%} of one processor.")
        self._measured(contest)

    def hostility(
        self, generator: Generator, stand: Stand, lookups: list[Question], seconds: float
    ) -> None:
        """Tell what a user notices of a few who ask what nobody should; the server is busy then."""
        server = stand.server
        requests = [question.request(server.address) for question in lookups]

        def user() -> Sample:
            return generator.load(server.address, requests, 1, seconds)

        try:
            with limited(server.process, seconds * 2 + 60):
                quiet = user()
                with hostility(generator, server, workloads.endless(), seconds + 30):
                    pressed = user()
                    held = server.memory()
        except (LoadError, UnavailableError) as error:
            self.left_out(f"{stand.name} beside {HOSTILE} hostile clients: {error}")
            return
        finally:
            stand.is_busy = True
        late = pressed.late if pressed.answers else None
        ratio = late / quiet.late if late else None
        head = ("one user's lookups", "quiet/s", "p99 ms", f"beside {HOSTILE} hostile/s", "p99 ms")
        figures = (quiet.rate, quiet.late, pressed.rate, late, ratio, pressed.errors, held)
        click.echo(f"\n{table((*head, 'p99 ratio', 'errors', 'MiB'), [(stand.name, *figures)])}")
        self._add(
            "hostility",
            {"server": stand.name, "quiet": asdict(quiet), "pressed": asdict(pressed)},
        )

    def bare(self, data: Path, quads: int, seconds: float) -> None:
        """Tell how fast pyoxigraph alone reads the file into memory, where it has room."""
        if BARE * quads > free_memory():
            return
        with get_context("spawn").Pool(1) as pool:
            try:
                taken = pool.apply_async(bulk_seconds, (data,)).get(seconds)
            except LateError:
                return
        self._note(bulk_load=taken)
        click.echo(f"\npyoxigraph bulk_load: {taken:.3g} s, {quads / taken:,.0f} quads/s.")

    def _measured(self, contest: Contest) -> None:
        self._note(
            cells=[_plain(cell) for cell in contest.cells()], loads_left_out=contest.left_out
        )

    def _add(self, key: str, value: object) -> None:
        self._note(**{key: [*self._own.get(key, []), value]})

    def _note(self, **parts: object) -> None:
        self._own.update(parts)
        if self._path:
            draft = self._path.with_name(f"{self._path.name}.draft")
            draft.write_text(json.dumps(self._found, indent=1), "utf-8")
            draft.replace(self._path)


@contextmanager
def told_at_the_end(report: Report, contest: Contest) -> Iterator[None]:
    """Tell all that was measured, also where the comparison is cut short."""
    try:
        yield
    finally:
        report.end(contest)


def bulk_seconds(data: Path) -> float:
    """Seconds that pyoxigraph alone takes to read the file into memory."""
    start = perf_counter()
    pyoxigraph.Store().bulk_load(path=data, format=pyoxigraph.RdfFormat.N_QUADS)
    return perf_counter() - start


def _plain(cell: Cell) -> dict[str, object]:
    return asdict(cell) | {"rate": cell.sample.rate, "ratio": cell.ratio}
