"""The statements whose quotation is not in the source, or says something else."""

from pathlib import Path

from habitat_graph.knowledge.dataset import Knowledge, KnowledgeFile
from habitat_graph.knowledge.evidence.prover import Prover
from habitat_graph.knowledge.evidence.slips import Slip
from habitat_graph.knowledge.findings import Finding, Location, Severity
from habitat_graph.knowledge.locations import Locator
from habitat_graph.knowledge.source import Source


def evidence_findings(
    knowledge: Knowledge, source: Source | None, only: set[Path] | None = None
) -> list[Finding]:
    """Every statement that its phrases do not prove, and every phrase not in the report.

    Without the source, phrases are compared with statements but not with the report. `only`
    keeps the findings to resources described in these files.
    """
    files = [file for file in knowledge.data if only is None or file.path in only]
    places = _Places(files)
    prover = Prover(knowledge.asserted, knowledge.schema, source)
    return [places.finding(slip) for slip in prover.slips(places) if slip.subject in places]


class _Places:
    """Where in the files a resource is described."""

    def __init__(self, files: list[KnowledgeFile]) -> None:
        self._files: dict[object, KnowledgeFile] = {}
        for file in files:
            for subject in file.triples.subjects(unique=True):
                self._files.setdefault(subject, file)
        self._locators: dict[Path, Locator] = {}

    def __contains__(self, subject: object) -> bool:
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
