"""/health: whether the site can answer, for those who watch it."""

import json

from flask import Blueprint, Response

from habitat_graph.problems import HabitatError
from habitat_graph.sparql.store import StoreUnreachableError
from habitat_graph.web.replies import document
from habitat_graph.web.site import site

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
def health() -> Response:
    """Say which release is served: 200, or 503 where there is none."""
    try:
        manifest = site().holding().release.manifest
    except StoreUnreachableError:
        return _reply(503, {"status": "store unreachable"})
    except HabitatError:
        return _reply(503, {"status": "no release"})
    triples = sum(manifest.counts.graphs.values())
    return _reply(200, {"status": "ok", "release": manifest.number, "triples": triples})


def _reply(status: int, record: dict[str, object]) -> Response:
    response = document(json.dumps(record).encode() + b"\n", "application/json")
    response.status_code = status
    return response
