"""Finds who is left out: a country of a list, or whom a pronoun means."""

import re
from collections.abc import Iterator

from rdflib import RDF, RDFS, URIRef

from habitat_graph.knowledge.evidence.antecedent import is_actor
from habitat_graph.knowledge.evidence.phrases import Phrase
from habitat_graph.knowledge.evidence.slips import Case, Slip
from habitat_graph.knowledge.names import Mention
from habitat_graph.namespaces import HAB

_AND = re.compile(r"\s*(?:[、和,]|以及)\s*")
_PRONOUN = re.compile(r"(?:^|[，,。])(?:它|他们|它们)")
_TOLD_BY = (HAB.programme, HAB.means, HAB.mandate)
"""Roles whose fillers 它 may mean although they are no actors."""

_PERSONAL = (
    HAB.DecisionAct,
    HAB.Advocacy,
    HAB.Attendance,
    HAB.Collaboration,
    HAB.Consideration,
    HAB.Contribution,
    HAB.Launch,
    HAB.Leadership,
    HAB.Signing,
    HAB.Submission,
)
"""Acts that no programme, document or body can stand for: somebody does them."""


def company_slips(case: Case) -> Iterator[Slip]:
    """Where a list is given in part, or a pronoun stands for nobody."""
    for phrase in case.phrases:
        for countries in _lists(case, phrase):
            yield from _partial(case, countries)
    if not _REAL.intersection(case.statement.things):
        return
    if _is_personal(case) and not _actors(case):
        yield case.slip(
            "evidence-nobody",
            "Somebody does such an act, but no actor is given. Add the role that fits, such as"
            " hab:adopter or hab:launcher, or else hab:actor.",
            "此类行为必有行为者,而本陈述没有。请加上适当的角色,如 hab:adopter 或 hab:launcher,"
            "否则用 hab:actor。",
        )
    elif _is_missing(case):
        yield case.slip(
            "evidence-pronoun",
            "The phrases begin with 它 or 他们, but every actor here is named in them. Add whom the"
            " pronoun means.",
            "所引短语以“它”或“他们”开头,而本陈述的行为者均已在短语中列名。请补充代词所指者。",
        )


_REAL = frozenset((HAB.done, HAB.ongoing))


def _lists(case: Case, phrase: Phrase) -> Iterator[set[URIRef]]:
    """The countries of each list (A、B和C) in the phrase."""
    run: set[URIRef] = set()
    previous: Mention | None = None
    for mention in phrase.mentions:
        gap = "" if previous is None else phrase.reading.text[previous.end : mention.start]
        if not _AND.fullmatch(gap):
            yield run
            run = set()
        run |= {each for each in mention.things if (each, RDF.type, HAB.Country) in case.facts}
        previous = mention
    yield run


def _partial(case: Case, countries: set[URIRef]) -> Iterator[Slip]:
    for role in sorted({role for role, _ in case.statement.references}):
        left_out = countries.difference(case.statement.referred(role))
        if left_out and len(countries - left_out) > 1:
            names = "、".join(sorted(case.short(country) for country in left_out))
            yield case.slip(
                "evidence-list",
                f"{case.short(role)} has part of a list of countries; left out: {names}."
                " Add them, or say what part they have in another statement.",
                f"“{case.short(role)}”只有国家列表的一部分,缺少:{names}。请补充,或在另一陈述中说明其角色。",
                role,
            )


def _is_missing(case: Case) -> bool:
    """Whether the phrase with the pronoun is not explained by an actor named outside of it."""
    with_pronoun = [text for text in case.texts if _PRONOUN.search(text)]
    if not with_pronoun or any(case.statement.referred(role) for role in _TOLD_BY):
        return False
    return all(
        any(case.names.named_in(actor, text) for text in with_pronoun) for actor in _actors(case)
    )


def _is_personal(case: Case) -> bool:
    return any(
        kind in _PERSONAL
        for each in case.statement.types
        for kind in case.facts.transitive_objects(each, RDFS.subClassOf)
    )


def _actors(case: Case) -> list[URIRef]:
    return [thing for role, thing in case.statement.references if is_actor(case, role, thing)]
