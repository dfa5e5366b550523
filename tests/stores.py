"""The stores that the same tests are run against."""

from collections.abc import Iterator
from contextlib import contextmanager

from peers.fuseki import fuseki
from peers.oxigraph import oxigraph
from peers.server import Peer

EMBEDDED, DISK, OXIGRAPH, FUSEKI = "embedded", "disk", "oxigraph", "fuseki"
REMOTE = (OXIGRAPH, FUSEKI)


@contextmanager
def remote(kind: str) -> Iterator[Peer]:
    """A server of this kind that holds nothing; where there is none the test is skipped."""
    server = oxigraph(union=False) if kind == OXIGRAPH else fuseki(memory="512m")
    with server as peer:
        yield peer
