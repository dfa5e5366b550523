"""A release as files to take away: in every format, compressed, written once.

They follow from data.nq, so they stand in a folder of their own:
<store>/releases/0001/downloads/{habitat-graph.nq.gz, …, index.json}
"""

import gzip
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import mkdtemp

import pyoxigraph
from platformdirs import user_cache_path

from habitat_graph.media_types import JSON_LD, N_QUADS, N_TRIPLES, RDF_XML, TRIG, TURTLE
from habitat_graph.release.history import Release
from habitat_graph.sparql.folders import alone
from habitat_graph.sparql.graphs import graph_body, with_sorted_prefixes
from habitat_graph.sparql.prefixes import PREFIXES
from habitat_graph.sparql.store import UnwritableError

NAME = "habitat-graph"
"""What the names of the files begin with."""

MEDIA_TYPES = {
    "nq": N_QUADS,
    "trig": TRIG,
    "jsonld": JSON_LD,
    "nt": N_TRIPLES,
    "ttl": TURTLE,
    "rdf": RDF_XML,
}
"""The formats by the ending of the file: three keep named graphs apart, three hold their union."""

_INDEX = "index.json"
_LEVEL, _FAST = 9, 5
_PIECE = 2**20


@dataclass(frozen=True)
class Download:
    """A file: its ending, and the bytes and SHA-256 that it has compressed and plain."""

    ending: str
    size: int
    digest: str
    plain_size: int
    plain_digest: str

    @property
    def name(self) -> str:
        """Its name without the ending of compressed files."""
        return f"{NAME}.{self.ending}"

    @property
    def media_type(self) -> str:
        """The media type that it has when it is not compressed."""
        return MEDIA_TYPES[self.ending]


def downloads(release: Release) -> dict[str, Download]:
    """The files of a release by their ending; they are written where they are not there yet.

    Of a large one that is its N-Quads alone.
    """
    index = _folder(release) / _INDEX
    if not index.exists():
        with alone(release.folder):
            if not index.exists():
                _write_all(release)
    records = json.loads(index.read_text("utf-8"))
    return {ending: Download(**record) for ending, record in records.items()}


def compressed(release: Release, download: Download) -> Path:
    """The compressed file."""
    return _folder(release) / f"{download.name}.gz"


def plain(release: Release, download: Download) -> bytes:
    """The content of a file."""
    return gzip.decompress(compressed(release, download).read_bytes())


def _folder(release: Release) -> Path:
    """Beside the data; where nothing can be written there, among what the user's programs keep."""
    folder = release.folder / "downloads"
    if folder.is_dir() or os.access(release.folder, os.W_OK):
        return folder
    return user_cache_path(NAME) / "downloads" / release.manifest.canonical


def _write_all(release: Release) -> None:
    """Write all files into a draft and give it its place, as a whole."""
    place = _folder(release)
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(mkdtemp(prefix=".downloads-", dir=place.parent))
    try:
        written: dict[str, Download] = {}
        if release.manifest.is_large:
            written["nq"] = _pack(release.data, draft / f"{NAME}.nq.gz")
        else:
            for ending, content in _contents(release.data):
                packed = gzip.compress(content, _LEVEL, mtime=0)
                written[ending] = _download(ending, packed, content)
                _write(draft / f"{written[ending].name}.gz", packed)
        index = {ending: asdict(download) for ending, download in written.items()}
        _write(draft / _INDEX, json.dumps(index, indent=2).encode() + b"\n")
        draft.chmod(0o755)
        shutil.rmtree(place, ignore_errors=True)  # Without its index it is of no use.
        draft.rename(place)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _pack(data: Path, target: Path) -> Download:
    """Compress a file that is too large to be read at once."""
    plain, size = hashlib.sha256(), 0
    with data.open("rb") as source, target.open("wb") as file:
        with gzip.GzipFile("", "wb", _FAST, file, mtime=0) as packed:
            while piece := source.read(_PIECE):
                plain.update(piece)
                size += packed.write(piece)
        file.flush()
        os.fsync(file.fileno())
    with target.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Download("nq", target.stat().st_size, digest, size, plain.hexdigest())


def _download(ending: str, packed: bytes, content: bytes) -> Download:
    return Download(ending, len(packed), _digest(packed), len(content), _digest(content))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _contents(data: Path) -> Iterator[tuple[str, bytes]]:
    """The content of each file by its ending, one at a time: together they take much memory.

    A format that cannot say what the release says, such as a triple of a triple, is left out.
    """
    yield "nq", data.read_bytes()
    quads = list(pyoxigraph.parse(path=data, format=pyoxigraph.RdfFormat.N_QUADS))
    union = [quad.triple for quad in quads]
    for ending in ("nt", "ttl", "rdf"):
        with suppress(UnwritableError):
            yield ending, graph_body(union, MEDIA_TYPES[ending])
    quads.sort(key=lambda quad: (str(quad.graph_name), str(quad)))
    trig = pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.TRIG, prefixes=PREFIXES)
    yield "trig", with_sorted_prefixes(trig or b"")
    with suppress(OSError):
        yield "jsonld", pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.JSON_LD) or b""


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
