"""Holds the kind in a resource's IRI against its class: id/launch/… is a hab:Launch.

Nothing in the report tells an assessment from a characteristic; the writer said it twice.
"""

import re
from collections.abc import Iterator

from rdflib import RDF, RDFS, Graph, URIRef

from habitat_graph.knowledge.evidence.slips import Slip
from habitat_graph.namespaces import HAB, ID

_WORD_START = re.compile(r"(?<!^)(?=[A-Z])")
_OUTLINE = "report"  # paragraphs and sections stand under the report they belong to


def kind_slips(graph: Graph, iri: URIRef) -> Iterator[Slip]:
    """Where the IRI says one kind and rdf:type another.

    A statement's IRI says its own class; a thing's may say a wider one, or the end of its name
    (id/body/… for a hab:Bureau, id/region/… for a hab:GeographicRegion).
    """
    if not iri.startswith(ID):
        return
    said = iri.removeprefix(ID).partition("/")[0]
    classes = [
        kind
        for kind in graph.objects(iri, RDF.type)
        if isinstance(kind, URIRef) and kind.startswith(HAB)
    ]
    if said == _OUTLINE or not classes:
        return  # what has no class of ours is the shapes' business
    if (iri, HAB.evidence, None) in graph:
        agrees = said in {_name(kind) for kind in classes}
    else:
        wider = {w for kind in classes for w in graph.transitive_objects(kind, RDFS.subClassOf)}
        agrees = any(f"-{_name(each)}".endswith(f"-{said}") for each in wider)
    if not agrees:
        names = ", ".join(sorted(_name(kind) for kind in classes))
        yield Slip(
            "iri-kind",
            iri,
            f"The IRI says “{said}”, but the class is “{names}”: correct the one that is wrong.",
            f"IRI 写作“{said}”,但所属类为“{names}”:请更正有误的一方。",
            RDF.type,
            classes[0],
        )


def _name(kind: object) -> str:
    """The name of a class of ours as it stands in an IRI; others have none there."""
    name = str(kind)
    return _WORD_START.sub("-", name.removeprefix(HAB)).lower() if name.startswith(HAB) else ""
