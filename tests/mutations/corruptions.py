"""The kinds of slip that people and programs make when they encode a report.

Each function yields every place where its slip can be made, with one wrong value by chance.
"""

import calendar
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from rdflib import RDF, RDFS, SKOS, XSD, Literal, URIRef
from truth import Corruption, Truth, replaced

from habitat_graph.knowledge.statements import Statement
from habitat_graph.namespaces import HAB, ID, OA

Kind = Callable[[Truth], Iterator[Corruption]]

_UNREAL = (HAB.planned, HAB.postponed, HAB.offered, HAB.requested)


def actor_removed(truth: Truth) -> Iterator[Corruption]:
    for statement, role, actor in truth.acting():
        yield replaced(statement.iri, role, actor, None)


def actor_swapped(truth: Truth) -> Iterator[Corruption]:
    for statement, role, actor in truth.acting():
        if other := truth.pick(truth.others(actor, statement)):
            yield replaced(statement.iri, role, actor, other)


def actor_swapped_nearby(truth: Truth) -> Iterator[Corruption]:
    for statement, role, actor in truth.acting():
        if other := truth.pick(truth.nearby(statement)):
            yield replaced(statement.iri, role, actor, other)


def actor_invented(truth: Truth) -> Iterator[Corruption]:
    for statement, role, actor in truth.acting():
        if other := truth.pick(truth.nearby(statement)):
            yield replaced(statement.iri, role, None, other)


def role_dropped(truth: Truth) -> Iterator[Corruption]:
    for statement, role, thing in truth.named():
        yield replaced(statement.iri, role, thing, None)


def thing_swapped(truth: Truth) -> Iterator[Corruption]:
    for statement, role, thing in truth.named():
        if other := truth.pick(truth.others(thing, statement)):
            yield replaced(statement.iri, role, thing, other)


def country_swapped(truth: Truth) -> Iterator[Corruption]:
    for statement, role, country in _countries(truth):
        if other := truth.pick(truth.others(country, statement)):
            yield replaced(statement.iri, role, country, other)


def country_dropped_from_list(truth: Truth) -> Iterator[Corruption]:
    for statement, role, country in _countries(truth):
        if len([r for r, thing in statement.references if r == role]) > 1:
            yield replaced(statement.iri, role, country, None)


def country_added_to_list(truth: Truth) -> Iterator[Corruption]:
    for statement, role, country in _countries(truth):
        if other := truth.pick(truth.others(country, statement)):
            yield replaced(statement.iri, role, None, other)


def _countries(truth: Truth) -> Iterator[tuple[Statement, URIRef, URIRef]]:
    for statement in truth.statements:
        for role, thing in sorted(statement.references):
            if truth.kind(thing) == HAB.Country:
                yield statement, role, thing


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
            yield _revalued(truth, statement, statement.value * (truth.pick((10, Decimal("0.1"))) or 1))


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


def planned_turned_done(truth: Truth) -> Iterator[Corruption]:
    for statement in truth.statements:
        for status in statement.referred(HAB.status):
            if status in _UNREAL:
                yield replaced(statement.iri, HAB.status, status, HAB.done)


def done_turned_planned(truth: Truth) -> Iterator[Corruption]:
    for statement in truth.statements:
        for status in statement.referred(HAB.status):
            if status not in _UNREAL:
                yield replaced(statement.iri, HAB.status, status, HAB.planned)


def class_wrong(truth: Truth) -> Iterator[Corruption]:
    for statement in truth.statements:
        for kind in sorted(statement.types):
            other = truth.pick(truth.siblings(kind))
            if other is not None:
                yield replaced(statement.iri, RDF.type, kind, other)


def thing_misclassified(truth: Truth) -> Iterator[Corruption]:
    tops = (HAB.Organization, HAB.Place, HAB.Document, HAB.Programme, HAB.Tool, HAB.EventSeries)
    for thing in sorted({thing for s in truth.statements for thing in s.things}):
        kind = truth.kind(thing)
        if any(kind in truth.subclasses(top) for top in tops):
            other = truth.pick([top for top in tops if kind not in truth.subclasses(top)])
            yield replaced(thing, RDF.type, kind, other)


def label_shared(truth: Truth) -> Iterator[Corruption]:
    for thing in sorted({thing for s in truth.statements for thing in s.things}):
        mine = truth.label(thing, "zh")
        others = [other for other in truth.of_class(truth.kind(thing)) if other != thing]
        other = truth.pick(others)
        if mine is not None and other is not None and thing.startswith(str(ID)):
            yield replaced(thing, RDFS.label, mine, truth.label(other, "zh"))


def label_doubled(truth: Truth) -> Iterator[Corruption]:
    for statement in truth.statements:
        label = truth.label(statement.iri, "en")
        yield replaced(statement.iri, RDFS.label, None, Literal(f"{label} again", lang="en"))


def iri_dangling(truth: Truth) -> Iterator[Corruption]:
    for statement in truth.statements:
        role, thing = truth.pick(sorted(statement.references)) or (None, None)
        if role is not None:
            yield replaced(statement.iri, role, thing, URIRef(thing[:-1]))


def statement_duplicated(truth: Truth) -> Iterator[Corruption]:
    for statement in truth.statements:
        twin = URIRef(f"{statement.iri}-again")
        said = {(twin, p, o) for p, o in truth.facts.predicate_objects(statement.iri)}
        labels = {triple for triple in said if triple[1] in (RDFS.label, SKOS.altLabel)}
        new = {
            (twin, RDFS.label, Literal(f"{label}{label.language}", lang=label.language))
            for _, predicate, label in labels
            if predicate == RDFS.label
        }
        yield Corruption(twin, frozenset(), frozenset(said - labels | new))


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


KINDS: tuple[Kind, ...] = (
    actor_removed, actor_swapped, actor_swapped_nearby, actor_invented, role_dropped,
    thing_swapped, country_swapped, country_dropped_from_list, country_added_to_list,
    date_shifted, date_stretched, date_dropped, precision_changed, time_reference_changed,
    figure_scaled, digits_transposed, comparator_changed, unit_changed, figure_status_changed, measure_swapped,
    planned_turned_done, done_turned_planned, class_wrong, thing_misclassified,
    label_shared, label_doubled, iri_dangling, statement_duplicated,
    evidence_dropped, evidence_swapped, quotation_altered, paragraph_off_by_one, offsets_shifted,
)
