"""The page about the ontology: its terms exist, and its questions have the answers it prints."""

import re

import pyoxigraph
import pytest
from rdflib import RDF

from habitat_graph.knowledge.dataset import load_knowledge
from habitat_graph.knowledge.files import knowledge_root
from habitat_graph.knowledge.inference import inferred
from habitat_graph.knowledge.quads import quads
from habitat_graph.namespaces import HAB

PAGE = (knowledge_root() / "ontology" / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```sparql\n([^`]+)```\n\n((?:\|.*\n)+)", PAGE)


@pytest.fixture(scope="module")
def knowledge():
    return load_knowledge(knowledge_root())


@pytest.fixture(scope="module")
def store(knowledge) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.bulk_extend(quads(knowledge.asserted))
    store.bulk_extend(quads(knowledge.schema))
    store.bulk_extend(quads(inferred(knowledge.asserted, knowledge.schema)))
    return store


def test_page_names_declared_terms_only(knowledge):
    named = {HAB[name] for name in re.findall(r"\bhab:(\w+)", PAGE, re.ASCII)}
    assert named - set(knowledge.schema.subjects(RDF.type)) == set()


def test_page_has_a_query_before_each_answer():
    assert len(EXAMPLES) == PAGE.count("```sparql") > 0


@pytest.mark.parametrize(("query", "table"), EXAMPLES)
def test_question_has_the_answer_on_the_page(query, table, store):
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    solutions = store.query(query)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)
    assert [variable.value for variable in solutions.variables] == rows[0]
    assert [[term.value for term in solution] for solution in solutions] == rows[2:]
