"""The table of all attacks: run `PYTHONPATH=tests python tests/attacks/table.py` (Linux).

Every attack is carried out by itself, with its status, its seconds and the most memory that all
evaluators together took meanwhile; then all at once, to see how much longer a visitor waits.
"""

import tempfile
import time
from pathlib import Path
from threading import Event, Thread

import click
from served import served

from attacks import campaign
from attacks.queries import QUERIES
from attacks.wires import ADDRESSES, WIRES
from habitat_graph.knowledge.files import knowledge_root
from habitat_graph.release.build import Order, build

KINDS = {"queries": QUERIES, "requests": ADDRESSES, "bytes": WIRES}
QUIET_SECONDS = 10


class Gauge(Thread):
    """Looks again and again how much memory the evaluators take."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.server = server
        self.over = Event()
        self.most = 0.0

    def run(self):
        while not self.over.wait(0.05):
            evaluators = campaign.processes(self.server)["evaluators"]
            self.most = max(self.most, sum(campaign.memory(evaluators)))


def row(server, attack):
    """One line of the table."""
    gauge = Gauge(server)
    gauge.start()
    outcome = campaign.strike(server.port, attack)
    gauge.over.set()
    gauge.join()
    status = outcome.status or "closed"
    faults = "; ".join(outcome.faults)
    return f"| {outcome.name} | {status} | {outcome.seconds:.2f} | {gauge.most:.0f} | {faults} |"


def waits(title, visitor):
    """How long a visitor waited."""
    return (
        f"| {title} | {len(visitor.seconds)} | {len(visitor.failures)} "
        f"| {visitor.percentile(0.5) * 1000:.1f} | {visitor.percentile(0.99) * 1000:.0f} "
        f"| {max(visitor.seconds) * 1000:.0f} |"
    )


def besieged(server):
    """What a visitor sees of all attacks at once, beside what one sees of none."""
    quiet = campaign.visit(server.port, QUIET_SECONDS)
    visitor = campaign.Visitor(server.port)
    visitor.start()
    campaign.attack(server.port, (*QUERIES, *ADDRESSES, *WIRES), crowd_seconds=QUIET_SECONDS)
    return waits("quiet", quiet), waits("all attacks at once", visitor.stop())


@click.command()
@click.option("--timeout", default="5", show_default=True, help="Seconds a query may take.")
@click.option("--memory", default="512", show_default=True, help="MiB a query may take.")
def main(timeout: str, memory: str) -> None:
    """Print the tables as Markdown."""
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder), knowledge_root(), Order("benchmark", "to be attacked"))
        limits = {"HABITAT_QUERY_TIMEOUT": timeout, "HABITAT_QUERY_MEMORY": memory}
        with served(folder, **limits, HABITAT_EVALUATORS="2") as server:
            campaign.visit(server.port, 3)
            before = _whole(server)
            for kind, attacks in KINDS.items():
                click.echo(f"\n| {kind} | status | seconds | MiB | faults |\n|---|---|---|---|---|")
                for attack in attacks:
                    click.echo(row(server, attack))
            click.echo("\n| a visitor | replies | not 200 | p50 ms | p99 ms | most ms |")
            click.echo("|---|---|---|---|---|---|")
            for line in besieged(server):
                click.echo(line)
            time.sleep(QUIET_SECONDS)
            click.echo(
                f"\nAll processes together: {before:.0f} MiB before, {_whole(server):.0f} after."
            )


def _whole(server):
    return sum(map(sum, map(campaign.memory, campaign.processes(server).values())))


if __name__ == "__main__":
    main()
