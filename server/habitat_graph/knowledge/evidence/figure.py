"""Proves that an observation has the figure, the comparison and the unit that its phrases state."""

from collections.abc import Iterator
from decimal import Decimal

from rdflib import Literal, URIRef

from habitat_graph.knowledge.evidence.slips import Case, Slip
from habitat_graph.knowledge.figures import Figure
from habitat_graph.namespaces import HAB

_LINKED = (HAB.comparedFigure, HAB.baseFigure, HAB.partOfFigure)
_PERCENT = "%"


def figure_slips(case: Case) -> Iterator[Slip]:
    """Where the value, comparator, unit or measure is not the one that the phrases state."""
    value = case.statement.value
    if value is None:
        return
    stated = [figure for phrase in case.phrases for figure in phrase.figures]
    own = [figure for figure in stated if figure.value == value]
    if not own:
        yield _differs(case, value, stated)
        return
    yield from _unused(case, value, stated)
    yield from _comparator(case, own)
    yield from _unit(case, own)
    yield from _measure(case)


def _differs(case: Case, value: Decimal, stated: list[Figure]) -> Slip:
    said = ", ".join(f"{figure.value:f} ({figure.text})" for figure in stated)
    return case.slip(
        "evidence-figure",
        f"hab:value is {value:f}, but the phrases state {said or 'no figure'}.",
        f"hab:value 为 {value:f},但所引短语{'为 ' + said if said else '没有数字'}。",
        HAB.value,
    )


def _unused(case: Case, value: Decimal, stated: list[Figure]) -> Iterator[Slip]:
    linked = {value}
    for predicate in _LINKED:
        for other in case.statement.referred(predicate):
            literal = case.facts.value(other, HAB.value)
            if isinstance(literal, Literal):
                linked.add(literal.toPython())
    for figure in stated:
        if figure.value not in linked and not (figure.is_chinese and figure.value == 1):
            yield case.slip(
                "evidence-figure-unused",
                f"The phrases also state {figure.text}, which this statement does not."
                " Quote less, or link the other figure.",
                f"所引短语还有“{figure.text}”,而本陈述没有。请缩短引文,或链接另一数字。",
            )


def _comparator(case: Case, own: list[Figure]) -> Iterator[Slip]:
    said = {
        term
        for term in case.wording.terms(HAB.Comparator)
        if any(_stands_by(word, figure) for figure in own for word in case.wording.sure(term))
    } or {HAB.exactly}
    for comparator in case.statement.referred(HAB.comparator):
        if comparator not in said:
            wanted = ", ".join(sorted(case.short(term) for term in said))
            yield case.slip(
                "evidence-comparator",
                f"The comparator is “{case.short(comparator)}”, but the phrases say “{wanted}”.",
                f"比较词为“{case.short(comparator)}”,但所引短语表示“{wanted}”。",
                HAB.comparator,
                comparator,
            )


def _stands_by(word: str, figure: Figure) -> bool:
    inside = len(figure.text) > 1 and word in figure.text
    after = figure.after.lstrip()
    return inside or figure.before.rstrip().endswith(word) or after.startswith(word)


def _unit(case: Case, own: list[Figure]) -> Iterator[Slip]:
    counted = [name for m in case.statement.referred(HAB.measure) for name in case.names.of(m)]
    said = {
        term
        for term in case.wording.terms(HAB.Unit)
        for word in case.wording.sure(term)
        if any(_measured_in(word, figure, counted) for figure in own)
    }
    for unit in case.statement.referred(HAB.unit):
        right = unit in said if said else not case.wording.sure(unit)
        if not right:
            wanted = ", ".join(sorted(case.short(term) for term in said)) or "a mere number / 个数"
            yield case.slip(
                "evidence-unit",
                f"The unit is “{case.short(unit)}”, but the phrases say “{wanted}”.",
                f"单位为“{case.short(unit)}”,但所引短语为“{wanted}”。",
                HAB.unit,
                unit,
            )


def _measured_in(word: str, figure: Figure, counted: list[str]) -> bool:
    """Whether the unit's word follows the figure, and is not the start of what is counted.

    50 万年轻人 are young people, not years.
    """
    if figure.is_percent:
        return word == _PERCENT
    after = figure.after.lstrip(" 多余")
    longer = any(name.startswith(word) and after.startswith(name) for name in counted)
    return after.startswith(word) and not longer


def _measure(case: Case) -> Iterator[Slip]:
    for measure in case.statement.referred(HAB.measure):
        names = case.names.of(measure)
        if not any(case.names.named_in(measure, text) for text in case.texts):
            yield case.slip(
                "evidence-measure",
                f"No phrase has a word for what is counted, “{case.short(measure)}”"
                f" ({', '.join(sorted(names))}). Quote it, or give the measure the report's word.",
                f"所引短语没有表示计量项目“{case.short(measure)}”的词语。请引用,或为其补充报告用词。",
                HAB.measure,
                measure,
            )


def linked_observations(case: Case) -> list[URIRef]:
    """The observations that this one is computed from or counted in."""
    return [other for predicate in _LINKED for other in case.statement.referred(predicate)]
