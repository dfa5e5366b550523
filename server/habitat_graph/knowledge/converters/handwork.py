"""What people wrote into a converted file, to be kept when it is converted again."""

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node


def description(existing: Graph, about: URIRef) -> Graph:
    """What the file says of its own graph: title, sources, licence."""
    kept = _like(existing)
    for triple in existing.triples((about, None, None)):
        kept.add(triple)
    return kept


def additions(existing: Graph, converted: Graph) -> Graph:
    """What the file says of the converted things beyond what the conversion says of them.

    The conversion rules over each property of a thing that it states, language by language; so
    its @zh headings are renewed and a translator's @en headings are kept.
    """
    stated = {(subject, *_slot(predicate, value)) for subject, predicate, value in converted}
    subjects = set(converted.subjects())
    kept = _like(existing)
    for subject, predicate, value in existing:
        if subject in subjects and (subject, *_slot(predicate, value)) not in stated:
            kept.add((subject, predicate, value))
    return kept


def _slot(predicate: Node, value: Node) -> tuple[Node, str | None]:
    return predicate, value.language if isinstance(value, Literal) else None


def _like(graph: Graph) -> Graph:
    empty = Graph(bind_namespaces="none")
    for prefix, namespace in graph.namespaces():
        empty.bind(prefix, namespace)
    return empty
