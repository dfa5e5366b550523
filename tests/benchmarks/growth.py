"""Grows a release to one of many reports that keeps its shape: a benchmark's data.

Run `python tests/benchmarks/growth.py RELEASE.nq GROWN.nq --times 100`.

Each further report states what this one does, under names, words and graphs of its own; so
classes, properties and lengths keep their proportions. What it speaks of it shares with the others:

- Vocabulary, countries, regions and themes do not grow. A report speaks of others than the first
  does, but of as popular ones; so some stay in everyone's mouth and most in few.
- Bodies, documents, programmes and the like grow with the square root of the reports, but for the
  few that everyone speaks of; a report speaks of some of each generation.

The same seed gives the same bytes. Quads are written as they are made, and none twice.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from math import isqrt
from pathlib import Path

import click
import pyoxigraph

Quad = tuple[str, str, str, str]
"""Subject, predicate, object and graph, each as N-Quads writes it."""

SEED = 2020
ALIKE = 6
"""Things of one kind that stand together by popularity may stand in for each other."""
EVERYONES = 0.02
"""What this share of the report's quads speaks of, every report speaks of."""

GROWING = (
    "bodies",
    "documents",
    "funds",
    "groups",
    "offices",
    "partners",
    "places",
    "programmes",
    "series",
)
"""The reference graphs whose things grow in number with the reports."""

_BASE = "<https://w3id.org/habitat-graph/"
_REPORT = "nua-2020"
_REPORT_GRAPHS = f"{_BASE}graph/{_REPORT}/"
_REFERENCE_GRAPHS = {f"{_BASE}graph/reference/{stem}>" for stem in GROWING}
_KIND = re.compile(re.escape(_BASE) + r"((?:id|scheme)/[^/>]+)/")


@dataclass(frozen=True)
class Seedling:
    """A release taken apart: what stands once, what each generation and each report repeats.

    `stated` are the things that the report brings, `spoken` the growing ones it speaks of, `alike`
    groups of constant ones of which one may stand in for another.
    """

    once: list[Quad]
    generation: list[Quad]
    report: list[Quad]
    stated: tuple[str, ...]
    spoken: tuple[str, ...]
    alike: tuple[list[str], ...]


def read_quads(path: Path) -> list[Quad]:
    """The quads of a file of N-Quads."""
    return [
        (str(quad.subject), str(quad.predicate), str(quad.object), str(quad.graph_name))
        for quad in pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.N_QUADS)
    ]


def seedling(quads: list[Quad]) -> Seedling:
    """Take a release apart."""
    shared = {quad[0] for quad in quads if quad[3].startswith(f"{_BASE}graph/reference/")}
    own = {quad[0] for quad in quads if quad[3].startswith(_REPORT_GRAPHS)} - shared
    own = {thing for thing in own if _kind(thing)}
    own |= {quad[3] for quad in quads if quad[3].startswith(_REPORT_GRAPHS)}
    report = [quad for quad in quads if own.intersection(quad)]
    rest = [quad for quad in quads if not own.intersection(quad)]
    named = Counter(term for quad in report for term in (quad[0], quad[2]) if _kind(term))
    everyones = {thing for thing in named if named[thing] > EVERYONES * len(report)}
    growing = {quad[0] for quad in quads if quad[3] in _REFERENCE_GRAPHS}
    spoken = {thing for thing in growing if _kind(thing).startswith("id/")} - own - everyones
    return Seedling(
        once=[quad for quad in rest if not spoken.intersection(quad)],
        generation=[quad for quad in rest if spoken.intersection(quad)],
        report=report,
        stated=tuple(sorted(own)),
        spoken=tuple(sorted(spoken)),
        alike=tuple(
            _alike({thing: named[thing] for thing in named.keys() - own - spoken - everyones})
        ),
    )


def reports_for(start: Seedling, times: int) -> int:
    """How many reports it takes for a graph that many times as large."""
    wanted = times * (len(start.once) + len(start.generation) + len(start.report))
    reports = 1
    while size(start, reports) < wanted:
        reports += 1
    return reports


def size(start: Seedling, reports: int) -> int:
    """The number of quads of a graph of that many reports."""
    return len(start.once) + isqrt(reports) * len(start.generation) + reports * len(start.report)


def grown(start: Seedling, reports: int, seed: int = SEED) -> Iterator[Quad]:
    """The quads of a graph of that many reports, of which the first is the real one."""
    generations = isqrt(reports)
    yield from start.once
    for number in range(generations):
        names = {thing: _renamed(thing, _mark("g", number)) for thing in start.spoken}
        yield from _repeated(start.generation, names, _mark("g", number))
    for number in range(reports):
        chance = random.Random(f"{seed} {number}")  # noqa: S311 - repeatable is what it must be
        mark = _mark("r", number)
        names = {thing: _renamed(thing, mark) for thing in start.stated}
        if number:
            for thing in start.spoken:
                names[thing] = _renamed(thing, _mark("g", chance.randrange(generations)))
            for group in start.alike:
                names.update(zip(group, chance.sample(group, len(group)), strict=True))
        yield from _repeated(start.report, names, mark)


def write(quads: Iterator[Quad], path: Path) -> int:
    """Write N-Quads; the answer is how many."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        while some := list(islice(quads, 10_000)):
            file.write("".join(f"{s} {p} {o} {g} .\n" for s, p, o, g in some))
            count += len(some)
    return count


def _repeated(quads: list[Quad], names: dict[str, str], mark: str) -> Iterator[Quad]:
    """The quads under other names; with other words too, for no two reports say the same."""
    for s, p, o, g in quads:
        words = mark and o[0] == '"' and not o.endswith(">")
        yield names.get(s, s), p, _reworded(o, mark) if words else names.get(o, o), names.get(g, g)


def _reworded(literal: str, mark: str) -> str:
    words, _, language = literal.rpartition('"')
    return f'{words} {mark}"{language}'


def _renamed(thing: str, mark: str) -> str:
    if not mark:
        return thing
    if f"/{_REPORT}/" in thing or thing.endswith(f"/{_REPORT}>"):
        return thing.replace(f"/{_REPORT}", f"/{_REPORT}-{mark}")
    return f"{thing[:-1]}-{mark}>"


def _mark(letter: str, number: int) -> str:
    """What tells one repetition from the others; the first bears none."""
    return f"{letter}{number}" if number else ""


def _kind(term: str) -> str:
    """What kind of thing an IRI of ours names; empty for every other term."""
    found = _KIND.match(term)
    return found[1] if found else ""


def _alike(named: dict[str, int]) -> Iterator[list[str]]:
    """Groups of things of one kind that are spoken of about as often."""
    kinds: dict[str, list[str]] = {}
    for thing in sorted(named, key=lambda thing: (-named[thing], thing)):
        kinds.setdefault(_kind(thing), []).append(thing)
    for things in kinds.values():
        yield from (things[at : at + ALIKE] for at in range(0, len(things), ALIKE))


@click.command()
@click.argument("release", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--times", default=10, show_default=True, type=click.IntRange(1))
@click.option("--seed", default=SEED, show_default=True)
def main(release: Path, target: Path, times: int, seed: int) -> None:
    """Grow the N-Quads of a RELEASE that many times, and write them to TARGET."""
    quads = read_quads(release)
    start = seedling(quads)
    reports = reports_for(start, times)
    count = write(grown(start, reports, seed), target)
    click.echo(f"{reports} reports: {count:,} quads, {count / len(quads):.1f} times as many.")


if __name__ == "__main__":
    main()
