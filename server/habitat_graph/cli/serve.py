"""The command that serves the graph."""

import click

from habitat_graph.cli.build import new_release
from habitat_graph.knowledge.files import knowledge_root
from habitat_graph.problems import HabitatError
from habitat_graph.release.build import input_digest, is_current
from habitat_graph.release.history import Release, current
from habitat_graph.release.manifest import HTTP, Manifest
from habitat_graph.release.publication import publish
from habitat_graph.release.record import held, remote_server
from habitat_graph.release.retrieval import retrieve
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

    A release that was written over HTTP is served as it is.

    通过HTTP提供图谱；若文件有变化，先制作发布版本。通过HTTP写入的版本按原样提供。
    """
    _make_ready(settings)
    serving.serve(settings, host, port)


def _make_ready(settings: Settings) -> None:
    """See to it that what is served was built from the files as they are, or written since."""
    root, server = knowledge_root(), remote_server(settings)
    if not settings.gate:
        _refuse_remote_scratch(settings)
        return
    if server is not None:
        record = held(server)
        if record is not None and record.union == settings.union:
            manifest = record.manifest
            if manifest.inputs == input_digest(root) or _is_kept(manifest, settings):
                return
        retrieve(server, settings.store)
    release = current(settings.store)
    is_fit = release is not None and release.is_whole and _is_fit(release, settings)
    if release is None or not is_fit:
        new_release(settings, "habitat-graph serve", "The files have changed.", None)
    elif server is not None:
        publish(server, release, union=settings.union)


def _is_fit(release: Release, settings: Settings) -> bool:
    return is_current(settings.store, knowledge_root()) or _is_kept(release.manifest, settings)


def _is_kept(manifest: Manifest, settings: Settings) -> bool:
    """Whether a release is served though the files have changed: what was written is not lost."""
    if manifest.origin != HTTP:
        return False
    words = {
        "en": (
            f"Release {manifest.number}, which was written over HTTP, is served. The files have "
            "changed as well: “habitat-graph build” would put them in its place."
        ),
        "zh": (
            f"现提供第{manifest.number}版,它是通过HTTP写入的。文件也有变化:"
            "“habitat-graph build”将以文件内容取而代之。"
        ),
    }
    click.echo(words[settings.language], err=True)
    return True


def _refuse_remote_scratch(settings: Settings) -> None:
    if settings.remote is not None:
        raise HabitatError(
            "A scratch endpoint keeps its graph itself.",
            "HABITAT_GATE",
            remedy="Name a folder in HABITAT_STORE, or set HABITAT_GATE=on.",
            message_zh="试验端点须自行保存图谱。",
            remedy_zh="请在HABITAT_STORE中指定文件夹,或设HABITAT_GATE=on。",
        )
