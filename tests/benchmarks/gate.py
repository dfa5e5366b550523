"""How long a check, a build and the catalogue take: run `python tests/benchmarks/gate.py`.

Prints the median of several runs in seconds of wall time: of `habitat-graph check` for one file and
for all as a whole process, from its start to its end, and of each step of the gate.
Without HABITAT_SOURCE the quotations are not proved, which makes the evidence step shorter.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

import click

from habitat_graph.knowledge.catalogue import catalogue
from habitat_graph.knowledge.consistency import inconsistencies
from habitat_graph.knowledge.dataset import load_knowledge
from habitat_graph.knowledge.evidence import evidence_findings
from habitat_graph.knowledge.files import knowledge_root
from habitat_graph.knowledge.inference import closure
from habitat_graph.knowledge.source import read_source
from habitat_graph.knowledge.validation import shape_findings
from habitat_graph.media_types import TSV
from habitat_graph.release.build import Order, build, scratch
from habitat_graph.sparql.store import Query

RUNS = 3
CHECKS = 7
CHECKED = (
    "nua-2020/finance",
    "nua-2020/operations",
    "nua-2020/global-advocacy",
    "nua-2020/cross-cutting",
    "reference/bodies",
)


def seconds(work: Callable[[], object], runs: int = RUNS) -> float:
    """The median wall time of `work`."""
    times = []
    for _ in range(runs):
        start = perf_counter()
        work()
        times.append(perf_counter() - start)
    return median(times)


def check(*files: Path) -> None:
    """Check these files, or all, in a process of its own."""
    command = [sys.executable, "-m", "habitat_graph", "check", *map(str, files)]
    subprocess.run(command, check=True, capture_output=True)


def gate() -> dict[str, float]:
    """The time of each step of the gate."""
    root = knowledge_root()
    path = os.environ.get("HABITAT_SOURCE")
    source = read_source(Path(path)) if path else None
    knowledge = load_knowledge(root)
    closed = closure(knowledge.asserted, knowledge.schema)
    return {
        "load": seconds(lambda: load_knowledge(root).asserted),
        "shapes": seconds(lambda: shape_findings(knowledge)),
        "closure": seconds(lambda: closure(knowledge.asserted, knowledge.schema)),
        "consistency": seconds(lambda: inconsistencies(knowledge, closed)),
        "evidence": seconds(lambda: evidence_findings(knowledge, source)),
    }


@click.command()
def main() -> None:
    """Measure, and print a table."""
    data = knowledge_root() / "data/ttl"
    for name in CHECKED:
        file = data / f"{name}.ttl"
        click.echo(f"check {name:26} {seconds(lambda f=file: check(f), CHECKS):7.2f} s")
    click.echo(f"check {'(all)':26} {seconds(check):7.2f} s")
    steps = gate()
    whole = sum(steps.values())
    for name, time in steps.items():
        click.echo(f"{name:12} {time:7.2f} s  {time / whole:4.0%}")
    click.echo(f"{'gate':12} {whole:7.2f} s")
    with tempfile.TemporaryDirectory() as folder:
        order = Order("benchmark", "measured")
        click.echo(
            f"{'build':12} {seconds(lambda: build(Path(folder), knowledge_root(), order)):7.2f} s"
        )
    graph = scratch(knowledge_root())
    times = {
        q.name: seconds(lambda q=q: graph.answer(Query(q.text), TSV))
        for q in catalogue(knowledge_root())
    }
    slowest = max(times, key=times.__getitem__)
    click.echo(
        f"{len(times)} queries, median {median(times.values()) * 1000:.1f} ms, "
        f"slowest {times[slowest] * 1000:.1f} ms ({slowest})"
    )


if __name__ == "__main__":
    main()
