"""Turns the report's text into its outline: sections, paragraphs and their digests."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import RDF, RDFS, SKOS, Graph, Literal, URIRef

from habitat_graph.knowledge.source import Heading, Passage, Source
from habitat_graph.namespaces import HAB, ID

_ROMAN = (("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1))


@dataclass(frozen=True)
class _Section:
    """A heading with its numbers from the top down: as printed, and in Roman and Latin letters."""

    heading: Heading
    printed: tuple[str, ...]
    english: tuple[str, ...]

    @property
    def slug(self) -> str:
        return "-".join(self.english).lower()


def report(source: Source, slug: str, schema: Graph) -> Graph:
    """The outline of the report with this slug; the words of labels are those of the ontology.

    No text of the report is in it but its headings. What has no number gets no label: a person
    gives it one, and `additions` keeps it.
    """
    whole = ID[f"report/{slug}"]
    graph = _new_graph(whole)
    graph.add((whole, RDF.type, HAB.Report))
    sections = {section.heading: section for section in _sections(source.headings)}
    words = {kind: dict(_words(schema, kind)) for kind in (HAB.Section, HAB.Paragraph)}
    for section in sections.values():
        above = _above(section, sections)
        parent = whole if above is None else _section_iri(whole, above)
        _add_section(graph, _section_iri(whole, section), section, words[HAB.Section])
        graph.add((_section_iri(whole, section), HAB.isPartOf, parent))
    for passage in source.passages.values():
        paragraph = URIRef(f"{whole}/paragraph/{passage.name}")
        _add_paragraph(graph, paragraph, passage, words[HAB.Paragraph])
        path = passage.heading_path
        parent = _section_iri(whole, sections[path[-1]]) if path else whole
        graph.add((paragraph, HAB.isPartOf, parent))
    return graph


def _new_graph(whole: URIRef) -> Graph:
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in (("hab", HAB), ("rdfs", RDFS), ("skos", SKOS)):
        graph.bind(prefix, namespace)
    graph.bind("report", ID["report/"])
    graph.bind("section", f"{whole}/section/")
    graph.bind("paragraph", f"{whole}/paragraph/")
    return graph


def _section_iri(whole: URIRef, section: _Section) -> URIRef:
    return URIRef(f"{whole}/section/{section.slug}")


def _add_section(graph: Graph, iri: URIRef, section: _Section, words: dict[str, str]) -> None:
    graph.add((iri, RDF.type, HAB.Section))
    graph.add((iri, HAB.heading, Literal(section.heading.text, lang="zh")))
    if section.heading.number:
        graph.add((iri, HAB.number, Literal(section.heading.number)))
    _add_labels(graph, iri, words, ".".join(section.english), ".".join(section.printed))


def _add_paragraph(graph: Graph, iri: URIRef, passage: Passage, words: dict[str, str]) -> None:
    graph.add((iri, RDF.type, HAB.Paragraph))
    graph.add((iri, HAB.digest, Literal(passage.digest)))
    if passage.name.isdecimal():
        graph.add((iri, HAB.number, Literal(passage.name)))
        _add_labels(graph, iri, words, passage.name, passage.name)


def _add_labels(
    graph: Graph, iri: URIRef, words: dict[str, str], english: str, chinese: str
) -> None:
    """Name a part by its kind and number: `Section II.A`, `章节二.A`.

    Not 第14段, which the report's own text says of parts of other documents.
    """
    graph.add((iri, RDFS.label, Literal(f"{words['en'].capitalize()} {english}", lang="en")))
    graph.add((iri, RDFS.label, Literal(f"{words['zh']}{chinese}", lang="zh")))


def _words(schema: Graph, kind: URIRef) -> Iterator[tuple[str, str]]:
    for label in schema.objects(kind, RDFS.label):
        if isinstance(label, Literal) and label.language is not None:
            yield label.language, str(label)


def _sections(headings: tuple[Heading, ...]) -> Iterator[_Section]:
    """The headings with their numbers; one without a number is counted under the one above."""
    path: list[_Section] = []
    counts: dict[tuple[str, ...], int] = {}
    for heading in headings:
        path = [section for section in path if section.heading.level < heading.level]
        printed, english = (path[-1].printed, path[-1].english) if path else ((), ())
        if heading.number:
            own = heading.number, _letters(heading.number)
        else:
            counts[english] = counts.get(english, 0) + 1
            own = str(counts[english]), str(counts[english])
        section = _Section(heading, (*printed, own[0]), (*english, own[1]))
        path.append(section)
        yield section


def _above(section: _Section, sections: dict[Heading, _Section]) -> _Section | None:
    wanted = section.english[:-1]
    return next((other for other in sections.values() if other.english == wanted), None)


def _letters(number: str) -> str:
    """A Chinese number in Roman numerals, as in the English text; a letter as it is."""
    if number.isascii():
        return number
    value, letters = _value(number), ""
    for letter, worth in _ROMAN:
        letters += letter * (value // worth)
        value %= worth
    return letters


def _value(number: str) -> int:
    """The value of a Chinese number below one hundred: 二十一 is 21."""
    tens, ten, ones = number.rpartition("十")
    value = int(unicodedata.numeric(ones)) if ones else 0
    if ten:
        value += 10 * (int(unicodedata.numeric(tens)) if tens else 1)
    return value
