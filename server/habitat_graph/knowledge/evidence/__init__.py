"""The statements whose quotation is not in the source, or says something else."""

from collections.abc import Iterator
from pathlib import Path

from rdflib import URIRef

from habitat_graph.knowledge.dataset import Knowledge, KnowledgeFile
from habitat_graph.knowledge.evidence.act import act_slips
from habitat_graph.knowledge.evidence.figure import figure_slips
from habitat_graph.knowledge.evidence.naming import naming_slips
from habitat_graph.knowledge.evidence.period import period_slips
from habitat_graph.knowledge.evidence.phrases import Reader
from habitat_graph.knowledge.evidence.quotation import digest_slips, quotation_slips
from habitat_graph.knowledge.evidence.slips import Case, Slip
from habitat_graph.knowledge.evidence.wording import Wording
from habitat_graph.knowledge.findings import Finding, Location, Severity
from habitat_graph.knowledge.locations import Locator
from habitat_graph.knowledge.names import Names
from habitat_graph.knowledge.source import Source
from habitat_graph.knowledge.statements import statements

_PROOFS = (figure_slips, period_slips, naming_slips, act_slips)


def evidence_findings(
    knowledge: Knowledge, source: Source | None, only: set[Path] | None = None
) -> list[Finding]:
    """Every statement that its phrases do not prove, and every phrase not in the report.

    Without the source, phrases are compared with statements but not with the report. `only`
    keeps the findings to resources described in these files.
    """
    files = [file for file in knowledge.data if only is None or file.path in only]
    places = _Places(files)
    return [places.finding(slip) for slip in _slips(knowledge, source) if places.has(slip.subject)]


def _slips(knowledge: Knowledge, source: Source | None) -> Iterator[Slip]:
    facts, passages = knowledge.asserted, {} if source is None else source.passages
    if source is not None:
        yield from digest_slips(facts, passages)
        yield from quotation_slips(facts, passages)
    names, wording = Names(facts), Wording(knowledge.schema)
    reader = Reader(passages, names)
    everything = facts + knowledge.schema
    for statement in statements(facts):
        phrases = tuple(reader.phrase(quotation) for quotation in statement.quotations)
        case = Case(statement, phrases, everything, names, wording, reader)
        for proof in _PROOFS:
            yield from proof(case)


class _Places:
    """Where in the files a resource is described."""

    def __init__(self, files: list[KnowledgeFile]) -> None:
        self._files: dict[object, KnowledgeFile] = {}
        for file in files:
            for subject in file.triples.subjects(unique=True):
                self._files.setdefault(subject, file)
        self._locators: dict[Path, Locator] = {}

    def has(self, subject: URIRef) -> bool:
        """Whether one of the files describes the resource."""
        return subject in self._files

    def finding(self, slip: Slip) -> Finding:
        """The slip as a finding with its file and line."""
        file = self._files[slip.subject]
        if file.path not in self._locators:
            self._locators[file.path] = Locator(file.text)
        line = self._locators[file.path].line(slip.subject, slip.predicate, slip.value)
        return Finding(
            slip.rule,
            Severity.ERROR,
            slip.message,
            slip.message_zh,
            slip.subject,
            Location(file.path, line),
        )
