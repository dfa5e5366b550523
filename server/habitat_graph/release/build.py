"""From files to a release that is checked, inferred and numbered; or to a refusal."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import pyoxigraph

from habitat_graph.knowledge.catalogue import catalogue
from habitat_graph.knowledge.dataset import Knowledge, load_knowledge
from habitat_graph.knowledge.files import data_files, ontology_files, query_files, shape_files
from habitat_graph.knowledge.findings import Finding, Location, Severity
from habitat_graph.knowledge.inference import closure, following
from habitat_graph.knowledge.quads import quads
from habitat_graph.knowledge.source import Source
from habitat_graph.namespaces import INFERRED_GRAPH, ONTOLOGY_GRAPH
from habitat_graph.problems import DataError
from habitat_graph.release import gate
from habitat_graph.release.gate import Progress, examined
from habitat_graph.release.history import Release, current, current_number
from habitat_graph.release.manifest import FILES, Manifest, counts
from habitat_graph.release.shelf import clear, locked, next_number, shelve, swap
from habitat_graph.sparql.embedded import EmbeddedStore
from habitat_graph.sparql.store import Query

STEPS = ("parse", *gate.STEPS, "queries", "hash", "write")


class RefusalError(DataError):
    """A build that came to nothing because of what was found."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        errors = sum(finding.severity is Severity.ERROR for finding in self.findings)
        super().__init__(
            f"No release was made: {errors} errors were found.",
            message_zh=f"未制作发布版本：发现{errors}个错误。",
        )


@dataclass(frozen=True)
class Order:
    """Who wants a release, and why; without `source` and `reference` less is proved."""

    author: str
    message: str
    source: Source | None = None
    reference: Path | None = None


@dataclass(frozen=True)
class Draft:
    """What is to be released: the knowledge, its quads as written, and where it comes from."""

    knowledge: Knowledge
    quads: Sequence[pyoxigraph.Quad]
    inputs: str
    origin: str


def build(store: Path, root: Path, order: Order, progress: Progress = lambda _: None) -> Release:
    """Make a release of the files under `root` and serve it from now on.

    Raises RefusalError, and writes nothing, where the files are not fit to be served.
    """
    with locked(store):
        clear(store)
        inputs = input_digest(root)
        progress("parse")
        knowledge = load_knowledge(root)
        draft = Draft(knowledge, list(_stated(knowledge)), inputs, FILES)
        return released(store, root, draft, order, progress)


def released(
    store: Path, root: Path, draft: Draft, order: Order, progress: Progress = lambda _: None
) -> Release:
    """Make a release of a draft and serve it from now on, for who has locked the store.

    Raises RefusalError, and writes nothing, where the draft is not fit to be served.
    """
    verdict = examined(draft.knowledge, order.source, None, progress, order.reference)
    if not verdict.passes:
        raise RefusalError(verdict.findings)
    inferred = following(verdict.closed, draft.knowledge.asserted)
    progress("queries")
    dataset = pyoxigraph.Dataset([*draft.quads, *quads(inferred, INFERRED_GRAPH)])
    failures = _failing_queries(root, dataset)
    if failures:
        raise RefusalError(failures)
    progress("hash")
    data = canonical(dataset)
    manifest = Manifest(
        number=next_number(store),
        created=datetime.now(UTC).replace(microsecond=0),
        parent=current_number(store),
        author=order.author,
        message=order.message,
        version=version("habitat-graph"),
        inputs=draft.inputs,
        canonical=hashlib.sha256(data).hexdigest(),
        counts=counts(draft.knowledge, inferred),
        checks=verdict.checks,
        origin=draft.origin,
    )
    progress("write")
    files = {
        "data.nq": data,
        "manifest.json": manifest.as_json().encode(),
    }
    folder = shelve(store, manifest.number, files)
    swap(store, manifest.number)
    return Release(folder, manifest)


def is_current(store: Path, root: Path) -> bool:
    """Whether the release that is served was built from the files as they are now."""
    served = current(store)
    return served is not None and served.manifest.inputs == input_digest(root)


def input_digest(root: Path) -> str:
    """SHA-256 over the program's version and every file under `root` that a release depends on."""
    digest = hashlib.sha256(version("habitat-graph").encode())
    for files in (ontology_files, shape_files, data_files, query_files):
        for path in files(root):
            content = path.read_bytes()
            digest.update(f"\n{path.relative_to(root).as_posix()} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()


def canonical(dataset: pyoxigraph.Dataset) -> bytes:
    """The dataset as canonical N-Quads: https://www.w3.org/TR/rdf-canon/."""
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    text = pyoxigraph.serialize(dataset, format=pyoxigraph.RdfFormat.N_QUADS) or b""
    return b"".join(sorted(text.splitlines(keepends=True)))


def scratch(root: Path, *, union: bool = True) -> EmbeddedStore:
    """The files under `root` as a release would hold them, in memory and unchecked."""
    knowledge = load_knowledge(root)
    inferred = following(closure(knowledge.asserted, knowledge.schema), knowledge.asserted)
    every = [*_stated(knowledge), *quads(inferred, INFERRED_GRAPH)]
    return _store(pyoxigraph.Dataset(every), union=union)


def _stated(knowledge: Knowledge) -> Iterable[pyoxigraph.Quad]:
    """Ontology and data, each in its named graph."""
    yield from quads(knowledge.schema, ONTOLOGY_GRAPH)
    for file in knowledge.data:
        yield from quads(file.triples, file.graph)


def _store(dataset: pyoxigraph.Dataset, *, union: bool = True) -> EmbeddedStore:
    engine = pyoxigraph.Store()
    engine.bulk_extend(dataset)
    return EmbeddedStore(engine, union=union)


def _failing_queries(root: Path, dataset: pyoxigraph.Dataset) -> list[Finding]:
    """The queries of the catalogue that the engine refuses."""
    store = _store(dataset)
    failures = []
    for query in catalogue(root):
        try:
            store.answer(Query(query.text), "")
        except DataError as error:
            failures.append(
                Finding(
                    rule="query",
                    severity=Severity.ERROR,
                    message=error.message,
                    message_zh=error.message_zh or error.message,
                    location=Location(query.path, error.line or 1),
                )
            )
    return failures
