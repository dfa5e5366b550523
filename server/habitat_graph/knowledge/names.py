"""Which things a Chinese text names, and by which words."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rdflib import RDF, RDFS, SKOS, Graph, Literal, URIRef

from habitat_graph.namespaces import HAB, SCHEME

LANGUAGE = "zh"
"""The language of the report, and so of the names that can stand in it."""

_NUMBERED = (
    HAB.SustainableDevelopmentGoal,
    HAB.SustainableDevelopmentTarget,
    HAB.SustainableDevelopmentIndicator,
)

_KEY_LENGTH = 2
_WORD_GOES_ON = re.compile(r"[A-Za-z0-9]{2}")


@dataclass(frozen=True)
class Mention:
    """A name found in a text from `start` to `end`, and the things that bear it."""

    start: int
    end: int
    things: frozenset[URIRef]


class Names:
    """The Chinese names of things, to be found in text or asked for by thing.

    The longest name wins (刚果民主共和国 before 刚果), and white space never matters
    (“第 73/239 号” is “第73/239号”). A statement's label is our own wording, so only its
    alternative and hidden labels are names. Concepts have names but are not searched for, save
    those that go by a number, the Sustainable Development Goals and what is under them.
    """

    def __init__(self, graph: Graph) -> None:
        self._by_thing: dict[URIRef, frozenset[str]] = _names_by_thing(graph)
        numbered = {thing for kind in _NUMBERED for thing in graph.subjects(RDF.type, kind)}
        searched = {
            thing: names
            for thing, names in self._by_thing.items()
            if thing in numbered or not str(thing).startswith((str(SCHEME), str(HAB)))
        }
        self._by_name = _things_by_name(searched)
        self._by_key: dict[str, list[str]] = defaultdict(list)
        for name in sorted(self._by_name, key=len, reverse=True):
            self._by_key[name[:_KEY_LENGTH]].append(name)

    def of(self, thing: URIRef) -> frozenset[str]:
        """The names of `thing`, without white space; empty where it has none."""
        return self._by_thing.get(thing, frozenset())

    def named_in(self, thing: URIRef, text: str) -> bool:
        """Whether `text` names `thing` by any of its names."""
        compact = "".join(text.split())
        return any(name in compact for name in self.of(thing))

    def mentions(self, text: str) -> list[Mention]:
        """Every longest name in `text`, from left to right, none overlapping."""
        positions = [index for index, character in enumerate(text) if not character.isspace()]
        compact = "".join(text[index] for index in positions)
        found = []
        at = 0
        while at < len(compact):
            name = self._name_at(compact, at)
            if name is None:
                at += 1
                continue
            last = positions[at + len(name) - 1]
            found.append(Mention(positions[at], last + 1, self._by_name[name]))
            at += len(name)
        return found

    def _name_at(self, compact: str, at: int) -> str | None:
        for name in self._by_key.get(compact[at : at + _KEY_LENGTH], ()):
            if compact.startswith(name, at) and not _cuts_a_word(compact, at, at + len(name)):
                return name
        return None


def _cuts_a_word(text: str, start: int, end: int) -> bool:
    """Whether a Latin word or a number goes on across either end of the span."""

    def joined(left: int) -> bool:
        return left >= 0 and _WORD_GOES_ON.match(text, left) is not None

    return joined(start - 1) or joined(end - 1)


def _names_by_thing(graph: Graph) -> dict[URIRef, frozenset[str]]:
    statements = set(graph.subjects(HAB.evidence, None))
    found: dict[URIRef, set[str]] = defaultdict(set)
    for thing, name in _labels(graph, statements):
        found[thing].add("".join(name.split()))
    return {thing: frozenset(names) for thing, names in found.items()}


def _labels(graph: Graph, statements: Iterable[object]) -> Iterator[tuple[URIRef, Literal]]:
    for predicate in (RDFS.label, SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel):
        for thing, name in graph.subject_objects(predicate):
            own_words = predicate == RDFS.label and thing in statements
            if not isinstance(thing, URIRef) or not isinstance(name, Literal):
                continue
            if name.language == LANGUAGE and not own_words:
                yield thing, name


def _things_by_name(by_thing: Mapping[URIRef, Iterable[str]]) -> dict[str, frozenset[URIRef]]:
    found: dict[str, set[URIRef]] = defaultdict(set)
    for thing, names in by_thing.items():
        for name in names:
            found[name].add(thing)
    return {name: frozenset(things) for name, things in found.items()}
