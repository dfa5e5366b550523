"""The gate that every release passes: shapes, consistency, evidence and links."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from rdflib import Graph

from habitat_graph.knowledge.consistency import inconsistencies
from habitat_graph.knowledge.dataset import Knowledge
from habitat_graph.knowledge.evidence import evidence_findings
from habitat_graph.knowledge.findings import Finding, Severity
from habitat_graph.knowledge.inference import closure
from habitat_graph.knowledge.peers import peer_closure, peer_report
from habitat_graph.knowledge.proofs import link_findings, proof_lacking
from habitat_graph.knowledge.source import Source
from habitat_graph.knowledge.validation import Validator, report, shape_findings
from habitat_graph.namespaces import ID, SCHEME

Progress = Callable[[str], None]
"""Is told each step, by its name in `STEPS`, as it begins."""

STEPS = ("shapes", "inference", "consistency", "evidence", "links")


@dataclass(frozen=True)
class Engines:
    """What applies the shapes to the data, and what draws conclusions from it."""

    validator: Validator
    closure: Callable[[Graph, Graph], Graph]


FAST = Engines(report, closure)
PEERS = Engines(peer_report, peer_closure)
"""The reference implementations, which take minutes."""


@dataclass(frozen=True)
class Check:
    """Something that the gate looks at; `reason` and `reason_zh` say why it could not."""

    name: str
    made: bool = True
    reason: str | None = None
    reason_zh: str | None = None


@dataclass(frozen=True)
class Verdict:
    """What the gate found, what it looked at, and all that follows from the knowledge."""

    findings: tuple[Finding, ...]
    checks: tuple[Check, ...]
    closed: Graph

    @property
    def passes(self) -> bool:
        """Whether nothing found is an error."""
        return all(finding.severity is not Severity.ERROR for finding in self.findings)


def findings(
    knowledge: Knowledge,
    source: Source | None,
    only: set[Path] | None = None,
    progress: Progress = lambda _: None,
) -> list[Finding]:
    """What is wrong with the knowledge; `only` keeps to what these files say."""
    return list(examined(knowledge, source, only, progress).findings)


def examined(
    knowledge: Knowledge,
    source: Source | None,
    only: set[Path] | None = None,
    progress: Progress = lambda _: None,
    reference: Path | None = None,
    engines: Engines = FAST,
) -> Verdict:
    """The verdict of every check.

    A `source` of None leaves the quotations unproved, a `reference` of None the links.
    """
    files = None if only is None else _same_paths(knowledge, only)
    with ThreadPoolExecutor(max_workers=1) as beside:
        progress("shapes")
        # Shapes take as long as all else together, and need Python for little of it.
        shapes = beside.submit(shape_findings, knowledge, files, engines.validator)
        progress("inference")
        stake = knowledge if files is None else _at_stake(knowledge, files)
        closed = engines.closure(stake.asserted, stake.schema)
        progress("consistency")
        contradictions = inconsistencies(stake, closed)
        progress("evidence")
        slips = evidence_findings(knowledge, source, files)
        progress("links")
        links = link_findings(knowledge, reference, files)
        found = (
            *shapes.result(),
            *_concerning(contradictions, knowledge, files),
            *slips,
            *_concerning(links, knowledge, files),
        )
    return Verdict(found, _checks(knowledge, source, reference), closed)


def _checks(
    knowledge: Knowledge, source: Source | None, reference: Path | None
) -> tuple[Check, ...]:
    shapes = Check("shapes")
    if not knowledge.shapes:
        shapes = Check("shapes", False, "There are no shapes.", "没有任何形状。")
    quotations = Check("quotations")
    if source is None:
        quotations = Check(
            "quotations",
            False,
            "No copy of the report is named (HABITAT_SOURCE or --source), so whether the quoted "
            "phrases stand in it was not proved.",
            "未指定报告文本（HABITAT_SOURCE或--source），因此未能核对引文是否出自报告。",
        )
    links = Check("links")
    if reference is None and (unproved := proof_lacking(knowledge)):
        links = Check("links", False, *unproved)
    return shapes, Check("consistency"), Check("evidence"), quotations, links


def _same_paths(knowledge: Knowledge, only: set[Path]) -> set[Path]:
    """The paths as the knowledge spells them."""
    wanted = {path.resolve() for path in only}
    files = (*knowledge.ontology, *knowledge.shapes, *knowledge.data)
    return {file.path for file in files if file.path.resolve() in wanted}


def _at_stake(knowledge: Knowledge, only: set[Path]) -> Knowledge:
    """The knowledge that these files can contradict: what is said of the resources they name.

    A contradiction that needs a chain of properties through other files is left to the check of
    the whole. A change of the ontology concerns everything.
    """
    files = [file for file in knowledge.data if file.path in only]
    if len(files) < len(only):
        return knowledge
    named = {
        resource
        for file in files
        for subject, _, value in file.assertions
        for resource in (subject, value)
        if str(resource).startswith((str(ID), str(SCHEME)))
    }
    data = tuple(file if file.path in only else file.about(named) for file in knowledge.data)
    return replace(knowledge, data=data)


def _concerning(
    found: list[Finding], knowledge: Knowledge, only: set[Path] | None
) -> list[Finding]:
    """Those that these files have a part in: a contradiction may be blamed on another file."""
    if only is None:
        return found
    files = (*knowledge.ontology, *knowledge.shapes, *knowledge.data)
    described = {
        subject for file in files if file.path in only for subject in file.triples.subjects()
    }
    return [
        each
        for each in found
        if each.subject in described or each.location is None or each.location.path in only
    ]
