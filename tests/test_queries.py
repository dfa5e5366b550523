"""Every query of the catalogue gives its golden result, and every golden result has its query."""

import re

import pytest

from habitat_graph.knowledge.catalogue import catalogue
from habitat_graph.knowledge.files import knowledge_root
from habitat_graph.media_types import TSV
from habitat_graph.sparql.store import Query

QUERIES = catalogue(knowledge_root())
KEYWORDS = ("SELECT", "WHERE", "ORDER BY", "FILTER", "OPTIONAL", "VALUES", "UNION", "GROUP BY")


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_a_query_gives_its_golden_result(query, graph, golden):
    answer = graph.answer(Query(query.text), TSV)
    golden.compare(f"{query.name}.tsv", answer.body.decode())


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_a_golden_result_has_rows(query, golden):
    assert len(golden.text(f"{query.name}.tsv").splitlines()) > 1, "The query finds nothing."


def test_every_golden_result_has_its_query(golden):
    assert golden.names() == sorted(f"{query.name}.tsv" for query in QUERIES)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_a_query_explains_itself_in_both_languages(query):
    assert set(query.titles) == set(query.descriptions) == {"en", "zh"}
    assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", query.name)


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_a_query_is_in_house_style(query):
    body = re.sub(r"#.*|<[^>]*>|\"[^\"]*\"", "", query.text)
    used = set(re.findall(r"(?<![\w?])([a-z]+):\w", body))
    declared = set(re.findall(r"PREFIX (\w+):", query.text))
    assert declared >= used
    assert all(re.search(rf"\b{prefix}:", body.split("PREFIX")[-1]) for prefix in declared)
    assert "ORDER BY" in body
    assert not re.search(rf"\b({'|'.join(KEYWORDS).lower()})\b", body)


def test_at_most_three_queries_are_featured():
    featured = [re.search(r"#\+ featured: (\d)", query.text) for query in QUERIES]
    assert sorted(found[1] for found in featured if found) == ["1", "2", "3"]
