"""Turns a table of countries and areas into Turtle's triples."""

from collections.abc import Iterable

from rdflib import RDF, RDFS, SKOS, Graph, Literal, URIRef

from habitat_graph.knowledge.converters.labels import Labels, cells
from habitat_graph.knowledge.converters.regions import region_iri
from habitat_graph.knowledge.converters.tables import Row
from habitat_graph.namespaces import HAB, ID

_GROUPS = {
    ("un_status", "member"): "un-member-states",
    ("un_status", "observer"): "un-observer-states",
    ("ldc_2020", "1"): "least-developed-countries",
    ("lldc", "1"): "landlocked-developing-countries",
    ("sids_2020", "1"): "small-island-developing-states",
}
"""Which group a country is in where a column has a value."""

_REGIONS = ("intermediate_en", "subregion_en", "region_en")
_CODES = (("iso2", HAB.isoAlpha2), ("iso3", HAB.isoAlpha3), ("m49", HAB.m49Code))


def country_iri(iso3: str) -> URIRef:
    """The IRI of the country with this ISO 3166-1 alpha-3 code."""
    return ID[f"country/{iso3.lower()}"]


def countries(rows: Iterable[Row]) -> Graph:
    """The countries and areas that the United Nations lists: names, codes, region and groups.

    A row that the M49 standard does not list has no United Nations name and is left out. Raises
    DataError where two countries share a name in one language.
    """
    graph = Graph(bind_namespaces="none")
    for prefix, kind in (("country", "country"), ("region", "region"), ("group", "country-group")):
        graph.bind(prefix, ID[f"{kind}/"])
    for prefix, namespace in (("hab", HAB), ("rdfs", RDFS), ("skos", SKOS)):
        graph.bind(prefix, namespace)
    labels = Labels(graph)
    listed = [row for row in rows if row["m49_listed"] == "yes"]
    # Every short name before any other, so that an alias never takes a name from its owner.
    for row in listed:
        country = country_iri(row["iso3"])
        labels.add_all(row, country, "name_", RDFS.label)
        labels.require(row, country, "en", "zh")
    for row in listed:
        _add_other_names(labels, row)
        _add_facts(graph, row)
    return graph


def _add_other_names(labels: Labels, row: Row) -> None:
    country = country_iri(row["iso3"])
    labels.add_all(row, country, "m49_name_", SKOS.altLabel)
    for name in cells(row, "formal_en"):
        labels.add(row, country, SKOS.altLabel, Literal(name.removeprefix("the "), lang="en"))
    labels.add_chinese(row, country, "formal_zh", SKOS.altLabel)
    labels.add_chinese(row, country, "report_zh", SKOS.altLabel)
    labels.add_chinese(row, country, "zh_aliases", SKOS.hiddenLabel)


def _add_facts(graph: Graph, row: Row) -> None:
    country = country_iri(row["iso3"])
    graph.add((country, RDF.type, HAB.Country))
    for column, predicate in _CODES:
        graph.add((country, predicate, Literal(row[column])))
    region = next((row[column] for column in _REGIONS if row[column]), None)
    if region is not None:
        graph.add((country, HAB.isLocatedIn, region_iri(region)))
    for (column, value), group in _GROUPS.items():
        if row[column] == value:
            graph.add((country, HAB.isMemberOf, ID[f"country-group/{group}"]))
