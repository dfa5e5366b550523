"""Values given to the variables of a query beforehand."""

import pyoxigraph

from habitat_graph.sparql.store import RequestError
from habitat_graph.sparql.tokens import Kind, tokens

Term = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple


def term(text: str) -> Term:
    """The term that N-Triples writes as `text`; raise RequestError where it is none."""
    line = f"<urn:s> <urn:p> {text} ."
    try:
        quads = list(pyoxigraph.parse(line, pyoxigraph.RdfFormat.N_TRIPLES))
    except SyntaxError as error:
        raise RequestError(f"“{text}” is no value.", f"“{text}”不是有效的值。") from error
    if len(quads) != 1:
        raise RequestError(f"“{text}” is more than one value.", f"“{text}”不止一个值。")
    found: Term = quads[0].object
    return found


def bound(text: str, bindings: tuple[tuple[str, str], ...]) -> str:
    """The query with VALUES in its outermost group and in each that names a bound variable.

    Once at the top would do, but engines then evaluate the members of a UNION in full.
    """
    blocks = {name: f" VALUES ?{name} {{ {term(value)} }} " for name, value in bindings}
    if not blocks:
        return text
    pieces, last = [], 0
    for position, names in sorted(_places(text, set(blocks)).items()):
        pieces += [text[last:position], *(blocks[name] for name in blocks if name in names)]
        last = position
    return "".join([*pieces, text[last:]])


def _places(text: str, names: set[str]) -> dict[int, set[str]]:
    """Where groups begin, and which of the variables are to have their value there."""
    places: dict[int, set[str]] = {}
    groups: list[int | None] = []  # None is the template of a CONSTRUCT
    previous = ""
    for token in tokens(text):
        if token.kind is Kind.MARK and token.text == "{":
            is_template = previous == "CONSTRUCT"
            groups.append(None if is_template else token.end)
            if len(groups) == 1 and not is_template:
                places.setdefault(token.end, set(names))
        elif token.kind is Kind.MARK and token.text == "}" and groups:
            groups.pop()
        elif token.kind is Kind.VARIABLE and token.text[1:] in names:
            group = groups[-1] if groups else None
            if group is not None:
                places.setdefault(group, set()).add(token.text[1:])
        previous = token.text.upper()
    return places
