"""Prologues between the operations of an update."""

import pyoxigraph
import pytest
from rdflib import Graph

from habitat_graph.sparql.prologue import with_one_prologue

LATER = [
    "PREFIX a: <urn:a#> INSERT DATA { a:s a:p 1 } ; PREFIX a: <urn:a#> INSERT DATA { a:s a:p 2 }",
    "PREFIX a: <urn:a#> INSERT DATA { a:s a:p 1 } ; PREFIX a: <urn:b#> INSERT DATA { a:s a:p 2 }",
    "INSERT DATA { <urn:s> <urn:p> 1 } ;\nPREFIX : <urn:b#>\nINSERT DATA { :s :p 2 } ;",
    """
    PREFIX a: <urn:a#>
    INSERT DATA { a:s a:p 1 } ;
    INSERT DATA { a:s a:p 'a:s ; PREFIX' } ;
    prefix b: <urn:b#> # PREFIX c: <urn:c#> ;
    INSERT DATA { a:s b:p [ a:p 1 ; b:p 2 ] }
    """,
    """
    PREFIX a: <urn:a#> INSERT DATA { a:s a:p 1 } ;
    PREFIX a: <urn:b#> INSERT DATA { a:s a:p 2 } ;
    INSERT DATA { a:s a:p 3 } ;
    PREFIX a: <urn:a#> INSERT DATA { a:s a:p 4 }
    """,
    """
    BASE <http://a.org/> INSERT DATA { <s> <p> <o> } ;
    BASE <http://b.org/x/> PREFIX b: <y#> INSERT DATA { <s> <../p> b:o, <#z> } ;
    BASE <http://b.org/x/c/> INSERT DATA { <s> <p> 1 }
    """,
    """
    INSERT DATA { <urn:s> <urn:p> 1 } ;
    PREFIX b: <urn:b#>
    DELETE { ?s ?p 1 } INSERT { ?s ?p b:o } WHERE { ?s ?p ?o FILTER(?o < 2 && ?o > 0) }
    """,
]


@pytest.mark.parametrize("update", LATER)
def test_the_engine_reads_what_the_grammar_allows(update):
    with pytest.raises(SyntaxError):
        pyoxigraph.Store().update(update)
    store, other = pyoxigraph.Store(), Graph()
    store.update(with_one_prologue(update))
    other.update(update)
    expected = pyoxigraph.parse(other.serialize(format="nt"), pyoxigraph.RdfFormat.N_TRIPLES)
    found, meant = pyoxigraph.Dataset(store), pyoxigraph.Dataset(expected)
    for dataset in (found, meant):
        dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.UNSTABLE)
    assert found == meant


@pytest.mark.parametrize(
    "update",
    [
        "",
        "PREFIX a: <urn:a#>",
        "CLEAR ALL ;",
        "PREFIX a: <urn:a#> INSERT DATA { a:s a:p 'x ; PREFIX b: <urn:b#>' } ; CLEAR ALL",
        "INSERT DATA { <urn:s> <urn:p> [ <urn:p> 1 ; <urn:prefix> 2 ] }",
        "PREFIX a: <urn:a#> nonsense ; { ' <",
    ],
)
def test_an_update_with_one_prologue_stays_as_it_is(update):
    assert with_one_prologue(update) == update


def test_a_mistake_is_found_in_the_line_where_it_is():
    update = "INSERT DATA { <urn:s> <urn:p> 1 } ;\nPREFIX a: <urn:a#>\nINSERT DATA { a:s }"
    with pytest.raises(SyntaxError, match=r"at 3:\d+"):
        pyoxigraph.Store().update(with_one_prologue(update))


def test_a_new_name_is_not_one_that_is_there():
    update = (
        "PREFIX a: <urn:a#> PREFIX a-2: <urn:c#> INSERT DATA { a:s a-2:p 1 } ;"
        " PREFIX a: <urn:b#> INSERT DATA { a:s a-2:p 2 }"
    )
    store = pyoxigraph.Store()
    store.update(with_one_prologue(update))
    assert {quad.subject.value for quad in store} == {"urn:a#s", "urn:b#s"}
    assert {quad.predicate.value for quad in store} == {"urn:c#p"}
