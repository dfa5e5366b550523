"""What a link is: from one of our things to one of theirs, and how close the two are."""

from dataclasses import dataclass

from rdflib import OWL, RDFS, SKOS, URIRef

from habitat_graph.knowledge.converters.tables import Row
from habitat_graph.namespaces import FOAF, SCHEMA

IDENTICAL = SCHEMA.sameAs
"""Says of a thing (not a concept) that the other graph's IRI stands for the very same.

Not owl:sameAs, which would make every statement about ours one about theirs, and theirs ours.
"""

DOUBTED = RDFS.seeAlso
"""Says of a thing that the other graph's IRI stands for the same by most sources, or by one."""

_CLOSENESS = {
    IDENTICAL: 3,
    SKOS.exactMatch: 3,
    FOAF.page: 3,
    DOUBTED: 2,
    SKOS.closeMatch: 2,
    SKOS.broadMatch: 1,
    SKOS.narrowMatch: 1,
    SKOS.relatedMatch: 1,
    OWL.differentFrom: 0,
}

REFUSAL = OWL.differentFrom
"""With this a person says that a row of a table is wrong to link the two."""


def closeness(predicate: URIRef) -> int:
    """How much a link says, from 0 (nothing) up; what no table can prove is above all others."""
    return _CLOSENESS.get(predicate, max(_CLOSENESS.values()) + 1)


@dataclass(frozen=True)
class Link:
    """One link into the graph `dataset`, such as `wikidata`."""

    dataset: str
    subject: URIRef
    predicate: URIRef
    target: URIRef


@dataclass(frozen=True)
class Unlinked:
    """A row, or a cell of one, of which no link was made, and why."""

    row: Row
    reason: str

    def __str__(self) -> str:
        return f"{self.row.path.name}:{self.row.line}: {self.reason}"
