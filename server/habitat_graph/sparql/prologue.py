"""Gathers the prologues of an update's operations in one, which is all that the engine reads.

SPARQL lets each operation begin with a PREFIX and BASE of its own, and libraries write them so:
https://www.w3.org/TR/sparql11-query/#rUpdate
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin

from habitat_graph.sparql.tokens import Kind, Token, tokens

_OPENING, _CLOSING = ("(", "{", "["), (")", "}", "]")


@dataclass(frozen=True)
class _Operation:
    """One operation: its prologue's declarations, and the tokens of prologue and rest."""

    prologue: list[Token] = field(default_factory=list)
    rest: list[Token] = field(default_factory=list)

    def declarations(self) -> Iterator[tuple[str | None, str]]:
        """Each prefix with its IRI as written; None stands for the base."""
        for token, following in zip(self.prologue, self.prologue[1:], strict=False):
            if following.kind is Kind.IRI:
                prefix = token.text.removesuffix(":") if token.kind is Kind.NAME else None
                yield prefix, following.text[1:-1]


def with_one_prologue(update: str) -> str:
    """The same update with every declaration in front of it; unchanged where all are there.

    What a later operation declares anew gets a name of its own. Lines stay where they are.
    """
    first, *later = _operations(update)
    if not any(operation.prologue for operation in later):
        return update
    known = {prefix: iri for prefix, iri in first.declarations() if prefix is not None}
    names = {prefix: prefix for prefix in known}
    base: str | None = None
    moved: list[str] = []
    edits: list[tuple[Token, str]] = []
    for number, operation in enumerate(later, start=2):
        for prefix, written in operation.declarations():
            iri = written if base is None else _resolved(base, written)
            if prefix is None:
                base = iri
            elif known.get(prefix) != iri:
                known[prefix] = iri
                names[prefix] = _unused(f"{prefix}-{number}" if prefix else f"p-{number}", update)
                moved.append(f"PREFIX {names[prefix]}: <{iri}> ")
        edits += [(token, " " * len(token.text)) for token in operation.prologue]
        edits += _renamed(operation.rest, names, base)
    start = first.rest[0].start if first.rest else len(update)
    return update[:start] + "".join(moved) + _edited(update, start, edits)


def _operations(update: str) -> list[_Operation]:
    """The operations, parted by the semicolons that stand in no bracket."""
    operations = [_Operation()]
    depth = 0
    for token in tokens(update):
        depth += (token.text in _OPENING) - (token.text in _CLOSING)
        operation = operations[-1]
        if token.text == ";" and not depth:
            operations.append(_Operation())
        elif not operation.rest and _declares(operation.prologue, token):
            operation.prologue.append(token)
        else:
            operation.rest.append(token)
    return operations


def _declares(prologue: list[Token], token: Token) -> bool:
    """Whether a prologue goes on with `token`: BASE <…>, PREFIX name: <…>."""
    last = prologue[-1] if prologue else None
    if last is None or last.kind is Kind.IRI:
        return token.kind is Kind.WORD and token.text.upper() in ("BASE", "PREFIX")
    if last.kind is Kind.NAME or last.text.upper() == "BASE":
        return token.kind is Kind.IRI
    return token.kind is Kind.NAME and token.text.endswith(":")


def _renamed(
    rest: list[Token], names: dict[str, str], base: str | None
) -> Iterator[tuple[Token, str]]:
    """What stands for the tokens of an operation whose prologue has gone."""
    for token in rest:
        if token.kind is Kind.NAME:
            prefix, _, local = token.text.partition(":")
            if names.get(prefix, prefix) != prefix:
                yield token, f"{names[prefix]}:{local}"
        elif token.kind is Kind.IRI and base is not None:
            yield token, f"<{_resolved(base, token.text[1:-1])}>"


def _resolved(base: str, iri: str) -> str:
    resolved = urljoin(base, iri)
    # An empty fragment or query counts in an IRI, but urljoin drops it.
    return resolved + iri[-1] if iri.endswith(("#", "?")) and resolved[-1] != iri[-1] else resolved


def _unused(name: str, update: str) -> str:
    while f"{name}:" in update:
        name += "x"
    return name


def _edited(text: str, start: int, edits: list[tuple[Token, str]]) -> str:
    pieces = []
    for token, replacement in edits:
        pieces += [text[start : token.start], replacement]
        start = token.end
    return "".join([*pieces, text[start:]])
