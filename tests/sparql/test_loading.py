"""Reading a release's quads: which engine they end up in, and that its answers are the same."""

import pytest

from habitat_graph.media_types import CSV
from habitat_graph.sparql.content import Content
from habitat_graph.sparql.embedded import EmbeddedStore
from habitat_graph.sparql.loading import loaded
from habitat_graph.sparql.store import Query

APART = """\
<urn:a> <urn:p> "x y" <urn:g> .
<urn:a> <urn:p> <urn:b> <urn:g> .
<urn:b> <urn:p> <urn:c> <urn:h> .
<urn:c> <urn:p> _:c14n0 <urn:h> .
_:c14n0 <urn:p> "_:b" <urn:h> .
"""
MORE = (
    "<urn:a> <urn:p> <urn:b> <urn:h> .\n",
    "<urn:a> <urn:p> <urn:b> .\n",
    '<urn:a> <urn:p> "x y" .\n',
    "<urn:d> <urn:p> <urn:d> .\n",
)
QUERIES = (
    "SELECT * { ?s ?p ?o }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "SELECT * { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * { GRAPH ?g { ?s ?p ?o } ?o ?q ?r }",
    "SELECT * { ?s <urn:p>+ ?o }",
    "SELECT * { ?s <urn:p>* ?o }",
    "SELECT * { GRAPH <urn:h> { ?s <urn:p>* ?o } }",
    "SELECT * FROM <urn:g> { ?s ?p ?o }",
    "SELECT * FROM NAMED <urn:g> { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }",
    "SELECT*FROM<urn:g>FROM<urn:h>{ ?s ?p ?o }",
    "SELECT * { ?s ?p ?o FILTER NOT EXISTS { GRAPH <urn:h> { ?s ?p ?o } } }",
    'SELECT * { ?s ?p ?o FILTER (STR(?o) != "from") }',
    "SELECT ?g { GRAPH ?g {} }",
)


@pytest.fixture
def file(tmp_path):
    def written(text):
        path = tmp_path / "data.nq"
        path.write_text(text, "utf-8")
        return path

    return written


def rows(content, query):
    body = EmbeddedStore(content).answer(query, CSV).body
    return sorted(body.decode().splitlines())


@pytest.mark.parametrize("text", QUERIES)
def test_both_engines_give_the_same_answer(file, text):
    content = loaded(file(APART), union=True)
    assert content.apart is not None
    whole = Content.of(content.every_quad(), union=True)
    assert whole.apart is None
    assert rows(content, Query(text)) == rows(whole, Query(text))


@pytest.mark.parametrize("graphs", [("urn:g",), ("urn:g", "urn:h"), ()])
def test_a_dataset_of_the_request_counts_in_both_engines(file, graphs):
    content = loaded(file(APART), union=True)
    whole = Content.of(content.every_quad(), union=True)
    query = Query(QUERIES[0], default_graphs=graphs, named_graphs=("urn:h",))
    assert rows(content, query) == rows(whole, query)


@pytest.mark.parametrize("line", MORE)
@pytest.mark.parametrize("ordered", [True, False])
def test_where_a_triple_stands_twice_or_in_no_graph_it_is_counted_once(file, line, ordered):
    text = APART + line
    if ordered:
        text = "".join(sorted(text.splitlines(keepends=True)))
    content = loaded(file(text), union=True)
    assert content.apart is None
    assert rows(content, Query(QUERIES[1])) == ["5" if "urn:d" not in text else "6", "n"]


def test_nameless_nodes_keep_their_labels(file):
    content = loaded(file(APART), union=True)
    assert {str(quad) + " ." for quad in content.every_quad()} == set(APART.splitlines())


def test_the_plain_default_graph_is_left_as_it_is(file):
    content = loaded(file(APART), union=False)
    assert content.apart is None
    assert rows(content, Query(QUERIES[1])) == ["0", "n"]


def test_no_two_graphs_of_the_report_share_a_triple(graph):
    counted = Query("SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }")
    _, number = graph.answer(counted, CSV).body.split()
    # Each is in the union and in its graph. Else it is served all the same, but not as fast.
    assert int(number) == 2 * len(graph)
