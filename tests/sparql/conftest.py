"""A small store with three graphs, one triple of which stands in two of them."""

import pyoxigraph
import pytest
from evaluated import LIMITS, QUADS

from habitat_graph.sparql.embedded import EmbeddedStore
from habitat_graph.sparql.evaluators import Evaluators

TRIG = """
@prefix ex: <https://example.org/> .
ex:one { ex:a ex:p 1 . ex:a ex:q "quoted, \\"twice\\""@en . }
ex:two { ex:a ex:p 1 . ex:b ex:p 2 . }
ex:three { ex:c ex:p 3 . }
"""


@pytest.fixture(scope="session")
def store() -> EmbeddedStore:
    engine = pyoxigraph.Store()
    engine.load(TRIG, pyoxigraph.RdfFormat.TRIG)
    return EmbeddedStore(engine)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("evaluators") / "data.nq"
    path.write_text(QUADS, "utf-8")
    return path


@pytest.fixture(scope="module")
def evaluators(path):
    evaluators = Evaluators.over_nquads(path, LIMITS)
    yield evaluators
    evaluators.close()
