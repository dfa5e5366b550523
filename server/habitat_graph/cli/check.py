"""The command that says what is wrong with the files."""

from collections.abc import Callable, Iterable
from pathlib import Path

import click

from habitat_graph.cli.options import FILE, named_source, source_option
from habitat_graph.cli.progress import progress
from habitat_graph.cli.sweeping import unswept
from habitat_graph.knowledge.files import knowledge_root
from habitat_graph.knowledge.findings import Finding, Location, Severity
from habitat_graph.knowledge.reports import as_json, as_sarif, as_text, as_turtle
from habitat_graph.knowledge.vicinity import load_vicinity
from habitat_graph.problems import DataError, HabitatError
from habitat_graph.release.gate import FAST, PEERS, STEPS, Check, Engines, Verdict, examined
from habitat_graph.settings import Settings

_REPORTS: dict[str, Callable[[Iterable[Finding]], str]] = {
    "json": as_json,
    "sarif": as_sarif,
    "turtle": as_turtle,
}
_PEERS = {
    "en": "Checked by the reference engines pySHACL and owlrl: this takes minutes.",
    "zh": "由参考引擎 pySHACL 和 owlrl 检查：需时数分钟。",
}


@click.command()
@click.argument("files", nargs=-1, type=FILE)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", *_REPORTS]),
    default="text",
    help="How findings are written (default: text). 检查结果的格式。",
)
@click.option(
    "--reference-engines",
    "peers",
    is_flag=True,
    help="Let the reference engines check, which takes minutes. 改用参考引擎检查，需时数分钟。",
)
@source_option
@click.pass_context
def check(
    context: click.Context, files: tuple[Path, ...], form: str, peers: bool, source: Path | None
) -> None:
    """Say what is wrong with the knowledge, or with FILES in it.

    检查知识文件（或其中的FILES），并说明错误所在。

    Shapes, consistency, evidence and links are checked; each finding names its file and line.
    """
    settings: Settings = context.obj
    if peers:
        click.echo(_PEERS[settings.language], err=True)
    with unswept():
        found, checks = _found(files, settings, source, PEERS if peers else FAST)
    click.echo(
        as_text(found, settings.language) if form == "text" else _REPORTS[form](found), nl=False
    )
    click.echo(summary(found, checks, settings.language), err=True)
    if any(finding.severity is Severity.ERROR for finding in found):
        context.exit(1)


def _found(
    files: tuple[Path, ...], settings: Settings, source: Path | None, engines: Engines
) -> tuple[list[Finding], tuple[Check, ...]]:
    """The findings, and the checks made; a file that is no Turtle is the only finding."""
    for path in files:
        if path.suffix != ".ttl":
            raise HabitatError(
                "This is not a Turtle file (.ttl).", path, message_zh="这不是Turtle文件（.ttl）。"
            )
    report = named_source(settings, source)
    try:
        knowledge = load_vicinity(knowledge_root(), files)
    except DataError as error:
        return [_syntax(error)], ()
    with progress(STEPS) as step:
        only = set(files) if files else None
        verdict: Verdict = examined(knowledge, report, only, step, settings.reference, engines)
    return list(verdict.findings), verdict.checks


def _syntax(error: DataError) -> Finding:
    if error.where is None:
        raise error
    place = Location(Path(error.where), error.line or 1)
    return Finding("syntax", Severity.ERROR, error.words("en"), error.words("zh"), location=place)


def summary(findings: Iterable[Finding], checks: Iterable[Check], language: str) -> str:
    """How many errors and warnings there are, and what could not be checked."""
    severities = [finding.severity for finding in findings]
    errors, warnings = severities.count(Severity.ERROR), severities.count(Severity.WARNING)
    if language == "zh":
        lines = [f"{errors}个错误，{warnings}个警告。"]
        lines += [f"未检查：{each.reason_zh}" for each in checks if not each.made]
    else:
        lines = [f"{_counted(errors, 'error')}, {_counted(warnings, 'warning')}."]
        lines += [f"Not checked: {each.reason}" for each in checks if not each.made]
    return "\n".join(lines)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
