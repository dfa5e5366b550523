"""Who and what a statement speaks of, made wrong.

Each function yields every place where its slip can be made, with one wrong value by chance.
"""

from collections.abc import Iterator

from mutations.truth import Corruption, Truth, replaced
from rdflib import URIRef

from habitat_graph.knowledge.statements import Statement
from habitat_graph.namespaces import HAB


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
    for statement, role, _ in truth.acting():
        if other := truth.pick(truth.nearby(statement)):
            yield replaced(statement.iri, role, None, other)


def named_thing_left_out(truth: Truth) -> Iterator[Corruption]:
    """Only what a phrase names: that something else belongs to it, no phrase can prove."""
    for statement, _, thing in truth.named():
        if any(truth.names.named_in(thing, each.exact or "") for each in statement.quotations):
            gone = {(statement.iri, role, t) for role, t in statement.references if t == thing}
            yield Corruption(statement.iri, frozenset(gone), frozenset())


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
