"""Whom a sentence that names nobody may mean: its antecedent, found where Chinese puts it.

A report says “人居署…。它还…”. So an actor may stay unnamed in a phrase if an earlier sentence of
the paragraph begins with it, or if the phrase has the end of its name (委员会 for 常驻代表委员会).
"""

import re

from rdflib import RDF, RDFS, URIRef

from habitat_graph.knowledge.evidence.phrases import Phrase
from habitat_graph.knowledge.evidence.slips import Case
from habitat_graph.knowledge.names import Mention
from habitat_graph.namespaces import HAB

_COMPANIONS = (
    HAB.partner,
    HAB.participant,
    HAB.holder,
    HAB.member,
    HAB.signatory,
    HAB.funder,
    HAB.elected,
)
"""Roles of which no pronoun speaks: 它与城市联盟合作 names the partner where it is one."""

_SENTENCE_END = re.compile(r"[。；;！？]")
# 人居署和非洲经济委员会, 曾担任人居署理事会闭会期间的机构的常驻代表委员会: the subject goes on.
_SUBJECT_GOES_ON = re.compile(r"[\s和、与及暨()（）]*|[^，,；;。]{0,12}的")
_WHERE = ("在",)
_SHORTEST_END = 2


def is_actor(case: Case, role: URIRef, thing: URIRef) -> bool:
    """Whether the role is an actor's, filled by an agent of ours."""
    supers = set(case.facts.transitive_objects(role, RDFS.subPropertyOf))
    return HAB.actor in supers and _is_agent(case, thing)


def is_antecedent(case: Case, role: URIRef, actor: URIRef) -> bool:
    """Whether the phrases, which do not name the actor, may mean it all the same."""
    if any(_has_end_of_name(case, actor, phrase) for phrase in case.phrases):
        return True
    if role in _COMPANIONS:
        return False
    if any(actor in _subjects(case, phrase) for phrase in case.phrases):
        return True
    return _is_told_elsewhere(case, actor)


def _subjects(case: Case, phrase: Phrase) -> set[URIRef]:
    """The agents with which the phrase's sentence begins, or else any sentence before it.

    A sentence that begins with its own subject looks for no other: 人居署支持… does not speak of
    the cities before it.
    """
    text = phrase.reading.text
    starts = [0, *(match.end() for match in _SENTENCE_END.finditer(text, 0, phrase.offset))]
    own = _subject(case, phrase, starts[-1], phrase.offset + 1)
    if own:
        return own
    spans = zip(starts, [*starts[1:], phrase.offset], strict=True)
    return {agent for start, end in spans for agent in _subject(case, phrase, start, end)}


def _subject(case: Case, phrase: Phrase, start: int, end: int) -> set[URIRef]:
    """The agents with which a stretch of the paragraph begins."""
    text, found = phrase.reading.text, set[URIRef]()
    previous: Mention | None = None
    for mention in phrase.reading.mentions:
        if not start <= mention.start < end or not _may_act(case, text, mention):
            continue
        gap = "" if previous is None else text[previous.end : mention.start]
        if not _SUBJECT_GOES_ON.fullmatch(gap):
            break
        found |= mention.things
        previous = mention
    return found


def _may_act(case: Case, text: str, mention: Mention) -> bool:
    is_where = text[: mention.start].rstrip().endswith(_WHERE)
    return not is_where and any(_is_agent(case, thing) for thing in mention.things)


def _is_agent(case: Case, thing: URIRef) -> bool:
    return any(
        HAB.Agent in case.facts.transitive_objects(kind, RDFS.subClassOf)
        for kind in case.facts.objects(thing, RDF.type)
    )


def _has_end_of_name(case: Case, actor: URIRef, phrase: Phrase) -> bool:
    """Whether the phrase has the end of a name of the actor, and not in another's name."""
    ends = {
        name[at:] for name in case.names.of(actor) for at in range(1, len(name) - _SHORTEST_END + 1)
    }
    rest = phrase.text
    for mention in phrase.mentions:
        start, end = mention.start - phrase.offset, mention.end - phrase.offset
        rest = rest[:start] + " " * (end - start) + rest[end:]
    return any(end in rest for end in ends)


def _is_told_elsewhere(case: Case, actor: URIRef) -> bool:
    """Whether a statement of which this one speaks, such as its occasion, tells of the actor."""
    return any(
        (thing, HAB.evidence, None) in case.facts and (thing, None, actor) in case.facts
        for thing in case.statement.things
    )
