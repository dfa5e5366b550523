"""Runs the site under granian."""

import os
import resource
import socket

import click
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from habitat_graph.problems import HabitatError
from habitat_graph.release.history import current
from habitat_graph.settings import Settings

STOPPING = 5
"""Seconds a worker has to stop; one told to while it still starts would never hear of it."""

CONNECTIONS = 4096
"""Connections at once; who comes then waits until one is free."""

IDLE_SECONDS = 20
"""How long a connection may be silent between requests, and a client take to send its headers."""

_RESPAWN_SECONDS = 1.0
_GATE_OFF = {
    "en": "The gate is off (HABITAT_GATE): what is written is not checked, and makes no release.",
    "zh": "检查已关闭(HABITAT_GATE):写入的内容不经检查,也不产生发布版本。",
}
_HEAD_BYTES = 128 * 2**10
_DESCRIPTORS_EACH = 3
_DESCRIPTORS_BESIDE = 512


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve the site until it is told to stop; port 0 takes any free one."""
    current(settings.store)  # What is wrong with the store is said here, not in a worker's log.
    port = _free_port(host, port)
    # The worker is a process of its own and reads its settings from the environment.
    os.environ.update(settings.as_environment())
    server = Granian(
        "habitat_graph.web.app:create_front",
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        factory=True,
        workers=1,
        # Its detection of HTTP/2 would wait for a silent client for ever.
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(
            header_read_timeout=IDLE_SECONDS * 1000, max_buffer_size=_HEAD_BYTES
        ),
        backlog=CONNECTIONS,
        backpressure=_connections(),
        websockets=False,
        workers_kill_timeout=STOPPING,
        respawn_failed_workers=True,
        respawn_interval=_RESPAWN_SECONDS,
        log_level=LogLevels.error,
    )
    address = f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
    words = {"en": f"Open {address} (Ctrl+C stops).", "zh": f"请打开 {address} (按Ctrl+C停止)。"}
    click.echo(words[settings.language])
    if not settings.gate:
        click.echo(_GATE_OFF[settings.language], err=True)
    server.serve()


def _connections() -> int:
    """The connections for which there are descriptors; as many are taken as are allowed."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS * _DESCRIPTORS_EACH + _DESCRIPTORS_BESIDE
    number = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (number, most))
    return max((number - _DESCRIPTORS_BESIDE) // _DESCRIPTORS_EACH, 64)


def _free_port(host: str, port: int) -> int:
    """The port, or a free one for 0; raise HabitatError where nothing can listen on it.

    Asked here because granian shares a port with whoever else is willing to.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen()
        except OSError as error:
            raise HabitatError(
                f"Port {port} cannot be listened on: {error.strerror}.",
                host,
                remedy="Stop what uses it, or choose another with --port.",
                message_zh=f"无法监听端口{port}：{error.strerror}。",
                remedy_zh="请停止占用它的程序，或用--port另选端口。",
            ) from error
        return int(probe.getsockname()[1])
