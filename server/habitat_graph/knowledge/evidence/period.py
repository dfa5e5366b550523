"""Proves that a statement has the dates, and the precision, that its phrases state."""

from collections.abc import Iterator
from datetime import date

from rdflib import Graph, Literal, URIRef

from habitat_graph.knowledge.dates import DateMention, dates
from habitat_graph.knowledge.evidence.figure import linked_observations
from habitat_graph.knowledge.evidence.phrases import Phrase
from habitat_graph.knowledge.evidence.slips import Case, Slip
from habitat_graph.namespaces import HAB

Period = tuple[date, date]

_REAL = frozenset((HAB.done, HAB.ongoing, HAB.actual, HAB.approved))
_ANY_YEAR = 2000
_BOUNDS = ((HAB.startDate, HAB.endDate), (HAB.coversFrom, HAB.coversTo))


def period_slips(case: Case) -> Iterator[Slip]:
    """Where the dates, their precision or relation are not the ones that the phrases state."""
    yield from _dates(case)
    yield from _relation(case)


def _dates(case: Case) -> Iterator[Slip]:
    stated = [mention for phrase in case.phrases for mention in phrase.dates]
    own = (case.statement.first, case.statement.last)
    if own[0] is not None and not case.has_source:
        stated += _without_year(case, own[0].year)
    if own[0] is None or own[1] is None:
        yield from _unused(case, stated, set())
        return
    matching = [mention for mention in stated if (mention.first, mention.last) == own]
    if matching:
        yield from _precision(case, matching)
        yield from _unused(case, stated, {(own[0], own[1])})
    elif (_hull(stated)) == own:
        yield from _precision(case, stated)
    else:
        said = ", ".join(f"{mention.first}…{mention.last}" for mention in stated)
        yield case.slip(
            "evidence-date",
            f"The dates are {own[0]}…{own[1]}, but the phrases state {said or 'no date'}.",
            f"日期为 {own[0]}…{own[1]},但所引短语{'为 ' + said if said else '没有日期'}。",
            HAB.startDate,
        )


def _relation(case: Case) -> Iterator[Slip]:
    """Where the word for the relation (截至, 自) stands by no date, or a deadline is long kept."""
    for relation in case.statement.referred(HAB.timeReference):
        words = case.wording.any(relation)
        if words and not any(_stands_by(word, phrase) for word in words for phrase in case.phrases):
            yield case.slip(
                "evidence-time",
                f"By no date in the phrases stands a word for “{case.short(relation)}”"
                f" ({'、'.join(sorted(words))}). Choose another hab:timeReference, or none.",
                f"所引短语的日期旁没有表示“{case.short(relation)}”的词语({'、'.join(sorted(words))})。"
                "请另选 hab:timeReference,或不写。",
                HAB.timeReference,
                relation,
            )
        if relation == HAB.by and _REAL & case.statement.things:
            yield case.slip(
                "evidence-time",
                "What happened has no deadline: hab:by is for what is to be. Drop it.",
                "已发生的事项没有期限:hab:by 只用于将要发生的事项。请删去。",
                HAB.timeReference,
                relation,
            )


def _stands_by(word: str, phrase: Phrase) -> bool:
    """Whether the word stands right before or after a date of the phrase."""
    text, found = phrase.reading.text, list(phrase.dates)
    if phrase.passage is None:
        found += dates(text, _ANY_YEAR)
    return any(
        text[: mention.start].rstrip().endswith(word)
        or (len(word) > 1 and text[mention.end :].lstrip().startswith(word))  # 2019 年自愿捐助
        for mention in found
    )


def _without_year(case: Case, year: int) -> list[DateMention]:
    """Days such as 7 月 30 日, whose year stands in the paragraph, where that cannot be read."""
    found = [mention for text in case.texts for mention in dates(text, year)]
    return [mention for mention in found if not mention.explicit_year]


def _hull(stated: list[DateMention]) -> Period | None:
    """From the first to the last day of several dates joined in one statement."""
    if not stated:
        return None
    return min(mention.first for mention in stated), max(mention.last for mention in stated)


def _precision(case: Case, stated: list[DateMention]) -> Iterator[Slip]:
    for precision in case.statement.referred(HAB.datePrecision):
        if not any(precision == HAB[mention.precision] for mention in stated):
            said = stated[0].precision
            yield case.slip(
                "evidence-precision",
                f"hab:datePrecision is “{case.short(precision)}”, but the phrases give the {said}.",
                f"日期精度为“{case.short(precision)}”,但所引短语精确到 {said}。",
                HAB.datePrecision,
                precision,
            )


def _unused(case: Case, stated: list[DateMention], own: set[Period]) -> Iterator[Slip]:
    # A figure of an event needs its own date, or it would hold for all time.
    is_figure = HAB.Observation in case.statement.types
    things = linked_observations(case) if is_figure else case.statement.things
    known = own | {period for thing in things for period in _periods(case.facts, thing)}
    for mention in stated:
        if (mention.first, mention.last) not in known:
            yield case.slip(
                "evidence-date-unused",
                f"The phrases state the date {mention.first}…{mention.last}, which neither this"
                " statement nor what it speaks of has. Add it, or quote less.",
                f"所引短语有日期 {mention.first}…{mention.last},而本陈述及其所涉事物均无此日期。"
                "请补充,或缩短引文。",
            )


def _periods(facts: Graph, thing: URIRef) -> Iterator[Period]:
    for first, last in _BOUNDS:
        begin, end = facts.value(thing, first), facts.value(thing, last)
        if isinstance(begin, Literal) and isinstance(end, Literal):
            yield begin.toPython(), end.toPython()
