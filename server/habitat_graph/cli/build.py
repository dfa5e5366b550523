"""The command that makes a release."""

import getpass
from pathlib import Path

import click

from habitat_graph.cli.check import summary
from habitat_graph.cli.options import named_source, source_option
from habitat_graph.cli.progress import progress
from habitat_graph.knowledge.files import knowledge_root
from habitat_graph.knowledge.reports import as_text
from habitat_graph.release.build import STEPS, Order, RefusalError
from habitat_graph.release.build import build as build_release
from habitat_graph.release.history import Release
from habitat_graph.release.publication import publish
from habitat_graph.release.record import remote_server
from habitat_graph.release.retrieval import retrieve
from habitat_graph.settings import Settings


@click.command()
@click.option("--author", default=None, help="Who makes it (default: you). 制作者。")
@click.option("--message", default="", help="What it is for. 说明。")
@source_option
@click.pass_obj
def build(settings: Settings, author: str | None, message: str, source: Path | None) -> None:
    """Check the knowledge and make a release of it.

    检查知识文件并制作一个发布版本。
    """
    made = new_release(settings, author or _user(), message, source)
    click.echo(_words(made, settings.language))


def new_release(settings: Settings, author: str, message: str, source: Path | None) -> Release:
    """Make a release; show what is wrong, and raise RefusalError, where it is refused.

    Where a remote store holds the graph the release follows on its, and is published to it.
    """
    order = Order(author, message, named_source(settings, source), settings.reference)
    server = remote_server(settings)
    if server is not None:
        retrieve(server, settings.store)
    try:
        with progress(STEPS) as step:
            made = build_release(settings.store, knowledge_root(), order, step)
    except RefusalError as error:
        click.echo(as_text(error.findings, settings.language), nl=False)
        raise
    if server is not None:
        publish(server, made, union=settings.union)
    click.echo(summary((), made.manifest.checks, settings.language).partition("\n")[2], err=True)
    return made


def _user() -> str:
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):  # a container may run as a user without a name
        return "unknown"


def _words(made: Release, language: str) -> str:
    counts = made.manifest.counts
    if language == "zh":
        return (
            f"第{made.number}版：{counts.statements}条陈述、{counts.evidence}条引文；"
            f"断言{counts.asserted}条三元组，推论{counts.inferred}条。"
        )
    return (
        f"Release {made.number}: {counts.statements} statements with {counts.evidence} quotations; "
        f"{counts.asserted} triples asserted, {counts.inferred} inferred."
    )
