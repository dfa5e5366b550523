"""The proof of a statement made wrong.

Each function yields every place where its slip can be made, with one wrong value by chance.
"""

from collections.abc import Iterator

from mutations.truth import Corruption, Truth, replaced
from rdflib import Literal, URIRef

from habitat_graph.knowledge.statements import Statement
from habitat_graph.namespaces import HAB, OA


def evidence_dropped(truth: Truth) -> Iterator[Corruption]:
    for statement, evidence in _quoted(truth):
        yield replaced(statement.iri, HAB.evidence, evidence, None)


def evidence_swapped(truth: Truth) -> Iterator[Corruption]:
    proofs: dict[object, list[URIRef]] = {}
    for _, evidence in _quoted(truth):
        proofs.setdefault(truth.facts.value(evidence, HAB.inParagraph), []).append(evidence)
    for statement, evidence in _quoted(truth):
        same = proofs[truth.facts.value(evidence, HAB.inParagraph)]
        own = {quotation.iri for quotation in statement.quotations}
        if other := truth.pick(sorted(set(same) - own)):
            yield replaced(statement.iri, HAB.evidence, evidence, other)


def quotation_altered(truth: Truth) -> Iterator[Corruption]:
    for statement, evidence in _quoted(truth):
        exact = str(truth.facts.value(evidence, OA.exact))
        at = truth.chance.randrange(len(exact))
        new = truth.pick([c for c in "的和在于一二三 " if c != exact[at]]) or "的"
        wrong = truth.pick((exact[:at] + exact[at + 1 :], f"{exact[:at]}{new}{exact[at + 1 :]}"))
        if wrong != exact:
            old = truth.facts.value(evidence, OA.exact)
            yield replaced(evidence, OA.exact, old, Literal(wrong), of=statement.iri)


def paragraph_off_by_one(truth: Truth) -> Iterator[Corruption]:
    for statement, evidence in _quoted(truth):
        paragraph = truth.facts.value(evidence, HAB.inParagraph)
        before, _, name = str(paragraph).rpartition("/")
        if name.isdecimal():
            beside = int(name) + (truth.pick((-1, 1)) or 1)
            other = URIRef(f"{before}/{beside}")
            yield replaced(evidence, HAB.inParagraph, paragraph, other, of=statement.iri)


def offsets_shifted(truth: Truth) -> Iterator[Corruption]:
    for statement, evidence in _quoted(truth):
        amount = truth.pick((-2, -1, 1, 2)) or 1
        places = (HAB.startOffset, HAB.endOffset)
        old = {(evidence, p, o) for p in places for o in truth.facts.objects(evidence, p)}
        new = {(e, p, Literal(max(0, int(o) + amount), datatype=o.datatype)) for e, p, o in old}
        yield Corruption(statement.iri, frozenset(old - new), frozenset(new - old))


def _quoted(truth: Truth) -> Iterator[tuple[Statement, URIRef]]:
    for statement in truth.statements:
        for quotation in statement.quotations:
            yield statement, quotation.iri
