"""/context.jsonld: the terms of the ontology as a JSON-LD context.

https://www.w3.org/TR/json-ld11/#the-context
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from flask import Blueprint, Response
from rdflib import OWL, RDF, XSD

from habitat_graph.media_types import JSON_LD
from habitat_graph.namespaces import HAB, ID
from habitat_graph.sparql.prefixes import PREFIXES
from habitat_graph.web.questions import Questions
from habitat_graph.web.replies import document, kept
from habitat_graph.web.site import site

_ALIASES = {"id": "@id", "type": "@type"}
_LANGUAGE = {"@container": "@language"}
_REFERENCE = {"@type": "@id"}
_LOCAL = re.compile(r"[^/#]+$")

blueprint = Blueprint("context", __name__)


@blueprint.get("/context.jsonld")
def terms() -> Response:
    """Give the context, for documents that are written with the names of the ontology alone."""
    record = {"@context": context(site().questions(), in_use=not site().holding().is_large)}
    text = json.dumps(record, ensure_ascii=False, indent=2)
    return kept(document(text.encode() + b"\n", JSON_LD))


def context(questions: Questions, *, in_use: bool = True) -> dict[str, object]:
    """The names of all terms with what they stand for, and what their values are.

    These are read from the terms' use, through all the graph, or else from their declarations.
    """
    kinds, ranges = _declared(questions)
    sorts: dict[str, set[str]] = defaultdict(set)
    for row in questions.rows("context-values") if in_use else ():
        sorts[row["property"].value].add(row["sort"].value)
    sorts.pop(str(RDF.type), None)
    names = _names({*kinds, *sorts})
    entries: dict[str, object] = {
        "@version": 1.1,
        **_ALIASES,
        **_prefixes(questions, names, in_use),
    }
    for iri, name in sorted(names.items(), key=lambda entry: entry[1]):
        if str(OWL.Class) in kinds.get(iri, ()):
            entries[name] = _compact(iri)
        else:
            values = _values(sorts.get(iri, set()), kinds.get(iri, set()), ranges.get(iri, set()))
            entries[name] = {"@id": _compact(iri), **values}
    return entries


def _declared(questions: Questions) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """The kinds of the terms, and the ranges of the properties."""
    kinds: dict[str, set[str]] = defaultdict(set)
    ranges: dict[str, set[str]] = defaultdict(set)
    for row in questions.rows("context-terms"):
        kinds[row["term"].value].add(row["kind"].value)
        if "range" in row:
            ranges[row["term"].value].add(row["range"].value)
    return kinds, ranges


def _names(iris: Iterable[str]) -> dict[str, str]:
    """A name for each term: the end of its IRI; with its prefix where two terms end alike.

    The ontology's own terms need no prefix in any case.
    """
    ends = {iri: found[0] for iri in iris if (found := _LOCAL.search(iri))}
    own = {end for iri, end in ends.items() if iri.startswith(str(HAB))}
    shared = Counter(end for iri, end in ends.items() if not iri.startswith(str(HAB)))
    return {
        iri: end
        if iri.startswith(str(HAB)) or (end not in {*own, *_ALIASES} and shared[end] == 1)
        else _compact(iri)
        for iri, end in ends.items()
    }


def _values(sorts: set[str], kinds: set[str], ranges: set[str]) -> Mapping[str, object]:
    """What is known of the values of a property, from its use or else from its declaration."""
    if not sorts:
        sorts = {str(each) for each in ranges if each.startswith((str(XSD), str(RDF.langString)))}
        sorts |= {"iri"} if str(OWL.ObjectProperty) in kinds else set()
    if sorts <= {"iri", "blank"} and sorts:
        return _REFERENCE
    if sorts in ({"language"}, {str(RDF.langString)}):
        return _LANGUAGE
    if len(sorts) == 1 and (datatype := next(iter(sorts))) != str(XSD.string):
        return {"@type": _compact(datatype)}
    return {}


def _prefixes(questions: Questions, names: Mapping[str, str], in_use: bool) -> dict[str, str]:
    """Namespaces by prefix; those of things too, where no term has the name of the kind."""
    taken = {*names.values(), *_ALIASES}
    prefixes = {name: space for name, space in PREFIXES.items() if name not in taken}
    for row in questions.rows("context-kinds") if in_use else ():
        space = row["kind"].value
        kind = space.removeprefix(str(ID)).strip("/")
        if kind not in taken:
            prefixes.setdefault(kind, space)
    return prefixes


def _compact(iri: str) -> str:
    """The IRI with its prefix, in full where it has none."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and iri != namespace:
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri
