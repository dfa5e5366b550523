"""What a release says of itself."""

import json
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from rdflib import RDF, Graph

from habitat_graph.knowledge.dataset import Knowledge
from habitat_graph.namespaces import HAB, INFERRED_GRAPH, ONTOLOGY_GRAPH
from habitat_graph.problems import HabitatError
from habitat_graph.release.gate import Check

LARGE = 1_000_000
"""Quads above which a release is not surveyed as a whole for those who only look around."""

FILES, HTTP = "files", "http"
"""Where a release comes from."""


@dataclass(frozen=True)
class Counts:
    """How much a release holds; triples by graph and statements by class, both by IRI."""

    asserted: int
    inferred: int
    evidence: int
    statements: int
    graphs: dict[str, int]
    classes: dict[str, int]


@dataclass(frozen=True)
class Manifest:
    """The record of a release.

    `inputs` is a digest of the files and the program it was built from; `canonical` is the
    SHA-256 of its data in canonical form (RDFC-1.0), which is the file data.nq as it stands.
    `parent` is None for the first release. `origin` says whether it was made of the files, or of
    its parent and a change that came over HTTP.
    """

    number: int
    created: datetime
    parent: int | None
    author: str
    message: str
    version: str
    inputs: str
    canonical: str
    counts: Counts
    checks: tuple[Check, ...]
    origin: str = FILES

    @property
    def is_large(self) -> bool:
        """Whether to read all of it takes minutes, or more memory than a server has to spare."""
        return sum(self.counts.graphs.values()) > LARGE

    def as_json(self) -> str:
        """The manifest as JSON, with its time in UTC."""
        record = asdict(self) | {"created": self.created.isoformat(timespec="seconds")}
        return json.dumps(record, ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str, path: Path | str) -> Self:
        """Read a manifest; raise HabitatError, naming `path`, where it is none."""
        try:
            record: dict[str, Any] = json.loads(text)
            record["created"] = datetime.fromisoformat(record["created"])
            record["counts"] = Counts(**record["counts"])
            record["checks"] = tuple(Check(**check) for check in record["checks"])
            return cls(**record)
        except (ValueError, TypeError, KeyError) as error:
            raise HabitatError(
                "This is no manifest of a release.",
                path,
                remedy="Build a new release.",
                message_zh="这不是发布版本的清单。",
                remedy_zh="请制作新的发布版本。",
            ) from error


def counts(knowledge: Knowledge, inferred: Graph) -> Counts:
    """Count what a release of this knowledge holds."""
    asserted = knowledge.asserted
    statements = set(asserted.subjects(HAB.evidence))
    classes = Counter(
        str(kind) for statement in statements for kind in asserted.objects(statement, RDF.type)
    )
    graphs = {str(file.graph): len(file.triples) for file in knowledge.data}
    graphs[str(ONTOLOGY_GRAPH)] = len(knowledge.schema)
    graphs[str(INFERRED_GRAPH)] = len(inferred)
    return Counts(
        asserted=len(asserted),
        inferred=len(inferred),
        evidence=len(set(asserted.objects(None, HAB.evidence))),
        statements=len(statements),
        graphs=dict(sorted(graphs.items())),
        classes=dict(sorted(classes.items())),
    )
