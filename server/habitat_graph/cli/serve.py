"""The command that serves the graph."""

import click

from habitat_graph.cli.build import new_release
from habitat_graph.knowledge.files import knowledge_root
from habitat_graph.release.build import input_digest, is_current
from habitat_graph.release.history import current
from habitat_graph.release.manifest import HTTP
from habitat_graph.release.publication import publish
from habitat_graph.release.record import held, remote_server
from habitat_graph.release.retrieval import retrieve
from habitat_graph.settings import Settings
from habitat_graph.web import serving

_SCRATCH = {
    "en": "This is a scratch endpoint: the gate is off, and any well-formed RDF is taken.",
    "zh": "这是试验端点:不作检查,接受任何格式正确的RDF。",
}
_DIVERGED = {
    "en": "Release {} holds changes that came over HTTP, and the files have changed since. It is "
    "served as it is; `habitat-graph build` makes a release of the files alone.",
    "zh": "第{}版含有通过HTTP作出的更改,而文件此后也有变化。现按原样提供该版本;"
    "如只用文件制作发布版本,请运行habitat-graph build。",
}


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
    if settings.gate:
        _make_ready(settings)
    else:
        click.echo(_SCRATCH[settings.language], err=True)
    serving.serve(settings, host, port)


def _make_ready(settings: Settings) -> None:
    """See to it that what is served was built from the files as they are."""
    root, server = knowledge_root(), remote_server(settings)
    if server is not None:
        record = held(server)
        served = None if record is None else (record.manifest.inputs, record.union)
        if served == (input_digest(root), settings.union):
            return
        retrieve(server, settings.store)
    release = current(settings.store)
    if release is not None and release.manifest.origin == HTTP:
        # What came over HTTP is in no file: it is not for a change of the files to undo.
        if not is_current(settings.store, root):
            click.echo(_DIVERGED[settings.language].format(release.number), err=True)
    elif release is None or not (release.is_whole and is_current(settings.store, root)):
        new_release(settings, "habitat-graph serve", "The files have changed.", None)
    elif server is not None:
        publish(server, release, union=settings.union)
