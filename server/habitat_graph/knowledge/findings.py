"""What a check found: one finding, with its place, in two languages."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from rdflib import URIRef


class Severity(StrEnum):
    """How much a finding matters; only an error fails a check."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Location:
    """A line of a file; lines count from 1."""

    path: Path
    line: int


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong (or worth knowing) and what to do about it.

    `rule` is the local name of the shape, or a name such as `evidence-figure`;
    `subject` is the resource it is about; `location` is None where no file is to blame. `graph` is
    the graph to blame where there are no files.
    """

    rule: str
    severity: Severity
    message: str
    message_zh: str
    subject: URIRef | None = None
    location: Location | None = None
    graph: URIRef | None = None

    def text(self, language: str) -> str:
        """The message in `language` (en or zh)."""
        return self.message_zh if language == "zh" else self.message
