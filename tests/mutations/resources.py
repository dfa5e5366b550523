"""Classes, statuses, names and IRIs made wrong.

Each function yields every place where its slip can be made, with one wrong value by chance.
"""

from collections.abc import Iterator

from mutations.truth import Corruption, Truth, replaced
from rdflib import RDF, RDFS, SKOS, Literal, URIRef

from habitat_graph.namespaces import HAB, ID

_UNREAL = (HAB.planned, HAB.postponed, HAB.offered, HAB.requested)


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
