"""Shapes: what is reported of data that breaks them, and that pySHACL says the same."""

import re
from dataclasses import replace
from importlib import resources

import pyoxigraph
import pyshacl
import pytest
import shifty
from pyshacl.graph_abstraction import OxigraphDataGraph
from rdflib import RDF, Graph

from habitat_graph.knowledge.dataset import load_knowledge
from habitat_graph.knowledge.files import knowledge_root
from habitat_graph.knowledge.findings import Severity
from habitat_graph.knowledge.quads import quads
from habitat_graph.knowledge.validation import shape_findings
from habitat_graph.namespaces import SH
from habitat_graph.problems import DataError

PREFIXES = """@prefix : <https://w3id.org/habitat-graph/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
FIRST_LINE = PREFIXES.count("\n") + 1
ONTOLOGY = ":Session rdfs:subClassOf :Activity ."
MESSAGES = 'sh:message "Wrong."@en , "有误。"@zh'
VALUE = "https://w3id.org/habitat-graph/id/"

# Name: what an activity must be like, one that is, one that is not.
SHAPES = {
    "alternativePath": (
        "sh:property [ sh:path [ sh:alternativePath ( :p :q ) ] ; sh:minCount 1 ]",
        ":q 1",
        ":r 1",
    ),
    "and": ("sh:and ( [ sh:class :A ] [ sh:class :B ] )", "a :A , :B", "a :A"),
    "class": ("sh:property [ sh:path :p ; sh:class :Activity ]", ":p :good", ":p :other"),
    "datatype": (
        "sh:property [ sh:path :p ; sh:datatype xsd:nonNegativeInteger ]",
        ':p "1"^^xsd:nonNegativeInteger',
        ":p 1",
    ),
    "datatype of an impossible date": (
        "sh:property [ sh:path :p ; sh:datatype xsd:date ]",
        ':p "2020-02-29"^^xsd:date',
        ':p "2019-02-29"^^xsd:date',
    ),
    "equals": ("sh:property [ sh:path :p ; sh:equals :q ]", ":p 1 ; :q 1", ":p 1 ; :q 2"),
    "disjoint": ("sh:property [ sh:path :p ; sh:disjoint :q ]", ":p 1 ; :q 2", ":p 1 ; :q 1"),
    "hasValue": ("sh:property [ sh:path :p ; sh:hasValue :v ]", ":p :v", ":p :w"),
    "in": ("sh:property [ sh:path :p ; sh:in ( :v 5 ) ]", ":p 5", ":p 6"),
    "inversePath": (
        "sh:property [ sh:path [ sh:inversePath :p ] ; sh:maxCount 0 ]",
        ":q :y",
        ":p :bad",
    ),
    "languageIn": (
        'sh:property [ sh:path :p ; sh:languageIn ( "en" "zh" ) ]',
        ':p "x"@zh-Hans',
        ':p "x"@fr',
    ),
    "lessThan": ("sh:property [ sh:path :p ; sh:lessThan :q ]", ":p 1 ; :q 2", ":p 2 ; :q 1"),
    "lessThanOrEquals": (
        "sh:property [ sh:path :p ; sh:lessThanOrEquals :q ]",
        ':p "2019-01-01"^^xsd:date ; :q "2019-01-01"^^xsd:date',
        ':p "2019-01-02"^^xsd:date ; :q "2019-01-01"^^xsd:date',
    ),
    "maxCount": ("sh:property [ sh:path :p ; sh:maxCount 1 ]", ":p 1", ":p 1 , 2"),
    "maxLength": ("sh:property [ sh:path :p ; sh:maxLength 2 ]", ':p "人居"', ':p "人居署"'),
    "minCount": ("sh:property [ sh:path :p ; sh:minCount 1 ]", ":p 1", ":q 1"),
    "minInclusive": ("sh:property [ sh:path :p ; sh:minInclusive 0 ]", ":p 0.0", ":p -0.5"),
    "maxInclusive": ("sh:property [ sh:path :p ; sh:maxInclusive 9 ]", ":p 9.0", ":p 9.5"),
    "node": ("sh:property [ sh:path :p ; sh:node :Other ]", ":p :has", ":p :lacks"),
    "nodeKind": ("sh:property [ sh:path :p ; sh:nodeKind sh:IRI ]", ":p :y", ":p 5"),
    "not": ("sh:not [ sh:class :A ]", "a :B", "a :A"),
    "or": (
        "sh:or ( [ sh:property [ sh:path :p ; sh:minCount 1 ] ] [ sh:class :A ] )",
        "a :A",
        "a :B",
    ),
    "pattern": ('sh:property [ sh:path :p ; sh:pattern "^[A-Z]+$" ]', ':p "ABC"', ':p "abc"'),
    "pattern of an IRI": ('sh:pattern "/good$"', "a :A", "a :A"),
    "qualifiedMinCount": (
        """sh:property [ sh:path :p ; sh:qualifiedMinCount 1 ;
             sh:qualifiedValueShape [ sh:languageIn ( "zh" ) ] ]""",
        ':p "x"@en , "x"@zh',
        ':p "x"@en',
    ),
    "qualifiedMaxCount": (
        """sh:property [ sh:path :p ; sh:qualifiedMaxCount 1 ;
             sh:qualifiedValueShape [ sh:class :A ] ]""",
        ":p :good , :other",
        ":p :a , :b",
    ),
    "sequencePath": (
        "sh:property [ sh:path ( :p :q ) ; sh:minCount 1 ]",
        ":p :has",
        ":p :lacks",
    ),
    "sparql": (
        """sh:sparql [ sh:message "Too many: {?value}."@en , "太多：{?value}。"@zh ; sh:select
             '''SELECT $this ?value WHERE { $this <https://w3id.org/habitat-graph/id/p> ?value .
                FILTER(?value > 5) }''' ]""",
        ":p 5",
        ":p 6",
    ),
    "uniqueLang": (
        "sh:property [ sh:path :p ; sh:uniqueLang true ]",
        ':p "x"@en , "y"@zh',
        ':p "x"@en , "y"@en',
    ),
    "xone": ("sh:xone ( [ sh:class :A ] [ sh:class :B ] )", "a :A", "a :A , :B"),
}


def small(root, shapes, data):
    for folder in ("ontology", "shapes", "data/ttl/nua-2020", "queries"):
        (root / folder).mkdir(parents=True)
    (root / "ontology/terms.ttl").write_text(PREFIXES + ONTOLOGY, "utf-8")
    (root / "shapes/terms.ttl").write_text(PREFIXES + shapes, "utf-8")
    (root / "data/ttl/nua-2020/facts.ttl").write_text(PREFIXES + data, "utf-8")
    return load_knowledge(root)


def example(root, name):
    constraint, good, bad = SHAPES[name]
    constraint = constraint.replace("sh:property [", f"sh:property [ {MESSAGES} ;")
    if "sh:sparql" not in constraint:
        constraint += f" ; {MESSAGES}"
    shapes = f"""
:ActivityShape a sh:NodeShape ; sh:targetClass :Activity ; {constraint} .
:Other a sh:NodeShape ; sh:property [ sh:path :q ; sh:minCount 1 ] .
"""
    data = f""":good a :Session . :good {good} .
:other a :Thing . :has :q 1 . :a a :A . :b a :A .
:bad a :Session . :bad {bad} .
"""
    return small(root, shapes, data)


def peer_results(loaded):
    """What pySHACL finds: focus nodes and messages; its store is asked for SPARQL only."""
    data, shapes, core = (Graph(bind_namespaces="none") for _ in range(3))
    for triple in (*loaded.asserted, *loaded.schema):
        data.add(triple)
    for file in loaded.shapes:
        for triple in file.triples:
            shapes.add(triple)
            if triple[1] != SH.sparql:
                core.add(triple)
    store = pyoxigraph.Store()
    store.bulk_extend(quads(data))
    # The engine makes an xsd:integer of each xsd:nonNegativeInteger, so core shapes go to rdflib.
    found = _peer(data, core) + [each for each in _peer(_Engine(store), shapes) if each[2]]
    return sorted((focus, messages) for focus, messages, _ in found)


class _Engine(OxigraphDataGraph):
    def __bool__(self):
        return True  # or else pySHACL counts all triples to write a line of its report


def _peer(data, shapes):
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", inplace=True)
    return [
        (
            str(report.value(result, SH.focusNode)),
            sorted({str(message) for message in report.objects(result, SH.resultMessage)}),
            report.value(result, SH.sourceConstraintComponent) == SH.SPARQLConstraintComponent,
        )
        for node in report.subjects(RDF.type, SH.ValidationReport)
        for result in report.objects(node, SH.result)
    ]


def results(findings):
    """The same of ours, whose messages write an IRI in brackets."""
    return sorted(
        (
            str(each.subject),
            sorted({re.sub(r"<(\S+)>", r"\1", text) for text in (each.message, each.message_zh)}),
        )
        for each in findings
    )


@pytest.mark.parametrize("name", SHAPES)
def test_a_broken_shape_is_found_and_a_kept_one_is_not(tmp_path, name):
    findings = shape_findings(example(tmp_path, name))
    assert {str(each.subject) for each in findings} == {f"{VALUE}bad"}
    for each in findings:
        assert each.rule == "ActivityShape"
        assert each.severity is Severity.ERROR


@pytest.mark.parametrize("name", SHAPES)
def test_pyshacl_says_the_same(tmp_path, name):
    loaded = example(tmp_path, name)
    assert results(shape_findings(loaded)) == peer_results(loaded)


def test_pyshacl_says_the_same_of_real_shapes():
    real = load_knowledge(knowledge_root())
    # One file by itself breaks many a shape, as what it refers to is missing.
    smallest = min(
        (file for file in real.data if file.path.parent.name == "nua-2020"),
        key=lambda file: len(file.triples),
    )
    alone = replace(real, data=(smallest,))
    found = results(shape_findings(alone))
    assert found
    assert found == peer_results(alone)


def test_a_nameless_resource_does_not_answer_for_all(tmp_path):
    shapes = """:S a sh:NodeShape ; sh:targetClass :Activity ; sh:sparql [ sh:select
                  '''SELECT $this WHERE { $this <https://w3id.org/habitat-graph/id/p> 5 }''' ] ."""
    loaded = small(tmp_path, shapes, "[] a :Session . :x :p 5 .")
    assert not shape_findings(loaded)


def test_messages_come_in_both_languages(tmp_path):
    (finding,) = shape_findings(
        small(
            tmp_path,
            f""":S a sh:NodeShape ; sh:targetClass :Activity ;
                  sh:property [ sh:path :p ; sh:minCount 1 ; {MESSAGES} ] .""",
            ":x a :Session .",
        )
    )
    assert finding.message == "Wrong."
    assert finding.message_zh == "有误。"


def test_a_message_with_a_value_keeps_its_language(tmp_path):
    (finding,) = shape_findings(example(tmp_path, "sparql"))
    assert finding.message == "Too many: 6."
    assert finding.message_zh == "太多：6。"


def test_an_english_message_stands_in_for_a_chinese_one(tmp_path):
    shapes = """:S a sh:NodeShape ; sh:targetClass :Activity ;
                  sh:property [ sh:path :p ; sh:minCount 1 ; sh:message "Wrong."@en ] ."""
    (finding,) = shape_findings(small(tmp_path, shapes, ":x a :Session ."))
    assert finding.message_zh == "Wrong."


def test_a_finding_names_the_line_of_the_value(tmp_path):
    shapes = """:S a sh:NodeShape ; sh:targetClass :Activity ;
                  sh:property [ sh:path :p ; sh:class :A ] ."""
    data = ":x a :Session ;\n  :p :a ,\n     :b .\n:a a :A .\n"
    (finding,) = shape_findings(small(tmp_path, shapes, data))
    assert finding.location.path == tmp_path / "data/ttl/nua-2020/facts.ttl"
    assert finding.location.line == FIRST_LINE + 2


@pytest.mark.parametrize(("level", "severity"), [("Warning", "warning"), ("Info", "note")])
def test_a_shape_says_how_much_it_matters(tmp_path, level, severity):
    shapes = f""":S a sh:NodeShape ; sh:targetClass :Activity ;
                   sh:property [ sh:path :p ; sh:minCount 1 ; sh:severity sh:{level} ] ."""
    (finding,) = shape_findings(small(tmp_path, shapes, ":x a :Session ."))
    assert finding.severity == severity


def test_only_looks_at_the_resources_of_those_files(tmp_path):
    shapes = """:S a sh:NodeShape ; sh:targetClass :Activity ;
                  sh:property [ sh:path :p ; sh:minCount 1 ] ."""
    small(tmp_path, shapes, ":x a :Session .")
    more = tmp_path / "data/ttl/nua-2020/more.ttl"
    more.write_text(PREFIXES + ":y a :Session .", "utf-8")
    loaded = load_knowledge(tmp_path)
    (finding,) = shape_findings(loaded, {more})
    assert finding.location.path == more
    assert len(shape_findings(loaded, {tmp_path / "shapes/terms.ttl"})) == 2


@pytest.mark.parametrize(
    "shape",
    [
        'sh:sparql [ sh:select "SELECT $this WHERE {" ]',
        "sh:property [ sh:minCount 1 ]",
        "sh:property [ sh:path :p ; sh:nodeKind :Nothing ]",
    ],
)
def test_a_shape_that_makes_no_sense_is_refused(tmp_path, shape):
    shapes = f":S a sh:NodeShape ; sh:targetClass :Activity ; {shape} ."
    with pytest.raises(DataError, match="shapes make no sense"):
        shape_findings(small(tmp_path, shapes, ":x a :Session ."))


@pytest.fixture(scope="module")
def shapes_of_shapes():
    """What SHACL says of shapes: https://www.w3.org/TR/shacl/#shacl-shacl."""
    return shifty.PreparedValidator(
        (resources.files("pyshacl.assets") / "shacl-shacl.ttl").read_bytes()
    )


@pytest.mark.parametrize(
    "shape",
    ['sh:path :p ; sh:minCount "one"', "sh:minCount 1", "sh:path :p ; sh:nodeKind :Nothing"],
)
def test_bad_shacl_is_told_from_good(shapes_of_shapes, shape):
    text = f"{PREFIXES} :S a sh:NodeShape ; sh:property [ {shape} ] ."
    assert not shapes_of_shapes.validate(text.encode(), graph_mode="data", infer=False)[0]
