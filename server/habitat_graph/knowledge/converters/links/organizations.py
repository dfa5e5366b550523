"""Links of bodies and partners, by name."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from rdflib import URIRef

from habitat_graph.knowledge.converters.links.bearers import Bearers, plain
from habitat_graph.knowledge.converters.links.reference import Reference
from habitat_graph.knowledge.converters.links.terms import (
    DOUBTED,
    IDENTICAL,
    Link,
    Unlinked,
    numbered,
)
from habitat_graph.knowledge.converters.tables import Row
from habitat_graph.namespaces import ID, WIKIDATA

_KINDS = (ID["body/"], ID["organization/"])
_RECORD = "record"
_LABEL = "relationship label: "
_SHORT_FORM = re.compile(r"\([^)]*\)")
_OURS_TRANSLATED = "report-translation"
_REGISTRIES = {
    "crossref": "crossref_funder",
    "grid": "grid",
    "iati": "iati_org_ref",
    "isni": "isni",
    "lei": "lei",
}
"""The column in which a row has its number in a registry."""

_IDENTIFIERS = ("wikidata", "ror", "crs_channel_code", *_REGISTRIES.values())
_SAME_NAME = 0.9


def organization_links(reference: Reference, ours: Bearers) -> Iterator[Link | Unlinked]:
    """The links of the bodies and partners that bear the name of a row."""
    for row in reference.organizations:
        bearing = _bearing(row, ours)
        if len(bearing) != 1:
            number = "None" if not bearing else "More than one"
            yield Unlinked(row, f"{number} of our organizations is called “{row['name_en']}”.")
            continue
        yield from _links(row, bearing.pop())


def _links(row: Row, thing: URIRef) -> Iterator[Link | Unlinked]:
    if not any(row[column] for column in _IDENTIFIERS):
        yield Unlinked(row, f"No identifier of “{row['name_en']}” was found.")
    if row["wikidata"]:
        certainty = DOUBTED if row["wikidata_other"] else IDENTICAL
        yield Link("wikidata", thing, certainty, WIKIDATA[row["wikidata"]])
    if row["ror"]:
        yield _ror(row, thing)
    if row["crs_channel_code"]:
        yield _channel(row, thing)
    for dataset, column in _REGISTRIES.items():
        if row[column]:
            yield numbered(dataset, thing, row[column])


def _bearing(row: Row, ours: Bearers) -> set[URIRef]:
    """Our things of that name: in English, but for names that we translated; else in Chinese."""
    english = set()
    if row["name_en_source"] != _OURS_TRANSLATED:
        english = ours.bearing(_KINDS, "en", row["name_en"])
    names = [_SHORT_FORM.sub("", name) for name in row["name_zh_report"].split(";")]
    return english or ours.bearing(_KINDS, "zh", *names)


def _ror(row: Row, thing: URIRef) -> Link | Unlinked:
    """A ROR record whose own names were read, or one that another record calls by this name."""
    kind, _, name = row["ror_source"].partition(_LABEL)
    if kind.startswith(_RECORD) or plain(name).endswith(plain(row["name_en"])):
        return Link("ror", thing, IDENTICAL, URIRef(row["ror"]))
    return Unlinked(row, f"ROR calls {row['ror']} “{name}”, not “{row['name_en']}”.")


def _channel(row: Row, thing: URIRef) -> Link | Unlinked:
    """A channel of aid that bears the name of the row; one for a part of its money is another."""
    code, name = row["crs_channel_code"], row["crs_name"]
    ours = plain(_SHORT_FORM.sub("", row["name_en"]))
    if SequenceMatcher(None, plain(name), ours).ratio() >= _SAME_NAME:
        return numbered("crs", thing, code)
    return Unlinked(row, f"Channel {code} is “{name}”, not “{row['name_en']}”.")
