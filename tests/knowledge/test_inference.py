"""What follows, compared rule by rule with owlrl, the reference implementation."""

import random

import owlrl
import pytest
from rdflib import OWL, RDF, RDFS, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection

from habitat_graph.knowledge.inference import closure, inferred

X = Namespace("http://example.org/")
PREFIXES = f"""
@prefix : <{X}> .
@prefix owl: <{OWL}> .
@prefix rdfs: <{RDFS}> .
@prefix xsd: <{XSD}> .
"""

RULES = {
    "subclasses": (":A rdfs:subClassOf :B . :B rdfs:subClassOf :C .", ":x a :A ."),
    "subproperties": (":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :r .", ":x :p :y ."),
    "subproperties of texts": (":p rdfs:subPropertyOf :q .", ':x :p "text"@en , 5.0 .'),
    "domain": (":p rdfs:domain :A . :A rdfs:subClassOf :B .", ":x :p 5 ."),
    "range": (":p rdfs:range :A .", ":x :p :y . :y :q :x ."),
    "inverse": (":p owl:inverseOf :q .", ":x :p :y . :y :q :z . :z :r :x ."),
    "nameless inverse": (":q rdfs:subPropertyOf [ owl:inverseOf :r ] .", ":x :q :y . :y :s :x ."),
    "symmetric": (":p a owl:SymmetricProperty .", ":x :p :y . :y :q :x ."),
    "transitive": (":p a owl:TransitiveProperty .", ":x :p :y . :y :p :z . :z :p :w ."),
    "chain of two": (":p owl:propertyChainAxiom ( :a :b ) .", ":x :a :y . :y :b :z ."),
    "chain of three": (
        ":p owl:propertyChainAxiom ( :a :b :c ) .",
        ":x :a :y . :y :b :z . :z :c :w .",
    ),
    "chain with an inverse": (
        ":p owl:propertyChainAxiom ( [ owl:inverseOf :a ] :b ) .",
        ":y :a :x ; :b :z . :x :q :y .",
    ),
    "chain of itself": (
        ":p owl:propertyChainAxiom ( :p :b ) .",
        ":x :p :y . :y :b :z . :z :b :w .",
    ),
    "chain to a text": (":p owl:propertyChainAxiom ( :a :b ) .", ':x :a :y . :y :b "text" .'),
    "functional": (":p a owl:FunctionalProperty .", ":x :p :y , :z . :y :k :l . :z :k :m ."),
    "identifier": (":p a owl:InverseFunctionalProperty .", ":x :p :y . :z :p :y ; :k :l ."),
    "no identifier": (":p a owl:InverseFunctionalProperty .", ":x :p :y . :z :p :w ; :k :l ."),
    "sameAs": ("", ':x owl:sameAs :y ; :p :z ; :name "x" . :q :r :x . :y a :A .'),
    "hasValue": (
        ":A rdfs:subClassOf [ owl:onProperty :p ; owl:hasValue :v ] .",
        ":x a :A . :y :p :v .",
    ),
    "hasValue of a number": (
        ":A owl:equivalentClass [ owl:onProperty :p ; owl:hasValue true ] .",
        ":x a :A . :y :p true .",
    ),
    "someValuesFrom": (
        "[ owl:onProperty :p ; owl:someValuesFrom :A ] rdfs:subClassOf :B .",
        ":x :p :y . :y a :A .",
    ),
    "allValuesFrom": (
        ":A rdfs:subClassOf [ owl:onProperty :p ; owl:allValuesFrom :B ] .",
        ":x a :A ; :p :y . :y :q :x .",
    ),
    "two unions": (":U owl:unionOf ( :A :B ) , ( :C :D ) .", ":x a :A . :y a :D ."),
    "two intersections": (
        ":I owl:intersectionOf ( :A :B ) , ( :C :D ) .",
        ":x a :A , :B . :y a :C , :D . :z a :I . :w a :A , :C .",
    ),
    "intersection": (":I owl:intersectionOf ( :A :B ) .", ":x a :A , :B . :y a :I . :z a :A ."),
    "equivalent classes": (":A owl:equivalentClass :B .", ":x a :A . :y a :B ."),
    "equivalent properties": (":p owl:equivalentProperty :q .", ":x :p :y . :y :q :z ."),
    "one value at most": (
        ":A rdfs:subClassOf [ owl:onProperty :p ; owl:maxCardinality 1 ] .",
        ":x a :A ; :p :y , :z . :y :q :x . :z :r :x .",
    ),
    "one value of a class at most": (
        """:A rdfs:subClassOf [ owl:onProperty :p ; owl:onClass :B ;
               owl:maxQualifiedCardinality "1"^^xsd:nonNegativeInteger ] .""",
        ":x a :A ; :p :y , :z , :w . :y a :B . :z a :B . :w a :C .",
    ),
    "enumeration": (":A owl:oneOf ( :x :y ) .", ":x :p :z ."),
}


def reference(asserted, schema):
    """What owlrl infers of the data's resources, without its noise."""
    graph = asserted + schema
    owlrl.DeductiveClosure(
        owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False
    ).expand(graph)
    things = set(asserted.subjects())
    result = set()
    for triple in set(graph) - set(asserted):
        subject, predicate, value = triple
        is_noise = (
            isinstance(value, BNode)
            or isinstance(predicate, BNode)
            or (predicate == RDF.type and str(value).startswith((str(OWL), str(RDFS), str(RDF))))
            or (predicate == OWL.sameAs and subject == value)
        )
        if subject in things and not is_noise:
            result.add(triple)
    return result


def parsed(text):
    return Graph().parse(data=PREFIXES + text, format="turtle")


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_gives_what_the_reference_gives(rule):
    schema, asserted = (parsed(text) for text in RULES[rule])
    assert set(inferred(asserted, schema)) == reference(asserted, schema)


def test_keys_must_all_agree():
    # So says the rule prp-key; owlrl is content with less.
    schema = parsed(":A owl:hasKey ( :p :q ) .")
    asserted = parsed(":x a :A ; :p 1 ; :q 1 . :y a :A ; :p 1 ; :q 1 . :z a :A ; :p 1 ; :q 2 .")
    assert set(inferred(asserted, schema)) == {(X.x, OWL.sameAs, X.y), (X.y, OWL.sameAs, X.x)}


def test_two_dates_are_not_made_one():
    # owlrl would say so of literals, and carry one date to every thing that has the other.
    schema = parsed(":p a owl:FunctionalProperty .")
    assert not len(inferred(parsed(":x :p 1 , 2 . :y :p 1 ."), schema))


def test_a_literal_keeps_its_spelling():
    schema = parsed(":p rdfs:subPropertyOf :q .")
    asserted = Graph()
    value = Literal("05.0", datatype=XSD.decimal, normalize=False)
    asserted.add((X.x, X.p, value))
    assert set(inferred(asserted, schema)) == {(X.x, X.q, value)}


def test_texts_that_no_axiom_touches_stay_out_of_the_closure():
    closed = closure(parsed(':x a :A ; :name "x" .'), parsed(":A rdfs:subClassOf :B ."))
    assert (X.x, RDF.type, X.B) in closed
    assert (X.x, X.name, None) not in closed


@pytest.mark.parametrize("seed", range(40))
def test_rules_together_give_what_the_reference_gives(seed):
    asserted, schema = _random_knowledge(random.Random(seed))  # noqa: S311 - no secret
    assert set(inferred(asserted, schema)) == reference(asserted, schema)


def test_the_real_ontology_gives_what_the_reference_gives(knowledge):
    # The reference takes a minute for all data: the smallest files must do, without plain texts.
    sections = (file for file in knowledge.data if file.path.parent.name != "reference")
    smallest = sorted(sections, key=lambda file: len(file.triples))[:3]
    asserted = Graph()
    for file in smallest:
        for subject, predicate, value in file.triples:
            if not isinstance(value, Literal) or (predicate, RDFS.subPropertyOf, None) in (
                knowledge.schema
            ):
                asserted.add((subject, predicate, value))
    assert set(inferred(asserted, knowledge.schema)) == reference(asserted, knowledge.schema)


def test_nothing_asserted_or_empty_is_inferred(knowledge):
    for subject, predicate, value in inferred(knowledge.asserted, knowledge.schema):
        assert isinstance(subject, URIRef)
        assert isinstance(predicate, URIRef)
        assert not isinstance(value, BNode)
        assert (subject, predicate, value) not in knowledge.asserted
        assert value != OWL.Thing


def _random_knowledge(chance):
    schema, asserted = Graph(), Graph()
    classes = [X[f"C{number}"] for number in range(6)]
    properties = [X[f"p{number}"] for number in range(6)]
    things = [X[f"i{number}"] for number in range(8)]
    for _ in range(chance.randint(3, 9)):
        _add_axiom(chance, schema, classes, properties, things)
    for thing in things:
        asserted.add((thing, RDF.type, chance.choice(classes)))
        asserted.add((thing, X.name, Literal(f"name of {thing}")))
    for _ in range(14):
        asserted.add((chance.choice(things), chance.choice(properties), chance.choice(things)))
    return asserted, schema


def _add_axiom(chance, schema, classes, properties, things):
    a, b, c = (chance.choice(classes) for _ in range(3))
    p, q, r = (chance.choice(properties) for _ in range(3))
    node = BNode()

    def restriction(predicate, value):
        schema.add((node, OWL.onProperty, p))
        schema.add((node, predicate, value))
        return node

    def members(*items):
        Collection(schema, node, list(items))
        return node

    axiom = chance.choice(
        [
            lambda: (a, RDFS.subClassOf, b),
            lambda: (p, RDFS.subPropertyOf, q),
            lambda: (p, RDFS.domain, a),
            lambda: (p, RDFS.range, a),
            lambda: (p, OWL.inverseOf, q),
            lambda: (p, RDF.type, OWL.SymmetricProperty),
            lambda: (p, RDF.type, OWL.TransitiveProperty),
            lambda: (p, RDF.type, OWL.InverseFunctionalProperty),
            lambda: (p, OWL.propertyChainAxiom, members(q, r)),
            lambda: (p, OWL.propertyChainAxiom, members(q, r, q)),
            lambda: (a, OWL.equivalentClass, restriction(OWL.hasValue, chance.choice(things))),
            lambda: (restriction(OWL.someValuesFrom, b), RDFS.subClassOf, a),
            lambda: (a, RDFS.subClassOf, restriction(OWL.allValuesFrom, b)),
            lambda: (a, OWL.unionOf, members(b, c)),
            lambda: (a, OWL.intersectionOf, members(b, c)),
            lambda: (a, OWL.equivalentClass, b),
        ]
    )
    schema.add(axiom())
