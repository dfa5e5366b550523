"""Turns a table of the M49 standard's regions into Turtle's triples."""

from collections.abc import Iterable

from rdflib import RDF, RDFS, Graph, Literal, URIRef

from habitat_graph.knowledge.converters.labels import Labels, slug
from habitat_graph.knowledge.converters.tables import Row
from habitat_graph.namespaces import HAB, ID

# All is in the world, so to say it of a place says nothing; and 世界 in a text rarely names it.
_LEVELS = ("region", "subregion", "intermediate")


def region_iri(name: str) -> URIRef:
    """The IRI of the region with this English name."""
    return ID[f"region/{slug(name)}"]


def regions(rows: Iterable[Row]) -> Graph:
    """The regions with their names, codes and the larger region around each.

    Raises DataError where a region's parent is missing or two share a name.
    """
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in (("hab", HAB), ("rdfs", RDFS), ("region", ID["region/"])):
        graph.bind(prefix, namespace)
    labels = Labels(graph)
    all_rows = list(rows)
    by_code = {row["m49"]: row for row in all_rows if row["m49"]}
    for row in all_rows:
        if row["level"] not in _LEVELS:
            continue
        region = region_iri(row["name_en"])
        graph.add((region, RDF.type, HAB.GeographicRegion))
        graph.add((region, HAB.m49Code, Literal(row["m49"])))
        labels.add_all(row, region, "name_", RDFS.label)
        labels.require(row, region, "en", "zh")
        parent = by_code.get(row["parent_m49"])
        if parent is None:
            code = row["parent_m49"]
            raise row.problem(
                f"There is no region “{code}”, the parent of this one.",
                f"没有该区域的上级区域“{code}”。",
            )
        if parent["level"] in _LEVELS:
            graph.add((region, HAB.isLocatedIn, region_iri(parent["name_en"])))
    return graph
