"""The command that serves the graph."""

import click

from habitat_graph.cli.build import new_release
from habitat_graph.knowledge.files import knowledge_root
from habitat_graph.release.build import is_current
from habitat_graph.settings import Settings
from habitat_graph.web import serving


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address. 地址。")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port. 端口。"
)
@click.pass_obj
def serve(settings: Settings, host: str, port: int) -> None:
    """Serve the graph over HTTP; build a release first where the files have changed.

    通过HTTP提供图谱；若文件有变化，先制作发布版本。
    """
    if not is_current(settings.store, knowledge_root()):
        new_release(settings, "habitat-graph serve", "The files have changed.", None)
    serving.serve(settings, host, port)
