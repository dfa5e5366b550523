"""Grows a release to one of many reports that keeps its shape: a benchmark's data.

Run `python tests/benchmarks/growth.py RELEASE.nq GROWN.nq --times 100`.

Each further report states what this one does, under names, words and graphs of its own; so
classes, properties and lengths keep their proportions. What it speaks of it shares with the others:

- Vocabulary, countries, regions and themes do not grow. A report speaks of others than the first
  does, but of as popular ones; so some stay in everyone's mouth and most in few.
- Bodies, documents, programmes and the like grow with the square root of the reports, but for the
  few that everyone speaks of; a report speaks of some of each generation.

The same seed gives the same bytes. Quads are written as they are made, and none twice: each report
as one text with other names in the gaps of a template, which is as fast as a disk.
"""

import os
import random
import re
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import isqrt
from operator import itemgetter
from pathlib import Path
from time import perf_counter

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
_GAP = "\0"
_MARK = f"{_GAP}0{_GAP}"
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


def grown(start: Seedling, reports: int, seed: int = SEED) -> Iterator[bytes]:
    """N-Quads of a graph of that many reports, of which the first is the real one, in parts."""
    generations = isqrt(reports)
    yield lines(start.once)
    yield lines(start.generation)
    again = Template(start.generation, start.spoken, ())
    for number in range(1, generations):
        yield again.filled(_mark("g", number), ())
    yield lines(start.report)
    constant = [thing for group in start.alike for thing in group]
    another = Template(start.report, start.stated, (*start.spoken, *constant))
    for number in range(1, reports):
        chance = random.Random(f"{seed} {number}")  # noqa: S311 - repeatable is what it must be
        names = [
            _renamed(thing, _mark("g", chance.randrange(generations))) for thing in start.spoken
        ]
        for group in start.alike:
            names += chance.sample(group, len(group))
        yield another.filled(_mark("r", number), names)


class Template:
    """Quads with gaps: for the mark of a repetition, and for the names of things.

    `marked` are the things that bear the mark in their names, as literals without a datatype bear
    it at their end, for no two reports say the same; `named` are those that get any other name.
    """

    def __init__(self, quads: list[Quad], marked: Iterable[str], named: Iterable[str]) -> None:
        gaps = {thing: f"{_GAP}{at}{_GAP}" for at, thing in enumerate(named, start=1)}
        gaps |= {thing: _renamed(thing, _MARK) for thing in marked}
        text = "".join(
            f"{gaps.get(s, s)} {p} {_reworded(o) or gaps.get(o, o)} {gaps.get(g, g)} .\n"
            for s, p, o, g in quads
        )
        between = text.split(_GAP)  # what stands between the gaps, and in every second place a gap
        self._constants = [part.encode() for part in between[::2]]
        count = len(self._constants)
        order = [at // 2 if at % 2 == 0 else count + int(part) for at, part in enumerate(between)]
        self._chosen = itemgetter(*order, count, count)  # two more, for fewer would be no tuple

    def filled(self, mark: str, names: Iterable[str]) -> bytes:
        """The quads as N-Quads with this mark and these names."""
        values = [*self._constants, mark.encode(), *(name.encode() for name in names)]
        return b"".join(self._chosen(values)[:-2])


def lines(quads: Iterable[Quad]) -> bytes:
    """Quads as N-Quads."""
    return "".join(f"{s} {p} {o} {g} .\n" for s, p, o, g in quads).encode()


def write(parts: Iterable[bytes], path: Path) -> int:
    """Write N-Quads in the order of a release's; the answer is how many."""
    count = 0
    with path.open("wb") as file:
        for part in parts:
            file.write(part)
            count += part.count(b"\n")
    command = ["sort", "-T", str(path.parent), "-o", str(path), str(path)]
    subprocess.run(command, env={**os.environ, "LC_ALL": "C"}, check=True)
    return count


def _reworded(term: str) -> str:
    """A literal in words that bear the mark; empty where the term has none."""
    if term[0] != '"' or term.endswith(">"):
        return ""
    words, _, language = term.rpartition('"')
    return f'{words} {_MARK}"{language}'


def _renamed(thing: str, mark: str) -> str:
    if not mark:  # the first of its kind
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
    begun = perf_counter()
    count = write(grown(start, reports, seed), target)
    rate = count / (perf_counter() - begun)
    larger = count / len(quads)
    click.echo(f"{reports} reports: {count:,} quads, {larger:.1f} times as many; {rate:,.0f}/s.")


if __name__ == "__main__":
    main()
