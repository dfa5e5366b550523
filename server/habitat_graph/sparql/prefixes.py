"""The prefixes that answers in Turtle and its kin are written with."""

from rdflib import DCTERMS, FOAF, ORG, OWL, PROV, RDF, RDFS, SKOS, VOID, XSD

from habitat_graph.namespaces import ADMS, DCAT, HAB, OA, SCHEMA, SH, SPDX

PREFIXES = {
    "adms": str(ADMS),
    "dcat": str(DCAT),
    "dcterms": str(DCTERMS),
    "foaf": str(FOAF),
    "hab": str(HAB),
    "oa": str(OA),
    "org": str(ORG),
    "owl": str(OWL),
    "prov": str(PROV),
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "schema": str(SCHEMA),
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sh": str(SH),
    "skos": str(SKOS),
    "spdx": str(SPDX),
    "void": str(VOID),
    "xsd": str(XSD),
}
"""Namespace by prefix."""
