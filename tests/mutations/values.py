"""Dates and figures made wrong.

Each function yields every place where its slip can be made, with one wrong value by chance.
"""

import calendar
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from mutations.truth import Corruption, Truth, replaced
from rdflib import RDF, XSD, Literal, URIRef

from habitat_graph.knowledge.statements import Statement
from habitat_graph.namespaces import HAB


def date_shifted(truth: Truth) -> Iterator[Corruption]:
    for statement, precision in _dated(truth):
        amount = truth.pick((-2, -1, 1, 2)) or 1
        new = [_moved(day, precision, amount) for day in (statement.first, statement.last)]
        yield _redated(statement, *new)


def date_stretched(truth: Truth) -> Iterator[Corruption]:
    for statement, precision in _dated(truth):
        yield _redated(statement, statement.first, _moved(statement.last, precision, 1))


def date_dropped(truth: Truth) -> Iterator[Corruption]:
    for statement, precision in _dated(truth):
        gone = {(statement.iri, HAB.datePrecision, precision), *_dates(statement)}
        for reference in statement.referred(HAB.timeReference):
            gone.add((statement.iri, HAB.timeReference, reference))
        yield Corruption(statement.iri, frozenset(gone), frozenset())


def precision_changed(truth: Truth) -> Iterator[Corruption]:
    for statement, precision in _dated(truth):
        other = truth.pick(sorted({HAB.day, HAB.month, HAB.year} - {precision}))
        yield replaced(statement.iri, HAB.datePrecision, precision, other)


def time_reference_changed(truth: Truth) -> Iterator[Corruption]:
    for statement, _ in _dated(truth):
        old = next(iter(statement.referred(HAB.timeReference)), None)
        new = truth.pick(sorted({HAB.asOf, HAB.since, HAB.by} - {old}))
        yield replaced(statement.iri, HAB.timeReference, old, new)


def _dated(truth: Truth) -> Iterator[tuple[Statement, URIRef]]:
    for statement in truth.statements:
        for precision in statement.referred(HAB.datePrecision):
            yield statement, precision


def _moved(day: date, precision: URIRef, amount: int) -> date:
    """The day so many days, months or years later; the last day of a month stays the last."""
    if precision == HAB.day:
        return day + timedelta(days=amount)
    months = day.year * 12 + day.month - 1 + amount * (12 if precision == HAB.year else 1)
    year, month = months // 12, months % 12 + 1
    return date(year, month, 1 if day.day == 1 else calendar.monthrange(year, month)[1])


def _dates(statement: Statement) -> set[tuple[URIRef, URIRef, Literal]]:
    return {
        (statement.iri, HAB.startDate, Literal(statement.first)),
        (statement.iri, HAB.endDate, Literal(statement.last)),
    }


def _redated(statement: Statement, first: date, last: date) -> Corruption:
    new = {
        (statement.iri, HAB.startDate, Literal(first)),
        (statement.iri, HAB.endDate, Literal(last)),
    }
    old = _dates(statement)
    return Corruption(statement.iri, frozenset(old - new), frozenset(new - old))


def figure_scaled(truth: Truth) -> Iterator[Corruption]:
    for statement in truth.statements:
        if statement.value:
            yield _revalued(
                truth, statement, statement.value * (truth.pick((10, Decimal("0.1"))) or 1)
            )


def digits_transposed(truth: Truth) -> Iterator[Corruption]:
    for statement in truth.statements:
        digits = "" if statement.value is None else str(int(statement.value))
        places = [at for at in range(len(digits) - 1) if digits[at] != digits[at + 1]]
        at = truth.pick(places)
        if at is not None:
            swapped = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
            rest = statement.value - int(digits)
            yield _revalued(truth, statement, Decimal(swapped) + rest)


def _revalued(truth: Truth, statement: Statement, value: Decimal) -> Corruption:
    old = truth.facts.value(statement.iri, HAB.value)
    text = f"{value:f}" if "." in f"{value:f}" else f"{value:f}.0"
    new = Literal(text, datatype=XSD.decimal, normalize=False)
    return replaced(statement.iri, HAB.value, old, new)


def comparator_changed(truth: Truth) -> Iterator[Corruption]:
    yield from _another_term(truth, HAB.comparator, HAB.Comparator)


def unit_changed(truth: Truth) -> Iterator[Corruption]:
    yield from _another_term(truth, HAB.unit, HAB.Unit)


def figure_status_changed(truth: Truth) -> Iterator[Corruption]:
    yield from _another_term(truth, HAB.figureStatus, HAB.FigureStatus)


def measure_swapped(truth: Truth) -> Iterator[Corruption]:
    for statement in truth.statements:
        for measure in statement.referred(HAB.measure):
            other = truth.pick(truth.others(measure, statement))
            yield replaced(statement.iri, HAB.measure, measure, other)


def _another_term(truth: Truth, predicate: URIRef, kind: URIRef) -> Iterator[Corruption]:
    terms = set(truth.schema.subjects(RDF.type, kind))
    for statement in truth.statements:
        for term in statement.referred(predicate):
            other = truth.pick(sorted(terms - {term}))
            yield replaced(statement.iri, predicate, term, other)
