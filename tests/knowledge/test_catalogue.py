"""Queries explain themselves, and their parameters cannot carry anything but a value."""

import pytest

from habitat_graph.knowledge.catalogue import catalogue, front_matter, read_query
from habitat_graph.problems import DataError

TEXT = """#+ title.en: Who lives where?
#+ title.zh: 谁住在哪里？
#+ description.en: People and places.
#+ shows: a parameter
#+ param country: ex:ken — the country
#+ param.zh country: 国家

PREFIX ex: <http://example.org/>

SELECT ?who WHERE {
  VALUES ?country { ex:ken }
  ?who ex:livesIn ?country .
}
ORDER BY ?who
"""


@pytest.fixture
def query(tmp_path):
    path = tmp_path / "queries" / "people-where.rq"
    path.parent.mkdir()
    path.write_text(TEXT, "utf-8")
    return read_query(path)


def test_a_query_says_what_it_asks_in_two_languages(query):
    assert query.name == "people-where"
    assert query.titles == {"en": "Who lives where?", "zh": "谁住在哪里？"}
    assert query.descriptions == {"en": "People and places."}
    assert query.shows == "a parameter"


def test_a_parameter_has_a_default_and_a_meaning(query):
    (parameter,) = query.parameters
    assert (parameter.name, parameter.default) == ("country", "ex:ken")
    assert parameter.meanings == {"en": "the country", "zh": "国家"}


@pytest.mark.parametrize(
    ("value", "term"),
    [
        ("ex:chn", "<http://example.org/chn>"),
        ("<http://example.org/a>", "<http://example.org/a>"),
        ("http://example.org/a", "<http://example.org/a>"),
        ('"Kenya"@en', '"Kenya"@en'),
        ("Kenya", '"Kenya"'),
        ("2019", '"2019"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("true", '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'),
        ("two words: one", '"two words: one"'),
    ],
)
def test_a_value_takes_the_place_of_the_default(query, value, term):
    assert f"VALUES ?country {{ {term} }}" in query.filled({"country": value})


@pytest.mark.parametrize(
    "value",
    ["ex:a } ?s ?p ?o . VALUES ?x { 1", "<http://a> <http://b>", "[]", '"', "a\\", "ex:a , ex:b"],
)
def test_a_value_cannot_carry_a_query(query, value):
    filled = query.filled({"country": value})
    assert filled.count("{") - value.count("{") == TEXT.count("{")
    assert "[]" not in filled.replace('"[]"', "")


def test_an_unknown_parameter_is_refused(query):
    with pytest.raises(DataError, match="has no parameter “city”; it has: country"):
        query.filled({"city": "ex:nbo"})


def test_a_query_runs_as_it_stands(query):
    assert query.filled({}) == TEXT


def test_a_parameter_without_a_place_is_refused(tmp_path):
    path = tmp_path / "people-where.rq"
    path.write_text(TEXT.replace("VALUES ?country", "VALUES ?land"), "utf-8")
    with pytest.raises(DataError, match="“country” has no place"):
        read_query(path)


@pytest.mark.parametrize("key", ["title.en", "title.zh", "shows"])
def test_the_catalogue_wants_every_query_explained(query, tmp_path, key):
    text = "\n".join(line for line in TEXT.splitlines() if not line.startswith(f"#+ {key}"))
    query.path.write_text(text, "utf-8")
    with pytest.raises(DataError, match=f"no line “#\\+ {key}"):
        catalogue(tmp_path)


def test_a_query_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "people-where.rq"
    path.write_bytes(b"\xff")
    with pytest.raises(DataError, match="cannot be read"):
        read_query(path)


def test_front_matter_is_what_begins_its_lines():
    assert front_matter('#+ a: b\n# c: d\nSELECT "#+ e: f"') == {"a": "b"}
