"""Proves that a statement speaks of the things that its phrases name, and of no others."""

from collections.abc import Iterator

from rdflib import DCTERMS, RDF, Graph, URIRef

from habitat_graph.knowledge.evidence.antecedent import is_actor, is_antecedent
from habitat_graph.knowledge.evidence.slips import Case, Slip
from habitat_graph.knowledge.names import Mention
from habitat_graph.namespaces import BASE, HAB

_STRUCTURE = (
    HAB.isPartOf,
    HAB.isLocatedIn,
    HAB.officeOf,
    HAB.isMemberOf,
    HAB.isDraftOf,
    HAB.series,
    HAB.body,
    HAB.continues,
    DCTERMS.creator,
)
"""What a thing's name may carry with it: 人居署执行主任 names the office and its organization."""

_UNNAMED = (HAB.measure, HAB.comparedFigure, HAB.baseFigure, HAB.partOfFigure)
"""Roles whose fillers are proved elsewhere, or need not be named where they stand."""


def naming_slips(case: Case) -> Iterator[Slip]:
    """Where a thing is not named in the evidence, or a name in the evidence goes unused."""
    yield from _not_named(case)
    yield from _unused(case)


def _not_named(case: Case) -> Iterator[Slip]:
    mentioned = {thing for phrase in case.phrases for m in phrase.mentions for thing in m.things}
    for role, thing in sorted(case.statement.references):
        if role in _UNNAMED or thing in mentioned or not _must_be_named(case, thing):
            continue
        if not any(case.names.named_in(thing, text) for text in _contexts(case, thing)):
            yield _nowhere(case, role, thing)
        elif _is_unmeant(case, role, thing):
            yield case.slip(
                "evidence-actor",
                f"The phrases do not name “{case.short(thing)}”, and no sentence before them begins"
                " with it. Is it the right one? If so, quote the words that name it.",
                f"所引短语未提到“{case.short(thing)}”,此前也没有以其开头的句子。"
                "是否有误?若无误,请引用提到其名称的词语。",
                role,
                thing,
            )


def _nowhere(case: Case, role: URIRef, thing: URIRef) -> Slip:
    return case.slip(
        "evidence-name",
        f"“{case.short(thing)}” is named neither in the phrases nor in their paragraphs."
        " Is it the right one? If so, give it the name that the report uses.",
        f"所引短语及其段落均未提到“{case.short(thing)}”。是否有误?若无误,请补充报告所用名称。",
        role,
        thing,
    )


def _is_unmeant(case: Case, role: URIRef, thing: URIRef) -> bool:
    """Whether an actor is named in the paragraph only, and not where a pronoun would mean it."""
    if not case.has_source or any(case.names.named_in(thing, text) for text in case.texts):
        return False
    return is_actor(case, role, thing) and not is_antecedent(case, role, thing)


def _must_be_named(case: Case, thing: URIRef) -> bool:
    """Things of the project that have names; not terms, and not statements known by no name."""
    ours = thing.startswith(BASE) and not thing.startswith(str(HAB))
    return ours and bool(case.names.of(thing))


def _contexts(case: Case, thing: URIRef) -> list[str]:
    """Where a name may stand: a country's in the phrase itself, others' in the paragraph too.

    An event may be named in any paragraph under the same heading (“in addition, it adopted …”).

    Without the report only the phrases can be read, and nothing more can be said.
    """
    if (thing, RDF.type, HAB.Country) in case.facts:
        return case.texts
    if not case.has_source:
        return [*case.texts, *case.names.of(thing)]
    passages = [phrase.passage for phrase in case.phrases if phrase.passage is not None]
    if (thing, HAB.evidence, None) in case.facts:
        passages = case.reader.neighbours(passages)
    headings = [heading.text for passage in passages for heading in passage.heading_path]
    return [*(passage.text for passage in passages), *headings]


def _unused(case: Case) -> Iterator[Slip]:
    known = _carried(case.facts, {case.statement.iri, *case.statement.things})
    for phrase in case.phrases:
        for mention in phrase.mentions:
            if not mention.things & known:
                yield _unused_name(case, mention, phrase.reading.text[mention.start : mention.end])


def _carried(facts: Graph, things: set[URIRef]) -> set[URIRef]:
    """The things, and what their names carry with them."""
    found = set(things)
    frontier = found
    while frontier:
        frontier = {
            whole
            for thing in frontier
            for predicate in _STRUCTURE
            for whole in facts.objects(thing, predicate)
            if isinstance(whole, URIRef)
        } - found
        found |= frontier
    return found


def _unused_name(case: Case, mention: Mention, name: str) -> Slip:
    things = ", ".join(sorted(case.short(thing) for thing in mention.things))
    return case.slip(
        "evidence-name-unused",
        f"The phrases name “{name}” ({things}), of which this statement does not speak."
        " Say what part it has, or quote less.",
        f"所引短语提到“{name}”({things}),而本陈述未涉及。请说明其角色,或缩短引文。",
    )
