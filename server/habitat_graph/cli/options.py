"""Options that several commands share."""

from pathlib import Path

import click

from habitat_graph.knowledge.source import Source, read_source
from habitat_graph.settings import Settings

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

source_option = click.option(
    "--source",
    type=FILE,
    help="The report's text (default: HABITAT_SOURCE). 报告的文本文件。",
)


def named_source(settings: Settings, path: Path | None) -> Source | None:
    """The copy of the report that the option or the setting names; None where neither does."""
    chosen = path or settings.source
    return None if chosen is None else read_source(chosen)
