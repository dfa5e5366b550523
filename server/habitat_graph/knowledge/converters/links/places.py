"""Links of cities and regions of countries, by name and country."""

from collections.abc import Iterator

from rdflib import URIRef

from habitat_graph.knowledge.converters.countries import country_iri
from habitat_graph.knowledge.converters.links.bearers import Bearers
from habitat_graph.knowledge.converters.links.reference import Reference
from habitat_graph.knowledge.converters.links.terms import (
    DOUBTED,
    IDENTICAL,
    Link,
    Unlinked,
    numbered,
)
from habitat_graph.knowledge.converters.tables import Row
from habitat_graph.namespaces import GEONAMES, HAB, ID, WIKIDATA

_KINDS = (ID["city/"], ID["subdivision/"], ID["place/"])
_MATCH = "match"
_SUBDIVISION = "admin1"


def place_links(reference: Reference, ours: Bearers) -> Iterator[Link | Unlinked]:
    """The links of the places that bear the Chinese name of a row and lie in its country."""
    for row in reference.places:
        country = country_iri(row["iso3"])
        bearing = {
            place
            for place in ours.bearing(_KINDS, "zh", row["name_zh"])
            if country in ours.graph.transitive_objects(place, HAB.isLocatedIn)
        }
        if len(bearing) != 1:
            yield Unlinked(row, f"No place in {country} is called “{row['name_zh']}” here.")
            continue
        yield from _links(row, bearing.pop())


def _links(row: Row, place: URIRef) -> Iterator[Link | Unlinked]:
    if row["geonames"]:
        yield Link("geonames", place, IDENTICAL, GEONAMES[f"{row['geonames']}/"])
    if row["wikidata"]:
        certainty = IDENTICAL if _is_certain(row) else DOUBTED
        yield Link("wikidata", place, certainty, WIKIDATA[row["wikidata"]])
    if row["wof_id"] and row["ne_geonames"] == _MATCH:
        yield numbered("whosonfirst", place, row["wof_id"])
    if row["iso3166_2"] and row["type"] == _SUBDIVISION:
        # A city's row has the code of the subdivision around it.
        yield numbered("iso-3166-2", place, row["iso3166_2"])
    if not (row["geonames"] or row["wikidata"]):
        yield Unlinked(row, f"No gazetteer has “{row['name_en']}”.")


def _is_certain(row: Row) -> bool:
    """Whether two sources agree, or one that knows the place's GeoNames number too."""
    sources = row["wikidata_sources"].split(";")
    return not row["wikidata_other"] and (len(sources) > 1 or row["ne_geonames"] == _MATCH)
