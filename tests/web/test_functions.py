"""The functions that the service's description lists are those that the engine has."""

import pyoxigraph
import pytest
from stores import DISK, EMBEDDED

GEOF = "http://www.opengis.net/def/function/geosparql/"
XSD = "http://www.w3.org/2001/XMLSchema#"
UNITS = "http://www.opengis.net/def/uom/OGC/1.0/"
EXTENSION = "http://www.w3.org/ns/sparql-service-description#extension"

ONE, OTHER = (
    f'"POLYGON(({points}))"^^<http://www.opengis.net/ont/geosparql#wktLiteral>'
    for points in ("0 0,0 2,2 2,2 0,0 0", "1 1,1 3,3 3,3 1,1 1")
)
HERE, THERE = (
    f'"POINT({point})"^^<http://www.opengis.net/ont/geosparql#wktLiteral>'
    for point in ("0 0", "3 4")
)
CASTS = {
    "date": "2020-02-29",
    "dayTimeDuration": "P1DT2H",
    "duration": "P1Y2M3DT4H",
    "gDay": "---29",
    "gMonth": "--02",
    "gMonthDay": "--02-28",
    "gYear": "2020",
    "gYearMonth": "2020-02",
    "time": "12:00:00",
    "yearMonthDuration": "P1Y2M",
}
OF_TWO = {"difference", "intersection", "symDifference", "union"}
OF_MORE = {
    "area": (ONE, f"<{UNITS}square_metre>"),
    "length": (ONE, f"<{UNITS}metre>"),
    "perimeter": (ONE, f"<{UNITS}metre>"),
    "distance": (HERE, THERE, f"<{UNITS}metre>"),
    "relate": (ONE, OTHER, '"T*T***T**"'),
}
UNLISTED = (
    f"{GEOF}buffer",
    f"{GEOF}boundary",
    f"{GEOF}asWKT",
    f"{GEOF}aggUnion",
    f"{XSD}anyURI",
    f"{XSD}long",
    "http://www.w3.org/2005/xpath-functions#abs",
    "http://jena.apache.org/ARQ/function#now",
    "urn:function",
)


@pytest.fixture
def listed(client):
    """The functions and the aggregates that are listed."""

    def objects(kind):
        node = pyoxigraph.NamedNode(EXTENSION + kind)
        return {quad.object.value for quad in quads if quad.predicate == node}

    quads = list(pyoxigraph.parse(client.get("/sparql").data, pyoxigraph.RdfFormat.TURTLE))
    return objects("Function"), objects("Aggregate")


@pytest.fixture
def only_ours(engine):
    if engine not in (EMBEDDED, DISK):
        pytest.skip("a remote store has functions of its own")


def question(function):
    """An expression that calls the function with what it is for."""
    name = function.removeprefix(GEOF)
    if name == function:
        return f'<{function}>("{CASTS[function.removeprefix(XSD)]}")'
    is_relation = name.startswith(("sf", "eh", "rcc8"))
    default = (ONE, OTHER) if is_relation or name in OF_TWO else (ONE,)
    return f"<{function}>({', '.join(OF_MORE.get(name, default))})"


def answer(client, expression):
    reply = client.get("/sparql", query_string={"query": f"SELECT ({expression} AS ?it) {{}}"})
    return reply.json["results"]["bindings"][0] if reply.status_code == 200 else reply


@pytest.mark.usefixtures("only_ours")
def test_each_listed_function_answers(client, listed):
    functions, aggregates = listed
    assert len(functions) == len(CASTS) + 43
    assert [one for one in functions if "it" not in answer(client, question(one))] == []
    assert aggregates == set()


@pytest.mark.usefixtures("only_ours")
@pytest.mark.parametrize("function", UNLISTED)
def test_a_function_that_is_not_listed_is_refused(client, listed, function):
    assert function not in listed[0]
    reply = answer(client, f'<{function}>("1")')
    assert reply.status_code == 422
    assert reply.json["type"].endswith("#unknown-function")


def test_of_a_remote_store_no_functions_are_listed(listed, engine):
    assert bool(listed[0]) is (engine in (EMBEDDED, DISK))


@pytest.mark.usefixtures("only_ours")
@pytest.mark.parametrize(("name", "lexical"), CASTS.items())
def test_a_cast_keeps_what_it_is_given(client, name, lexical):
    found = answer(client, f'<{XSD}{name}>("{lexical}")')["it"]
    assert (found["value"], found["datatype"]) == (lexical, XSD + name)
