"""Turns the parser's terms into rdflib's, and loses nothing that was written."""

import re
from pathlib import Path

import pyoxigraph
from rdflib import XSD, BNode, Literal, URIRef

from habitat_graph.knowledge.tokens import Kind, tokens
from habitat_graph.problems import DataError

Term = URIRef | BNode | Literal
ParsedTerm = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple

_LANGUAGE = re.compile(r"""["']@([A-Za-z]+(?:-[A-Za-z0-9]+)*)""")
_NEWER = re.compile(r"<<|--(?:ltr|rtl)")


def may_be_newer(text: str) -> bool:
    """Whether Turtle text has marks of RDF 1.2, which may stand in a string as well."""
    return _NEWER.search(text) is not None


class Terms(dict[ParsedTerm, Term]):
    """The terms of one file by the parser's; each is made once, which is most of the speed."""

    def __init__(self, text: str, path: Path) -> None:
        super().__init__()
        self._text = text
        self._path = path
        self._languages = _languages(text)

    def __missing__(self, parsed: ParsedTerm) -> Term:
        self[parsed] = term = self._term(parsed)
        return term

    def _term(self, parsed: ParsedTerm) -> Term:
        if isinstance(parsed, pyoxigraph.NamedNode):
            return URIRef(parsed.value)
        if isinstance(parsed, pyoxigraph.BlankNode):
            # A new name, so that _:a of one file is not _:a of another in their union.
            return BNode()
        if isinstance(parsed, pyoxigraph.Triple) or parsed.direction is not None:
            raise DataError(
                "This is RDF 1.2; the files are written in RDF 1.1.",
                self._path,
                self._line_of_newer_syntax(),
                "State it with a resource of its own instead.",
                message_zh="这是RDF 1.2；本项目的文件用RDF 1.1书写。",
                remedy_zh="请改用单独的资源来陈述。",
            )
        if parsed.language is not None:
            return Literal(parsed.value, lang=self._languages.get(parsed.language, parsed.language))
        datatype = URIRef(parsed.datatype.value)
        if datatype == XSD.string:
            return Literal(parsed.value)
        # Normalising would make 5 of 5.0, and lose what was written.
        return Literal(parsed.value, datatype=datatype, normalize=False)

    def _line_of_newer_syntax(self) -> int | None:
        for token in tokens(self._text):
            if token.kind in (Kind.MARK, Kind.LANGUAGE) and _NEWER.search(token.text):
                return token.line
        return None


def _languages(text: str) -> dict[str, str]:
    """The language tags as written, by the parser's lower-case form of them."""
    seen = set(_LANGUAGE.findall(text))
    if len(seen) > len({tag.lower() for tag in seen}):
        # What looks like a tag may stand in a string; only now is it worth telling them apart.
        seen = {token.text[1:] for token in tokens(text) if token.kind is Kind.LANGUAGE}
    return {tag.lower(): tag for tag in sorted(seen)}
