"""Proves that what is said to have happened is not told as planned, prepared or asked for."""

import re
from collections.abc import Iterator

from rdflib import RDFS

from habitat_graph.knowledge.evidence.slips import Case, Slip
from habitat_graph.namespaces import HAB

_REAL = frozenset((HAB.done, HAB.ongoing))
_ASKED = re.compile(r"(?<![邀申])请")  # 邀请 and 申请 may well have happened
_PREPARED = re.compile(r"筹备|筹划")
_AHEAD = re.compile(r"(?:将|定|拟|计划|预计)[于在]\s?$")


def reality_slips(case: Case) -> Iterator[Slip]:
    """Where the status says that it happened, and the phrases only that it is to happen."""
    real = _REAL.intersection(case.statement.referred(HAB.status))
    word = _ahead(case) or _said(case, _ASKED) or (_is_gathering(case) and _said(case, _PREPARED))
    if real and word:
        status = min(real)
        yield case.slip(
            "evidence-status",
            f"The status is “{case.short(status)}”, but by “{word}” the phrases say that it is to"
            " happen. Is it hab:planned or hab:requested?",
            f"状态为“{case.short(status)}”,但所引短语中的“{word}”表示尚未发生。"
            "是否应为 hab:planned 或 hab:requested?",
            HAB.status,
            status,
        )


def _said(case: Case, words: re.Pattern[str]) -> str | None:
    return next((found[0] for text in case.texts if (found := words.search(text))), None)


def _ahead(case: Case) -> str | None:
    """A word before the statement's own date that puts it into the future."""
    own = (case.statement.first, case.statement.last)
    for phrase in case.phrases:
        for mention in phrase.dates:
            before = _AHEAD.search(phrase.reading.text[: mention.start])
            if before and (mention.first, mention.last) == own:
                return before[0].strip()
    return None


def _is_gathering(case: Case) -> bool:
    return any(
        HAB.Gathering in case.facts.transitive_objects(kind, RDFS.subClassOf)
        for kind in case.statement.types
    )
