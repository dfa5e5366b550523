"""What XML has no way to write."""

import json
from xml.etree import ElementTree

import pyoxigraph
import pytest

from habitat_graph.media_types import JSON_LD, RDF_XML, SPARQL_JSON, SPARQL_XML, TURTLE
from habitat_graph.sparql.embedded import EmbeddedStore
from habitat_graph.sparql.store import FunctionError, Query, UnwritableError


@pytest.fixture(scope="module")
def store():
    return EmbeddedStore(pyoxigraph.Store())


def table(text):
    return Query(f'SELECT ("a{text}b" AS ?x) {{}}')


def graph(text, predicate="urn:p"):
    return Query(f'CONSTRUCT {{ <urn:s> <{predicate}> "a{text}b" }} {{}}')


@pytest.mark.parametrize("character", ["\\u0001", "\\u000B", "\\u001F", "\\uFFFE", "\\uFFFF"])
def test_a_character_that_xml_has_not_is_refused_and_named(store, character):
    for query, xml, other in ((table, SPARQL_XML, SPARQL_JSON), (graph, RDF_XML, TURTLE)):
        with pytest.raises(UnwritableError, match=character.replace("\\u", r"U\+")):
            store.answer(query(character), xml)
        assert store.answer(query(character), other).body


@pytest.mark.parametrize("alias", ["application/xml", "text/xml"])
def test_it_is_refused_by_every_name_of_xml(store, alias):
    for query in (table, graph):
        with pytest.raises(UnwritableError):
            store.answer(query("\\u0001"), alias)


@pytest.mark.parametrize("text", ["\\r", "\\r\\n", "\\n", "\\t", "\\u0085", "\\u2028", "<&>]]>"])
def test_every_other_character_comes_back(store, text):
    meant = json.loads(f'"a{text}b"')
    for query, media_type in ((table, SPARQL_XML), (graph, RDF_XML)):
        body = store.answer(query(text), media_type).body
        root = ElementTree.fromstring(body)  # noqa: S314 - our own
        assert meant in [element.text for element in root.iter()]


@pytest.mark.parametrize("predicate", ["http://example.org/1", "http://example.org/a?b=1"])
def test_a_property_without_an_xml_name_is_refused(store, predicate):
    with pytest.raises(UnwritableError, match="property"):
        store.answer(graph("", predicate), RDF_XML)


def test_a_triple_term_is_refused_in_json_ld(store):
    query = Query("CONSTRUCT { <urn:s> <urn:p> <<( <urn:s> <urn:p> 1 )>> } {}")
    with pytest.raises(UnwritableError, match="triple term"):
        store.answer(query, JSON_LD)


def test_a_function_that_is_not_there_is_named(store):
    with pytest.raises(FunctionError, match="<urn:f>"):
        store.answer(Query("SELECT (<urn:f>(1) AS ?x) {}"), SPARQL_JSON)
