"""How one IRI or literal is written."""

import pytest
from written import PATH, value

from habitat_graph.knowledge.turtle import formatted


@pytest.mark.parametrize(
    "written",
    [
        *("5", "05", "-5", "5.0", "5.00", "+.5", "1e3", "5.0E-2", "true", "false"),
        *('"2020-01-01"^^xsd:date', '"5"^^xsd:decimal', '"TRUE"^^xsd:boolean', '"1"^^xsd:boolean'),
        *('"x"', '"x"@en-GB', '"tab\\t, \\"quote\\", \\\\, \\r, \\u0000, \\u007F"', '"5"'),
        *(
            '"""two\nlines"""',
            '"""a "quote" ""\n"""@zh',
            '"""\n\\"\\"\\"a"""',
            '"""\n\\"\\"\\""""',
            '"""\na\\""""@en',
        ),
        *("ex:a", "ex:a.b", "ex:9", "ex:人居", "ex:", "ex:a:b", "hab:Body"),
        *("<http://example.org/a/b>", "<http://example.org/a.>", "<http://example.org/-a>"),
        *("<http://example.org/a~b>", "<http://example.org/a%20b>", "<http://other.org/>"),
        *("()", "[]", '( ex:a 5.0 "x"@en )', "( ( ex:a ) () )"),
    ],
)
def test_a_value_is_written_as_it_was(written: str) -> None:
    assert value(written) == written


@pytest.mark.parametrize(
    ("as_typed", "written"),
    [
        ("<http://example.org/a>", "ex:a"),
        ("ex:a\\~b", "<http://example.org/a~b>"),
        ('"5.0"^^xsd:decimal', "5.0"),
        ('"x"^^xsd:string', '"x"'),
        ("'it''s'".replace("''", "\\'"), '"it\'s"'),
        ("'''a\\nb'''", '"""a\nb"""'),
        ('"\\u4E00"', '"一"'),
    ],
)
def test_there_is_one_way_to_write_a_value(as_typed: str, written: str) -> None:
    assert value(as_typed) == written


def test_the_longest_namespace_names_an_iri() -> None:
    turtle = "@prefix a: <http://a/> . @prefix b: <http://a/b> . a:x a:p <http://a/bc> , a:c ."
    text = formatted(PATH, turtle)
    assert "b:c" in text
    assert formatted(PATH, text) == text


def test_the_empty_prefix_is_a_prefix() -> None:
    text = "@prefix : <http://a/> .\n\n:x\n    :p :y ;\n.\n"
    assert formatted(PATH, text) == text
