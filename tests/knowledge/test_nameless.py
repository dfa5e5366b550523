"""Resources without an IRI have one place, or are refused."""

import pytest
from rdflib import RDFS, BNode, Graph, Literal
from written import body, refusal

from habitat_graph.knowledge.turtle import serialized
from habitat_graph.problems import DataError


def test_an_axiom_that_owl_leaves_nameless_is_written() -> None:
    turtle = "[] a owl:AllDisjointClasses ; owl:members ( ex:A ex:B ) . ex:z ex:p 1 ."
    assert body(turtle) == (
        "ex:z\n    ex:p 1 ;\n.\n\n"
        "[]\n    a owl:AllDisjointClasses ;\n    owl:members ( ex:A ex:B ) ;\n.\n"
    )


def test_a_nameless_resource_of_the_data_is_refused() -> None:
    assert "nothing refers to it (http://example.org/Body)" in refusal("[] a ex:Body .").message


def test_a_nameless_resource_with_two_places_is_refused_with_a_line() -> None:
    error = refusal("ex:x ex:p [ ex:p _:b ] .\nex:y ex:p 1 .\nex:x ex:q _:b .\n_:b ex:p 1 .")
    assert error.line == 9
    assert "<http://example.org/x>" in error.message


def test_a_circle_of_nameless_resources_is_refused() -> None:
    assert "circle" in refusal("_:a ex:p _:b . _:b ex:p _:a . ex:x ex:p 1 .").message


def test_a_graph_with_a_nameless_resource_is_refused_too() -> None:
    graph = Graph()
    graph.add((BNode(), RDFS.label, Literal("x")))
    with pytest.raises(DataError, match="nothing refers to it"):
        serialized(graph)
