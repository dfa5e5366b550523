"""Proves that the phrases have a word for the act, its status and its other marked qualities."""

from collections.abc import Iterator

from rdflib import URIRef

from habitat_graph.knowledge.evidence.figure import linked_observations
from habitat_graph.knowledge.evidence.slips import Case, Slip
from habitat_graph.namespaces import HAB

_MARKED = {
    HAB.status: HAB.ActivityStatus,
    HAB.manner: HAB.Manner,
    HAB.figureStatus: HAB.FigureStatus,
    HAB.frequency: HAB.Frequency,
    HAB.qualification: HAB.Qualification,
    HAB.comparison: HAB.Comparison,
    HAB.timeReference: HAB.TimeReference,
}

_IN_OTHER_WORDS = {HAB.stipulated: (HAB.planned, HAB.requested)}
"""Terms without words of their own, and those by whose words the report expresses them."""


def act_slips(case: Case) -> Iterator[Slip]:
    """Where the kind of act, or a quality of it, is not what the phrases say."""
    yield from _kind(case)
    for predicate, kind in _MARKED.items():
        yield from _quality(case, predicate, kind)


def _kind(case: Case) -> Iterator[Slip]:
    marked = [kind for kind in case.statement.types if case.wording.any(kind)]
    if marked and not any(case.wording.expressed(kind, case.texts) for kind in marked):
        kinds = ", ".join(sorted(case.short(kind) for kind in marked))
        words = "、".join(sorted(word for kind in marked for word in case.wording.any(kind)))
        yield case.slip(
            "evidence-act",
            f"No phrase has a word for the act “{kinds}” ({words}). Is it that act?",
            f"所引短语没有表示“{kinds}”的词语({words})。是这种行为吗?",
        )


def _quality(case: Case, predicate: URIRef, kind: URIRef) -> Iterator[Slip]:
    stated = case.statement.referred(predicate)
    for term in stated:
        words_for = _IN_OTHER_WORDS.get(term, (term,))
        words = "、".join(sorted(word for each in words_for for word in case.wording.any(each)))
        if words and not any(case.wording.expressed(each, case.texts) for each in words_for):
            yield case.slip(
                "evidence-quality",
                f"No phrase has a word for “{case.short(term)}” ({words}).",
                f"所引短语没有表示“{case.short(term)}”的词语({words})。",
                predicate,
                term,
            )
    for term in sorted(case.wording.meant(kind, case.texts) - set(stated)):
        if not _explained(case, predicate, term):
            words = "、".join(sorted(case.wording.sure(term)))
            yield case.slip(
                "evidence-quality-unused",
                f"The phrases say “{case.short(term)}” ({words}), the statement does not.",
                f"所引短语表示“{case.short(term)}”({words}),而本陈述没有。",
                predicate,
            )


def _explained(case: Case, predicate: URIRef, term: URIRef) -> bool:
    """Whether the word belongs to another figure in the phrase, or another quality has it too."""
    linked = linked_observations(case)
    if any((other, predicate, term) in case.facts for other in linked):
        return True
    has_role = any(role == predicate for role, _ in case.statement.references)
    applies = HAB.Observation in case.statement.types or predicate == HAB.manner
    return not (applies or has_role)
