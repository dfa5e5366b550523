"""Completes drafts: gives each quotation its offsets and its IRI."""

from pathlib import Path

from rdflib import XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from habitat_graph.knowledge.locations import line_of
from habitat_graph.knowledge.source import Source
from habitat_graph.knowledge.statements import passage_name
from habitat_graph.namespaces import HAB, ID, OA
from habitat_graph.problems import DataError


def cited(draft: Graph, source: Source, path: Path, text: str) -> Graph:
    """The draft with every quotation found in the source.

    A draft quotes with a blank node that holds `hab:inParagraph` and `oa:exact`; where the phrase
    stands several times in the paragraph, `hab:startOffset` says which. Raises DataError
    for a phrase that is not there.
    """
    complete = Graph(bind_namespaces="none")
    for prefix, namespace in draft.namespaces():
        complete.bind(prefix, namespace)
    names = {node: _named(draft, node, source, path, text) for node in _unnamed(draft)}
    for subject, predicate, value in draft:
        complete.add((names.get(subject, subject), predicate, names.get(value, value)))
    for node, iri in names.items():
        start, end = iri.rpartition("/")[2].split("-")[-2:]
        complete.set((iri, HAB.startOffset, Literal(start, datatype=XSD.nonNegativeInteger)))
        complete.set((iri, HAB.endOffset, Literal(end, datatype=XSD.nonNegativeInteger)))
    return complete


def _unnamed(draft: Graph) -> list[BNode]:
    return [node for node in draft.objects(None, HAB.evidence) if isinstance(node, BNode)]


def _named(draft: Graph, node: BNode, source: Source, path: Path, text: str) -> URIRef:
    paragraph, exact = draft.value(node, HAB.inParagraph), draft.value(node, OA.exact)
    statement = draft.value(None, HAB.evidence, node)
    line = line_of(text, statement, OA.exact, exact) if isinstance(statement, URIRef) else 1
    if paragraph is None or exact is None:
        raise DataError(
            "A quotation lacks hab:inParagraph or oa:exact.", path, line, "Add what is missing."
        )
    name = passage_name(paragraph)
    passage = source.passages.get(name)
    if passage is None:
        raise DataError(f"The source has no paragraph “{name}”.", path, line)
    start = _start(passage.text, str(exact), draft.value(node, HAB.startOffset), path, line)
    report = str(paragraph).removeprefix(str(ID) + "report/").partition("/")[0]
    return ID[f"evidence/{report}/p{name}-{start}-{start + len(exact)}"]


def _start(text: str, exact: str, wished: Node | None, path: Path, line: int) -> int:
    found = [at for at in range(len(text)) if text.startswith(exact, at)]
    if not found:
        raise DataError(
            f"The phrase “{exact}” is not in the paragraph.", path, line, "Quote it verbatim."
        )
    if wished is not None and int(wished) in found:
        return int(wished)
    if len(found) > 1:
        raise DataError(
            f"The phrase “{exact}” stands in the paragraph {len(found)} times, at {found}.",
            path,
            line,
            "Say which with hab:startOffset, or quote more.",
        )
    return found[0]
