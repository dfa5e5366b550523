"""All that can be looked up by a name or a code: one directory for each release."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import cast

from flask import current_app
from flask.sansio.app import App
from rdflib import RDFS, SKOS

from habitat_graph.knowledge.identifiers import code_keys, foreign_key, spellings
from habitat_graph.knowledge.matching import How, Match, Matcher, Name
from habitat_graph.namespaces import BASE, HAB
from habitat_graph.web.links import short_name
from habitat_graph.web.questions import Questions, Row, Term
from habitat_graph.web.site import site

LANGUAGES = ("en", "zh", "fr", "es", "ru", "ar")
"""The languages in which things have names, the likeliest first."""

_LABELS = (str(RDFS.label), str(SKOS.prefLabel), str(HAB.heading))
_STATEMENT = str(HAB.Statement)
_NAME = "habitat_graph.directory"


@dataclass
class Entity:
    """A thing, a class or a property: its names by language, its classes, how much is said of it.

    `kinds` are the classes that were stated, `classes` those that follow as well. `weight` is None
    where it was not counted.
    """

    iri: str
    labels: dict[str, str] = field(default_factory=dict)
    kinds: list[str] = field(default_factory=list)
    classes: set[str] = field(default_factory=set)
    weight: int | None = 0

    @property
    def english(self) -> str | None:
        """The English name."""
        return self.labels.get("en")

    @property
    def chinese(self) -> str | None:
        """The Chinese name."""
        return self.labels.get("zh")

    @property
    def is_statement(self) -> bool:
        """Whether it says something and does not merely exist."""
        return _STATEMENT in self.classes

    def name(self, language: str = "en") -> str:
        """The best name there is for readers of `language`."""
        for each in (language, *LANGUAGES):
            if each in self.labels:
                return self.labels[each]
        return short_name(self.iri)


class Directory:
    """The things of one release by name and code, and the terms that describe them.

    That of a large one has neither statements nor more names than memory bears, and nothing in it
    is weighed. What it has not is not `whole`.
    """

    def __init__(self, questions: Questions, *, whole: bool = True) -> None:
        self._questions = questions
        self.whole = whole
        names = questions.rows("directory-names" if whole else "large-names")
        foreign = questions.rows("directory-foreign-names")
        self.entities = _entities(questions, names, whole=whole)
        self.classes, self.properties = _terms(
            questions.rows("directory-terms" if whole else "large-terms")
        )
        if not whole:
            foreign = self._known(foreign)
        self._matcher = Matcher(_names((*names, *foreign)))
        self._terms = Matcher(
            Name(term.iri, text, language)
            for terms in (self.classes, self.properties)
            for term in terms.values()
            for language, text in (
                *term.labels.items(),
                (None, short_name(term.iri).rpartition(":")[2]),
            )
        )
        codes, links = questions.rows("directory-codes"), questions.rows("directory-links")
        self._by_code = _by_code(codes if whole else self._known(codes))
        self._by_link = _by_link(links if whole else self._known(links))
        self._values: dict[str, Mapping[str, list[Term]]] = {}

    def _known(self, rows: Iterable[Row]) -> tuple[Row, ...]:
        """Those of the rows that tell of things which are in this directory."""
        return tuple(row for row in rows if row["thing"].value in self.entities)

    def found(
        self, text: str, kinds: Iterable[str] = (), *, statements: bool = True
    ) -> list[Match]:
        """What `text` may mean, the best first; among equals what more is said of.

        `kinds` are classes of which a thing must have one; none lets everything in, save that
        without `statements` no statement is.
        """
        wanted = frozenset(kinds)

        def admits(iri: str) -> bool:
            entity = self.entities[iri]
            if wanted:
                return not wanted.isdisjoint(entity.classes)
            return statements or not entity.is_statement

        coded = [iri for iri in self.identified(text) if admits(iri)]
        matches = [Match(Name(iri, text, None), How.EXACT, 100.0) for iri in coded]
        matches += [m for m in self._matcher.matches(text, admits) if m.thing not in coded]
        return sorted(
            matches, key=lambda m: (m.how, -round(m.score), -self.weight(m.thing), m.thing)
        )

    def terms_found(self, text: str, terms: Mapping[str, Entity]) -> list[Entity]:
        """The classes or properties among `terms` that `text` may mean, the best first."""
        return [terms[match.thing] for match in self._terms.matches(text, terms.__contains__)]

    def identified(self, text: str) -> list[str]:
        """The things that `text` stands for as an IRI of ours, a foreign IRI or a code."""
        own = self.own(text)
        if own is not None:
            return [own]
        linked = self._by_link.get(foreign_key(text), [])
        if linked:
            return linked
        for key in spellings(text):
            if key in self._by_code:
                return self._by_code[key]
        return []

    def named(self, text: str) -> list[str]:
        """The things that are called exactly `text` in some language, statements aside."""
        matches = self._matcher.matches(text, lambda iri: not self.entities[iri].is_statement)
        return [match.thing for match in matches if match.how is How.EXACT]

    def own(self, text: str) -> str | None:
        """The IRI of the thing that `text` is, whole or without what all IRIs begin with."""
        bare = text.strip().replace("http://", "https://", 1).removeprefix(BASE).strip("/")
        for path in (bare, f"id/{bare}"):
            if BASE + path in self.entities:
                return BASE + path
        return None

    def weight(self, iri: str) -> int:
        """How many statements speak of a thing."""
        return self.entities[iri].weight or 0

    def likeness(self, text: str, names: Iterable[str]) -> float:
        """How like the likest of `names` is to `text`, from 0 to 100."""
        return self._matcher.likeness(text, names)

    def values(self, property_iri: str) -> Mapping[str, list[Term]]:
        """The values of a property by thing; only for properties that there are."""
        if property_iri not in self._values:
            found: dict[str, list[Term]] = defaultdict(list)
            for row in self._questions.rows("property-values", property=property_iri):
                found[row["thing"].value].append(row["value"])
            self._values[property_iri] = found
        return self._values[property_iri]


class _Keeper:
    """Keeps the directory of the release that is served, until another is."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._tag = ""
        self._directory: Directory | None = None

    def directory(self) -> Directory:
        """The directory of the release that is served now."""
        holding = site().holding()
        tag = holding.tag
        with self._lock:
            if self._directory is None or tag != self._tag:
                self._directory = Directory(site().questions(), whole=not holding.is_large)
                self._tag = tag
            return self._directory


def attach(app: App) -> None:
    """Give an application its directory; it is filled when first asked."""
    app.extensions.setdefault(_NAME, _Keeper())


def directory() -> Directory:
    """The directory of the application that answers the current request."""
    return cast(_Keeper, current_app.extensions[_NAME]).directory()


def _entities(questions: Questions, names: Iterable[Row], *, whole: bool) -> dict[str, Entity]:
    entities: dict[str, Entity] = {}
    for row in sorted(names, key=_preference):
        iri, name = row["thing"].value, row["name"]
        entity = entities.setdefault(iri, Entity(iri, weight=0 if whole else None))
        if row["property"].value in _LABELS and name.language:
            entity.labels.setdefault(name.language, name.value)
    kinds = questions.rows("directory-kinds" if whole else "large-kinds")
    for row in sorted(kinds, key=lambda row: row["class"].value):
        if row["thing"].value in entities:
            entity = entities[row["thing"].value]
            entity.classes.add(row["class"].value)
            if row["stated"].value == "true":
                entity.kinds.append(row["class"].value)
    for row in questions.rows("directory-weights") if whole else ():
        if row["thing"].value in entities:
            entities[row["thing"].value].weight = int(row["weight"].value)
    return entities


def _preference(row: Row) -> tuple[int, str, str]:
    name, text = row["property"].value, row["name"]
    place = _LABELS.index(name) if name in _LABELS else len(_LABELS)
    return place, text.language or "", text.value


def _names(rows: Iterable[Row]) -> Iterable[Name]:
    return (Name(row["thing"].value, row["name"].value, row["name"].language) for row in rows)


def _terms(rows: Iterable[Row]) -> tuple[dict[str, Entity], dict[str, Entity]]:
    classes: dict[str, Entity] = {}
    properties: dict[str, Entity] = {}
    for row in rows:
        iri = row["term"].value
        terms = classes if row["kind"].value.endswith("#Class") else properties
        term = terms.setdefault(iri, Entity(iri))
        if "name" in row:
            term.labels.setdefault(row["name"].language or "en", row["name"].value)
    return classes, properties


def _by_code(rows: Iterable[Row]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        for key in code_keys(row["code"].value):
            if row["thing"].value not in found[key]:
                found[key].append(row["thing"].value)
    return dict(found)


def _by_link(rows: Iterable[Row]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        things = found[foreign_key(row["target"].value)]
        if row["thing"].value not in things:
            things.append(row["thing"].value)
    return dict(found)
