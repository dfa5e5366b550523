"""Links of countries, areas, regions and groups of countries, by code and name."""

from collections.abc import Iterator

from rdflib import URIRef

from habitat_graph.knowledge.converters.countries import country_iri
from habitat_graph.knowledge.converters.links.bearers import Bearers
from habitat_graph.knowledge.converters.links.reference import Reference
from habitat_graph.knowledge.converters.links.terms import DOUBTED, IDENTICAL, Link, Unlinked
from habitat_graph.knowledge.converters.regions import region_iri
from habitat_graph.knowledge.converters.tables import Row
from habitat_graph.namespaces import GEONAMES, ID, WIKIDATA

_CODED = {
    "eu-authority": "eu_authority_uri",
    "fao": "fao_uri_2011",
    "sdg-geoarea": "sdg_geoarea_uri",
}
"""The column in which a source gives a target's IRI for an ISO code."""


def country_links(reference: Reference, ours: Bearers) -> Iterator[Link | Unlinked]:
    """The links of countries and areas: by ISO code, and where there is a name, by name too."""
    for row in reference.countries:
        country = country_iri(row["iso3"])
        if not ours.exists(country):
            yield Unlinked(row, f"{row['name_en'] or row['iso_name_en']} is not in the graph.")
            continue
        for dataset, column in _CODED.items():
            if row[column]:
                yield Link(dataset, country, IDENTICAL, URIRef(row[column]))
        if row["wikidata"]:
            certainty = _certainty(row["wikidata_agree"])
            yield Link("wikidata", country, certainty, WIKIDATA[row["wikidata"]])
        if row["geonames"]:
            place = GEONAMES[f"{row['geonames']}/"]
            yield Link("geonames", country, _certainty(row["geonames_agree"]), place)
        if row["unbis_uri"]:
            yield _topic(row, country, reference, ours)


def _certainty(agreement: str) -> URIRef:
    """Identity where all sources say so (`3/3`)."""
    agreeing, _, asked = agreement.partition("/")
    return IDENTICAL if agreeing == asked else DOUBTED


def _topic(row: Row, country: URIRef, reference: Reference, ours: Bearers) -> Link | Unlinked:
    """The concept of the thesaurus, where it bears a name of the country."""
    concept = reference.concepts.get(row["unbis_uri"])
    if concept is None:
        return Unlinked(row, f"{row['unbis_uri']} is not in the thesaurus.")
    english = (concept["label_en"], *concept["alt_en"].split("|"))
    if ours.agrees(country, "en", *english) or ours.agrees(country, "zh", concept["label_zh"]):
        return Link("unbis", country, IDENTICAL, URIRef(row["unbis_uri"]))
    return Unlinked(row, f"No name of {country} is “{concept['label_en']}”, as UNBIS has it.")


def region_links(reference: Reference, ours: Bearers) -> Iterator[Link | Unlinked]:
    """The links of M49 regions by code and name, and of groups of countries by name."""
    for row in reference.regions:
        if row["m49"]:
            things = {region_iri(row["name_en"])}
        else:
            things = ours.bearing([ID["country-group/"]], "zh", row["name_zh"])
        known = [thing for thing in things if ours.agrees(thing, "zh", row["name_zh"])]
        if len(known) != 1:
            yield Unlinked(row, f"{row['name_en']} is not in the graph.")
            continue
        yield Link("sdg-geoarea", known[0], IDENTICAL, URIRef(row["sdg_geoarea_uri"]))
        if row["wikidata"]:
            # Theirs is the kind of country, ours the group of them.
            yield Link("wikidata", known[0], DOUBTED, WIKIDATA[row["wikidata"]])
