"""The command that says how much of the report the graph holds."""

from pathlib import Path

import click

from habitat_graph.cli.options import named_source, source_option
from habitat_graph.knowledge.audit import audited
from habitat_graph.knowledge.dataset import load_knowledge
from habitat_graph.knowledge.files import knowledge_root
from habitat_graph.problems import HabitatError
from habitat_graph.settings import Settings


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="How the audit is written (default: text). 输出格式。",
)
@source_option
@click.pass_obj
def audit(settings: Settings, form: str, source: Path | None) -> None:
    """Say how much of the report is encoded, and what is left.

    说明报告中已编码和未编码的内容。

    Looks for figures, dates, symbols, countries and names, passage by passage.
    """
    report = named_source(settings, source)
    if report is None:
        raise HabitatError(
            "No copy of the report is named.",
            remedy="Name one in HABITAT_SOURCE or with --source.",
            message_zh="未指定报告文本。",
            remedy_zh="请用HABITAT_SOURCE或--source指定。",
        )
    result = audited(load_knowledge(knowledge_root()), report)
    click.echo(result.as_json() if form == "json" else result.as_text(settings.language))
