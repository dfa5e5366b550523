"""Small shapes and data that keep or break them."""

from habitat_graph.knowledge.dataset import load_knowledge

PREFIXES = """@prefix : <https://w3id.org/habitat-graph/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
FIRST_LINE = PREFIXES.count("\n") + 1
ONTOLOGY = ":Session rdfs:subClassOf :Activity ."
MESSAGES = 'sh:message "Wrong."@en , "有误。"@zh'

# Name: what an activity must be like, one that is, one that is not.
SHAPES = {
    "alternativePath": (
        "sh:property [ sh:path [ sh:alternativePath ( :p :q ) ] ; sh:minCount 1 ]",
        ":q 1",
        ":r 1",
    ),
    "and": ("sh:and ( [ sh:class :A ] [ sh:class :B ] )", "a :A , :B", "a :A"),
    "class": ("sh:property [ sh:path :p ; sh:class :Activity ]", ":p :good", ":p :other"),
    "datatype": (
        "sh:property [ sh:path :p ; sh:datatype xsd:nonNegativeInteger ]",
        ':p "1"^^xsd:nonNegativeInteger',
        ":p 1",
    ),
    "datatype of an impossible date": (
        "sh:property [ sh:path :p ; sh:datatype xsd:date ]",
        ':p "2020-02-29"^^xsd:date',
        ':p "2019-02-29"^^xsd:date',
    ),
    "equals": ("sh:property [ sh:path :p ; sh:equals :q ]", ":p 1 ; :q 1", ":p 1 ; :q 2"),
    "disjoint": ("sh:property [ sh:path :p ; sh:disjoint :q ]", ":p 1 ; :q 2", ":p 1 ; :q 1"),
    "hasValue": ("sh:property [ sh:path :p ; sh:hasValue :v ]", ":p :v", ":p :w"),
    "in": ("sh:property [ sh:path :p ; sh:in ( :v 5 ) ]", ":p 5", ":p 6"),
    "inversePath": (
        "sh:property [ sh:path [ sh:inversePath :p ] ; sh:maxCount 0 ]",
        ":q :y",
        ":p :bad",
    ),
    "languageIn": (
        'sh:property [ sh:path :p ; sh:languageIn ( "en" "zh" ) ]',
        ':p "x"@zh-Hans',
        ':p "x"@fr',
    ),
    "lessThan": ("sh:property [ sh:path :p ; sh:lessThan :q ]", ":p 1 ; :q 2", ":p 2 ; :q 1"),
    "lessThanOrEquals": (
        "sh:property [ sh:path :p ; sh:lessThanOrEquals :q ]",
        ':p "2019-01-01"^^xsd:date ; :q "2019-01-01"^^xsd:date',
        ':p "2019-01-02"^^xsd:date ; :q "2019-01-01"^^xsd:date',
    ),
    "maxCount": ("sh:property [ sh:path :p ; sh:maxCount 1 ]", ":p 1", ":p 1 , 2"),
    "maxLength": ("sh:property [ sh:path :p ; sh:maxLength 2 ]", ':p "人居"', ':p "人居署"'),
    "minCount": ("sh:property [ sh:path :p ; sh:minCount 1 ]", ":p 1", ":q 1"),
    "minInclusive": ("sh:property [ sh:path :p ; sh:minInclusive 0 ]", ":p 0.0", ":p -0.5"),
    "maxInclusive": ("sh:property [ sh:path :p ; sh:maxInclusive 9 ]", ":p 9.0", ":p 9.5"),
    "node": ("sh:property [ sh:path :p ; sh:node :Other ]", ":p :has", ":p :lacks"),
    "nodeKind": ("sh:property [ sh:path :p ; sh:nodeKind sh:IRI ]", ":p :y", ":p 5"),
    "not": ("sh:not [ sh:class :A ]", "a :B", "a :A"),
    "or": (
        "sh:or ( [ sh:property [ sh:path :p ; sh:minCount 1 ] ] [ sh:class :A ] )",
        "a :A",
        "a :B",
    ),
    "pattern": ('sh:property [ sh:path :p ; sh:pattern "^[A-Z]+$" ]', ':p "ABC"', ':p "abc"'),
    "pattern of an IRI": ('sh:pattern "/good$"', "a :A", "a :A"),
    "qualifiedMinCount": (
        """sh:property [ sh:path :p ; sh:qualifiedMinCount 1 ;
             sh:qualifiedValueShape [ sh:languageIn ( "zh" ) ] ]""",
        ':p "x"@en , "x"@zh',
        ':p "x"@en',
    ),
    "qualifiedMaxCount": (
        """sh:property [ sh:path :p ; sh:qualifiedMaxCount 1 ;
             sh:qualifiedValueShape [ sh:class :A ] ]""",
        ":p :good , :other",
        ":p :a , :b",
    ),
    "sequencePath": (
        "sh:property [ sh:path ( :p :q ) ; sh:minCount 1 ]",
        ":p :has",
        ":p :lacks",
    ),
    "sparql": (
        """sh:sparql [ sh:message "Too many: {?value}."@en , "太多：{?value}。"@zh ; sh:select
             '''SELECT $this ?value WHERE { $this <https://w3id.org/habitat-graph/id/p> ?value .
                FILTER(?value > 5) }''' ]""",
        ":p 5",
        ":p 6",
    ),
    "uniqueLang": (
        "sh:property [ sh:path :p ; sh:uniqueLang true ]",
        ':p "x"@en , "y"@zh',
        ':p "x"@en , "y"@en',
    ),
    "xone": ("sh:xone ( [ sh:class :A ] [ sh:class :B ] )", "a :A", "a :A , :B"),
}


def small(root, shapes, data):
    """Files with these shapes and data under `root`, loaded."""
    for folder in ("ontology", "shapes", "data/ttl/nua-2020", "queries"):
        (root / folder).mkdir(parents=True)
    (root / "ontology/terms.ttl").write_text(PREFIXES + ONTOLOGY, "utf-8")
    (root / "shapes/terms.ttl").write_text(PREFIXES + shapes, "utf-8")
    (root / "data/ttl/nua-2020/facts.ttl").write_text(PREFIXES + data, "utf-8")
    return load_knowledge(root)


def example(root, name):
    """The files of one of the `SHAPES`."""
    constraint, good, bad = SHAPES[name]
    constraint = constraint.replace("sh:property [", f"sh:property [ {MESSAGES} ;")
    if "sh:sparql" not in constraint:
        constraint += f" ; {MESSAGES}"
    shapes = f"""
:ActivityShape a sh:NodeShape ; sh:targetClass :Activity ; {constraint} .
:Other a sh:NodeShape ; sh:property [ sh:path :q ; sh:minCount 1 ] .
"""
    data = f""":good a :Session . :good {good} .
:other a :Thing . :has :q 1 . :a a :A . :b a :A .
:bad a :Session . :bad {bad} .
"""
    return small(root, shapes, data)
