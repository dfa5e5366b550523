"""The commands a person types."""

import logging
import os
import sys
from dataclasses import replace

import click

from habitat_graph.cli.audit import audit
from habitat_graph.cli.build import build
from habitat_graph.cli.check import check
from habitat_graph.cli.cite import cite
from habitat_graph.cli.convert import convert
from habitat_graph.cli.diff import diff
from habitat_graph.cli.format import format_files
from habitat_graph.cli.query import query
from habitat_graph.cli.releases import releases
from habitat_graph.cli.serve import serve
from habitat_graph.problems import HabitatError
from habitat_graph.settings import SETTINGS, Settings

_INTERRUPTED = 130
_BROKEN_PIPE = 141


class _Program(click.Group):
    """The program: says what is wrong in one line, and shows its settings in its help."""

    def invoke(self, context: click.Context) -> object:
        try:
            result = super().invoke(context)
            sys.stdout.flush()
        except HabitatError as error:
            click.echo(f"habitat-graph: {error}", err=True)
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


for command in (check, build, serve, query, audit, cite, convert, format_files, releases, diff):
    main.add_command(command)
