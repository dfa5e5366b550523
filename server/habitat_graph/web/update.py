"""/update: changes by SPARQL 1.1 Update, through the gate."""

from flask import Blueprint, Response, request

from habitat_graph.sparql.writes import requested_update
from habitat_graph.web.site import site
from habitat_graph.web.writing import asked, authorize, done, note

LIMIT = 16 * 2**20
"""Bytes an update may have."""

blueprint = Blueprint("update", __name__)


@blueprint.post("/update")
def update() -> Response:
    """Carry out an update, whole or not at all; it is served when this answers."""
    request.max_content_length = request.max_form_memory_size = LIMIT
    authorize(site().token)
    body = request.get_data()
    content_type = request.headers.get("Content-Type", "")
    order = requested_update(request.query_string, content_type, body, request.base_url)
    return done(site().writer.write(asked(order), note()))
