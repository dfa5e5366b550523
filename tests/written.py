"""How the program writes Turtle: what tests of its form share."""

from pathlib import Path

import pytest

from habitat_graph.knowledge.turtle import formatted
from habitat_graph.problems import DataError

PATH = Path("x.ttl")
PREFIXES = """\
@prefix ex: <http://example.org/> .
@prefix hab: <https://w3id.org/habitat-graph/ontology#> .
@prefix id: <https://w3id.org/habitat-graph/id/body/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def body(turtle: str) -> str:
    """What is written of `turtle` after the prefixes."""
    text = formatted(PATH, PREFIXES + turtle)
    assert formatted(PATH, text) == text
    return text.partition("\n\n")[2]


def value(turtle: str) -> str:
    """How one value is written."""
    return body(f"ex:x ex:p {turtle} .").removeprefix("ex:x\n    ex:p ").removesuffix(" ;\n.\n")


def subjects(turtle: str) -> list[str]:
    """The resources in the order in which they are written."""
    lines = body(turtle).splitlines()
    return [line for line in lines if line and not line.startswith((" ", "."))]


def refusal(turtle: str) -> DataError:
    """The error with which `turtle` is refused."""
    with pytest.raises(DataError) as caught:
        formatted(PATH, PREFIXES + turtle)
    assert caught.value.where == PATH
    return caught.value
