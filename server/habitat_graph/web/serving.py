"""Runs the site under granian."""

import os
import socket

import click
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from habitat_graph.problems import HabitatError
from habitat_graph.release.history import current
from habitat_graph.settings import Settings

STOPPING = 5
"""Seconds a worker has to stop; one told to while it still starts would never hear of it."""


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
        websockets=False,
        workers_kill_timeout=STOPPING,
        log_level=LogLevels.error,
    )
    address = f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
    words = {"en": f"Open {address} (Ctrl+C stops).", "zh": f"请打开 {address} (按Ctrl+C停止)。"}
    click.echo(words[settings.language])
    server.serve()


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
