"""The commands a person types."""

import logging
import os
import sys
from dataclasses import replace
from importlib import import_module

import click

from habitat_graph.cli.sweeping import unswept
from habitat_graph.problems import HabitatError
from habitat_graph.settings import SETTINGS, Settings

COMMANDS = {
    "audit": "audit",
    "build": "build",
    "check": "check",
    "cite": "cite",
    "convert": "convert",
    "diff": "diff",
    "format": "format_files",
    "query": "query",
    "releases": "releases",
    "serve": "serve",
}
"""What each command is called in the module that bears its name."""

_INTERRUPTED = 130
_BROKEN_PIPE = 141


class _Program(click.Group):
    """The program: says what is wrong in one line, and shows its settings in its help.

    A command is imported when it is asked for: who checks a file need not wait for the server.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's interface
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - the same
        if cmd_name not in COMMANDS:
            return None
        with unswept():
            module = import_module(f"{__name__}.{cmd_name}")
        command: click.Command = getattr(module, COMMANDS[cmd_name])
        return command

    def invoke(self, context: click.Context) -> object:
        try:
            result = super().invoke(context)
            sys.stdout.flush()
        except HabitatError as error:
            click.echo(f"habitat-graph: {error.text(_language(context))}", err=True)
            context.exit(error.exit_code)
        except KeyboardInterrupt:
            context.exit(_INTERRUPTED)
        except BrokenPipeError:
            # The reader, such as head, has enough; Python would complain again as it ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            context.exit(_BROKEN_PIPE)
        return result

    def format_epilog(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_epilog(context, formatter)
        with formatter.section("Settings, from the environment 设置（环境变量）"):
            formatter.write_dl(
                [(each.variable, f"{each.meaning} {each.meaning_zh}") for each in SETTINGS]
            )


def _language(context: click.Context) -> str:
    """The language asked for, also where the settings could not be read."""
    return context.params.get("language") or os.environ.get("HABITAT_LANGUAGE") or "en"


@click.group(cls=_Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="habitat-graph")
@click.option(
    "--language",
    type=click.Choice(["en", "zh"]),
    help="Language of messages (default: HABITAT_LANGUAGE). 信息的语言。",
)
@click.pass_context
def main(context: click.Context, language: str | None) -> None:
    """A knowledge graph in which every statement proves itself.

    一个每条陈述都能自证的知识图谱。

    Exit codes: 0 good, 1 the data or the question is wrong, 2 usage or environment.
    退出码：0 正常，1 数据或问题有误，2 用法或环境有误。
    """
    # An ill-typed literal is a finding of ours; rdflib would log a trace of it as well.
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)
    settings = Settings.from_environment(os.environ)
    context.obj = settings if language is None else replace(settings, language=language)
