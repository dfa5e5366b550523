"""Keeps shapes to a few resources, so that a check of one file need not look at all."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator

from rdflib import RDF, RDFS, Graph, Literal, URIRef
from rdflib.term import Node

from habitat_graph.namespaces import HAB, SH

Triple = tuple[Node, Node, Node]
Target = tuple[Node, Node]
"""How resources are chosen, such as sh:targetClass, and by what."""

_KINDS = (SH.targetClass, SH.targetNode, SH.targetObjectsOf, SH.targetSubjectsOf)


def narrowed(shapes: Graph, focus: Iterable[Node], data: Iterable[Graph]) -> Graph:
    """The shapes, with those of their targets that are in `focus` named one by one.

    The data stays whole, so what a shape says of a resource does not change:
    https://www.w3.org/TR/shacl/#targets. Other kinds of targets are left as they are.
    """
    if _look_further(shapes):
        return shapes
    reached = _reached(focus, tuple(data))
    result = Graph(store="SimpleMemory", bind_namespaces="none")
    for shape, predicate, value in shapes:
        if predicate in _KINDS:
            for node in reached[predicate, value]:
                result.add((shape, SH.targetNode, node))
        else:
            result.add((shape, predicate, value))
    return result


def _look_further(shapes: Graph) -> bool:
    """Whether a shape reports what is wrong with the values of the resource that it targets."""
    return any((shape, SH.property, None) in shapes for shape in shapes.subjects(SH.path))


def _reached(focus: Iterable[Node], data: tuple[Graph, ...]) -> dict[Target, list[URIRef]]:
    reached = defaultdict(list)
    ancestry = _Ancestry(data)
    for node in focus:
        if isinstance(node, URIRef):
            for target in set(_targets(node, data, ancestry)):
                reached[target].append(node)
    return reached


def _targets(node: URIRef, data: tuple[Graph, ...], ancestry: "_Ancestry") -> Iterator[Target]:
    """All the targets that choose a resource."""
    yield SH.targetNode, node
    for graph in data:
        for predicate, value in graph.predicate_objects(node):
            yield SH.targetSubjectsOf, predicate
            if predicate == RDF.type:
                yield from ((SH.targetClass, kind) for kind in ancestry[value])
        for predicate in graph.predicates(None, node):
            yield SH.targetObjectsOf, predicate


class _Ancestry(dict[Node, frozenset[Node]]):
    """A class and all above it, by the class; each is looked up once."""

    def __init__(self, data: tuple[Graph, ...]) -> None:
        super().__init__()
        self._data = data

    def __missing__(self, kind: Node) -> frozenset[Node]:
        above, found = [kind], {kind}
        while above:
            below = above.pop()
            parents = {
                each for graph in self._data for each in graph.objects(below, RDFS.subClassOf)
            }
            above += parents - found
            found |= parents
        self[kind] = frozenset(found)
        return self[kind]


def surroundings(focus: Container[Node], facts: Iterable[Triple]) -> list[Triple]:
    """What a shape can see from these resources: two steps ahead, and those alike.

    A constraint compares a resource with others of the same name or evidence, so these are there
    with all that is said of them; a path leads from it to at most two more.
    """
    facts = list(facts)
    own = [(predicate, value) for subject, predicate, value in facts if subject in focus]
    marks = {value for predicate, value in own if predicate == HAB.evidence or _is_name(value)}
    alike = {subject for subject, _, value in facts if value in marks or value in focus}
    near = alike | {value for _, value in own if isinstance(value, URIRef)}
    far = {value for subject, _, value in facts if subject in near and isinstance(value, URIRef)}
    return [each for each in facts if each[0] in focus or each[0] in near or each[0] in far]


def _is_name(value: Node) -> bool:
    return isinstance(value, Literal) and value.language is not None
