"""Our endpoint against others, on the same data in the same run.

Run `python tests/benchmarks/endpoint.py`, or with `--quick` for a first look. It starts every
server itself, on loopback, and stops it; it writes nothing but what `--json` asks for. What is
measured is told at once, so a run that is cut short has told what it knew.

A run takes at most `--minutes` for each scale, and for each start of a server what it takes to load
the data, `--loading-seconds` at most.
"""

import sys
import tempfile
from pathlib import Path
from subprocess import Popen

import click

sys.path.insert(0, str(Path(__file__).parents[1]))

from peers.server import HOST, free_port, request

from benchmarks import workloads
from benchmarks.contestants import LOADING, OURS, PEERS
from benchmarks.growth import grown, read_quads, reports_for, seedling, write
from benchmarks.load import Generator
from benchmarks.reports import Report
from benchmarks.session import Options, compare
from benchmarks.tables import table
from habitat_graph.knowledge.files import knowledge_root
from habitat_graph.release.build import Order, build

EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)


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
@click.option("--minutes", type=float, default=30.0, show_default=True, help="For each scale.")
@click.option(
    "--probing-seconds",
    "probing",
    default=45.0,
    show_default=True,
    help="In which a server is asked everything once.",
)
@click.option(
    "--loading-seconds",
    "loading",
    default=float(LOADING),
    show_default=True,
    help="For each start.",
)
@click.option(
    "--one-by-one/--side-by-side",
    default=None,
    help="Whether servers stand alone; as a rule from a million quads on.",
)
@click.option("--only", default="", help="Kinds of work whose names contain this.")
@click.option("--release", type=EXISTING, help="A data.nq, to be grown.")
@click.option("--data", type=EXISTING, help="N-Quads as they are, such as growth.py writes.")
@click.option("--json", "record", type=click.Path(path_type=Path), help="Every figure, as JSON.")
def main(quick, peers, scale, release, data, record, **options) -> None:
    """Measure, and print tables with our figure by each peer's."""
    if quick:
        options["seconds"] = 2.0
    options = Options([OURS, *(name for name in peers.split(",") if name)], **options)
    found = {}
    ceiling(options.clients, options.seconds)
    if data is not None:
        compare(data, options, Report(data.name, record, found))
        return
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        folder = Path(name)
        if release is None:
            release = build(folder / "store", knowledge_root(), Order("benchmark", "")).data
        for times in scale:
            file = sized(release, times, folder)
            compare(file, options, Report(str(times), record, found))
            if file != release:
                file.unlink()


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
    start = seedling(read_quads(release))
    target = folder / f"grown-{times}.nq"
    write(grown(start, reports_for(start, times)), target)
    return target


def _answers(address: str) -> bool:
    try:
        return bool(request("GET", address))
    except OSError:
        return False


if __name__ == "__main__":
    main()
