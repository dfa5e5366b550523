"""The command that says what changed between two releases."""

import click

from habitat_graph.release.difference import difference
from habitat_graph.release.history import release
from habitat_graph.settings import Settings

_NUMBER = click.IntRange(min=1)


@click.command()
@click.argument("before", metavar="A", type=_NUMBER)
@click.argument("after", metavar="B", type=_NUMBER)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "patch"]),
    default="text",
    help="In words, or as RDF Patch (default: text). 文字说明或RDF Patch。",
)
@click.pass_obj
def diff(settings: Settings, before: int, after: int, form: str) -> None:
    """Say what changed from release A to release B.

    说明从A版到B版的变化。
    """
    change = difference(release(settings.store, before), release(settings.store, after))
    click.echo(
        change.as_patch() if form == "patch" else change.as_text(settings.language), nl=False
    )
