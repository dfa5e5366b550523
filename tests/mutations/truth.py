"""The true data, asked the questions that a corruption needs answered."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from random import Random
from typing import TypeVar

from rdflib import RDF, RDFS, SKOS, Graph, Literal, URIRef
from rdflib.term import Node

from habitat_graph.knowledge.names import Names
from habitat_graph.knowledge.source import Passage
from habitat_graph.knowledge.statements import Statement, statements
from habitat_graph.namespaces import HAB, ID

Triple = tuple[URIRef, URIRef, Node]
T = TypeVar("T")

_WHOLES = (HAB.isPartOf, HAB.isLocatedIn, HAB.officeOf, HAB.isMemberOf, HAB.isDraftOf, HAB.series)
_TOO_WIDE = {HAB.Statement, HAB.Activity, HAB.Agent, HAB.DecisionAct, HAB.Appeal, HAB.NamedThing}


@dataclass(frozen=True)
class Corruption:
    """One fact made wrong: the triples that go, those that come, and whom a finding must name."""

    subject: URIRef
    removed: frozenset[Triple]
    added: frozenset[Triple]

    @property
    def changed(self) -> frozenset[URIRef]:
        """The resources of which something else is said now."""
        return frozenset(triple[0] for triple in (*self.removed, *self.added))


def replaced(
    subject: URIRef,
    predicate: URIRef,
    old: Node | None,
    new: Node | None,
    *,
    of: URIRef | None = None,
) -> Corruption:
    """One value of a property replaced, added (`old` is None) or dropped (`new` is None).

    `of` is the statement that is wrong by it, if that is not the subject itself.
    """
    removed = () if old is None else ((subject, predicate, old),)
    added = () if new is None else ((subject, predicate, new),)
    return Corruption(of or subject, frozenset(removed), frozenset(added))


class Truth:
    """The true data, and chance with a seed."""

    def __init__(self, facts: Graph, schema: Graph, passages: Mapping[str, Passage]) -> None:
        self.facts = facts
        self.schema = schema
        self.passages = passages
        self.chance = Random()  # noqa: S311 - `drawn` gives it a seed
        self.of_class = cache(self._of_class)
        self.named_in = cache(self._named_in)
        self.subclasses = cache(self._subclasses)
        self.wholes = cache(self._wholes)

    def drawn(
        self, kind: Callable[["Truth"], Iterator[Corruption]], number: int
    ) -> list[Corruption]:
        """So many corruptions of a kind, the same ones on every run."""
        self.chance.seed(kind.__name__)
        found = list(kind(self))
        return self.chance.sample(found, min(number, len(found)))

    @cached_property
    def statements(self) -> list[Statement]:
        """All statements, sorted."""
        return statements(self.facts)

    @cached_property
    def names(self) -> Names:
        """What things are called."""
        return Names(self.facts)

    @cached_property
    def roles(self) -> frozenset[URIRef]:
        """hab:actor and the roles below it."""
        return frozenset(self.schema.transitive_subjects(RDFS.subPropertyOf, HAB.actor))

    def pick(self, options: Sequence[T]) -> T | None:
        """One of the options by chance; None where there are none."""
        return self.chance.choice(options) if options else None

    def kind(self, thing: Node) -> URIRef | None:
        """The class that a resource is said to have."""
        return self.facts.value(thing, RDF.type)

    def acting(self) -> Iterator[tuple[Statement, URIRef, URIRef]]:
        """Every actor with its statement and role."""
        return self.having(self.roles)

    def having(self, roles: frozenset[URIRef]) -> Iterator[tuple[Statement, URIRef, URIRef]]:
        """Every thing in one of the roles, with its statement and role."""
        for statement in self.statements:
            for role, thing in sorted(statement.references):
                if role in roles:
                    yield statement, role, thing

    def named(self) -> Iterator[tuple[Statement, URIRef, URIRef]]:
        """Every thing with a name that plays another part than an actor's."""
        for statement in self.statements:
            for role, thing in sorted(statement.references):
                is_thing = thing.startswith(str(ID)) and self.names.of(thing)
                if is_thing and role not in self.roles:
                    yield statement, role, thing

    def others(self, thing: URIRef, statement: Statement) -> list[URIRef]:
        """Things of the same class that are false in its place."""
        return self.false(self.of_class(self.kind(thing)), statement)

    def nearby(self, statement: Statement) -> list[URIRef]:
        """Agents that the statement's paragraphs name and that have no part in it."""
        names = {q.passage for q in statement.quotations if q.passage in self.passages}
        return self.false({agent for name in names for agent in self.named_in(name)}, statement)

    def false(self, things: Sequence[URIRef] | set[URIRef], statement: Statement) -> list[URIRef]:
        """Those of which the statement does not speak, not even by a part or a whole of them."""
        near = {w for t in statement.things for w in self.wholes(t)}
        return sorted(t for t in things if t not in near and not self.wholes(t) & near)

    def _subclasses(self, kind: URIRef) -> set[URIRef]:
        return set(self.schema.transitive_subjects(RDFS.subClassOf, kind))

    def siblings(self, kind: URIRef) -> list[URIRef]:
        """Classes that stand beside this one, neither above nor below it."""
        parents = [p for p in self.schema.objects(kind, RDFS.subClassOf) if str(HAB) in str(p)]
        beside = {s for p in parents for s in self.schema.subjects(RDFS.subClassOf, p)}
        return sorted(beside - self.subclasses(kind) - _TOO_WIDE)

    def label(self, thing: Node, language: str) -> Literal | None:
        """The label of a thing in a language."""
        labels = (
            *self.facts.objects(thing, RDFS.label),
            *self.facts.objects(thing, SKOS.prefLabel),
        )
        return next((label for label in labels if label.language == language), None)

    def _of_class(self, kind: URIRef) -> list[URIRef]:
        return sorted(self.facts.subjects(RDF.type, kind))

    def _named_in(self, passage: str) -> set[URIRef]:
        agents = self.subclasses(HAB.Agent)
        mentions = self.names.mentions(self.passages[passage].text)
        sole = {next(iter(m.things)) for m in mentions if len(m.things) == 1}
        return {thing for thing in sole if self.kind(thing) in agents}

    def _wholes(self, thing: URIRef) -> set[URIRef]:
        return {
            whole
            for predicate in _WHOLES
            for whole in self.facts.transitive_objects(thing, predicate)
        } | {thing}
