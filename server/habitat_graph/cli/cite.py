"""The command that completes drafts: it finds each quotation in the report."""

from pathlib import Path

import click

from habitat_graph.knowledge.citation import Draft
from habitat_graph.knowledge.dataset import data_graph, read_file
from habitat_graph.knowledge.source import Source, read_source
from habitat_graph.knowledge.turtle import serialized
from habitat_graph.knowledge.writing import write_whole
from habitat_graph.problems import DataError, HabitatError
from habitat_graph.settings import Settings

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("files", nargs=-1, required=True, type=_FILE)
@click.option("--source", type=_FILE, help="The report's text (default: HABITAT_SOURCE).")
@click.pass_obj
def cite(settings: Settings, files: tuple[Path, ...], source: Path | None) -> None:
    """Complete drafts: give each quotation in FILES its offsets and its IRI.

    补全草稿：为FILES中的每条引文加上位置和IRI。

    A file that quotes what the report does not say is left as it is.
    """
    report = source or settings.source
    if report is None:
        raise HabitatError(
            "No copy of the report is named.",
            remedy="Name one in HABITAT_SOURCE or with --source.",
            message_zh="未指定报告文本。",
            remedy_zh="请用HABITAT_SOURCE或--source指定。",
        )
    read = read_source(report)
    refused = sum(not _cite(path, read, settings.language) for path in files)
    if refused:
        raise DataError(
            f"{refused} of {len(files)} files were left as they are.",
            message_zh=f"{len(files)}个文件中有{refused}个未作改动。",
        )


def _cite(path: Path, source: Source, language: str) -> bool:
    """Complete one file; False where it cannot be, for reasons that are then shown."""
    file = read_file(path, data_graph(path))
    draft = Draft(file.triples, source, path, file.text)
    for problem in draft.problems:
        click.echo(problem.text(language), err=True)
    if draft.problems:
        return False
    text = serialized(draft.completed())
    if text != file.text:
        write_whole(path, text)
        click.echo(f"{path}: completed", err=True)
    return True
