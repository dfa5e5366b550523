"""The IRIs that the program itself must know, each spelled once."""

from rdflib import Namespace, URIRef

BASE = "https://w3id.org/habitat-graph/"
"""What every IRI of the project begins with."""

HAB = Namespace(BASE + "ontology#")
ID = Namespace(BASE + "id/")
GRAPH = Namespace(BASE + "graph/")
SCHEME = Namespace(BASE + "scheme/")
STORE = Namespace(BASE + "store/")
"""The graphs that a remote store keeps for itself, and no query sees."""
SHAPE = Namespace(BASE + "shapes#")

DATASET = ID["dataset/habitat-graph"]
"""The graph as a whole."""

ONTOLOGY = URIRef(BASE + "ontology")
ONTOLOGY_GRAPH = URIRef(BASE + "graph/ontology")
INFERRED_GRAPH = URIRef(BASE + "graph/inferred")

OA = Namespace("http://www.w3.org/ns/oa#")
SH = Namespace("http://www.w3.org/ns/shacl#")

ADMS = Namespace("http://www.w3.org/ns/adms#")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
SCHEMA = Namespace("https://schema.org/")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VOID = Namespace("http://rdfs.org/ns/void#")

SDG = Namespace("http://metadata.un.org/sdg/")
SDG_SCHEME = URIRef("http://metadata.un.org/sdg")
SDG_ONTOLOGY = Namespace("http://metadata.un.org/sdg/ontology#")
GEO_AREA = Namespace("http://metadata.un.org/sdg/codes/geoArea/")
UNBIS = Namespace("http://metadata.un.org/thesaurus/")

GEONAMES = Namespace("https://sws.geonames.org/")
UNDOCS = Namespace("https://undocs.org/")
WIKIDATA = Namespace("http://www.wikidata.org/entity/")
