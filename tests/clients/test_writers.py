"""SPARQLWrapper, rdflib and curl write into a scratch endpoint, with its token."""

import shutil
import subprocess

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from served import served
from SPARQLWrapper import POST, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import Unauthorized
from web.conftest import write_release

TOKEN = "only the editors know it"  # noqa: S105 - of a server that lives for these tests
BEARER = f"Bearer {TOKEN}"
SUBJECT, PREDICATE = URIRef("urn:written"), URIRef("urn:by")


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    store = tmp_path_factory.mktemp("scratch")
    write_release(store)
    with served(store, HABITAT_GATE="off", HABITAT_TOKEN=TOKEN) as server:
        yield f"http://127.0.0.1:{server.port}"


def written(base):
    return {str(name) for name in Graph(SPARQLStore(f"{base}/sparql")).objects(SUBJECT, PREDICATE)}


def test_sparqlwrapper_updates(base):
    wrapper = SPARQLWrapper(f"{base}/update")
    wrapper.setMethod(POST)
    wrapper.setQuery(
        'INSERT DATA { GRAPH <urn:wrapper> { <urn:written> <urn:by> "SPARQLWrapper" } }'
    )
    with pytest.raises(Unauthorized):
        wrapper.query()
    wrapper.addCustomHttpHeader("Authorization", BEARER)
    wrapper.query()
    assert "SPARQLWrapper" in written(base)


def test_rdflib_updates(base):
    store = SPARQLUpdateStore(
        f"{base}/sparql", f"{base}/update", headers={"Authorization": BEARER}, autocommit=False
    )
    graph = Graph(store, identifier="urn:rdflib")
    graph.add((SUBJECT, PREDICATE, Literal("rdflib")))
    graph.add((SUBJECT, PREDICATE, Literal("rdflib again")))
    store.commit()
    assert {"rdflib", "rdflib again"} <= written(base)
    graph.remove((SUBJECT, PREDICATE, Literal("rdflib again")))
    store.commit()
    assert "rdflib again" not in written(base)
    graph.update("DELETE WHERE { <urn:written> <urn:by> 'rdflib' }")
    store.commit()
    assert "rdflib" not in written(base)


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl_puts_a_graph(base):
    command = ["curl", "--silent", "--show-error", "--fail", "--noproxy", "*"]
    command += ["--header", f"Authorization: {BEARER}", "--header", "Content-Type: text/turtle"]
    command += ["--upload-file", "-", f"{base}/data?graph=urn:curl"]
    turtle = '<urn:written> <urn:by> "curl" .'
    subprocess.run(command, input=turtle, text=True, check=True, capture_output=True)
    assert "curl" in written(base)
