from pathlib import Path
from random import Random

import pytest
from rdflib import OWL, RDF, RDFS, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.term import Node

from habitat_graph.knowledge.dataset import parsed
from habitat_graph.knowledge.turtle import formatted, serialized
from habitat_graph.problems import DataError

PATH = Path("x.ttl")
PREFIXES = """\
@prefix ex: <http://example.org/> .
@prefix hab: <https://w3id.org/habitat-graph/ontology#> .
@prefix id: <https://w3id.org/habitat-graph/id/body/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def body(turtle: str) -> str:
    """What is written of `turtle` after the prefixes."""
    text = formatted(PATH, PREFIXES + turtle)
    assert formatted(PATH, text) == text
    return text.partition("\n\n")[2]


def value(turtle: str) -> str:
    """How one value is written."""
    return body(f"ex:x ex:p {turtle} .").removeprefix("ex:x\n    ex:p ").removesuffix(" ;\n.\n")


def subjects(turtle: str) -> list[str]:
    """The resources in the order in which they are written."""
    lines = body(turtle).splitlines()
    return [line for line in lines if line and not line.startswith((" ", "."))]


def refusal(turtle: str) -> DataError:
    with pytest.raises(DataError) as caught:
        formatted(PATH, PREFIXES + turtle)
    assert caught.value.where == PATH
    return caught.value


def test_the_sample_of_the_form() -> None:
    turtle = 'id:un-habitat rdfs:label "联合国人居署"@zh, "UN-Habitat"@en; a hab:Body .'
    assert formatted(PATH, PREFIXES + turtle) == (
        "@prefix hab: <https://w3id.org/habitat-graph/ontology#> .\n"
        "@prefix id: <https://w3id.org/habitat-graph/id/body/> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "\n"
        "id:un-habitat\n"
        "    a hab:Body ;\n"
        "    rdfs:label\n"
        '        "UN-Habitat"@en ,\n'
        '        "联合国人居署"@zh ;\n'
        ".\n"
    )


def test_nothing_is_written_of_nothing() -> None:
    assert formatted(PATH, PREFIXES) == ""


def test_names_come_first_evidence_last_the_others_by_name() -> None:
    turtle = (
        "ex:x hab:evidence ex:e ; ex:b 1 ; hab:z 1 ; skos:definition 1 ; skos:altLabel 1 ; ex:a 1 ;"
        " skos:prefLabel 1 ; rdfs:label 1 ; a ex:B ; skos:notation 1 ."
    )
    predicates = [line.split()[0] for line in body(turtle).splitlines()[1:-1]]
    assert predicates == [
        *("a", "rdfs:label", "skos:prefLabel", "skos:altLabel", "skos:definition"),
        *("ex:a", "ex:b", "hab:z", "skos:notation", "hab:evidence"),
    ]


def test_values_are_sorted_english_and_chinese_first() -> None:
    turtle = (
        'ex:x ex:p "a"@zh , "b"@en , "a"@fr , "a"@ar , "a"@en , "a"@zh-Hans , 10 , 9 , '
        "ex:x10 , ex:x9 ."
    )
    lines = [line.strip(" ,;") for line in body(turtle).splitlines()[2:-1]]
    assert lines == [
        *("ex:x9", "ex:x10", "9", "10"),
        *('"a"@en', '"b"@en', '"a"@zh', '"a"@zh-Hans', '"a"@ar', '"a"@fr'),
    ]


def test_things_are_sorted_by_number_ontologies_first() -> None:
    turtle = (
        "ex:p10 ex:p 1 . ex:p9 ex:p 1 . ex:z a owl:Ontology . <http://example.org/a/1> ex:p 1 ."
    )
    assert subjects(turtle) == ["ex:z", "<http://example.org/a/1>", "ex:p9", "ex:p10"]


def evidence(name: str, paragraph: str, start: int = 0) -> str:
    return (
        f"ex:{name} hab:inParagraph <https://w3id.org/habitat-graph/id/report/r/paragraph/"
        f"{paragraph}> ; hab:startOffset {start} ; hab:endOffset {start + 5} .\n"
    )


def test_statements_follow_the_report_each_with_its_evidence() -> None:
    turtle = (
        "ex:a hab:evidence ex:e10 . ex:b hab:evidence ex:e9 . ex:c hab:evidence ex:e9sooner .\n"
        "ex:d hab:evidence ex:title . ex:f hab:evidence ex:summary . ex:g hab:evidence ex:e73 .\n"
        "ex:h hab:evidence ex:footnote . ex:i hab:evidence ex:e74 . ex:zebra a ex:Thing .\n"
        + evidence("e10", "10")
        + evidence("e9", "9", 100)
        + evidence("e9sooner", "9", 20)
        + evidence("title", "title")
        + evidence("summary", "summary")
        + evidence("e73", "73")
        + evidence("e74", "74")
        + evidence("footnote", "footnote-1")
    )
    assert subjects(turtle) == [
        "ex:zebra",
        *("ex:d", "ex:title", "ex:f", "ex:summary", "ex:c", "ex:e9sooner", "ex:b", "ex:e9"),
        *("ex:a", "ex:e10", "ex:g", "ex:e73", "ex:h", "ex:footnote", "ex:i", "ex:e74"),
    ]


def test_the_earliest_evidence_places_a_statement_and_the_first_statement_takes_it() -> None:
    turtle = (
        "ex:a hab:evidence ex:late , ex:shared . ex:b hab:evidence ex:zeal , ex:shared .\n"
        + evidence("late", "40")
        + evidence("shared", "30")
        + evidence("zeal", "2")
    )
    assert subjects(turtle) == ["ex:b", "ex:zeal", "ex:shared", "ex:a", "ex:late"]
    assert "hab:evidence\n        ex:zeal ,\n        ex:shared ;" in body(turtle)


def test_statements_whose_evidence_is_elsewhere_are_sorted_by_name() -> None:
    assert subjects("ex:s10 hab:evidence ex:a . ex:s9 hab:evidence ex:b . ex:z a ex:T .") == [
        *("ex:z", "ex:s9", "ex:s10")
    ]


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


def test_nameless_resources_are_nested() -> None:
    turtle = (
        "ex:shape sh:property [ sh:path ex:b ; sh:minCount 1 ] , [ sh:path ex:a ; sh:or ("
        "[ sh:class ex:C ] [ sh:class ex:D ] ) ] ; sh:not [ sh:class ex:E ] ."
    )
    assert body(turtle) == (
        "ex:shape\n"
        "    sh:not [\n"
        "        sh:class ex:E ;\n"
        "    ] ;\n"
        "    sh:property\n"
        "        [\n"
        "            sh:or (\n"
        "                [\n"
        "                    sh:class ex:C ;\n"
        "                ]\n"
        "                [\n"
        "                    sh:class ex:D ;\n"
        "                ]\n"
        "            ) ;\n"
        "            sh:path ex:a ;\n"
        "        ] ,\n"
        "        [\n"
        "            sh:minCount 1 ;\n"
        "            sh:path ex:b ;\n"
        "        ] ;\n"
        ".\n"
    )


def test_a_list_that_is_too_long_for_a_line_has_a_line_for_each_member() -> None:
    members = [f"ex:member-with-a-long-name-{n}" for n in range(4)]
    lines = "".join(f"        {member}\n" for member in members)
    assert body(f"ex:x ex:p ({' '.join(members)}) .") == f"ex:x\n    ex:p (\n{lines}    ) ;\n.\n"


def test_a_list_that_says_more_is_written_as_resources() -> None:
    text = body(f"ex:x ex:p [ rdfs:label 1 ; <{RDF.first}> 1 ; <{RDF.rest}> () ] .")
    assert f"<{RDF.rest}> ()" in text


def test_an_axiom_that_owl_leaves_nameless_is_written() -> None:
    turtle = "[] a owl:AllDisjointClasses ; owl:members ( ex:A ex:B ) . ex:z ex:p 1 ."
    assert body(turtle) == (
        "ex:z\n    ex:p 1 ;\n.\n\n"
        "[]\n    a owl:AllDisjointClasses ;\n    owl:members ( ex:A ex:B ) ;\n.\n"
    )


def test_a_nameless_resource_of_the_data_is_refused() -> None:
    assert "nothing refers to it (http://example.org/Body)" in refusal("[] a ex:Body .").message


def test_a_nameless_resource_with_two_places_is_refused_with_a_line() -> None:
    error = refusal("ex:x ex:p [ ex:p _:b ] .\nex:y ex:p 1 .\nex:x ex:q _:b .\n_:b ex:p 1 .")
    assert error.line == 9
    assert "<http://example.org/x>" in error.message


def test_a_circle_of_nameless_resources_is_refused() -> None:
    assert "circle" in refusal("_:a ex:p _:b . _:b ex:p _:a . ex:x ex:p 1 .").message


def test_a_graph_with_a_nameless_resource_is_refused_too() -> None:
    graph = Graph()
    graph.add((BNode(), RDFS.label, Literal("x")))
    with pytest.raises(DataError, match="nothing refers to it"):
        serialized(graph)


@pytest.mark.parametrize(
    "comment", ["# note", "ex:y ex:p 1 . # note", 'ex:y ex:p """a\n#b""" ;# note\n .']
)
def test_a_comment_is_not_lost_in_silence(comment: str) -> None:
    error = refusal(f"ex:x ex:p 1 .\n{comment}")
    assert error.line == 10 + comment.partition("# note")[0].count("\n")
    assert error.remedy == "Say it with skos:editorialNote."


@pytest.mark.parametrize("value_", ['"# a"', "<http://a/#b>", '"""\n# a\n"""', "ex:a\\#b"])
def test_not_every_number_sign_begins_a_comment(value_: str) -> None:
    body(f"ex:x ex:p {value_} .")


def test_broken_turtle_is_refused_for_what_it_is() -> None:
    assert refusal("ex:x ex:p .").line == 9


def seeded(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - chance, the same in each run, and no secret


def random_literal(random: Random) -> Literal:
    text = "".join(
        random.choices("ab\"\\\n\r\t'#.;<>@^人\u0301\u0007\U0001f3d9 ", k=random.randrange(7))
    )
    number = f"{random.randrange(-9, 99)}"
    return random.choice(
        [
            Literal(text),
            Literal(text, lang=random.choice(["en", "zh", "zh-Hans", "ar"])),
            Literal(text, datatype=URIRef("http://example.org/type")),
            Literal(number, datatype=XSD.integer, normalize=False),
            Literal(f"{number}.0", datatype=XSD.decimal, normalize=False),
            Literal(f"{number}.", datatype=URIRef("http://example.org/number#type")),
        ]
    )


def random_graph(random: Random) -> Graph:
    """A graph of IRIs, literals, lists and nested nameless resources, as a tree below IRIs."""
    graph = Graph()
    graph.bind("ex", "http://example.org/")
    graph.bind("exb", "http://example.org/b/")
    names = ["a", "b/c", "b/9", "b/10", "b/1.", "x.y", "a-b", "-a", "", "人", "a(b)", "1a", "p:q"]
    iris: list[URIRef] = [URIRef(f"http://example.org/{name}") for name in names] + [RDFS.label]

    def node(depth: int) -> Node:
        kind = random.randrange(6 if depth < 3 else 4)
        if kind < 2:
            return random.choice([*iris, RDF.nil])
        if kind < 4:
            return random_literal(random)
        blank = BNode()
        if kind == 4:
            Collection(graph, blank, [node(depth + 1) for _ in range(random.randrange(1, 4))])
        else:
            describe(blank, depth + 1, random.randrange(3))
        return blank

    def describe(subject: Node, depth: int, count: int) -> None:
        for _ in range(count):
            graph.add((subject, random.choice([*iris, RDF.type]), node(depth)))

    for _ in range(random.randrange(1, 6)):
        describe(random.choice(iris), 0, random.randrange(1, 5))
    if random.random() < 0.3:
        axiom = BNode()
        graph.add((axiom, RDF.type, OWL.Axiom))
        describe(axiom, 1, 2)
    return graph


@pytest.mark.parametrize("seed", range(150))
def test_writing_and_reading_gives_the_same_graph(seed: int) -> None:
    graph = random_graph(seeded(seed))
    text = serialized(graph)
    again = parsed(text, PATH)
    assert isomorphic(graph, again), text
    assert serialized(again) == text


def test_the_order_of_the_triples_does_not_matter() -> None:
    graph = random_graph(seeded(7))
    shuffled = Graph()
    shuffled.bind("ex", "http://example.org/")
    shuffled.bind("exb", "http://example.org/b/")
    for triple in seeded(8).sample(sorted(graph), len(graph)):
        shuffled.add(triple)
    assert serialized(shuffled) == serialized(graph)
