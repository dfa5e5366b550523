"""The log: a line of JSON for each event, on the standard error."""

import atexit
import logging
import sys
from logging.handlers import QueueHandler, QueueListener
from queue import Queue

from flask import has_request_context, request
from pythonjsonlogger.json import JsonFormatter

from habitat_graph.web.gateway import REQUEST_ID

_WAITING = 10_000
_FIELDS = ("asctime", "levelname", "name", "message")
_NAMES = {"asctime": "time", "levelname": "level", "name": "logger"}


def configure_log() -> None:
    """Write everything that is logged in this process as JSON."""
    writer = logging.StreamHandler(sys.stderr)
    writer.setFormatter(JsonFormatter(_FIELDS, rename_fields=_NAMES, json_ensure_ascii=False))
    # Nobody waits for the log to be written; what it cannot hold is dropped.
    waiting: Queue[logging.LogRecord] = Queue(_WAITING)
    logging.raiseExceptions = False
    handler = QueueHandler(waiting)
    handler.setFormatter(logging.Formatter("%(message)s"))
    handler.addFilter(_with_request_id)
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    listener = QueueListener(waiting, writer)
    listener.start()
    atexit.register(listener.stop)


def _with_request_id(record: logging.LogRecord) -> bool:
    """Name the request that an event belongs to."""
    if has_request_context() and REQUEST_ID in request.environ:
        record.request_id = request.environ[REQUEST_ID]
    return True
