"""Turtle is written the one way, and what is written is what was there."""

from random import Random

import pytest
from rdflib import OWL, RDF, RDFS, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic
from rdflib.term import Node
from written import PATH, PREFIXES, body, refusal

from habitat_graph.knowledge.dataset import parsed
from habitat_graph.knowledge.turtle import formatted, serialized


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
