"""Documents that are written with the context mean what the ontology says."""

import json
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import Graph

from habitat_graph.settings import Settings
from habitat_graph.sparql.store import Query
from habitat_graph.web.app import create_app
from habitat_graph.web.context import context
from habitat_graph.web.questions import Questions
from habitat_graph.web.site import question_texts

DOCUMENT = {
    "id": "activity:forum",
    "type": "Activity",
    "label": {"en": "A forum met", "zh": "举行了论坛"},
    "place": "country:ken",
    "startDate": "2019-02-01",
    "value": "5.50",
    "schema:startDate": "2019",
}
EXPECTED = """
@prefix hab: <https://w3id.org/habitat-graph/ontology#> .
@prefix id: <https://w3id.org/habitat-graph/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

id:activity\\/forum a hab:Activity ;
  rdfs:label "A forum met"@en , "举行了论坛"@zh ;
  hab:place id:country\\/ken ;
  hab:startDate "2019-02-01"^^xsd:date ;
  hab:value "5.50"^^xsd:decimal ;
  schema:startDate "2019" .
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory, shelve, root):
    store = tmp_path_factory.mktemp("context")
    shelve(store, 1, Path(__file__).with_name("described.trig").read_bytes())
    return create_app(Settings(store, None, 30.0, "en"), root).test_client()


@pytest.fixture(scope="module")
def served(client):
    return client.get("/context.jsonld").get_json(force=True)


def nodes(turtle):
    return {str(quad.triple) for quad in pyoxigraph.parse(turtle, pyoxigraph.RdfFormat.TURTLE)}


def read(document):
    text = json.dumps(document)
    return {str(quad.triple) for quad in pyoxigraph.parse(text, pyoxigraph.RdfFormat.JSON_LD)}


def test_it_is_json_ld_that_any_site_may_read(client):
    reply = client.get("/context.jsonld")
    assert reply.mimetype == "application/ld+json"
    assert reply.headers["Access-Control-Allow-Origin"] == "*"


def test_oxigraph_reads_a_document_as_it_is_meant(served):
    assert read({**served, **DOCUMENT}) == nodes(EXPECTED)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own use of it
def test_rdflib_reads_a_document_as_it_is_meant(served):
    graph = Graph().parse(data=json.dumps({**served, **DOCUMENT}), format="json-ld")
    assert set(graph) == set(Graph().parse(data=EXPECTED, format="turtle"))


def test_a_name_that_two_vocabularies_share_is_ours_and_theirs_has_its_prefix(served):
    terms = served["@context"]
    assert terms["startDate"]["@id"] == "hab:startDate"
    assert terms["schema:startDate"]["@id"] == "schema:startDate"


def test_what_is_declared_and_not_yet_used_is_there_too(served):
    terms = served["@context"]
    assert terms["motto"] == {"@id": "hab:motto", "@container": "@language"}


@pytest.fixture(scope="module")
def real(graph):
    return context(Questions(graph, question_texts()))


def test_every_term_of_the_real_ontology_can_be_written(graph, real):
    text = """
      PREFIX owl: <http://www.w3.org/2002/07/owl#>
      SELECT DISTINCT ?term {
        VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty }
        ?term a ?kind FILTER(STRSTARTS(STR(?term), "https://w3id.org/habitat-graph/ontology#"))
      }"""
    terms = graph.answer(Query(text), "text/csv").body.decode().split()[1:]
    assert len(terms) > 100
    written = {
        entry["@id"] if isinstance(entry, dict) else entry
        for entry in real.values()
        if entry != 1.1
    }
    assert {f"hab:{term.partition('#')[2]}" for term in terms} <= written


def test_a_real_thing_written_with_the_context_is_the_thing(graph, real):
    iri = "https://w3id.org/habitat-graph/id/country/ken"
    text = f"CONSTRUCT {{ <{iri}> ?p ?o }} WHERE {{ <{iri}> ?p ?o }}"
    triples = pyoxigraph.parse(
        graph.answer(Query(text), "text/turtle").body, pyoxigraph.RdfFormat.TURTLE
    )
    expected = {str(quad.triple) for quad in triples}
    document = {"@context": real, "id": "country:ken", "type": []}
    names = {entry["@id"]: name for name, entry in real.items() if isinstance(entry, dict)}
    for quad in pyoxigraph.parse(
        "\n".join(f"{line} ." for line in expected), pyoxigraph.RdfFormat.N_TRIPLES
    ):
        if quad.predicate.value.endswith("#type"):
            document["type"].append(quad.object.value)
            continue
        name = next(
            names[short] for short in names if expanded(real, short) == quad.predicate.value
        )
        add(document, name, real[name], quad.object)
    assert read(document) == expected


def expanded(terms, name):
    prefix, _, local = name.partition(":")
    return terms[prefix] + local if prefix in terms else name


def add(document, name, entry, value):
    if entry.get("@container") == "@language":
        document.setdefault(name, {}).setdefault(value.language, []).append(value.value)
    elif isinstance(value, pyoxigraph.Literal) and value.language:
        document.setdefault(name, []).append({"@value": value.value, "@language": value.language})
    else:
        document.setdefault(name, []).append(value.value)
