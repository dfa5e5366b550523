"""What may be answered without a process of its own."""

import pytest

from habitat_graph.sparql.glance import is_glance


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?p ?o WHERE { <urn:a> ?p ?o }",
        "select*{<urn:a> a ?kind.}limit 5",
        "SELECT DISTINCT $o { <https://example.org/a#b> <urn:p> $o . } LIMIT 10",
        "\n SELECT ?p { <urn:a> ?p <urn:b> } ",
        "DESCRIBE <urn:a>",
        "describe\n<urn:a>\n",
    ],
)
def test_one_pattern_about_a_named_subject_is_a_glance(text):
    assert is_glance(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p ?o }",
        "SELECT * { ?s ?p <urn:a> }",
        "SELECT * { <urn:a> ?p ?o . ?o ?q ?x }",
        "SELECT * { <urn:a> ?p ?o ; ?q ?x }",
        "SELECT * { <urn:a> ?p ?o , ?x }",
        "SELECT * { <urn:a> <urn:p>* ?o }",
        "SELECT * { <urn:a> !<urn:p> ?o }",
        "SELECT * { <urn:a> ?p ?o } ORDER BY ?o",
        "SELECT * { <urn:a> ?p ?o FILTER(RAND() < 1) }",
        "SELECT (COUNT(*) AS ?n) { <urn:a> ?p ?o }",
        "SELECT (NOW() AS ?n) { <urn:a> ?p ?o }",
        "SELECT * FROM <urn:g> { <urn:a> ?p ?o }",
        "SELECT * { SERVICE <urn:a> { <urn:a> ?p ?o } }",
        "SELECT * { <a> ?p ?o }",
        "SELECT * { <urn:a\\u0020> ?p ?o }",
        "SELECT * { <urn:a> ?p ?o } # more",
        "DESCRIBE <urn:a> <urn:b>",
        "DESCRIBE ?x { ?x ?p ?o }",
        "ASK { <urn:a> ?p ?o }",
        "",
        "SELECT ?x" + " ?x" * 5_000 + "{ <urn:a> ?p ?o }",
    ],
)
def test_nothing_else_is(text):
    assert not is_glance(text)
