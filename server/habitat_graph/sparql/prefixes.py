"""The prefixes that answers in Turtle and its kin are written with."""

from rdflib import DCTERMS, FOAF, ORG, OWL, PROV, RDF, RDFS, SKOS, VOID, XSD

from habitat_graph.namespaces import HAB, OA, SH

PREFIXES = {
    "dcterms": str(DCTERMS),
    "foaf": str(FOAF),
    "hab": str(HAB),
    "oa": str(OA),
    "org": str(ORG),
    "owl": str(OWL),
    "prov": str(PROV),
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sh": str(SH),
    "skos": str(SKOS),
    "void": str(VOID),
    "xsd": str(XSD),
}
"""Namespace by prefix."""
