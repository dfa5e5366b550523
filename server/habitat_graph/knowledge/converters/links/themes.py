"""Links of themes to the UNBIS Thesaurus, and of goals to the taxonomy of the United Nations."""

import re
from collections.abc import Iterable, Iterator

from rdflib import RDF, SKOS, URIRef

from habitat_graph.knowledge.converters.labels import cells
from habitat_graph.knowledge.converters.links.bearers import Bearers, plain
from habitat_graph.knowledge.converters.links.reference import Reference
from habitat_graph.knowledge.converters.links.terms import Link, Unlinked
from habitat_graph.knowledge.converters.tables import Row
from habitat_graph.namespaces import HAB, SCHEME

_UNBIS = "unbis"
_THEMES = (SCHEME["theme/"],)
_BETWEEN_TERMS = re.compile(r"[;/()、]")


def theme_links(reference: Reference, ours: Bearers) -> Iterator[Link | Unlinked]:
    """The links of themes: by the table of topics, and to each concept named alike in both tongues.

    An exact match needs the same name in English and in Chinese; the table's word alone makes a
    close match at most. Of several themes in one row, those of another name are narrower.
    """
    seen = set()
    for row in reference.topics:
        themes = _themes(row, ours)
        if not themes:
            yield Unlinked(row, f"No theme is called “{row['report_term_zh']}”.")
        alike = {theme for theme in themes if _same_name(theme, row, ours)}
        for theme in sorted(themes):
            seen.add(theme)
            others = alike - {theme}
            match = _match(row, theme in alike, others)
            yield Link(_UNBIS, theme, match, URIRef(row["unbis_uri"]))
            if match == SKOS.exactMatch:
                yield from _eurovoc(theme, reference.concepts.get(row["unbis_uri"]))
    for row in reference.concepts.values():
        # A microthesaurus is a chapter of the thesaurus, not a concept in it.
        is_concept = row["kind"] == "concept"
        for theme in sorted(ours.bearing(_THEMES, "en", row["label_en"]) - seen):
            if is_concept and _same_name(theme, row, ours):
                yield Link(_UNBIS, theme, SKOS.exactMatch, URIRef(row["uri"]))
                yield from _eurovoc(theme, row)


def _eurovoc(theme: URIRef, concept: Row | None) -> Iterator[Link]:
    """The concept of EuroVoc that is called like the one of UNBIS: a label match, so close only."""
    if concept is not None and concept["eurovoc_label_match"]:
        yield Link("eurovoc", theme, SKOS.closeMatch, URIRef(concept["eurovoc_label_match"]))


def _themes(row: Row, ours: Bearers) -> set[URIRef]:
    """The themes that go by a term of the row or by the concept's English name."""
    terms = [term for term in _BETWEEN_TERMS.split(row["report_term_zh"]) if term.strip()]
    named = ours.bearing(_THEMES, "zh", *terms, row["report_term_zh"])
    return named | ours.bearing(_THEMES, "en", row["label_en"])


def _same_name(theme: URIRef, row: Row, ours: Bearers) -> bool:
    english, chinese = row["label_en"], row["label_zh"]
    return ours.agrees(theme, "en", english) and ours.agrees(theme, "zh", chinese)


def _match(row: Row, is_alike: bool, others_alike: Iterable[URIRef]) -> URIRef:
    if row["match"] == "broad":
        return SKOS.broadMatch
    if is_alike:
        return SKOS.exactMatch
    return SKOS.broadMatch if others_alike else SKOS.closeMatch


def goal_links(reference: Reference, ours: Bearers) -> Iterator[Link | Unlinked]:
    """The links of goals, targets and indicators: by number, exact where the words are the same."""
    by_code = {code: row for row in reference.goals for code in row["code"].split("|")}
    for kind in (
        HAB.SustainableDevelopmentGoal,
        HAB.SustainableDevelopmentTarget,
        HAB.SustainableDevelopmentIndicator,
    ):
        for concept in sorted(map(str, ours.graph.subjects(RDF.type, kind))):
            row = by_code.get(str(ours.graph.value(URIRef(concept), SKOS.notation)))
            if row is not None:
                yield from _goal(row, URIRef(concept), ours)


def _goal(row: Row, concept: URIRef, ours: Bearers) -> Iterator[Link | Unlinked]:
    if plain(row["label_en"]) == plain(row["current_label_en"] or row["label_en"]) and ours.agrees(
        concept, "en", row["label_en"]
    ):
        yield Link("sdg", concept, SKOS.exactMatch, URIRef(row["uri"]))
        if row["wikidata_uri"]:
            yield Link("wikidata", concept, SKOS.exactMatch, URIRef(row["wikidata_uri"]))
        if row["sdgio_uri"]:
            yield Link("sdgio", concept, SKOS.exactMatch, URIRef(row["sdgio_uri"]))
        return
    # The number went to other words in the review of 2020; the target above stayed.
    yield Unlinked(row, f"{row['uri']} has other words than {concept}: a close match only.")
    yield Link("sdg", concept, SKOS.closeMatch, URIRef(row["uri"]))
    for parent in cells(row, "parent_uri"):
        yield Link("sdg", concept, SKOS.broadMatch, URIRef(parent))
