"""What follows from the data by the OWL 2 RL rules of the ontology.

`reasonable` applies most rules, fast; the ones that it lacks are written out here.
https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import permutations, product
from typing import cast

import reasonable  # type: ignore[import-untyped]  # ships no types
from rdflib import OWL, RDF, RDFS, BNode, Graph, Literal
from rdflib.collection import Collection
from rdflib.paths import AlternativePath, InvPath, Path, SequencePath
from rdflib.term import Node, URIRef

from habitat_graph.knowledge.graphs import Triple, graph_of

Rule = Callable[[Graph, Graph], Iterator[Triple]]

_AXIOMS_OF_LITERALS = (RDFS.subPropertyOf, OWL.equivalentProperty, RDFS.domain)
_IDENTIFYING = (OWL.FunctionalProperty, OWL.InverseFunctionalProperty)
_NO_NEWS = (str(OWL), str(RDFS), str(RDF))


def inferred(asserted: Graph, schema: Graph) -> Graph:
    """The triples about the data's own resources that follow and were not asserted."""
    return following(closure(asserted, schema), asserted)


def closure(asserted: Graph, schema: Graph) -> Graph:
    """Everything that follows from data and ontology, and all of them that axioms touch."""
    closed = _saturated(asserted, schema, _touched(asserted, schema))
    if any(subject != value for subject, value in closed.subject_objects(OWL.sameAs)):
        # Rules eq-rep-…: what is said under one name, labels and all, holds under the other.
        closed = _saturated(asserted, schema, asserted)
    return closed


def following(closed: Graph, asserted: Graph) -> Graph:
    """The part of a closure that says something new about a resource of the data."""
    things = {subject for subject in asserted.subjects() if isinstance(subject, URIRef)}
    return graph_of(
        triple
        for triple in closed
        if triple[0] in things and _is_news(triple) and triple not in asserted
    )


def _is_news(triple: Triple) -> bool:
    """Whether a triple says more than what holds of anything at all."""
    subject, predicate, value = triple
    if isinstance(value, BNode) or isinstance(predicate, BNode):
        return False  # an unnamed class or an unnamed inverse: no words for it
    if predicate == RDF.type:
        return not str(value).startswith(_NO_NEWS)
    if predicate in (OWL.sameAs, OWL.differentFrom):
        return subject != value
    return not str(predicate).startswith(str(OWL))  # such as owl:topObjectProperty


def _touched(asserted: Graph, schema: Graph) -> Iterator[Triple]:
    """The triples that an axiom may touch: no quotation, offset or label with none to touch it."""
    properties = {subject for axiom in _AXIOMS_OF_LITERALS for subject in schema.subjects(axiom)}
    properties |= set(schema.objects(None, OWL.equivalentProperty))
    properties |= set(schema.objects(None, OWL.onProperty))
    properties |= set(schema.objects(None, RDF.first))  # members of keys
    properties |= set(schema.subjects(RDF.type, OWL.InverseFunctionalProperty))
    for triple in asserted:
        if not isinstance(triple[2], Literal) or triple[1] in properties:
            yield triple


def _saturated(asserted: Graph, schema: Graph, triples: Iterable[Triple]) -> Graph:
    """Apply all rules in turn to triples of the data until nothing new comes."""
    names = _Names()
    reasoner = reasonable.PyReasoner()
    # Most chains can be followed before anything else, which spares a second round.
    known = (*triples, *_axioms(schema), *_chains(asserted, schema))
    reasoner.from_graph([names.encoded(triple) for triple in known])
    closed = names.decoded(reasoner.reason())
    while news := [
        triple for rule in _LACKING for triple in rule(closed, schema) if triple not in closed
    ]:
        reasoner.from_graph([names.encoded(triple) for triple in news])
        closed = names.decoded(reasoner.reason())
    return closed


def _axioms(schema: Graph) -> Iterator[Triple]:
    """The ontology without its labels, and without what `reasonable` 0.4.4 gets wrong.

    It takes any two subjects of an owl:InverseFunctionalProperty for the same, whatever their
    values, sees only one of several owl:unionOf or owl:intersectionOf of a class, and would make
    two dates the same wherever an owl:FunctionalProperty has both.
    """
    for subject, predicate, value in schema:
        if value in _IDENTIFYING or predicate in (OWL.unionOf, OWL.intersectionOf):
            continue
        if not isinstance(value, Literal) or str(predicate).startswith(str(OWL)):
            yield subject, predicate, value
    for kind, members in schema.subject_objects(OWL.unionOf):
        for member in Collection(schema, members):  # rule scm-uni
            yield member, RDFS.subClassOf, kind
    for kind, members in schema.subject_objects(OWL.intersectionOf):
        one_of_several = BNode()
        yield kind, OWL.equivalentClass, one_of_several
        yield one_of_several, OWL.intersectionOf, members


class _Names:
    """Gives each literal an IRI while the reasoner works, which would else rewrite 5.0 to 5."""

    def __init__(self) -> None:
        self._iris: dict[Literal, URIRef] = {}
        self._literals: dict[Node, Literal] = {}

    def encoded(self, triple: Triple) -> Triple:
        subject, predicate, value = triple
        if not isinstance(value, Literal):
            return triple
        if value not in self._iris:
            self._iris[value] = URIRef(f"urn:literal:{len(self._iris)}")
            self._literals[self._iris[value]] = value
        return subject, predicate, self._iris[value]

    def decoded(self, triples: Iterable[Triple]) -> Graph:
        return graph_of(
            (subject, predicate, self._literals.get(value, value))
            for subject, predicate, value in triples
            if subject not in self._literals  # RDF says nothing about literals
        )


def _chains(closed: Graph, schema: Graph) -> Iterator[Triple]:
    """Rule prp-spo2: a property chain is what SPARQL calls a sequence path."""
    for chain, members in schema.subject_objects(OWL.propertyChainAxiom):
        steps = [_step(schema, member) for member in Collection(schema, members)]
        for subject, value in closed.subject_objects(SequencePath(*steps)):
            if not isinstance(subject, Literal):
                yield subject, chain, value


def _step(schema: Graph, member: Node) -> Path | URIRef:
    """A property or its inverse; one where the chain says `[ owl:inverseOf … ]` has no name."""
    inverses = {*schema.objects(member, OWL.inverseOf), *schema.subjects(OWL.inverseOf, member)}
    steps = [InvPath(each) for each in inverses if isinstance(each, URIRef)]
    return AlternativePath(*([] if isinstance(member, BNode) else [cast(URIRef, member)]), *steps)


def _functions(closed: Graph, schema: Graph) -> Iterator[Triple]:
    """Rule prp-fp: two values of a functional property are the same (literals never are)."""
    for function in schema.subjects(RDF.type, OWL.FunctionalProperty):
        for thing in set(closed.subjects(function)):
            values = set(closed.objects(thing, function))
            yield from _same({value for value in values if not isinstance(value, Literal)})


def _identifiers(closed: Graph, schema: Graph) -> Iterator[Triple]:
    """Rule prp-ifp: two subjects of one value of an inverse functional property are the same."""
    for identifier in schema.subjects(RDF.type, OWL.InverseFunctionalProperty):
        for value in set(closed.objects(None, identifier)):
            yield from _same(set(closed.subjects(identifier, value)))


def _keys(closed: Graph, schema: Graph) -> Iterator[Triple]:
    """Rule prp-key: two members of a class that agree in all its keys are the same."""
    for kind, members in schema.subject_objects(OWL.hasKey):
        keys = list(Collection(schema, members))
        holders: dict[tuple[Node, ...], set[Node]] = defaultdict(set)
        for thing in closed.subjects(RDF.type, kind):
            for values in product(*(closed.objects(thing, key) for key in keys)):
                holders[values].add(thing)
        for things in holders.values():
            yield from _same(things)


def _single_values(closed: Graph, schema: Graph) -> Iterator[Triple]:
    """Rules cls-maxc2, cls-maxqc3 and cls-maxqc4: where one value is allowed, two are the same."""
    for limit, counted in (
        (OWL.maxCardinality, None),
        (OWL.maxQualifiedCardinality, OWL.onClass),
    ):
        for restriction, number in schema.subject_objects(limit):
            if int(str(number)) != 1:
                continue
            wanted = schema.value(restriction, counted) if counted else OWL.Thing
            for thing in closed.subjects(RDF.type, restriction):
                yield from _same(_values(closed, schema, thing, restriction, wanted))


def _values(
    closed: Graph, schema: Graph, thing: Node, restriction: Node, wanted: Node | None
) -> set[Node]:
    """The values of the restricted property that are of the wanted class."""
    predicate = schema.value(restriction, OWL.onProperty)
    return {
        value
        for value in closed.objects(thing, predicate)
        if not isinstance(value, Literal)
        and (wanted == OWL.Thing or (value, RDF.type, wanted) in closed)
    }


def _enumerations(_closed: Graph, schema: Graph) -> Iterator[Triple]:
    """Rule cls-oo: the members that a class lists are of that class."""
    for kind, members in schema.subject_objects(OWL.oneOf):
        for member in Collection(schema, members):
            if not isinstance(member, Literal):
                yield member, RDF.type, kind


def _same(things: set[Node]) -> Iterator[Triple]:
    for one, other in permutations(things, 2):
        yield one, OWL.sameAs, other


_LACKING: tuple[Rule, ...] = (
    _chains,
    _functions,
    _identifiers,
    _keys,
    _single_values,
    _enumerations,
)
