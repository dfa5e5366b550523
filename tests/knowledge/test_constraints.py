"""Every kind of constraint is judged as pySHACL judges it."""

import re
from dataclasses import replace
from importlib import resources

import pyoxigraph
import pyshacl
import pytest
import shifty
from pyshacl.graph_abstraction import OxigraphDataGraph
from rdflib import RDF, Graph
from shaped import PREFIXES, SHAPES, example

from habitat_graph.knowledge.dataset import load_knowledge
from habitat_graph.knowledge.files import knowledge_root
from habitat_graph.knowledge.findings import Severity
from habitat_graph.knowledge.quads import quads
from habitat_graph.knowledge.validation import shape_findings
from habitat_graph.namespaces import SH

VALUE = "https://w3id.org/habitat-graph/id/"


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
