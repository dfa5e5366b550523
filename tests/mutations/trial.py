"""Makes corruptions and says which of them the gate catches."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property

from mutations.truth import Corruption
from rdflib import RDFS, SKOS, Graph, Literal, URIRef

from habitat_graph.knowledge.dataset import Knowledge, KnowledgeFile
from habitat_graph.knowledge.evidence.prover import Prover
from habitat_graph.knowledge.findings import Finding, Severity
from habitat_graph.knowledge.source import Source
from habitat_graph.knowledge.validation import shape_findings
from habitat_graph.namespaces import GRAPH, HAB

_LABELS = {RDFS.label, SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel}
_ROUNDS = 40


class Trial:
    """The gate, put to the test: the evidence one corruption at a time, the shapes many at once.

    Corruptions judged in one graph concern no resource in common, so each finding has one cause.
    The search for contradictions is left out: it costs much and could only catch more.
    """

    def __init__(self, knowledge: Knowledge, source: Source | None) -> None:
        self._knowledge = knowledge
        self._source = source
        self._facts = knowledge.asserted
        self._prover = Prover(knowledge.asserted, knowledge.schema, source)

    def alarms(self) -> list[str]:
        """What the evidence says against the data as it is."""
        return [slip.message for slip in self._prover.slips()]

    def proved_wrong(self, corruptions: Sequence[Corruption]) -> list[bool]:
        """For each corruption, whether the evidence alone gives it away."""
        return [bool(self._slips(corruption)) for corruption in corruptions]

    @cached_property
    def _before(self) -> set[tuple[object, ...]]:
        return {_said(finding) for finding in shape_findings(self._knowledge)}

    def caught(self, corruptions: Sequence[Corruption]) -> list[bool]:
        """For each corruption, whether a new finding concerns what it changed."""
        verdicts = dict(zip(corruptions, self.proved_wrong(corruptions), strict=True))
        waiting = [c for c in corruptions if not verdicts[c]]
        for _ in range(_ROUNDS):
            batch, waiting = self._apart(waiting)
            for corruption in self._misshapen(batch):
                verdicts[corruption] = True
        assert not waiting, "Corruptions stand too close to be told apart: raise _ROUNDS."
        return [verdicts[c] for c in corruptions]

    def _slips(self, corruption: Corruption) -> set[object]:
        """What the evidence says against the statement now, and did not say before."""
        prover = self._prover
        before = set(_evidence(prover, corruption.subject))
        with _applied(prover.graph, corruption):
            if any(p in _LABELS for _, p, _ in (*corruption.removed, *corruption.added)):
                return set()
            return set(_evidence(prover, corruption.subject)) - before

    def _apart(self, waiting: list[Corruption]) -> tuple[list[Corruption], list[Corruption]]:
        """Those that can be judged in one graph, and the rest."""
        batch, rest, taken = [], [], set()
        for corruption in waiting:
            concerned = self.concerned(corruption)
            if concerned & taken:
                rest.append(corruption)
            else:
                batch.append(corruption)
                taken |= concerned
        return batch, rest

    def concerned(self, corruption: Corruption) -> frozenset[URIRef]:
        """What a corruption changed, what refers to it, and the phrases beside it."""
        near = set(corruption.changed | {corruption.subject})
        near |= {s for changed in corruption.changed for s in self._facts.subjects(None, changed)}
        objects = {o for _, _, o in (*corruption.removed, *corruption.added)}
        for predicate in (HAB.evidence, HAB.inParagraph):
            near |= {o for o in objects if (o, predicate, None) in self._facts}
        near |= {s for o in objects if isinstance(o, Literal) for s in self._namesakes(o)}
        near |= {s for o in objects & near for s in self._facts.subjects(HAB.evidence, o)}
        return frozenset(near)

    def _namesakes(self, label: Literal) -> set[URIRef]:
        return set(self._facts.subjects(RDFS.label, label))

    def _misshapen(self, batch: list[Corruption]) -> Iterator[Corruption]:
        if not batch:
            return
        facts = Graph(store="SimpleMemory", bind_namespaces="none")
        facts += self._facts
        for corruption in batch:
            _apply(facts, corruption.removed, corruption.added)
        (first, *_) = self._knowledge.data
        file = KnowledgeFile(first.path, GRAPH["corrupted"], "", facts)
        found = shape_findings(replace(self._knowledge, data=(file,)))
        blamed = {
            f.subject
            for f in found
            if _said(f) not in self._before and f.severity is Severity.ERROR
        }
        yield from (c for c in batch if self.concerned(c) & blamed)


def _evidence(prover: Prover, subject: URIRef) -> Iterator[object]:
    yield from (slip.rule for slip in prover.kind_slips(subject))
    for slip in (*prover.statement_slips(subject), *prover.quotation_slips(subject)):
        yield slip.rule, slip.subject, slip.message


def _said(finding: Finding) -> tuple[object, ...]:
    return finding.rule, finding.subject, finding.message


@contextmanager
def _applied(graph: Graph, corruption: Corruption) -> Iterator[None]:
    _apply(graph, corruption.removed, corruption.added)
    try:
        yield
    finally:
        _apply(graph, corruption.added, corruption.removed)


def _apply(graph: Graph, removed: object, added: object) -> None:
    for triple in removed:
        assert triple in graph, triple
        graph.remove(triple)
    for triple in added:
        graph.add(triple)
