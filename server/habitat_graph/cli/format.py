"""The command that writes Turtle the one way."""

from pathlib import Path

import click

from habitat_graph.cli.options import FILE
from habitat_graph.knowledge.dataset import data_graph, read_file
from habitat_graph.knowledge.files import data_files, knowledge_root, ontology_files, shape_files
from habitat_graph.knowledge.turtle import formatted
from habitat_graph.knowledge.writing import write_whole
from habitat_graph.problems import DataError
from habitat_graph.settings import Settings


@click.command("format")
@click.argument("files", nargs=-1, type=FILE)
@click.option(
    "--check",
    "only_check",
    is_flag=True,
    help="Only name files out of form. 只列出格式不符的文件。",
)
@click.pass_context
def format_files(context: click.Context, files: tuple[Path, ...], only_check: bool) -> None:
    """Write FILES, or every Turtle file of the knowledge, the one way.

    把FILES（或所有知识文件）写成统一的格式。
    """
    settings: Settings = context.obj
    root = knowledge_root()
    paths = files or (*ontology_files(root), *shape_files(root), *data_files(root))
    changed = broken = 0
    for path in paths:
        try:
            text = read_file(path, data_graph(path)).text
            tidy = formatted(path, text)
        except DataError as error:
            click.echo(f"habitat-graph: {error.text(settings.language)}", err=True)
            broken += 1
            continue
        if tidy != text:
            changed += 1
            click.echo(path)
            if not only_check:
                write_whole(path, tidy)
    if broken or (only_check and changed):
        context.exit(1)
