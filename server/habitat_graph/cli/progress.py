"""A progress bar for people who watch."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from habitat_graph.release.gate import Progress


@contextmanager
def progress(steps: tuple[str, ...]) -> Iterator[Progress]:
    """A bar on standard error, where that is a terminal; it is told each step as it begins."""
    with click.progressbar(
        length=len(steps),
        file=sys.stderr,
        hidden=not sys.stderr.isatty(),
        show_eta=False,
        item_show_func=lambda step: step,
    ) as bar:
        yield lambda step: bar.update(1, step)
