import re
from pathlib import Path

import pytest
from rdflib import XSD, BNode, Literal, URIRef

from habitat_graph.knowledge.dataset import Knowledge, load_knowledge, parsed, read_file
from habitat_graph.namespaces import BASE, HAB, ONTOLOGY_GRAPH
from habitat_graph.problems import DataError, HabitatError

PREFIXES = """\
@prefix ex: <http://example.org/> .
@prefix hab: <https://w3id.org/habitat-graph/ontology#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
X = URIRef("http://example.org/x")
P = URIRef("http://example.org/p")


def write(path: Path, turtle: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PREFIXES + turtle, encoding="utf-8")
    return path


def value_of(turtle: str) -> Literal:
    value = parsed(f"{PREFIXES}ex:x ex:p {turtle} .", Path("x.ttl")).value(X, P)
    assert isinstance(value, Literal)
    return value


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(tmp_path / "ontology/bodies.ttl", "hab:Body a hab:Class .")
    write(tmp_path / "ontology/acts.ttl", "hab:Activity a hab:Class .")
    write(tmp_path / "shapes/bodies.ttl", "ex:shape a ex:Shape .")
    write(tmp_path / "data/ttl/reference/bodies.ttl", "ex:x ex:p 1 .")
    write(tmp_path / "data/ttl/nua-2020/i.ttl", "ex:x ex:p 2 .")
    return tmp_path


def said(knowledge: Knowledge) -> set[str]:
    return {str(value) for value in knowledge.asserted.objects(X, P)}


def graphs(knowledge: Knowledge) -> set[str]:
    return {file.graph.removeprefix(BASE + "graph/") for file in knowledge.data}


def refusal(tmp_path: Path, content: bytes) -> DataError:
    path = tmp_path / "broken.ttl"
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        read_file(path, X)
    assert caught.value.where == path
    assert caught.value.exit_code == 1
    return caught.value


def test_each_data_file_is_a_graph_named_after_its_folder_and_itself(root: Path) -> None:
    assert graphs(load_knowledge(root)) == {"reference/bodies", "nua-2020/i"}


def test_ontology_and_shapes_are_one_graph_each(root: Path) -> None:
    knowledge = load_knowledge(root)
    assert {file.graph for file in knowledge.ontology} == {ONTOLOGY_GRAPH}
    assert {str(file.graph) for file in knowledge.shapes} == {BASE + "graph/shapes"}


def test_the_unions_hold_their_own_files_only(root: Path) -> None:
    knowledge = load_knowledge(root)
    assert said(knowledge) == {"1", "2"}
    assert set(knowledge.schema.subjects()) == {HAB.Body, HAB.Activity}
    assert dict(knowledge.asserted.namespaces())["hab"] == URIRef(str(HAB))


def test_a_file_of_the_root_replaces_itself(root: Path) -> None:
    knowledge = load_knowledge(root, [root / "data/ttl/nua-2020/i.ttl", root / "ontology/acts.ttl"])
    assert graphs(knowledge) == {"reference/bodies", "nua-2020/i"}
    assert len(knowledge.ontology) == 2


@pytest.fixture
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("outside")


def test_a_file_from_outside_is_more_data(root: Path, outside: Path) -> None:
    added = write(outside / "draft" / "ii.ttl", "ex:x ex:p 3 .")
    knowledge = load_knowledge(root, [added, added])
    assert len(knowledge.data) == 3
    assert graphs(knowledge) == {"reference/bodies", "nua-2020/i", "draft/ii"}
    assert said(knowledge) == {"1", "2", "3"}


def test_another_copy_of_a_graph_takes_its_place(root: Path, outside: Path) -> None:
    copy = write(outside / "nua-2020" / "i.ttl", "ex:x ex:p 3 .")
    assert said(load_knowledge(root, [copy])) == {"1", "3"}


def test_a_relative_path_is_named_after_its_real_folder(
    root: Path, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(outside / "draft" / "ii.ttl", "ex:x ex:p 3 .")
    (outside / "draft" / "deeper").mkdir()
    monkeypatch.chdir(outside / "draft" / "deeper")
    assert "draft/ii" in graphs(load_knowledge(root, [Path("../ii.ttl")]))


def test_a_file_that_is_not_there_is_the_users_slip(root: Path) -> None:
    with pytest.raises(HabitatError, match="cannot be read") as caught:
        load_knowledge(root, [root / "nowhere.ttl"])
    assert caught.value.exit_code == 2


def test_the_file_keeps_its_text_and_prefixes(tmp_path: Path) -> None:
    path = write(tmp_path / "x.ttl", 'ex:x ex:p "一"@zh .\r\n')
    file = read_file(path, X)
    assert file.text.encode() == path.read_bytes()
    assert dict(file.triples.namespaces()) == {
        "ex": URIRef("http://example.org/"),
        "hab": URIRef(str(HAB)),
        "xsd": URIRef(str(XSD)),
    }


@pytest.mark.parametrize("number", ["5", "05", "5.0", "5.00", "+1", "1e3", "true"])
def test_numbers_keep_the_digits_that_were_written(number: str) -> None:
    assert str(value_of(number)) == number


@pytest.mark.parametrize("tag", ["en", "zh-Hans", "EN-gb"])
def test_language_tags_keep_their_letter_case(tag: str) -> None:
    assert value_of(f'"x"@{tag}').language == tag


@pytest.mark.parametrize(("quoted", "tag"), [("EN", "en"), ("en", "EN")])
def test_a_tag_inside_a_text_does_not_change_a_tag(quoted: str, tag: str) -> None:
    assert value_of(f'"""say \'x\'@{quoted}"""@{tag}').language == tag


def test_a_plain_text_has_no_datatype() -> None:
    assert value_of('"x"') == value_of('"x"^^xsd:string') == Literal("x")
    assert value_of('"2020-01-01"^^xsd:date').datatype == XSD.date


def test_blank_nodes_of_two_files_stay_apart() -> None:
    first, second = (parsed(f"{PREFIXES}_:a ex:p {n} .", Path("x")) for n in (1, 2))
    assert len({node for node in (first + second).subjects() if isinstance(node, BNode)}) == 2


def test_a_byte_order_mark_is_forgiven(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_bytes(b"\xef\xbb\xbf" + PREFIXES.encode() + b"ex:x ex:p 1 .")
    assert len(read_file(path, X).triples) == 1


def test_text_in_another_encoding_is_refused_with_line_and_byte(tmp_path: Path) -> None:
    error = refusal(tmp_path, PREFIXES.encode() + 'ex:x ex:p "é" .'.encode("latin-1"))
    assert error.line == 4
    assert error.message == "Byte 12 of the line (0xE9) is not UTF-8."
    assert error.remedy is not None


@pytest.mark.parametrize(
    ("turtle", "line", "words"),
    [
        ("ex:x ex:p 1 .\nfoo:x ex:p 1 .", 5, "prefix foo: is not declared"),
        ("ex:x a ex:B ;\n  ex:p 1\n\nex:y a ex:B .", 7, "not finished"),
        ("ex:x ex:p 1 ;", 4, "not finished"),
        ('ex:x\n  ex:p "a ;\n.\n', 5, "runs over the end|never ends"),
        ("ex:x ex:p Kenya .", 4, "“Kenya” stands where a value should"),
        ('ex:x "p" 1 .', 4, "stands where a property should"),
        ('ex:x ex:p "a" "b" .', 4, "stands where a resource should"),
        ("ex:x ex:p <a b> .", 4, "“ ” must not stand in an IRI|scheme"),
        ("ex:x ex:p <kenya> .", 4, "scheme"),
        ("ex:x ex:p ex:a/b .", 4, "“/” must not stand here"),
        ("ex:x ex:p [ a ex:B .", 4, "“\\[” is not closed"),
        ('ex:x ex:p "\\q" .', 4, "means nothing"),
        ('ex:x ex:p "a"@ .', 4, "Not Turtle: A language code"),
    ],
)
def test_broken_turtle_is_explained_with_its_line(
    tmp_path: Path, turtle: str, line: int, words: str
) -> None:
    error = refusal(tmp_path, (PREFIXES + turtle).encode())
    assert error.line == line
    assert re.search(words, error.message)
    assert error.remedy is not None


@pytest.mark.parametrize("value", ["<<( ex:x ex:p 1 )>>", '"x"@ar--rtl'])
def test_a_later_version_of_rdf_is_refused_with_its_line(tmp_path: Path, value: str) -> None:
    error = refusal(tmp_path, f"{PREFIXES}ex:x ex:p 1 ,\n  {value} .".encode())
    assert "RDF 1.2" in error.message
    assert error.line == 5
