"""What the reconciliation service tells of things: the values of properties that are asked for."""

from collections.abc import Mapping, Sequence

from rdflib import XSD

from habitat_graph.namespaces import BASE
from habitat_graph.sparql.store import RequestError
from habitat_graph.web.candidates import entity_id, property_iri, term_id
from habitat_graph.web.directory import Directory
from habitat_graph.web.questions import Term

_MOST = 1000
_WHOLE = {str(XSD[name]) for name in ("integer", "int", "long", "nonNegativeInteger")}
_BROKEN = {str(XSD[name]) for name in ("decimal", "double", "float")}

SETTINGS = (
    {
        "name": "limit",
        "label": "How many values at most (0: all) 最多取几个值(0为全部)",
        "type": "number",
        "default": 0,
    },
    {
        "name": "language",
        "label": "Language of texts, such as en or zh 文本语言,如en、zh",
        "type": "text",
        "default": "",
    },
)
"""What can be set for each property."""


def extension(book: Directory, record: object, language: str) -> dict[str, object]:
    """The answer to a data extension query; raise RequestError where it is none."""
    ids, columns = _asked(record)
    known = [(_known(book, name), name, settings) for name, settings in columns]
    rows = {
        each: {
            name: _cells(book, book.own(each), iri, settings, language)
            for iri, name, settings in known
        }
        for each in ids
    }
    meta = [{"id": name, "name": book.properties[iri].name(language)} for iri, name, _ in known]
    return {"meta": meta, "rows": rows}


def proposal(
    book: Directory, names: Sequence[str], asked: Mapping[str, object], language: str
) -> dict[str, object]:
    """The properties `names` as proposed for a type, with what was asked."""
    properties = [
        {"id": term_id(iri), "name": book.properties[iri].name(language)} for iri in names
    ]
    return {**asked, "properties": properties}


def _asked(record: object) -> tuple[list[str], list[tuple[str, Mapping[str, object]]]]:
    if isinstance(record, Mapping):
        ids, properties = record.get("ids"), record.get("properties")
        if (
            isinstance(ids, list)
            and len(ids) <= _MOST
            and all(isinstance(each, str) for each in ids)
            and isinstance(properties, list)
            and all(isinstance(each, Mapping) and "id" in each for each in properties)
        ):
            return ids, [(str(each["id"]), _settings(each)) for each in properties]
    raise RequestError(
        f"“extend” is an object with “ids”, at most {_MOST}, and “properties”, each with an “id”.",
        f"“extend”须为对象,含“ids”(最多{_MOST}个)和“properties”,后者各有“id”。",
    )


def _settings(record: Mapping[str, object]) -> Mapping[str, object]:
    settings = record.get("settings")
    return settings if isinstance(settings, Mapping) else {}


def _known(book: Directory, name: str) -> str:
    iri = property_iri(book, name)
    if iri is None:
        raise RequestError(f"“{name}” is no property here.", f"此处没有“{name}”属性。")
    return iri


def _cells(
    book: Directory,
    thing: str | None,
    property_of: str,
    settings: Mapping[str, object],
    language: str,
) -> list[dict[str, object]]:
    terms = book.values(property_of).get(thing, []) if thing else []
    wanted = settings.get("language")
    if wanted:
        terms = [term for term in terms if term.language in (wanted, None)]
    limit = settings.get("limit")
    if isinstance(limit, int | float) and limit >= 1:
        terms = terms[: int(min(limit, len(terms)))]
    return [_cell(book, term, language) for term in terms]


def _cell(book: Directory, term: Term, language: str) -> dict[str, object]:
    if term.is_iri and term.value in book.entities:
        name = book.entities[term.value].name(language)
        return {"id": entity_id(term.value), "name": name}
    if term.datatype in _WHOLE:
        return {"int": int(term.value)}
    if term.datatype in _BROKEN:
        return {"float": float(term.value)}
    if term.datatype == str(XSD.date):
        # The specification knows times only: https://www.w3.org/community/reports/reconciliation/.
        return {"date": f"{term.value[:10]}T00:00:00"}
    return {"str": term.value.removeprefix(BASE) if term.is_iri else term.value}
