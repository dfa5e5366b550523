"""The resources without an IRI: where each one is written, and which have no such place."""

from collections import defaultdict

from rdflib import OWL, RDF, BNode, Graph, URIRef
from rdflib.term import Node

from habitat_graph.namespaces import SH

# Kinds whose own standard gives them no IRI: https://www.w3.org/TR/owl2-mapping-to-rdf/ and SHACL.
_NAMELESS_KINDS = frozenset(
    (
        OWL.AllDifferent,
        OWL.AllDisjointClasses,
        OWL.AllDisjointProperties,
        OWL.Annotation,
        OWL.Axiom,
        OWL.NegativePropertyAssertion,
        SH.ValidationReport,
    )
)


class Nameless:
    """Finds the one place of each resource without an IRI: inside the one that refers to it."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._referrers: dict[BNode, list[Node]] = defaultdict(list)
        self._subjects = {node for node in graph.subjects() if isinstance(node, BNode)}
        for subject, _, value in graph:
            if isinstance(value, BNode):
                self._referrers[value].append(subject)

    def roots(self) -> list[BNode]:
        """Those that stand for themselves, as their kind may."""
        return [node for node in self._subjects if node not in self._referrers]

    def problem(self) -> tuple[str, str, URIRef | None] | None:
        """Why the graph cannot be written, in two languages, and about which IRI, if any."""
        for referrers in self._referrers.values():
            if len(referrers) > 1:
                return (
                    "A resource without an IRI is referred to more than once.",
                    "一个没有IRI的资源被多次引用。",
                    self._named_referrer(referrers),
                )
        for node in self.roots():
            if _NAMELESS_KINDS.isdisjoint(self._graph.objects(node, RDF.type)):
                described = ", ".join(sorted(str(value) for value in self._graph.objects(node)))
                return (
                    f"A resource has no IRI and nothing refers to it ({described}).",
                    f"一个资源没有IRI，也没有被引用（{described}）。",
                    None,
                )
        if self._in_circles():
            return (
                "Resources without an IRI refer to each other in a circle.",
                "没有IRI的资源循环引用。",
                None,
            )
        return None

    def items(self, node: BNode) -> list[Node] | None:
        """The members of the list that begins at `node`; None where that is no plain list."""
        members: list[Node] = []
        rest: Node = node
        while rest != RDF.nil:
            properties = dict(self._graph.predicate_objects(rest))
            plain = (
                isinstance(rest, BNode)
                and properties.keys() == {RDF.first, RDF.rest}
                and len(list(self._graph.predicate_objects(rest))) == len(properties)
            )
            if not plain:
                return None
            members.append(properties[RDF.first])
            rest = properties[RDF.rest]
        return members

    def _named_referrer(self, referrers: list[Node]) -> URIRef | None:
        seen: set[Node] = set()
        waiting = list(referrers)
        while waiting:
            node = waiting.pop()
            if isinstance(node, URIRef):
                return node
            if isinstance(node, BNode) and node not in seen:
                seen.add(node)
                waiting += self._referrers.get(node, ())
        return None

    def _in_circles(self) -> set[BNode]:
        """Those that no resource outside of them leads to, given one referrer each."""
        reached: set[Node] = set()
        waiting: list[Node] = [
            node
            for node, (referrer,) in self._referrers.items()
            if not isinstance(referrer, BNode) or referrer not in self._referrers
        ]
        while waiting:
            node = waiting.pop()
            reached.add(node)
            waiting += [value for value in self._graph.objects(node) if isinstance(value, BNode)]
        return self._referrers.keys() - reached
