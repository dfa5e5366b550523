"""Reads the queries and their front matter: the questions that the graph answers."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph

from habitat_graph.knowledge.files import query_files
from habitat_graph.problems import DataError

Term = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple

LANGUAGES = ("en", "zh")

_LINE = re.compile(r"#\+ (?P<key>[^:]+): (?P<value>.+)")
_PREFIX = re.compile(r"^\s*PREFIX\s+(\S*:)\s*(<[^>]*>)", re.IGNORECASE | re.MULTILINE)
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|^`\\]+", re.IGNORECASE)


@dataclass(frozen=True)
class Parameter:
    """A value that a reader may choose: the query has it as `VALUES ?name { default }`."""

    name: str
    default: str
    meanings: Mapping[str, str]


@dataclass(frozen=True)
class CatalogueQuery:
    """A query that explains itself; titles and descriptions by language."""

    name: str
    path: Path
    text: str
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    shows: str
    parameters: tuple[Parameter, ...] = ()

    def filled(self, values: Mapping[str, str]) -> str:
        """The text with the given values in place of the defaults; raise DataError if unfit.

        A value is a term of SPARQL, such as `<https://…>`, `hab:Session`, `"text"@en` or 2019;
        an IRI may go without its brackets and a text without its quotation marks.
        """
        text = self.text
        for name, value in values.items():
            if name not in {parameter.name for parameter in self.parameters}:
                known = ", ".join(parameter.name for parameter in self.parameters) or "none"
                raise DataError(
                    f"“{self.name}” has no parameter “{name}”; it has: {known}.",
                    message_zh=f"“{self.name}”没有参数“{name}”；现有：{known}。",
                )
            text = _place(name).sub(_replacing(self._term(name, value)), text)
        return text

    def _term(self, name: str, value: str) -> str:
        """A value as a term of SPARQL that nothing can hide in."""
        prefixes = dict(_PREFIX.findall(self.text))
        if value.partition(":")[0] + ":" not in prefixes and _ABSOLUTE.fullmatch(value):
            value = f"<{value}>"
        for candidate in (value, str(pyoxigraph.Literal(value))):
            terms = _objects(candidate, prefixes)
            if len(terms) == 1 and not isinstance(terms[0], pyoxigraph.BlankNode):
                return str(terms[0])
        raise DataError(
            f"“{value}” is no value for the parameter “{name}”.",
            message_zh=f"“{value}”不能作为参数“{name}”的值。",
        )


def catalogue(root: Path) -> list[CatalogueQuery]:
    """The queries under `root` by name; raise DataError where one does not explain itself."""
    queries = [read_query(path) for path in query_files(root)]
    for query in queries:
        for key, value in (
            ("title.en", query.titles.get("en")),
            ("title.zh", query.titles.get("zh")),
            ("shows", query.shows),
        ):
            if not value:
                raise DataError(
                    f"There is no line “#+ {key}: …”.",
                    query.path,
                    1,
                    "Add it at the top.",
                    message_zh=f"缺少“#+ {key}: …”一行。",
                    remedy_zh="请加在文件开头。",
                )
    return queries


def read_query(path: Path) -> CatalogueQuery:
    """The query in a file, with as much as its front matter says."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(
            f"The query cannot be read: {error}.", path, message_zh=f"无法读取该查询：{error}。"
        ) from error
    matter = front_matter(text)
    return CatalogueQuery(
        name=path.stem,
        path=path,
        text=text,
        titles=_by_language(matter, "title"),
        descriptions=_by_language(matter, "description"),
        shows=matter.get("shows", ""),
        parameters=_parameters(matter, text, path),
    )


def front_matter(text: str) -> dict[str, str]:
    """The `#+ key: value` lines by key."""
    found = (_LINE.match(line) for line in text.splitlines())
    return {line["key"].strip(): line["value"].strip() for line in found if line}


def _by_language(matter: Mapping[str, str], key: str) -> dict[str, str]:
    return {
        language: matter[f"{key}.{language}"]
        for language in LANGUAGES
        if f"{key}.{language}" in matter
    }


def _parameters(matter: Mapping[str, str], text: str, path: Path) -> tuple[Parameter, ...]:
    """`#+ param name: default — meaning`, and `#+ param.zh name: 含义` for its Chinese."""
    parameters = []
    for key, value in matter.items():
        if not key.startswith("param "):
            continue
        name = key.removeprefix("param ").strip()
        default, _, meaning = value.partition(" — ")
        if not _place(name).search(text):
            raise DataError(
                f"The parameter “{name}” has no place in the query.",
                path,
                remedy=f"Write its default as “VALUES ?{name} {{ {default} }}”.",
                message_zh=f"参数“{name}”在查询中没有位置。",
                remedy_zh=f"请把默认值写成“VALUES ?{name} {{ {default} }}”。",
            )
        meanings = {"en": meaning or name, "zh": matter.get(f"param.zh {name}", meaning or name)}
        parameters.append(Parameter(name, default.strip(), meanings))
    return tuple(parameters)


def _place(name: str) -> re.Pattern[str]:
    """Where a query holds the value of a parameter."""
    return re.compile(rf"(VALUES\s+\?{re.escape(name)}\s*\{{\s*)([^{{}}]*?)(\s*\}})", re.IGNORECASE)


def _replacing(term: str) -> Callable[[re.Match[str]], str]:
    return lambda found: f"{found[1]}{term}{found[3]}"


def _objects(term: str, prefixes: Mapping[str, str]) -> list[Term]:
    """What Turtle makes of a term; nothing where it is none."""
    head = "".join(f"@prefix {prefix} {namespace} .\n" for prefix, namespace in prefixes.items())
    turtle = f"{head}<urn:s> <urn:p> {term} ."
    try:
        return [quad.object for quad in pyoxigraph.parse(turtle, pyoxigraph.RdfFormat.TURTLE)]
    except SyntaxError:
        return []
