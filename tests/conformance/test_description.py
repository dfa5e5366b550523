"""The service description says what the endpoint does, no more and no less, over a real socket.

https://www.w3.org/TR/sparql11-service-description/
"""

import pytest
from rdflib import RDF, Graph, Namespace, URIRef

from conformance.results import MEDIA_TYPES

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS = Namespace("http://www.w3.org/ns/formats/")
TABLES = {
    FORMATS.SPARQL_Results_JSON: ".srj",
    FORMATS.SPARQL_Results_XML: ".srx",
    FORMATS.SPARQL_Results_CSV: ".csv",
    FORMATS.SPARQL_Results_TSV: ".tsv",
}
GRAPHS = {
    FORMATS.Turtle: ".ttl",
    FORMATS["N-Triples"]: ".nt",
    FORMATS.RDF_XML: ".rdf",
    FORMATS["JSON-LD"]: ".jsonld",
    FORMATS.TriG: ".trig",
    FORMATS["N-Quads"]: ".nq",
}


@pytest.fixture
def description(scratch):
    reply = scratch.exchange("GET", scratch.paths["query"], headers={"Accept": "text/turtle"})
    return Graph().parse(data=reply.body, format="turtle")


def service(description):
    return description.value(None, RDF.type, SD.Service, any=False)


def test_there_is_one_service_and_its_address_answers(scratch, description):
    address = str(description.value(service(description), SD.endpoint, any=False))
    assert scratch.exchange("GET", f"{address}?query=ASK%7B%7D").status == 200


def test_each_format_that_is_promised_is_given(scratch, description):
    promised = set(description.objects(service(description), SD.resultFormat))
    assert promised == {*TABLES, *GRAPHS}
    for formats, query in ((TABLES, "SELECT * {}"), (GRAPHS, "CONSTRUCT {} {}")):
        for suffix in formats.values():
            reply = scratch.query(query, MEDIA_TYPES[suffix])
            assert (reply.status, reply.media_type) == (200, MEDIA_TYPES[suffix])


def test_each_format_that_is_promised_to_be_taken_is_taken(scratch, description):
    for form in description.objects(service(description), SD.inputFormat):
        assert scratch.write(b"", MEDIA_TYPES[GRAPHS[form]], "urn:g").status != 415


def test_the_default_graph_is_what_it_is_said_to_be(scratch, description):
    scratch.update("INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> <urn:o> } }")
    union = b"true" in scratch.query("ASK { ?s ?p ?o }", MEDIA_TYPES[".srj"]).body
    features = set(description.objects(service(description), SD.feature))
    assert (SD.UnionDefaultGraph in features) is union


def test_federation_is_promised_where_it_is_given(scratch, description, others):
    listed = scratch.query(f"ASK {{ SERVICE <{others[0].query}> {{}} }}", MEDIA_TYPES[".srj"])
    other = scratch.query("ASK { SERVICE <http://127.0.0.1:9/> {} }", MEDIA_TYPES[".srj"])
    features = set(description.objects(service(description), SD.feature))
    assert (SD.BasicFederatedQuery in features) is (listed.status == 200)
    assert (listed.status, other.status) == (200, 403)


def test_languages_are_promised_where_they_are_spoken(description):
    languages = set(description.objects(service(description), SD.supportedLanguage))
    assert SD.SPARQL11Query in languages


def test_each_graph_is_named_with_its_size(scratch):
    scratch.update("INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> 1, 2 } }")
    reply = scratch.exchange("GET", scratch.paths["query"], headers={"Accept": "text/turtle"})
    described = Graph().parse(data=reply.body, format="turtle")
    (graph,) = described.subjects(SD.name, URIRef("urn:g"))
    sizes = described.objects(described.value(graph, SD.graph))
    assert "2" in [str(value) for value in sizes]
