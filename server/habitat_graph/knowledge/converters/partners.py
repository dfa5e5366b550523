"""What partner graphs say of the concepts that ours is linked to, so that both answer together."""

from collections.abc import Iterable

from rdflib import DCTERMS, RDF, SKOS, Graph, Literal, URIRef

from habitat_graph.knowledge.converters.labels import LANGUAGES, cells
from habitat_graph.knowledge.converters.tables import Row
from habitat_graph.namespaces import SDG, SDG_SCHEME, UNBIS, VOID


def goals(rows: Iterable[Row], cited: set[URIRef]) -> Graph:
    """The taxonomy of goals, targets and indicators; of their subjects those that are cited."""
    graph = _new_graph()
    for row in rows:
        concept = URIRef(row["uri"])
        _add_concept(graph, row, concept, SDG_SCHEME)
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


def concepts(rows: Iterable[Row], cited: set[URIRef]) -> Graph:
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


def _new_graph() -> Graph:
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in (
        ("dcterms", DCTERMS),
        ("skos", SKOS),
        ("un-sdg", SDG),
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
