from pathlib import Path

import pytest
from rdflib import RDF, RDFS, XSD, Literal, URIRef

from habitat_graph.knowledge.locations import Locator, line_of
from habitat_graph.knowledge.turtle import formatted
from habitat_graph.namespaces import HAB

EX = "http://example.org/"
X, Y, P = (URIRef(EX + name) for name in "xyp")

CANONICAL = '''\
@prefix ex: <http://example.org/> .
@prefix hab: <https://w3id.org/habitat-graph/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

ex:x
    a hab:Body ;
    rdfs:label
        "ex:y rdfs:label"@en ,
        """two
lines"""@zh ;
    ex:p
        ex:y ,
        1 ,
        2.0 ,
        "2020-01-01"^^xsd:date ;
.

ex:y
    rdfs:label "Y"@en ;
    ex:p "x" ;
.
'''

BY_HAND = """\
PREFIX ex: <http://example.org/>
@base <http://example.org/> .
# <http://example.org/y> ex:p 1 .
<http://example.org/x> a ex:B; ex:p 'it\\'s', "a.b;c" ,
   <y> ; ex:q [ ex:p 9 ; a ex:C
   ] , ( 7 8 ) ; ex:r
   true.
ex:y ex:p ex:x.ex:
  .
<#x> ex:p -1.5e3 .
ex:y2\\.5 ex:p
  3 , 'a'@EN .
"""


@pytest.fixture(scope="module")
def locator() -> Locator:
    return Locator(CANONICAL)


@pytest.fixture(scope="module")
def by_hand() -> Locator:
    return Locator(BY_HAND)


def test_the_canonical_text_of_these_tests_is_canonical() -> None:
    assert formatted(Path("x.ttl"), CANONICAL) == CANONICAL


def test_a_subject_has_the_line_it_stands_alone_on(locator: Locator) -> None:
    assert locator.line(X) == 6
    assert locator.line(Y) == 19


def test_a_predicate_has_its_line(locator: Locator) -> None:
    assert locator.line(X, RDF.type) == 7
    assert locator.line(X, RDFS.label) == 8
    assert locator.line(Y, RDFS.label) == 20


@pytest.mark.parametrize(
    ("predicate", "value", "line"),
    [
        (RDF.type, HAB.Body, 7),
        (RDFS.label, Literal("ex:y rdfs:label", lang="en"), 9),
        (RDFS.label, Literal("two\nlines", lang="ZH"), 10),
        (P, Literal("1", datatype=XSD.integer), 14),
        (P, Literal("2.0", datatype=XSD.decimal, normalize=False), 15),
        (P, Literal("2020-01-01", datatype=XSD.date), 16),
        (P, Y, 13),
    ],
)
def test_a_value_has_its_own_line(
    locator: Locator, predicate: URIRef, value: URIRef | Literal, line: int
) -> None:
    assert locator.line(X, predicate, value) == line


def test_what_is_not_there_falls_back_to_what_is_around_it(locator: Locator) -> None:
    assert locator.line(X, P, Literal("3")) == 12
    assert locator.line(X, P, Literal("1")) == 12, "a text is not a number"
    assert locator.line(X, HAB.actor, Y) == 6
    assert locator.line(HAB.nowhere, P, Y) == 1


@pytest.mark.parametrize(
    ("subject", "predicate", "value", "line"),
    [
        ("x", None, None, 4),
        ("x", "p", Literal("it's"), 4),
        ("x", "p", Literal("a.b;c"), 4),
        ("x", "p", Y, 5),
        ("x", "q", Literal("9"), 5),
        ("x", "r", Literal("true", datatype=XSD.boolean), 7),
        ("y", "p", None, 8),
        ("y", "p", URIRef(EX + "x.ex:"), 8),
        ("#x", "p", Literal("-1.5e3", datatype=XSD.double, normalize=False), 10),
        ("y2.5", "p", Literal("3", datatype=XSD.integer), 12),
        ("y2.5", "p", Literal("a", lang="en"), 12),
    ],
)
def test_turtle_written_by_hand_is_understood(
    by_hand: Locator, subject: str, predicate: str | None, value: URIRef | Literal, line: int
) -> None:
    property_ = None if predicate is None else URIRef(EX + predicate)
    assert by_hand.line(URIRef(EX + subject), property_, value) == line


def test_what_stands_in_brackets_is_not_said_of_the_resource_around(by_hand: Locator) -> None:
    assert by_hand.line(X, RDF.type, URIRef(EX + "C")) == 4
    assert by_hand.line(X, URIRef(EX + "q"), Literal("7", datatype=XSD.integer)) == 5
    assert by_hand.line(X, P, Literal("9", datatype=XSD.integer)) == 4


def test_the_first_of_two_mentions_counts() -> None:
    assert line_of("<http://a> <http://b> 1 .\n<http://a> <http://b> 1 .", URIRef("http://a")) == 1


@pytest.mark.parametrize(
    "text", ["", "ex:x", '"', "]]).,;", "@prefix", "@prefix ex:", '"a"^^', "<"]
)
def test_broken_text_has_lines_too(text: str) -> None:
    assert line_of(text, X, P, Y) == 1
