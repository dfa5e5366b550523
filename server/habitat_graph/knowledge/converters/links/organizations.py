"""Links of bodies and partners, by name."""

import re
from collections.abc import Iterator

from rdflib import URIRef

from habitat_graph.knowledge.converters.links.bearers import Bearers, plain
from habitat_graph.knowledge.converters.links.reference import Reference
from habitat_graph.knowledge.converters.links.terms import DOUBTED, IDENTICAL, Link, Unlinked
from habitat_graph.knowledge.converters.tables import Row
from habitat_graph.namespaces import ID, WIKIDATA

_KINDS = (ID["body/"], ID["organization/"])
_RECORD = "record"
_LABEL = "relationship label: "
_SHORT_FORM = re.compile(r"\([^)]*\)")
_OURS_TRANSLATED = "report-translation"


def organization_links(reference: Reference, ours: Bearers) -> Iterator[Link | Unlinked]:
    """The links of the bodies and partners that bear the name of a row."""
    for row in reference.organizations:
        bearing = _bearing(row, ours)
        if len(bearing) != 1:
            number = "None" if not bearing else "More than one"
            yield Unlinked(row, f"{number} of our organizations is called “{row['name_en']}”.")
            continue
        thing = bearing.pop()
        if row["wikidata"]:
            certainty = DOUBTED if row["wikidata_other"] else IDENTICAL
            yield Link("wikidata", thing, certainty, WIKIDATA[row["wikidata"]])
        if row["ror"]:
            yield _ror(row, thing)
        if not (row["wikidata"] or row["ror"]):
            yield Unlinked(row, f"No identifier of “{row['name_en']}” was found.")


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
