"""The log: a line of JSON for each event, on the standard error."""

import logging
import sys

from flask import has_request_context, request
from pythonjsonlogger.json import JsonFormatter

from habitat_graph.web.gateway import REQUEST_ID

_FIELDS = ("asctime", "levelname", "name", "message")
_NAMES = {"asctime": "time", "levelname": "level", "name": "logger"}


def configure_log() -> None:
    """Write everything that is logged in this process as JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter(_FIELDS, rename_fields=_NAMES, json_ensure_ascii=False))
    handler.addFilter(_with_request_id)
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)


def _with_request_id(record: logging.LogRecord) -> bool:
    """Name the request that an event belongs to."""
    if has_request_context() and REQUEST_ID in request.environ:
        record.request_id = request.environ[REQUEST_ID]
    return True
