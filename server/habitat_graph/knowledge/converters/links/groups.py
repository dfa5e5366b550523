"""Links of regions, groups of countries and groups of people to the UNBIS Thesaurus, by name."""

from collections.abc import Iterator

from rdflib import URIRef

from habitat_graph.knowledge.converters.links.bearers import Bearers
from habitat_graph.knowledge.converters.links.reference import Reference
from habitat_graph.knowledge.converters.links.terms import DOUBTED, Link
from habitat_graph.namespaces import ID

_KINDS = (ID["region/"], ID["country-group/"], ID["group/"])
_CONCEPT = "concept"


def group_links(reference: Reference, ours: Bearers) -> Iterator[Link]:
    """The concepts named like a region or group of ours in English and in Chinese.

    That one name has the same bounds or members there and here is nowhere said: so it is doubted.
    """
    for row in reference.concepts.values():
        if row["kind"] != _CONCEPT:
            continue
        english = (row["label_en"], *row["alt_en"].split("|"))
        alike = ours.bearing(_KINDS, "en", *english) & ours.bearing(_KINDS, "zh", row["label_zh"])
        if len(alike) == 1:
            yield Link("unbis", alike.pop(), DOUBTED, URIRef(row["uri"]))
