"""Keeps shapes to a few resources, so that a check of one file need not look at all."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator

from rdflib import RDF, RDFS, Graph, Literal, URIRef
from rdflib.term import Node

from habitat_graph.knowledge.graphs import Triple
from habitat_graph.namespaces import HAB, SH

Target = tuple[Node, Node]
"""How resources are chosen, such as sh:targetClass, and by what."""

_TARGET_CLASS = SH.targetClass
_TARGET_NODE = SH.targetNode
_TARGET_OBJECTS_OF = SH.targetObjectsOf
_TARGET_SUBJECTS_OF = SH.targetSubjectsOf
_KINDS = frozenset((_TARGET_CLASS, _TARGET_NODE, _TARGET_OBJECTS_OF, _TARGET_SUBJECTS_OF))


def narrowed(shapes: list[Triple], focus: Iterable[Node], data: Iterable[Graph]) -> list[Triple]:
    """The shapes, with those of their targets that are in `focus` named one by one.

    The data stays whole, so what a shape says of a resource does not change:
    https://www.w3.org/TR/shacl/#targets. Other kinds of targets are left as they are.
    """
    if _look_further(shapes):
        return shapes
    reached = _reached(focus, tuple(data))
    result: set[Triple] = set()
    for shape, predicate, value in shapes:
        if predicate in _KINDS:
            result.update((shape, _TARGET_NODE, node) for node in reached[predicate, value])
        else:
            result.add((shape, predicate, value))
    return list(result)


def _look_further(shapes: Iterable[Triple]) -> bool:
    """Whether a shape reports what is wrong with the values of the resource that it targets."""
    with_path, with_property = (
        {shape for shape, predicate, _ in shapes if predicate == wanted}
        for wanted in (SH.path, SH.property)
    )
    return bool(with_path & with_property)


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
    yield _TARGET_NODE, node
    for graph in data:
        for predicate, value in graph.predicate_objects(node):
            yield _TARGET_SUBJECTS_OF, predicate
            if predicate == RDF.type:
                yield from ((_TARGET_CLASS, kind) for kind in ancestry[value])
        for predicate in graph.predicates(None, node):
            yield _TARGET_OBJECTS_OF, predicate


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
