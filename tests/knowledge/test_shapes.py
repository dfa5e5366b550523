"""Shapes: each rejects its counter-examples and nothing that is sound."""

import re
from collections import defaultdict
from importlib import resources
from pathlib import Path

import pytest
import shifty
from rdflib import OWL, RDF, RDFS, BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from habitat_graph.knowledge.dataset import Knowledge, data_graph, read_file
from habitat_graph.knowledge.files import knowledge_root, ontology_files, shape_files
from habitat_graph.knowledge.findings import Finding
from habitat_graph.knowledge.turtle import formatted
from habitat_graph.knowledge.validation import shape_findings
from habitat_graph.namespaces import GRAPH, HAB, ONTOLOGY_GRAPH, SH, SHAPE

TESTS = Path(__file__).parents[1]
SOUND = TESTS / "examples" / "sound.ttl"
COUNTEREXAMPLES = sorted((TESTS / "counterexamples").glob("*.ttl"))
CHINESE = re.compile(r"[\u4e00-\u9fff]")
PLACEHOLDER = re.compile(r"\{[?$]\w+\}")


@pytest.fixture(scope="module")
def examples() -> Knowledge:
    """The real ontology and shapes, with examples for data; read and checked once."""
    root = knowledge_root()
    return Knowledge(
        ontology=tuple(read_file(path, ONTOLOGY_GRAPH) for path in ontology_files(root)),
        shapes=tuple(read_file(path, GRAPH["shapes"]) for path in shape_files(root)),
        data=tuple(read_file(path, data_graph(path)) for path in (SOUND, *COUNTEREXAMPLES)),
    )


@pytest.fixture(scope="module")
def shapes(examples) -> Graph:
    union = Graph(bind_namespaces="none")
    for file in examples.shapes:
        for triple in file.triples:
            union.add(triple)
    return union


@pytest.fixture(scope="module")
def found(examples) -> dict[str, list[Finding]]:
    """The findings by file name."""
    by_file = defaultdict(list)
    for finding in shape_findings(examples):
        by_file[finding.location.path.name if finding.location else ""].append(finding)
    return by_file


def named(shapes: Graph) -> set[URIRef]:
    return set(shapes.subjects(RDF.type, SH.NodeShape))


def kebab(shape: Node) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", str(shape).removeprefix(str(SHAPE))).lower()


def alternatives(shapes: Graph, shape: URIRef) -> list[set[Node]]:
    """The sets of properties that the property shapes of a shape look at."""
    return [
        set(Collection(shapes, shapes.value(path, SH.alternativePath)))
        for part in shapes.objects(shape, SH.property)
        for path in shapes.objects(part, SH.path)
        if isinstance(path, BNode) and (path, SH.alternativePath, None) in shapes
    ]


@pytest.mark.parametrize("path", COUNTEREXAMPLES, ids=lambda path: path.stem)
def test_counterexample_is_rejected_by_its_shape_alone(path, found):
    assert {kebab(SHAPE[finding.rule]) for finding in found[path.name]} == {
        path.name.partition(".")[0]
    }


@pytest.mark.parametrize("path", COUNTEREXAMPLES, ids=lambda path: path.stem)
def test_finding_speaks_both_languages(path, found):
    for finding in found[path.name]:
        assert not CHINESE.search(PLACEHOLDER.sub("", finding.message.partition("“")[0]))
        assert CHINESE.search(finding.message_zh)
        assert not PLACEHOLDER.search(finding.message + finding.message_zh)


def test_nothing_but_counterexamples_is_rejected(found):
    rejected = {path.name for path in COUNTEREXAMPLES}
    assert [finding for name in found if name not in rejected for finding in found[name]] == []


def test_every_shape_has_a_counterexample(shapes):
    assert {kebab(shape) for shape in named(shapes)} == {
        path.name.partition(".")[0] for path in COUNTEREXAMPLES
    }


def test_every_shape_has_a_name_in_both_languages(shapes):
    nameless = [
        shape
        for shape in named(shapes)
        if {label.language for label in shapes.objects(shape, RDFS.label)} != {"en", "zh"}
    ]
    assert nameless == []


def test_every_constraint_has_a_message_in_both_languages(shapes):
    own = (SH["or"], SH.pattern, SH.nodeKind, SH["class"], SH["not"])
    places = [
        *(part for shape in named(shapes) for part in shapes.objects(shape, SH.property)),
        *(part for shape in named(shapes) for part in shapes.objects(shape, SH.sparql)),
        *(shape for shape in named(shapes) for term in own if (shape, term, None) in shapes),
    ]
    silent = [
        place
        for place in places
        if sorted(str(text.language) for text in shapes.objects(place, SH.message)) != ["en", "zh"]
    ]
    assert silent == []


def test_every_shape_has_something_sound_to_look_at(examples, shapes):
    sound = read_file(SOUND, data_graph(SOUND)).triples + examples.schema
    idle = []
    for shape in named(shapes):
        classes = [
            below
            for target in shapes.objects(shape, SH.targetClass)
            for below in sound.transitive_subjects(RDFS.subClassOf, target)
        ]
        looked_at = any((None, RDF.type, each) in sound for each in classes) or any(
            (None, each, None) in sound for each in shapes.objects(shape, SH.targetSubjectsOf)
        )
        if not looked_at:
            idle.append(str(shape))
    # What is never stated by hand stands in no sound data.
    assert idle == [str(SHAPE.InferredLinkShape)]


def test_every_class_has_a_shape(examples, shapes):
    schema = examples.schema
    targets = set(shapes.objects(None, SH.targetClass))
    assert [
        each
        for each in schema.subjects(RDF.type, OWL.Class)
        if str(each).startswith(str(HAB))
        and not targets & set(schema.transitive_objects(each, RDFS.subClassOf))
    ] == []


def test_every_role_is_looked_at(examples, shapes):
    roles = set(examples.schema.transitive_subjects(RDFS.subPropertyOf, HAB.actor))
    assert alternatives(shapes, SHAPE.RoleShape) == [roles]


def test_every_inferred_link_is_refused(examples, shapes):
    inferred = {
        *examples.schema.subjects(OWL.inverseOf),
        *examples.schema.subjects(OWL.propertyChainAxiom),
    }
    assert set(shapes.objects(SHAPE.InferredLinkShape, SH.targetSubjectsOf)) == inferred
    assert alternatives(shapes, SHAPE.InferredLinkShape) == [inferred]


def test_every_term_in_a_shape_is_declared(examples, shapes):
    terms = {
        term
        for triple in shapes
        for term in triple
        if isinstance(term, URIRef) and term.startswith(HAB) and term != URIRef(HAB)
    }
    queries = [str(text) for text in shapes.objects(None, SH.select)]
    messages = [str(text) for text in shapes.objects(None, SH.message)]
    for text in (*queries, *messages):
        terms |= {HAB[name] for name in re.findall(r"\bhab:(\w+)", text, re.ASCII)}
    declared = set(examples.schema.subjects(RDF.type))
    assert terms - declared == set()


def test_queries_keep_to_what_shacl_allows(shapes):
    queries = [str(text) for text in shapes.objects(None, SH.select)]
    # https://www.w3.org/TR/shacl/#pre-binding
    assert [text for text in queries if re.search(r"\b(MINUS|SERVICE|VALUES)\b", text)] == []


def test_shapes_are_shacl(shapes):
    # The W3C's shapes for shapes; pySHACL's own run of them takes 20 seconds.
    folder = Path(str(resources.files("pyshacl") / "assets"))
    rules = read_file(folder / "shacl-shacl.ttl", GRAPH["shapes"]).triples
    validator = shifty.PreparedValidator(rules.serialize(format="nt").encode())
    conforms, _, text = validator.validate(
        shapes.serialize(format="nt").encode(),
        graph_mode="data",
        infer=False,
        on_unsupported="error",
    )
    assert conforms, text


@pytest.mark.parametrize(
    "path", [*shape_files(knowledge_root()), SOUND, *COUNTEREXAMPLES], ids=lambda path: path.stem
)
def test_turtle_is_written_the_one_way(path):
    text = path.read_text(encoding="utf-8")
    assert text == formatted(path, text)
