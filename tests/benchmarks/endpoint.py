"""Our endpoint against others, on the same data in the same run.

Run `python tests/benchmarks/endpoint.py`, or with `--quick` for a first look. It starts every
server itself, on loopback, and stops it; it writes nothing but what `--json` asks for.
"""

import json
import os
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path
from subprocess import Popen

import click

sys.path.insert(0, str(Path(__file__).parents[1]))

from peers.server import HOST, UnavailableError, free_port, request

from benchmarks import contestants, workloads
from benchmarks.contest import (
    HOSTILE,
    Contest,
    Trial,
    Work,
    bulk_seconds,
    hostility,
    mixed,
    settle,
    trial,
)
from benchmarks.contestants import OURS, PEERS, TIMEOUT, Contestant, contestant
from benchmarks.growth import grown, read_quads, reports_for, seedling, write
from benchmarks.load import Generator, Sample
from benchmarks.tables import Cell, measured, ratios, table
from habitat_graph.knowledge.files import knowledge_root
from habitat_graph.release.build import Order, build

SETTINGS = {
    "HABITAT_QUERY_TIMEOUT": str(TIMEOUT),
    "HABITAT_QUERY_RESULT": "8192",  # so that a dump is an answer, however large the graph
    "HABITAT_QUERY_MEMORY": "4096",
}
SOME = 20
"""Things of which it is seen whether all servers know the same of them."""
UNIONS = (contestants.__doc__ or "").partition("\n\n")[2].strip()
"""How each server comes to its default graph."""
FEW = (1, 8)
"""Clients that fetch everything at once."""


class Numbers(click.ParamType):
    """Whole numbers with commas between."""

    name = "numbers"

    def convert(self, value, param, ctx):
        """The numbers of a text."""
        if isinstance(value, tuple):
            return value
        try:
            return tuple(int(word) for word in value.split(","))
        except ValueError:
            self.fail(f"“{value}” is no list such as 1,8,64.", param, ctx)


@click.command()
@click.option("--quick", is_flag=True, help="Two seconds a load.")
@click.option("--peers", default=",".join(PEERS), show_default=True)
@click.option("--scale", type=Numbers(), default="1", show_default=True, help="Sizes: 1,10,100.")
@click.option("--clients", type=Numbers(), default="1,8,64", show_default=True)
@click.option("--seconds", type=float, default=6.0, show_default=True, help="For each load.")
@click.option("--only", default="", help="Kinds of work whose names contain this.")
@click.option("--release", type=click.Path(exists=True, path_type=Path), help="A data.nq.")
@click.option("--json", "record", type=click.Path(path_type=Path), help="Every figure, as JSON.")
def main(  # noqa: PLR0913, PLR0917 - one for each option
    quick, peers, scale, clients, seconds, only, release, record
) -> None:
    """Measure, and print tables with our figure by each peer's."""
    seconds = 2.0 if quick else seconds
    names = [OURS, *(name for name in peers.split(",") if name)]
    cells = {}
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        folder = Path(name)
        ceiling(clients, seconds)
        if release is None:
            say("Building a release from the files …")
            release = build(folder / "store", knowledge_root(), Order("benchmark", "")).data
        for times in scale:
            data = sized(release, times, folder)
            cells[times] = compare(data, names, clients, seconds, only)
    if record:
        found = {times: [asdict(cell) for cell in some] for times, some in cells.items()}
        record.write_text(json.dumps(found, indent=1), "utf-8")


def ceiling(clients: tuple[int, ...], seconds: float) -> None:
    """Print what the generator can do against a server that does nothing."""
    port = free_port()
    script = str(Path(__file__).with_name("sockets.py"))
    generator = Generator()
    server = Popen([sys.executable, script, "nothing", str(port)])
    try:
        address = f"http://{HOST}:{port}/"
        while not _answers(address):
            pass
        question = workloads.lookups(["urn:nothing"])[0].varied.request(address)
        rates = [generator.load(address, [question], some, seconds) for some in clients]
    finally:
        server.kill()
        server.wait()
    click.echo(f"\nThe generator ({generator.name}) against a server that does nothing:\n")
    head = ("clients", "answers/s", "p99 ms", "generator's processor")
    rows = [
        (some, one.rate, one.late, f"{one.effort:.0%}")
        for some, one in zip(clients, rates, strict=True)
    ]
    click.echo(table(head, rows))


def sized(release: Path, times: int, folder: Path) -> Path:
    """The release grown so many times, as a file of N-Quads."""
    if times == 1:
        return release
    say(f"Growing the graph {times} times …")
    start = seedling(read_quads(release))
    target = folder / f"grown-{times}.nq"
    write(grown(start, reports_for(start, times)), target)
    return target


def compare(
    data: Path, names: list[str], clients: tuple[int, ...], seconds: float, only: str
) -> list[Cell]:
    """Start the servers over a file, measure and print."""
    with data.open(encoding="utf-8") as file:
        count = sum(1 for _ in file)
        file.seek(0)
        things = workloads.things(file)
    click.echo(f"\n=== {count:,} quads, {len(things):,} things looked up ===\n\n{UNIONS}")
    with ExitStack() as stack:
        lines_up = [Stand(name, data, stack.enter_context(ExitStack())) for name in names]
        stands = [stand for stand in lines_up if stand.opens()]
        quiet = {stand.name: stand.server.memory() for stand in stands}
        cells = loads(stands, things, clients, seconds, only)
        print_loading(data, count, stands, quiet)
        if not only or only in "hostile":
            print_hostility(stands, things, max(seconds, 5.0))
    return cells


class Stand:
    """A server that can be stopped and started anew."""

    server: Contestant

    def __init__(self, name: str, data: Path, stack: ExitStack) -> None:
        self.name = name
        self._data = data
        self._stack = stack

    def opens(self) -> bool:
        """Start the server; where it cannot be started, say why."""
        self.close()
        say(f"Loading {self.name} …")
        try:
            self.server = self._stack.enter_context(contestant(self.name, self._data, SETTINGS))
        except UnavailableError as reason:
            click.echo(f"Not compared: {self.name}: {reason}")
            return False
        return True

    def close(self) -> None:
        """Stop the server."""
        self._stack.close()


def loads(
    stands: list[Stand], things: list[str], clients: tuple[int, ...], seconds: float, only: str
) -> list[Cell]:
    """Every kind of work on every server."""
    catalogue = workloads.files(knowledge_root() / "queries")
    heavy = workloads.files(workloads.HEAVY)
    lookups = workloads.lookups(things)
    descriptions = workloads.descriptions(things)
    asked = [*lookups[:SOME], *workloads.dump(), *heavy, *mixed(catalogue)]
    trials = {}
    for stand in stands:
        say(f"Asking {stand.name} everything once …")
        trials[stand.name] = trial(stand.server, asked)
        if trials[stand.name].stuck:
            stand.opens()
    varied = trial(stands[0].server, [question.varied for question in asked])
    print_trials(trials | {f"{OURS}, asked in other words": varied})
    contest = Contest([stand.server for stand in stands], trials, asked, seconds, say)
    contest.warm_up()
    few = tuple(some for some in clients if some in FEW) or FEW[:1]
    works = (
        Work("catalogue", catalogue, clients),
        Work("catalogue, unique", [one.varied for one in catalogue], clients),
        Work("lookups", lookups, clients),
        Work("lookups, unique", [one.varied for one in lookups], clients),
        Work("heavy", heavy, clients),
        Work("heavy, unique", [one.varied for one in heavy], clients),
        Work("descriptions", descriptions, clients),
        Work("dump", workloads.dump(), few),
    )
    cells = [cell for work in works if only in work.name for cell in contest.cells(work)]
    click.echo(f"\n{measured(cells)}\n\n{ratios(cells)}")
    busiest = max(contest.efforts, default=0.0)
    click.echo(f"\nThe generator took at most {busiest:.0%} of one processor.")
    return cells


def print_trials(trials: dict[str, Trial]) -> None:
    """Print which questions cannot be compared, and why."""
    ours = trials[OURS]
    for name, found in trials.items():
        agreed = found.agreed(ours)
        click.echo(f"\n{name}: {len(agreed)} of {len(ours.rows)} questions answered as by us.")
        for question, rows in found.rows.items():
            if question not in agreed:
                said = f"no answer in {TIMEOUT} s" if rows is None else f"{rows} rows"
                click.echo(f"  {question}: {said}; ours {ours.rows[question]}")
        if len(found.rows) < len(ours.rows):
            click.echo(f"  {len(ours.rows) - len(found.rows)} others were not asked after that.")


def print_loading(data: Path, count: int, stands: list[Stand], quiet: dict[str, float]) -> None:
    """Print how fast the data were taken up and how much memory they need."""
    with get_context("spawn").Pool(1) as pool:
        bare = pool.apply(bulk_seconds, (data,))
    head = ("loading and memory", "s", "quads/s", "MiB at rest", "MiB after", "bytes/quad")
    rows = [("pyoxigraph bulk_load", bare, count / bare, None, None, None)]
    for stand in stands:
        taken, rest = stand.server.loading, quiet[stand.name]
        after = stand.server.memory()
        rows.append((stand.name, taken, count / taken, rest, after, rest * 2**20 / count))
    click.echo(f"\n{table(head, rows)}")


def print_hostility(stands: list[Stand], things: list[str], seconds: float) -> None:
    """Print what a user notices of a few who ask what nobody should; stop the servers."""
    lookups = [question.varied for question in workloads.lookups(things)]
    generator = Generator()

    def user(server: Contestant) -> Sample:
        requests = [question.request(server.address) for question in lookups]
        return generator.load(server.address, requests, 1, seconds)

    settle([stand.server for stand in stands])
    quiet = {stand.name: user(stand.server) for stand in stands}
    rows = []
    for stand in stands:
        say(f"Hostile load, {stand.name}")
        with hostility(generator, stand.server, workloads.endless(), seconds + 30):
            pressed = user(stand.server)
            held = stand.server.memory()
        stand.close()  # for it may be at work on those queries for long
        calm = quiet[stand.name]
        late = pressed.late if pressed.answers else None
        ratio = late / calm.late if late else None
        figures = (calm.rate, calm.late, pressed.rate, late, ratio, pressed.errors, held)
        rows.append((stand.name, *figures))
    head = ("one user's lookups", "quiet/s", "p99 ms", f"beside {HOSTILE} hostile/s", "p99 ms")
    click.echo(f"\n{table((*head, 'p99 ratio', 'errors', 'MiB'), rows)}")


def say(words: str) -> None:
    """Tell what is at work, where somebody watches."""
    if os.isatty(2) or os.environ.get("BENCHMARK_PROGRESS"):
        click.echo(words, err=True)


def _answers(address: str) -> bool:
    try:
        return bool(request("GET", address))
    except OSError:
        return False


if __name__ == "__main__":
    main()
