"""/releases/<n>/habitat-graph.…: a release as files to take away, compressed or plain."""

from http import HTTPStatus
from pathlib import Path

from flask import Blueprint, Response, redirect, request, send_file, url_for
from werkzeug.wrappers import Response as Redirect

from habitat_graph.media_types import GZIP, N_QUADS
from habitat_graph.release.downloads import (
    MEDIA_TYPES,
    NAME,
    Download,
    compressed,
    plain,
)
from habitat_graph.release.history import Release
from habitat_graph.web.errors import not_found
from habitat_graph.web.releases import files, released
from habitat_graph.web.replies import document, kept
from habitat_graph.web.site import site

_ENDING = f"<any({','.join(MEDIA_TYPES)}):ending>"

blueprint = Blueprint("downloads", __name__)


@blueprint.get(f"/downloads/{NAME}.{_ENDING}.gz")
@blueprint.get(f"/releases/current/{NAME}.{_ENDING}.gz")
def newest_packed(ending: str) -> Redirect:
    """Lead to the compressed file of the release that is served."""
    number = site().holding().release.number
    return redirect(url_for("downloads.packed", number=number, ending=ending), 307)


@blueprint.get(f"/downloads/{NAME}.{_ENDING}")
@blueprint.get(f"/releases/current/{NAME}.{_ENDING}")
def newest_whole(ending: str) -> Redirect:
    """Lead to the file of the release that is served."""
    number = site().holding().release.number
    return redirect(url_for("downloads.whole", number=number, ending=ending), 307)


@blueprint.get(f"/releases/<int:number>/{NAME}.{_ENDING}.gz")
def packed(number: int, ending: str) -> Response:
    """Give a compressed file; a part of it where a range is asked for."""
    release = released(number)
    file = None if release is None else files(release).get(ending)
    if release is None or file is None:
        return not_found(request.path)
    response = _file(release, file, file.digest)
    response.mimetype = GZIP
    response.headers.set(
        "Content-Disposition", "attachment", filename=f"{NAME}-{number}.{ending}.gz"
    )
    return response


@blueprint.get(f"/releases/<int:number>/{NAME}.{_ENDING}")
def whole(number: int, ending: str) -> Response:
    """Give a file as it is, compressed on the way where the asker likes that."""
    release = released(number)
    file = None if release is None else files(release).get(ending)
    if release is None or file is None:
        return not_found(request.path)
    codings = request.accept_encodings
    if codings and codings.quality("gzip") > 0:
        # The file is what would come of compressing it again.
        response = _file(release, file, f"{file.plain_digest}-packed")
        response.headers["Content-Encoding"] = "gzip"
        return response
    if file.media_type == N_QUADS:
        return _file(release, file, file.plain_digest, release.data)
    return kept(document(plain(release, file), file.media_type), file.plain_digest)


def _file(release: Release, file: Download, etag: str, path: Path | None = None) -> Response:
    response = send_file(
        path or compressed(release, file),
        mimetype=file.media_type,
        conditional=True,
        etag=etag,
        last_modified=release.manifest.created,
    )
    response.cache_control.public = True
    response.cache_control.no_cache = True
    if response.status_code == HTTPStatus.NOT_MODIFIED or request.method == "HEAD":
        response.close()  # Nobody will read the file.
    return response
