"""How the values that an update adds were spelled: in its own text, or in the data they come from.

The engine tells only what they are worth.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph

from habitat_graph.sparql.content import Content, is_named
from habitat_graph.sparql.spelling import Spellings, Term, is_doubtful
from habitat_graph.sparql.tokens import Kind, Token, outline

_STRING = r"""
    (?: \"{3} (?: "{0,2} (?: [^"\\] | \\. ) )*+ \"{3}
      | '{3} (?: '{0,2} (?: [^'\\] | \\. ) )*+ '{3}
      | " (?: [^"\\\r\n] | \\. )*+ "
      | ' (?: [^'\\\r\n] | \\. )*+ ' )
"""
_IRI = r"< [^<>\"{}|^`\x00-\x20]*+ >"
# A number or a typed string in a group, or what may look like one.
_LITERAL = re.compile(
    rf"""
      \#[^\r\n]* | {_IRI}
    | ( {_STRING} \^\^ (?: {_IRI} | [\w-]*+:[\w-]++ ) )
    | {_STRING}
    | [^\W\d] [\w.:%-]*+ | : [\w.:%-]*+
    | ( [+-]? \d+ (?: \.\d+ )?+ (?: [eE][+-]?\d+ )?+ )
    """,
    re.VERBOSE | re.DOTALL,
)
_LINE = "<urn:s> <urn:p> {} .\n"

Quads = list[pyoxigraph.Quad]


class Wording:
    """Spells what an update added: as its text does, else as what was copied or renamed."""

    def __init__(self, content: Content, text: str, gone: Quads, come: Quads) -> None:
        self._content = content
        self._come = set(come)
        self._gone = gone
        self._text = _spelled(text) if any(map(is_doubtful, come)) else {}

    def spelled(self, quad: pyoxigraph.Quad) -> list[pyoxigraph.Quad]:
        """What stands for a quad of the engine's making; more than one where all were copied."""
        if not is_doubtful(quad):
            return [quad]
        values = self._text.get(quad.object) or self._copied(quad) or self._renamed(quad)
        return [
            pyoxigraph.Quad(quad.subject, quad.predicate, value, quad.graph_name)
            for value in values or {quad.object}
        ]

    def _copied(self, quad: pyoxigraph.Quad) -> set[Term]:
        """The spellings of the same triple in other graphs."""
        found = self._content.engine.quads_for_pattern(quad.subject, quad.predicate, quad.object)
        there = [each for each in found if each not in self._come and self._counts(each)]
        gone = [each for each in self._gone if each.triple == quad.triple]
        return {each.object for each in self._content.written([*there, *gone])}

    def _renamed(self, quad: pyoxigraph.Quad) -> set[Term]:
        """The spelling of a value that goes elsewhere: from the same subject, or property."""
        for part in ("subject", "predicate"):
            same = [
                each
                for each in self._gone
                if each.object == quad.object and getattr(each, part) == getattr(quad, part)
            ]
            values = {each.object for each in self._content.written(same)}
            if len(values) == 1:
                return values
        return set()

    def _counts(self, quad: pyoxigraph.Quad) -> bool:
        """Whether a quad is none that stands in the default graph for the union alone."""
        return is_named(quad) or not self._content.union or quad.triple in self._content.own


def _spelled(text: str) -> dict[Term, set[Term]]:
    """The values in the text, by what the engine makes of them, where they are spelled one way."""
    found: dict[Term, set[Term]] = defaultdict(set)
    lines = (_LINE.format(literal) for literal in set(_literals(text)))
    document = "".join([*_declarations(text), *lines])
    try:
        quads = list(pyoxigraph.parse(document, pyoxigraph.RdfFormat.TURTLE))
    except SyntaxError:
        return {}  # Such as a prefix that is declared below the base of another.
    for normal, quad in Spellings().normal(quads):
        found[normal.object].add(quad.object)
    return {value: spellings for value, spellings in found.items() if len(spellings) == 1}


def _literals(text: str) -> Iterator[str]:
    """The numbers and typed strings of the text, as written."""
    for match in _LITERAL.finditer(text):
        if literal := match[1] or match[2]:
            yield literal


def _declarations(text: str) -> Iterable[str]:
    """The prefixes that the text declares, as Turtle."""
    before: list[Token] = []
    for token in outline(text):
        if token.kind is Kind.IRI and len(before) > 1 and before[-2].text.upper() == "PREFIX":
            yield f"@prefix {before[-1].text} {token.text} .\n"
        before = [*before[-1:], token]
