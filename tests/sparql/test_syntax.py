"""What is said of a query that is not SPARQL."""

import pytest

from habitat_graph.sparql.store import Query, QuerySyntaxError

CASES = [
    ("SELECT * WHERE {\n  ?s ex:p ?o }", 2, 6, "prefix “ex:” is not declared"),
    ("SELEC ?x", 1, 1, "“SELEC” starts no query"),
    ("你好", 1, 1, "“你好” starts no query"),
    ("PREFIX a: <urn:a>", 1, 18, "there is no query"),
    ("SELECT * {\n  ?s ?p 'ab }\n", 2, 9, "has no end"),
    ("SELECT * {\n  ?s ?p ?o ", 1, 10, "“{” that opens here is never closed"),
    ("ASK { ?s ?p ?o }}", 1, 17, "nothing that this “}” closes"),
    ("ASK { FILTER(1 } )", 1, 16, "“}” stands where “)” is due"),
    ("SELECT ?s ?p { ?s ?p ?o } GROUP BY ?s", 1, 38, "GROUP BY does not"),
    ("SELECT * { ?s ?p }", 1, 18, "at or just before “}”"),
    ("SELECT * { ?s ?p ?o } LIMIT x", 1, 29, "at or just before “x”"),
    ("ASK { ?s ?p ?o } # " + "\n" * 3 + "ORDER", 4, 1, "“ORDER”"),
]


@pytest.mark.parametrize(("text", "line", "column", "said"), CASES)
def test_the_place_and_the_mistake_are_named(store, text, line, column, said):
    with pytest.raises(QuerySyntaxError) as error:
        store.answer(Query(text), "")
    assert (error.value.line, error.value.column) == (line, column)
    assert said in error.value.message
    assert error.value.message_zh.startswith(f"第{line}行第{column}列")
