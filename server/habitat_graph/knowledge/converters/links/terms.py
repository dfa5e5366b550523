"""What a link is: from one of our things to one of theirs, and how close the two are."""

from dataclasses import dataclass

from rdflib import OWL, RDFS, SKOS, Literal, URIRef

from habitat_graph.knowledge.converters.tables import Row
from habitat_graph.namespaces import FOAF, HAB, SCHEMA

IDENTICAL = SCHEMA.sameAs
"""Says of a thing (not a concept) that the other graph's IRI stands for the very same.

Not owl:sameAs, which would make every statement about ours one about theirs, and theirs ours.
"""

DOUBTED = RDFS.seeAlso
"""Says of a thing that the other graph's IRI stands for the same by most sources, or by one."""

NUMBERS = {
    "crossref": HAB.funderNumber,
    "crs": HAB.aidChannelCode,
    "grid": HAB.gridNumber,
    "iati": HAB.iatiReference,
    "isni": HAB.standardNameIdentifier,
    "iso-3166-2": HAB.isoSubdivisionCode,
    "lei": HAB.legalEntityIdentifier,
    "whosonfirst": HAB.whosOnFirstNumber,
}
"""Leads to a thing's number in a registry that has no IRIs of its own, or none that is proved."""

_CLOSENESS = {
    IDENTICAL: 3,
    SKOS.exactMatch: 3,
    FOAF.page: 3,
    **dict.fromkeys(NUMBERS.values(), 3),
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
    """One link into the graph or registry `dataset`, such as `wikidata` or `iati`."""

    dataset: str
    subject: URIRef
    predicate: URIRef
    target: URIRef | Literal


def numbered(dataset: str, subject: URIRef, number: str) -> Link:
    """The link to a number in a registry."""
    return Link(dataset, subject, NUMBERS[dataset], Literal(number))


@dataclass(frozen=True)
class Unlinked:
    """A row, or a cell of one, of which no link was made, and why."""

    row: Row
    reason: str

    def __str__(self) -> str:
        return f"{self.row.path.name}:{self.row.line}: {self.reason}"
