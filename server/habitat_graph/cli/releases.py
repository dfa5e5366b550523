"""The command that lists the releases."""

import click

from habitat_graph.release import history
from habitat_graph.settings import Settings


@click.command()
@click.pass_obj
def releases(settings: Settings) -> None:
    """List the releases, newest first.

    列出发布版本，最新的在前。
    """
    for release in reversed(history.releases(settings.store)):
        manifest = release.manifest
        when = manifest.created.strftime("%Y-%m-%d %H:%M UTC")
        size = manifest.counts.asserted + manifest.counts.inferred
        words = f"{manifest.author}: {manifest.message}" if manifest.message else manifest.author
        click.echo(f"{release.number:>4}  {when}  {size:>7}  {manifest.canonical[:12]}  {words}")
