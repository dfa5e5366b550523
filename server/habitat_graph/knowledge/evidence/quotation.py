"""Proves that a phrase stands in its paragraph where the data says it does."""

from collections.abc import Iterator, Mapping

from rdflib import RDF, Graph, URIRef

from habitat_graph.knowledge.evidence.slips import Slip
from habitat_graph.knowledge.source import Passage
from habitat_graph.knowledge.statements import Quotation, passage_name, quotation
from habitat_graph.namespaces import HAB, OA


def quotation_slips(facts: Graph, passages: Mapping[str, Passage]) -> Iterator[Slip]:
    """The quotations that are not in the report as said."""
    kinds = (HAB.Evidence, HAB.Exclusion)
    quoted = {s for kind in kinds for s in facts.subjects(RDF.type, kind) if isinstance(s, URIRef)}
    for iri in sorted(quoted):
        yield from place_slips(quotation(facts, iri), passages)


def digest_slips(facts: Graph, passages: Mapping[str, Passage]) -> Iterator[Slip]:
    """The paragraphs whose text is not the one that the data was written from."""
    for paragraph, digest in facts.subject_objects(HAB.digest):
        if not isinstance(paragraph, URIRef):
            continue
        passage = passages.get(passage_name(paragraph))
        if passage is None:
            yield Slip(
                "evidence-paragraph",
                paragraph,
                "The source has no such paragraph. Is it the whole report?",
                "来源文件没有这一段。它是完整的报告吗?",
            )
        elif passage.digest != str(digest):
            yield Slip(
                "evidence-digest",
                paragraph,
                "The source's text of this paragraph has another SHA-256. Compare the two copies;"
                " if this one is right, write its digest here and prove the quotations anew.",
                "来源文件中这一段的 SHA-256 不同。请比较两份文本;"
                "若来源正确,请更新摘要值并重新核对引文。",
                HAB.digest,
                digest,
            )


def place_slips(quoted: Quotation, passages: Mapping[str, Passage]) -> Iterator[Slip]:
    """Where one quotation is not in the report as said."""
    passage = passages.get(quoted.passage or "")
    if quoted.exact is None or quoted.start is None or quoted.end is None or passage is None:
        if passages and quoted.passage is not None and passage is None:
            yield Slip(
                "evidence-paragraph",
                quoted.iri,
                f"The source has no paragraph “{quoted.passage}”.",
                f"来源文件没有“{quoted.passage}”这一段。",
                HAB.inParagraph,
            )
        return  # what is missing is the shapes' business
    if passage.text[quoted.start : quoted.end] == quoted.exact:
        return
    at = passage.text.find(quoted.exact)
    if at < 0:
        yield Slip(
            "evidence-quotation",
            quoted.iri,
            f"“{quoted.exact}” is not in paragraph {passage.name}. Quote it verbatim.",
            f"第{passage.name}段中没有“{quoted.exact}”。请逐字引用。",
            OA.exact,
        )
    else:
        end = at + len(quoted.exact)
        yield Slip(
            "evidence-offset",
            quoted.iri,
            f"“{quoted.exact}” does not stand at {quoted.start}–{quoted.end} of paragraph"
            f" {passage.name} but at {at}–{end}.",
            f"“{quoted.exact}”不在第{passage.name}段的{quoted.start}–{quoted.end}处,而在{at}–{end}处。",
            HAB.startOffset,
        )
