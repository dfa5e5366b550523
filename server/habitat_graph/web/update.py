"""/update: SPARQL 1.1 Update, for those who have the token."""

from dataclasses import replace

from flask import Blueprint, Response, request

from habitat_graph.sparql.updates import requested_update
from habitat_graph.web.gateway import ASKER
from habitat_graph.web.replies import written
from habitat_graph.web.site import site
from habitat_graph.web.writing import BODY_LIMIT, Note

blueprint = Blueprint("update", __name__)


@blueprint.post("/update")
def endpoint() -> Response:
    """Make an update whole, or refuse it whole."""
    site().authorize()
    request.max_content_length = request.max_form_memory_size = BODY_LIMIT
    update = requested_update(
        request.query_string,
        request.headers.get("Content-Type", ""),
        request.get_data(),
        request.base_url,
    )
    update = replace(update, asker=request.environ.get(ASKER))
    outcome = site().holder.write(lambda holding: holding.bench.tried(update), Note.of(request))
    return written(outcome)
