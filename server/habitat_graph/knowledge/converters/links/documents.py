"""Links of documents to the pages where the United Nations publishes them, by symbol."""

from collections.abc import Iterator

from rdflib import URIRef

from habitat_graph.knowledge.converters.links.bearers import Bearers
from habitat_graph.knowledge.converters.links.reference import Reference
from habitat_graph.knowledge.converters.links.terms import Link
from habitat_graph.namespaces import FOAF, HAB, UNDOCS

# Of no other organ's symbols is it proved that they make an address this way.
_GENERAL_ASSEMBLY = "A/"


def document_links(_reference: Reference, ours: Bearers) -> Iterator[Link]:
    """The page of each document of the General Assembly; a page, not the document itself."""
    for document, symbol in sorted(ours.graph.subject_objects(HAB.symbol)):
        if str(symbol).startswith(_GENERAL_ASSEMBLY) and isinstance(document, URIRef):
            yield Link("undocs", document, FOAF.page, UNDOCS[str(symbol)])
