"""Each rule of OWL 2 RL that ends in `false`, broken once."""

from importlib import resources

import pytest

from habitat_graph.knowledge.consistency import inconsistencies
from habitat_graph.knowledge.dataset import load_knowledge
from habitat_graph.knowledge.files import knowledge_root
from habitat_graph.knowledge.findings import Severity
from habitat_graph.knowledge.inference import closure

PREFIXES = """@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix : <https://w3id.org/habitat-graph/id/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
FIRST_LINE = PREFIXES.count("\n") + 1

# Rule: the axiom, the data, and the line of the data that is to blame.
BROKEN = {
    "cax-dw": (":A owl:disjointWith :B .", ":x a :A .\n:x a :B .", 1),
    "cax-adc": ("[] a owl:AllDisjointClasses ; owl:members ( :A :B :C ) .", ":x a :A , :C .", 1),
    "cls-com": (":A owl:complementOf :B .", ":y a :A .\n:x a :A , :B .", 2),
    "cls-nothing2": (":A rdfs:subClassOf owl:Nothing .", ":x a :A .", 1),
    "cls-maxc1": (
        ":A rdfs:subClassOf [ owl:onProperty :p ; owl:maxCardinality 0 ] .",
        ":x a :A ;\n  :p :y .",
        2,
    ),
    "cls-maxqc1": (
        """:A rdfs:subClassOf [
             owl:onProperty :p ; owl:onClass :B ; owl:maxQualifiedCardinality 0 ] .""",
        ":y a :B .\n:x a :A ;\n  :p :y .",
        3,
    ),
    "cls-maxc2": (
        ":A rdfs:subClassOf [ owl:onProperty :p ; owl:maxCardinality 1 ] .",
        ':x a :A ; :p "1"@en ,\n "2"@en .',
        1,
    ),
    "prp-fp": (":p a owl:FunctionalProperty .", ":x :p 1 ,\n 2 .", 1),
    "prp-irp": (":p a owl:IrreflexiveProperty .", ":x :p :y .\n:y :p :y .", 2),
    "prp-asyp": (":p a owl:AsymmetricProperty .", ":x :p :y .\n:y :p :x .", 1),
    "prp-pdw": (":p owl:propertyDisjointWith :q .", ":x :p :y ; :q :y .", 1),
    "prp-adp": (
        "[] a owl:AllDisjointProperties ; owl:members ( :p :q :r ) .",
        ":x :p :y ; :r :y .",
        1,
    ),
    "prp-npa1": (
        "[] owl:sourceIndividual :x ; owl:assertionProperty :p ; owl:targetIndividual :y .",
        ":x :p :y .",
        1,
    ),
    "prp-npa2": (
        "[] owl:sourceIndividual :x ; owl:assertionProperty :p ; owl:targetValue 5 .",
        ":x :p 5 .",
        1,
    ),
    "prp-rng": (":p rdfs:range xsd:date .", ':x :p "2019-05-01"^^xsd:date .\n:y :p "2019" .', 2),
    "eq-diff1": (":x owl:differentFrom :y .", ":y owl:sameAs :x .", 1),
    "eq-diff2": (
        "[] a owl:AllDifferent ; owl:members ( :x :y ) . :p a owl:FunctionalProperty .",
        ":z :p :x , :y .",
        1,
    ),
    "eq-diff3": (
        "[] a owl:AllDifferent ; owl:distinctMembers ( :x :y ) .",
        ":x owl:sameAs :y .",
        1,
    ),
    "one-name": (":p a owl:InverseFunctionalProperty .", ":x :p 5 .\n:y :p 5 .", 1),
    "dt-not-type": ("", ':x :p "2019-12-31"^^xsd:date ,\n  "2019-02-30"^^xsd:date .', 2),
}


def knowledge(root, ontology, data):
    for folder in ("ontology", "shapes", "data/ttl/nua-2020", "queries"):
        (root / folder).mkdir(parents=True)
    (root / "ontology/terms.ttl").write_text(PREFIXES + ontology, "utf-8")
    (root / "data/ttl/nua-2020/facts.ttl").write_text(PREFIXES + data, "utf-8")
    return load_knowledge(root)


def findings(root, ontology, data):
    loaded = knowledge(root, ontology, data)
    return inconsistencies(loaded, closure(loaded.asserted, loaded.schema))


@pytest.mark.parametrize("rule", BROKEN)
def test_each_rule_finds_its_contradiction_and_the_line_to_blame(tmp_path, rule):
    ontology, data, line = BROKEN[rule]
    found = [each for each in findings(tmp_path, ontology, data) if each.rule == rule]
    assert len(found) == 1
    assert found[0].severity is Severity.ERROR
    assert found[0].location is not None
    assert found[0].location.path == tmp_path / "data/ttl/nua-2020/facts.ttl"
    assert found[0].location.line == FIRST_LINE + line - 1
    assert "{" not in found[0].message + found[0].message_zh


def test_every_rule_is_broken_here_once():
    folder = resources.files("habitat_graph.knowledge") / "inconsistencies"
    assert {entry.name for entry in folder.iterdir()} == {f"{rule}.rq" for rule in BROKEN}


def test_a_contradiction_names_the_axiom_and_what_it_follows_from(tmp_path):
    ontology = ":A owl:disjointWith :B . :p rdfs:domain :A . :C rdfs:subClassOf :B ."
    found = findings(tmp_path, ontology, ":x :p :y .\n:x a :C .")
    assert found[0].message == (
        ":x is both a :A and a :B, but nothing can be both (:A owl:disjointWith :B). "
        "It follows from “:x :p :y” and “:x a :C”."
    )
    assert len(found) == 1


def test_a_contradiction_of_superclasses_names_the_classes_that_were_stated(tmp_path):
    ontology = ":A owl:disjointWith :B . :C rdfs:subClassOf :A . :D rdfs:subClassOf :B ."
    (found,) = findings(tmp_path, ontology, ":x a :C .\n:x a :D .")
    assert found.message.endswith("It follows from “:x a :C” and “:x a :D”.")
    assert found.message_zh.endswith("此结论由“:x a :C”和“:x a :D”推出。")


@pytest.mark.parametrize(
    ("datatype", "good", "bad"),
    [
        ("boolean", "true", "TRUE"),
        ("date", "2020-02-29", "2019-02-29"),
        ("dateTime", "2019-05-01T10:00:00Z", "2019-05-01"),
        ("decimal", "1.5", "1e3"),
        ("double", "1e3", "much"),
        ("duration", "P1D", "1D"),
        ("gMonth", "--05", "5"),
        ("gYear", "2019", "19"),
        ("gYearMonth", "2019-05", "2019-13"),
        ("integer", "-1", "1.0"),
        ("nonNegativeInteger", "0", "-1"),
        ("positiveInteger", "1", "0"),
        ("time", "10:00:00", "25:00:00"),
    ],
)
def test_a_literal_that_is_none_of_its_type_is_found(tmp_path, datatype, good, bad):
    found = findings(tmp_path, "", f':x :p "{good}"^^xsd:{datatype} , "{bad}"^^xsd:{datatype} .')
    assert [each.rule for each in found] == ["dt-not-type"]
    assert f'"{bad}"^^xsd:{datatype}' in found[0].message


@pytest.mark.parametrize(
    ("datatype", "value"),
    [
        ("decimal", "1"),
        ("decimal", '"1"^^xsd:nonNegativeInteger'),
        ("integer", "1.0"),
        ("nonNegativeInteger", "0"),
        ("positiveInteger", '"1"^^xsd:positiveInteger'),
    ],
)
def test_a_number_in_the_range_is_in_the_range_however_written(tmp_path, datatype, value):
    assert not findings(tmp_path, f":p rdfs:range xsd:{datatype} .", f":x :p {value} .")


@pytest.mark.parametrize(
    ("datatype", "value"),
    [
        ("integer", "1.5"),
        ("nonNegativeInteger", "-1"),
        ("positiveInteger", "0"),
        ("decimal", '"1"'),
        ("string", '"text"@en'),
        ("langString", '"text"'),
    ],
)
def test_a_literal_out_of_the_range_is_found(tmp_path, datatype, value):
    prefix = "rdf" if datatype == "langString" else "xsd"
    ontology = f":p rdfs:range {prefix}:{datatype} ."
    assert [each.rule for each in findings(tmp_path, ontology, f":x :p {value} .")] == ["prp-rng"]


def test_one_number_written_twice_is_one_value(tmp_path):
    assert not findings(tmp_path, ":p a owl:FunctionalProperty .", ":x :p 5.0 , 5.00 .")


def test_an_ill_typed_literal_is_found_once_for_all_its_superproperties(tmp_path):
    ontology = ":p rdfs:subPropertyOf :q . :q rdfs:subPropertyOf :r ."
    found = findings(tmp_path, ontology, ':x :p "2019-13-40"^^xsd:date .')
    assert len(found) == 1


def test_the_real_knowledge_is_consistent():
    real = load_knowledge(knowledge_root())
    assert inconsistencies(real, closure(real.asserted, real.schema)) == []
