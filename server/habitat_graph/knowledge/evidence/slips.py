"""A slip: where a statement and the phrases quoted for it part ways."""

from dataclasses import dataclass

from rdflib import RDFS, Graph, Literal, URIRef
from rdflib.term import Node

from habitat_graph.knowledge.evidence.phrases import Phrase, Reader
from habitat_graph.knowledge.evidence.wording import Wording
from habitat_graph.knowledge.names import Names
from habitat_graph.knowledge.statements import Statement

SHOWN = ("en", "zh")
"""The languages of the labels by which messages call a resource."""


@dataclass(frozen=True)
class Slip:
    """What is wrong with a resource, and at which of its properties and values."""

    rule: str
    subject: URIRef
    message: str
    message_zh: str
    predicate: URIRef | None = None
    value: Node | None = None


@dataclass(frozen=True)
class Case:
    """One statement, its phrases, and all that they are judged by."""

    statement: Statement
    phrases: tuple[Phrase, ...]
    facts: Graph
    names: Names
    wording: Wording
    reader: Reader

    @property
    def texts(self) -> list[str]:
        """The phrases as text."""
        return [phrase.text for phrase in self.phrases]

    @property
    def has_source(self) -> bool:
        """Whether the paragraphs of all phrases can be read."""
        return all(phrase.passage is not None for phrase in self.phrases)

    def short(self, iri: URIRef) -> str:
        """How messages call a resource: by its Chinese and English labels, else its last part."""
        labels = [
            str(name)
            for name in self.facts.objects(iri, RDFS.label)
            if isinstance(name, Literal) and name.language in SHOWN
        ]
        return " / ".join(sorted(labels)) or iri.rpartition("/")[2].rpartition("#")[2]

    def slip(
        self,
        rule: str,
        message: str,
        message_zh: str,
        predicate: URIRef | None = None,
        value: Node | None = None,
    ) -> Slip:
        """A slip of this statement."""
        return Slip(rule, self.statement.iri, message, message_zh, predicate, value)
