"""SPARQLWrapper and rdflib's stores."""

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, GET, JSON, JSONLD, N3, POST, RDFXML, TSV, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import EndPointInternalError, QueryBadFormed

NAMES = """PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?name { <https://w3id.org/habitat-graph/id/country/ken> rdfs:label ?name
  FILTER(LANG(?name) = "en") }"""
KENYA = URIRef("https://w3id.org/habitat-graph/id/country/ken")
COUNTRY = URIRef("https://w3id.org/habitat-graph/ontology#Country")


@pytest.fixture
def wrapper(endpoint):
    wrapper = SPARQLWrapper(endpoint)
    wrapper.setQuery(NAMES)
    return wrapper


@pytest.mark.parametrize("method", [GET, POST])
def test_sparqlwrapper_reads_json(wrapper, method):
    wrapper.setMethod(method)
    wrapper.setReturnFormat(JSON)
    rows = wrapper.queryAndConvert()["results"]["bindings"]
    assert [row["name"]["value"] for row in rows] == ["Kenya"]


def test_sparqlwrapper_reads_xml(wrapper):
    wrapper.setReturnFormat(XML)
    assert "Kenya" in wrapper.queryAndConvert().toxml()


@pytest.mark.parametrize("kind", [CSV, TSV])
def test_sparqlwrapper_reads_tables(wrapper, kind):
    wrapper.setReturnFormat(kind)
    assert b"Kenya" in wrapper.queryAndConvert()


# SPARQLWrapper itself still makes graphs the old way.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize("kind", [RDFXML, TURTLE, N3, JSONLD])
def test_sparqlwrapper_reads_graphs(endpoint, kind):
    wrapper = SPARQLWrapper(endpoint)
    wrapper.setQuery(f"CONSTRUCT {{ <{KENYA}> ?p ?o }} {{ <{KENYA}> ?p ?o }}")
    wrapper.setReturnFormat(kind)
    answer = wrapper.queryAndConvert()
    graph = answer if isinstance(answer, Graph) else Graph().parse(data=answer, format="turtle")
    assert (KENYA, RDFS.label, Literal("Kenya", "en")) in graph


def test_sparqlwrapper_tells_its_user_what_is_wrong(endpoint):
    wrapper = SPARQLWrapper(endpoint)
    wrapper.setQuery("SELECT * {")
    with pytest.raises(QueryBadFormed, match="never closed"):
        wrapper.query()
    wrapper.setQuery("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }")
    wrapper.addParameter("timeout", "0.01")
    with pytest.raises((EndPointInternalError, OSError)):
        wrapper.query()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_asks_the_endpoint_as_a_graph(endpoint, method):
    graph = Graph(SPARQLStore(endpoint, method=method))
    assert (KENYA, RDF.type, COUNTRY) in graph
    assert Literal("Kenya", "en") in set(graph.objects(KENYA, RDFS.label))
    assert [str(row.name) for row in graph.query(NAMES)] == ["Kenya"]
    assert graph.query("ASK { ?s a <urn:none> }").askAnswer is False


def test_rdflib_builds_a_graph(endpoint):
    described = Graph(SPARQLStore(endpoint)).query(f"DESCRIBE <{KENYA}>").graph
    assert (KENYA, RDF.type, COUNTRY) in described
