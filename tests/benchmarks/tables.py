"""What was measured, as tables of plain text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, log

from benchmarks.load import Sample


@dataclass(frozen=True)
class Cell:
    """One load on one server: the work, the clients and what came of it.

    `baseline` is ours over the very same questions; None where it was not measured. `questions` is
    how many there were: a server is asked only what it answers as ours does.
    """

    work: str
    clients: int
    server: str
    sample: Sample
    baseline: Sample | None = None
    questions: int = 0

    @property
    def ratio(self) -> float | None:
        """Our good answers a second by the server's."""
        if self.baseline is None or not self.sample.rate:
            return None
        # A load too short for one answer of ours counts against us, though not without bounds.
        return max(self.baseline.answers, 0.5) / self.baseline.seconds / self.sample.rate


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Columns as wide as they need; all but the first stand to the right."""
    lines = [list(head), *([_word(value) for value in row] for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(head))]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(
        "  ".join(
            word.rjust(width) if at else word.ljust(width)
            for at, (word, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def measured(cells: Iterable[Cell]) -> str:
    """Every load on every server."""
    head = ("work", "clients", "server", "questions", "answers/s", "ours/its", "p50 ms")
    return table((*head, "p99 ms", "errors", "CPU ms each"), map(_row, cells))


def ratios(cells: Sequence[Cell]) -> str:
    """Our answers a second by each peer's; where it is below 1 we lose, and a star says so."""
    peers = list(dict.fromkeys(cell.server for cell in cells if cell.baseline is not None))
    found = {(c.work, c.clients, c.server): c.ratio for c in cells if c.baseline is not None}
    rows: list[list[object]] = [
        [f"{work}, {clients}", *(_verdict(found.get((work, clients, peer))) for peer in peers)]
        for work, clients in dict.fromkeys((c.work, c.clients) for c in cells)
    ]
    means = [geometric([r for (*_, at), r in found.items() if at == peer]) for peer in peers]
    return table(["ours/its", *peers], [*rows, ["geometric mean", *map(_verdict, means)]])


def geometric(values: Iterable[float | None]) -> float | None:
    """The geometric mean of those there are."""
    there = [value for value in values if value]
    return exp(sum(map(log, there)) / len(there)) if there else None


def _row(cell: Cell) -> list[object]:
    sample = cell.sample
    times = [sample.median, sample.late, sample.errors, sample.cost]
    who = [cell.work, cell.clients, cell.server, cell.questions]
    return [*who, sample.rate, cell.ratio, *times]


def _verdict(ratio: float | None) -> str:
    if ratio is None:
        return ""
    return f"{_word(ratio)}{'*' if ratio < 1 else ' '}"


def _word(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else str(value)
