"""A small graph that can be changed and released again."""

from pathlib import Path

from habitat_graph.release.build import Order, build

PREFIXES = """@prefix : <https://w3id.org/habitat-graph/id/> .
@prefix hab: <https://w3id.org/habitat-graph/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""
ONTOLOGY = """
:Meeting rdfs:subClassOf :Activity .
:Activity owl:disjointWith :Place .
:Group owl:equivalentClass [ owl:unionOf ( :Body :Panel ) ] .
"""
SHAPES = """
:ActivityShape a sh:NodeShape ; sh:targetClass :Activity ;
  sh:property [ sh:path rdfs:label ; sh:minCount 1 ; sh:message "No name."@en , "无名称。"@zh ] .
"""
FACTS = """:first a :Meeting ; rdfs:label "First meeting"@en , "第一次会议"@zh .
"""
QUERY = """#+ title.en: Which meetings?
#+ title.zh: 哪些会议？
#+ shows: a list

SELECT ?meeting WHERE { ?meeting a <https://w3id.org/habitat-graph/id/Activity> } ORDER BY ?meeting
"""


class Project:
    """Files, and a store to release them into."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "project"
        self.store = folder / "store"
        for name in ("ontology", "shapes", "data/ttl/nua-2020", "queries"):
            (self.root / name).mkdir(parents=True)
        self.write("ontology/terms.ttl", PREFIXES + ONTOLOGY)
        self.write("shapes/terms.ttl", PREFIXES + SHAPES)
        self.write("data/ttl/nua-2020/facts.ttl", PREFIXES + FACTS)
        self.write("queries/meetings-which.rq", QUERY)

    def write(self, name, text):
        (self.root / name).write_text(text, "utf-8")

    def facts(self, text):
        self.write("data/ttl/nua-2020/facts.ttl", PREFIXES + text)

    def build(self, message="", progress=lambda _: None):
        return build(self.store, self.root, Order("someone", message), progress)

    def files(self):
        """Every file of the store with its content, but for the lock."""
        found = self.store.rglob("*")
        return {path: path.read_bytes() for path in found if path.is_file() and path.stat().st_size}
