"""What partner graphs say of the concepts that ours is linked to, so that both answer together."""

from collections.abc import Container, Iterable

from rdflib import DCTERMS, RDF, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from habitat_graph.knowledge.converters.labels import LANGUAGES, cells
from habitat_graph.knowledge.converters.tables import Row
from habitat_graph.namespaces import GEO_AREA, SDG, SDG_ONTOLOGY, SDG_SCHEME, UNBIS, VOID

_AREA_CODE = Namespace(f"{GEO_AREA.removesuffix('/')}#")
_AREA_FACTS = (
    SKOS.broader,
    SKOS.inScheme,
    SKOS.notation,
    SKOS.prefLabel,
    SKOS.topConceptOf,
    _AREA_CODE.iso2code,
    _AREA_CODE.iso3code,
)
"""What is taken over of an area: where it belongs, its codes and its English name."""


def goals(rows: Iterable[Row], cited: Container[URIRef]) -> Graph:
    """The taxonomy of goals, targets and indicators; of their subjects those that are cited."""
    graph = _new_graph()
    for row in rows:
        concept = URIRef(row["uri"])
        _add_concept(graph, row, concept, SDG_SCHEME)
        graph.add((concept, RDF.type, SDG_ONTOLOGY[row["type"]]))
        for custodian in cells(row, "custodian"):
            graph.add((concept, SDG_ONTOLOGY.custodianAgency, Literal(custodian)))
        for language in LANGUAGES:
            for name in cells(row, f"short_{language}"):
                graph.add((concept, SKOS.altLabel, Literal(name, lang=language)))
        for code in cells(row, "code"):
            graph.add((concept, SKOS.notation, Literal(code)))
        for parent in cells(row, "parent_uri"):
            graph.add((concept, SKOS.broader, URIRef(parent)))
        for subject in map(URIRef, cells(row, "unbis_subjects")):
            if subject in cited:
                graph.add((concept, DCTERMS.subject, subject))
    return graph


def concepts(rows: Iterable[Row], cited: Container[URIRef]) -> Graph:
    """The cited concepts of the thesaurus with their names in six languages."""
    graph = _new_graph()
    for row in rows:
        concept = URIRef(row["uri"])
        if concept not in cited:
            continue
        _add_concept(graph, row, concept, UNBIS["00"])
        for name in cells(row, "alt_en"):
            graph.add((concept, SKOS.altLabel, Literal(name, lang="en")))
        graph.add((concept, SKOS.notation, Literal(row["id"])))
    return graph


def areas(codes: Graph, cited: Iterable[URIRef]) -> Graph:
    """The cited areas of the SDG database and all that they belong to, as the database has it.

    Only English names are taken: its Chinese ones are in part in Traditional script and none are
    official, and ours are the official ones in six languages.
    """
    graph = _new_graph()
    for each in cited:
        if not str(each).startswith(GEO_AREA):
            continue
        for area in codes.transitive_objects(each, SKOS.broader):
            for fact in codes.triples((area, None, None)):
                if _is_kept(fact):
                    graph.add(fact)
    return graph


def _is_kept(fact: tuple[Node, Node, Node]) -> bool:
    """Whether a fact is taken over: membership as skos:broader only, names in English only."""
    _, predicate, value = fact
    if predicate == RDF.type:
        return value == SKOS.Concept
    return predicate in _AREA_FACTS and getattr(value, "language", None) in (None, "en")


def _new_graph() -> Graph:
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in (
        ("dcterms", DCTERMS),
        ("skos", SKOS),
        ("geo-area", GEO_AREA),
        ("geo-area-code", _AREA_CODE),
        ("un-sdg", SDG),
        ("un-sdg-ontology", SDG_ONTOLOGY),
        ("void", VOID),
    ):
        graph.bind(prefix, namespace)
    graph.bind("unbis", UNBIS)
    return graph


def _add_concept(graph: Graph, row: Row, concept: URIRef, scheme: URIRef) -> None:
    graph.add((concept, RDF.type, SKOS.Concept))
    graph.add((concept, SKOS.inScheme, scheme))
    for language in LANGUAGES:
        if name := " ".join(row[f"label_{language}"].split()):
            graph.add((concept, SKOS.prefLabel, Literal(name, lang=language)))
