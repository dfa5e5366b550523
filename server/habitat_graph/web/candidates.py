"""What a reconciliation query asks for, and which things may be meant, with scores."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from habitat_graph.knowledge.matching import LONGEST, How
from habitat_graph.namespaces import BASE, HAB
from habitat_graph.sparql.prefixes import PREFIXES
from habitat_graph.sparql.store import RequestError
from habitat_graph.web.directory import Directory, Entity
from habitat_graph.web.links import short_name
from habitat_graph.web.questions import Term

LIMIT = 10
"""Candidates that are given where a query sets no limit."""

_MOST = 100
_MOST_CONDITIONS = 20
_COMPARED = 50
_SURE = 85.0
_LEAD = 5.0
_PROPERTIES_SHARE = 0.4
_ALIKE = 75.0


@dataclass(frozen=True)
class Condition:
    """A property and the values that a candidate should have of it; `things` are what they name."""

    property_iri: str
    values: tuple[str, ...]
    things: frozenset[str]


@dataclass(frozen=True)
class Wish:
    """One reconciliation query: a text, or conditions, or both.

    `types` are IRIs of classes; `strict` says how they count: any, all or should.
    """

    text: str
    types: tuple[str, ...]
    limit: int
    conditions: tuple[Condition, ...]
    strict: str


@dataclass(frozen=True)
class Candidate:
    """A thing that may be meant; `name_score` is None where no text was given."""

    entity: Entity
    score: float
    name_score: float | None
    fulfilled: float | None
    is_exact: bool


def type_iri(book: Directory, name: str) -> str | None:
    """The class that goes by “Country”, “hab:Country” or its IRI; None if there is none."""
    return _term_iri(name, book.classes)


def property_iri(book: Directory, name: str) -> str | None:
    """The property that goes by “isoAlpha3”, “rdfs:label” or its IRI; None if there is none."""
    return _term_iri(name, book.properties)


def term_id(iri: str) -> str:
    """The identifier of a class or property in this service: what stands behind “hab:”."""
    return short_name(iri).removeprefix("hab:")


def entity_id(iri: str) -> str:
    """The identifier of a thing in this service: its IRI without what all begin with."""
    return iri.removeprefix(BASE)


def candidates(book: Directory, wish: Wish) -> tuple[list[Candidate], bool]:
    """The things that may be meant, the best first; whether the first is surely the one."""
    found = _by_name(book, wish) if wish.text else _by_values(book, wish)
    found.sort(key=lambda each: (-each.score, -(each.entity.weight or 0), each.entity.iri))
    best, rest = found[:1], found[1:]
    sure = bool(
        best
        and best[0].score >= _SURE
        and all(best[0].score - each.score >= _LEAD for each in rest[:1])
    )
    return found[: wish.limit], sure


def _by_name(book: Directory, wish: Wish) -> list[Candidate]:
    kinds = wish.types if wish.strict == "any" else ()
    matches = book.found(wish.text, kinds, statements=bool(wish.types))
    found = []
    for match in matches[: max(_COMPARED, wish.limit)]:
        entity = book.entities[match.thing]
        if wish.strict == "all" and not entity.classes.issuperset(wish.types):
            continue
        fulfilled = _fulfilled(book, entity, wish.conditions)
        score = match.score
        if fulfilled is not None:
            score = (1 - _PROPERTIES_SHARE) * score + _PROPERTIES_SHARE * 100 * fulfilled
        if wish.strict == "should" and wish.types and entity.classes.isdisjoint(wish.types):
            score *= 1 - _PROPERTIES_SHARE
        found.append(Candidate(entity, score, match.score, fulfilled, match.how is How.EXACT))
    return found


def _by_values(book: Directory, wish: Wish) -> list[Candidate]:
    having = {iri for condition in wish.conditions for iri in book.values(condition.property_iri)}
    found = []
    for iri in having & book.entities.keys():
        entity = book.entities[iri]
        if wish.types and entity.classes.isdisjoint(wish.types):
            continue
        fulfilled = _fulfilled(book, entity, wish.conditions) or 0.0
        if fulfilled:
            found.append(Candidate(entity, 100 * fulfilled, None, fulfilled, is_exact=False))
    return found


def _fulfilled(book: Directory, entity: Entity, conditions: Sequence[Condition]) -> float | None:
    """The share of the conditions that a thing fulfils; None where there are none."""
    if not conditions:
        return None
    likenesses = [
        _likeness(book, book.values(condition.property_iri).get(entity.iri, []), condition)
        for condition in conditions
    ]
    return sum(likenesses) / len(likenesses)


def _likeness(book: Directory, terms: Sequence[Term], condition: Condition) -> float:
    """How like a value that is wished for is to one that there is, from 0 to 1."""
    best = 0.0
    for term in terms:
        if term.value in condition.things or term.value in condition.values:
            return 1.0
        names = [term.value]
        if term.is_iri:
            names = (
                list(book.entities[term.value].labels.values())
                if term.value in book.entities
                else []
            )
        best = max([best, *(book.likeness(value, names) for value in condition.values)])
    return best / 100 if best >= _ALIKE else 0.0


def read_wish(book: Directory, record: object) -> Wish:
    """The reconciliation query in a JSON value; raise RequestError where it is none."""
    if not isinstance(record, Mapping):
        raise _misfit("A query is an object.", "每个查询须为对象。")
    text = record.get("query", "")
    if not isinstance(text, str) or len(text) > LONGEST:
        raise _misfit(
            f"“query” is a text of at most {LONGEST} characters.",
            f"“query”须为不超过{LONGEST}个字符的文本。",
        )
    conditions = _conditions(book, record.get("properties", []))
    if not text.strip() and not conditions:
        raise _misfit("A query has “query” or “properties”.", "查询须有“query”或“properties”。")
    strict = record.get("type_strict", "any")
    if strict not in ("any", "all", "should"):
        raise _misfit("“type_strict” is any, all or should.", "“type_strict”须为any、all或should。")
    limit = record.get("limit", LIMIT)
    if not isinstance(limit, int | float) or isinstance(limit, bool) or not limit >= 1:
        raise _misfit("“limit” is a number above zero.", "“limit”须为大于零的数字。")
    types = _types(book, record.get("type"))
    return Wish(text.strip(), types, int(min(limit, _MOST)), conditions, strict)


def _types(book: Directory, value: object) -> tuple[str, ...]:
    if value is None or value == "":
        return ()
    names = value if isinstance(value, list) else [value]
    types = []
    for each in names:
        name = each.get("id") if isinstance(each, Mapping) else each
        iri = type_iri(book, name) if isinstance(name, str) else None
        if iri is None:
            raise _misfit(f"“{name}” is no type here.", f"此处没有“{name}”类型。")
        types.append(iri)
    return tuple(types)


def _conditions(book: Directory, value: object) -> tuple[Condition, ...]:
    if not isinstance(value, list) or len(value) > _MOST_CONDITIONS:
        raise _misfit(
            f"“properties” is a list of {_MOST_CONDITIONS} at most.",
            f"“properties”须为列表,最多{_MOST_CONDITIONS}项。",
        )
    conditions = []
    for each in value:
        name = each.get("pid") if isinstance(each, Mapping) else None
        iri = property_iri(book, name) if isinstance(name, str) else None
        if iri is None or "v" not in each:
            raise _misfit(
                f"Each of “properties” has a “pid” that is known and a “v”; “{name}” does not do.",
                f"“properties”的每一项须有已知的“pid”和“v”;“{name}”不合要求。",
            )
        values = each["v"] if isinstance(each["v"], list) else [each["v"]]
        texts = tuple(_as_text(value) for value in values[:_MOST_CONDITIONS])
        things = frozenset(thing for text in texts for thing in book.identified(text))
        conditions.append(Condition(iri, texts, things))
    return tuple(conditions)


def _as_text(value: object) -> str:
    if isinstance(value, Mapping):
        value = value.get("id", "")
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)[:LONGEST]


def _term_iri(name: str, terms: Mapping[str, Entity]) -> str | None:
    prefix, colon, local = name.partition(":")
    spelled = PREFIXES[prefix] + local if colon and prefix in PREFIXES else str(HAB) + name
    return next((iri for iri in (name, spelled) if iri in terms), None)


def _misfit(message: str, message_zh: str) -> RequestError:
    return RequestError(message, message_zh)
