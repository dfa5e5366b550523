"""What a page says of its thing to crawlers: JSON-LD in the words of schema.org.

https://schema.org/docs/gs.html and https://www.w3.org/TR/json-ld11/#embedding-json-ld-in-html-documents
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import partial

import pyoxigraph
from flask import url_for
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from habitat_graph.media_types import GZIP, N_TRIPLES
from habitat_graph.namespaces import SCHEMA
from habitat_graph.release.downloads import MEDIA_TYPES, NAME, Download
from habitat_graph.release.history import Release
from habitat_graph.web.holding import Holding
from habitat_graph.web.questions import Questions

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_DATASET = str(SCHEMA.Dataset)

Node = dict[str, object]
_Said = Mapping[str, Mapping[str, list[object]]]


def thing_markup(questions: Questions, iri: str, address: str) -> Markup | None:
    """What can be said of a thing with a page at `address`; None if schema.org has no such kind."""
    said = _said(questions.graph("markup-thing", N_TRIPLES, thing=iri).body)
    if _TYPE not in said.get(iri, {}):
        return None
    return _embedded({**_node(said, iri), "url": address})


def dataset_markup(
    holding: Holding,
    questions: Questions,
    release: Release,
    files: Mapping[str, Download] | None = None,
) -> Markup | None:
    """What can be said of the dataset and of a release as its version; None where it has no name.

    `files` say how large the downloads are. Nothing is said of what stands on disk, for it is said
    of the whole, and to look through that takes too long for a page.
    """
    if holding.is_large:
        return None
    said = _said(questions.graph("markup-dataset", N_TRIPLES).body)
    for iri, facts in said.items():
        if _kinds(facts) == [_DATASET.removeprefix(str(SCHEMA))]:
            return _embedded({**_node(said, iri), **_version(release, files)})
    return None


def _version(release: Release, files: Mapping[str, Download] | None) -> Node:
    number = release.number
    return {
        "url": url_for("pages.home", _external=True),
        "version": str(number),
        "datePublished": release.manifest.created.isoformat(timespec="seconds"),
        "isAccessibleForFree": True,
        "distribution": [
            _distribution(number, ending, (files or {}).get(ending))
            for ending in (MEDIA_TYPES if files is None else files)
        ],
    }


def _distribution(number: int, ending: str, file: Download | None) -> Node:
    node: Node = {
        "@type": "DataDownload",
        "name": f"{NAME}.{ending}.gz",
        "encodingFormat": [MEDIA_TYPES[ending], GZIP],
        "contentUrl": url_for("downloads.packed", number=number, ending=ending, _external=True),
    }
    return (
        node if file is None else {**node, "contentSize": f"{file.size} B", "sha256": file.digest}
    )


def _said(nt: bytes) -> _Said:
    """What is said by subject and property; IRIs stay what they are, literals become JSON."""
    said: dict[str, dict[str, list[object]]] = defaultdict(lambda: defaultdict(list))
    for quad in sorted(pyoxigraph.parse(nt, pyoxigraph.RdfFormat.N_TRIPLES), key=str):
        if isinstance(quad.subject, pyoxigraph.NamedNode):
            said[quad.subject.value][quad.predicate.value].append(_value(quad.object))
    return said


def _value(term: object) -> object:
    if isinstance(term, pyoxigraph.Literal):
        if term.language is None:
            return term.value
        return {"@language": term.language, "@value": term.value}
    return term


def _node(said: _Said, iri: str, *, deep: bool = True) -> Node:
    """A thing with what is said of it, and with the names of those that it is linked to."""
    facts = said[iri]
    node: Node = {"@context": str(SCHEMA)} if deep else {}
    node |= {"@id": iri}
    if kinds := _kinds(facts):
        node["@type"] = kinds[0] if len(kinds) == 1 else kinds
    for name, values in facts.items():
        if name != _TYPE:
            written = [_written(said, value, deep=deep) for value in values]
            key = name.removeprefix(str(SCHEMA))
            node[key] = written[0] if len(written) == 1 else written
    return node


def _written(said: _Said, value: object, *, deep: bool) -> object:
    if not isinstance(value, pyoxigraph.NamedNode):
        return value if isinstance(value, str | dict) else str(value)
    if deep and value.value in said:
        return _node(said, value.value, deep=False)
    return value.value


def _kinds(facts: Mapping[str, Iterable[object]]) -> list[str]:
    return [
        kind.value.removeprefix(str(SCHEMA))
        for kind in facts.get(_TYPE, ())
        if isinstance(kind, pyoxigraph.NamedNode)
    ]


def _embedded(node: Node) -> Markup:
    """The node as JSON that cannot end the element that it stands in."""
    return htmlsafe_json_dumps(node, dumps=partial(json.dumps, ensure_ascii=False))
