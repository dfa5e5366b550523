"""Writes links down: a graph for each target that says of itself what it links and how many."""

from collections import defaultdict
from collections.abc import Iterable

from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, XSD, Graph, Literal, URIRef

from habitat_graph.knowledge.converters.handwork import description
from habitat_graph.knowledge.converters.links.terms import REFUSAL, Link, closeness
from habitat_graph.namespaces import (
    DATASET,
    FOAF,
    HAB,
    ID,
    SCHEMA,
    SCHEME,
    SDG,
    UNBIS,
    VOID,
    WIKIDATA,
)

_COUNTED = (VOID.triples, VOID.linkPredicate, VOID.subjectsTarget)
_PREFIXES = {
    "dataset": ID["dataset/"],
    "dcterms": DCTERMS, "foaf": FOAF, "hab": HAB, "owl": OWL, "rdfs": RDFS, "schema": SCHEMA,
    "skos": SKOS, "void": VOID, "xsd": XSD, "wd": WIKIDATA,
    "un-sdg": SDG, "unbis": UNBIS,
    "sdg": SCHEME["sdg/"], "theme": SCHEME["theme/"],
    "group": ID["country-group/"], "people": ID["group/"],
} | {
    kind: ID[f"{kind}/"]
    for kind in ("body", "city", "country", "document", "organization", "region", "subdivision")
}  # fmt: skip


def by_dataset(links: Iterable[Link]) -> dict[str, list[Link]]:
    """The links of each target, by its name."""
    found: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        found[link.dataset].append(link)
    return dict(sorted(found.items()))


def linkset(links: Iterable[Link], existing: Graph, about: URIRef) -> Graph:
    """The links as the graph `about`, with what people wrote in the one that exists.

    Kept are its description, weaker links in place of those that a table proves, and refusals.
    """
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in _PREFIXES.items():
        graph.bind(prefix, namespace)
    for link in links:
        predicate = _chosen(link, existing)
        graph.add((link.subject, predicate, link.target))
    made = [predicate for predicate in graph.predicates(unique=False) if predicate != REFUSAL]
    for triple in description(existing, about):
        if triple[1] not in _COUNTED:
            graph.add(triple)
    graph.add((about, RDF.type, VOID.Linkset))
    graph.add((about, VOID.subjectsTarget, DATASET))
    graph.add((about, VOID.triples, Literal(len(made))))
    for kind in set(made):
        graph.add((about, VOID.linkPredicate, kind))
    return graph


def _chosen(link: Link, existing: Graph) -> URIRef:
    """The link that a person put in the place of the one proved, where it says no more."""
    written = {URIRef(str(found)) for found in existing.predicates(link.subject, link.target)}
    no_more = [found for found in written if closeness(found) <= closeness(link.predicate)]
    # Of two that say as much, a person wrote the one that no table gives.
    return min(
        no_more,
        key=lambda found: (closeness(found), found == link.predicate, found),
        default=link.predicate,
    )
