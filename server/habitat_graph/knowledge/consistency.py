"""Whether data and ontology contradict each other, by the rules of OWL 2 RL that end in `false`.

Each file of `inconsistencies/` is one of these rules, under its name in
https://www.w3.org/TR/owl2-profiles/#Reasoning_in_OWL_2_RL_and_RDF_Graphs_using_Rules
"""

from collections.abc import Iterator, Mapping
from importlib import resources
from itertools import chain

import pyoxigraph
from rdflib import OWL, RDF, XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from habitat_graph.knowledge.blame import Blame
from habitat_graph.knowledge.catalogue import front_matter
from habitat_graph.knowledge.dataset import Knowledge
from habitat_graph.knowledge.findings import Finding, Location, Severity
from habitat_graph.knowledge.graphs import Triple, graph_of
from habitat_graph.knowledge.inference import closure
from habitat_graph.knowledge.notation import Notation
from habitat_graph.knowledge.quads import quads

_MOST_SEARCHES = 20  # each takes half a second; a file full of errors should not take minutes

Row = Mapping[str, Node]

_UNNAMED = {"en": "thing of an unnamed class", "zh": "无名类的事物"}
_BOUNDED = (
    XSD.byte,
    XSD.int,
    XSD.long,
    XSD.negativeInteger,
    XSD.nonNegativeInteger,
    XSD.nonPositiveInteger,
    XSD.positiveInteger,
    XSD.short,
    XSD.unsignedByte,
    XSD.unsignedInt,
    XSD.unsignedLong,
    XSD.unsignedShort,
)
_ILL_TYPED = "dt-not-type"
_NAMED_IN_RULES = {"rdf:type": RDF.type, "owl:sameAs": OWL.sameAs, "owl:Nothing": OWL.Nothing}


def inconsistencies(knowledge: Knowledge, closed: Graph) -> list[Finding]:
    """The contradictions in the closure of the knowledge, each with the line to blame."""
    store = pyoxigraph.Store()
    literals = (triple for triple in knowledge.asserted if isinstance(triple[2], Literal))
    store.bulk_extend(quads(chain(closed, knowledge.schema, literals)))
    witness = _Witness(knowledge)
    folder = resources.files(__package__) / "inconsistencies"
    rules = {entry.name.removesuffix(".rq"): entry.read_text("utf-8") for entry in folder.iterdir()}
    rows = {rule: list(_rows(store, rules[rule])) for rule in sorted(rules)}
    rows[_ILL_TYPED] += [
        row for row in _ill_typed(knowledge.asserted) if row not in rows[_ILL_TYPED]
    ]
    return [
        _finding(rule, front_matter(rules[rule]), row, witness)
        for rule, found in rows.items()
        for row in found
    ]


def _ill_typed(asserted: Graph) -> Iterator[Row]:
    """Integers out of their bounds: the engine would take "-1" for a nonNegativeInteger."""
    for subject, predicate, value in asserted:
        if isinstance(value, Literal) and value.datatype in _BOUNDED and value.ill_typed:
            yield {
                "subject": subject,
                "property": predicate,
                "value": value,
                "datatype": value.datatype,
            }


def _rows(store: pyoxigraph.Store, query: str) -> Iterator[Row]:
    solutions = store.query(query)
    if not isinstance(solutions, pyoxigraph.QuerySolutions):
        raise TypeError("A rule is a SELECT query.")
    names = [variable.value for variable in solutions.variables]
    for solution in solutions:
        values = zip(names, solution, strict=True)
        yield {name: _node(value) for name, value in values if value is not None}


def _node(term: object) -> Node:
    if isinstance(term, pyoxigraph.NamedNode):
        return URIRef(term.value)
    if isinstance(term, pyoxigraph.Literal):
        if term.language is not None:
            return Literal(term.value, lang=term.language)
        return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)
    return BNode(getattr(term, "value", None))


def _finding(rule: str, matter: Mapping[str, str], row: Row, witness: "_Witness") -> Finding:
    subject = row["subject"]
    culprits = _culprits(matter["culprits"], row)
    reasons = witness.reasons(culprits)
    messages = {
        language: matter[f"message.{language}"].format_map(witness.words(row, language))
        for language in _UNNAMED
    }
    if {_by_value(reason) for reason in reasons} - {_by_value(culprit) for culprit in culprits}:
        said = [witness.sentence(reason) for reason in reasons]
        messages["en"] += f" It follows from {' and '.join(f'“{text}”' for text in said)}."
        messages["zh"] += f"此结论由{'和'.join(f'“{text}”' for text in said)}推出。"
    return Finding(
        rule=rule,
        severity=Severity.ERROR,
        message=messages["en"],
        message_zh=messages["zh"],
        subject=subject if isinstance(subject, URIRef) else None,
        location=witness.location(reasons[0] if reasons else (subject, None, None)),
    )


def _by_value(triple: Triple) -> tuple[object, ...]:
    """A triple that does not care how a literal is written."""
    subject, predicate, value = triple
    return subject, predicate, value.toPython() if isinstance(value, Literal) else value


def _culprits(pattern: str, row: Row) -> list[Triple]:
    """The triples that cannot hold together, written as `{subject} rdf:type {one}; …`."""
    triples = []
    for text in pattern.split(";"):
        subject, predicate, value = (
            row[part[1:-1]] if part.startswith("{") else _NAMED_IN_RULES[part]
            for part in text.split()
        )
        triples.append((subject, predicate, value))
    return triples


class _Witness:
    """Tells in the words of the files what was said, where, and what it led to."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._blame = Blame((*knowledge.data, *knowledge.ontology))
        prefixes = dict(knowledge.schema.namespaces()) | dict(knowledge.asserted.namespaces())
        self._notation = Notation(prefixes.items())
        self._searches = 0

    def words(self, row: Row, language: str) -> dict[str, str]:
        """How a row's values are written, by name."""
        return {
            name: _UNNAMED[language] if isinstance(value, BNode) else self._spelled(value)
            for name, value in row.items()
        }

    def sentence(self, triple: Triple) -> str:
        """A triple as it stands in Turtle."""
        subject, predicate, value = triple
        verb = self._notation.predicate(URIRef(str(predicate)))
        return f"{self._spelled(subject)} {verb} {self._spelled(value)}"

    def location(self, said: tuple[Node, Node | None, Node | None]) -> Location | None:
        """Where it is said."""
        return self._blame.location(*said)

    def reasons(self, culprits: list[Triple]) -> list[Triple]:
        """What the files say: the culprits themselves, or the triples from which they follow."""
        found = [self._assertion(culprit) or self._reason(culprit) for culprit in culprits]
        return list(dict.fromkeys(reason for reason in found if reason is not None))

    def _assertion(self, culprit: Triple) -> Triple | None:
        """The triple as asserted, with its number as written (the engine makes 5 of 5.0)."""
        subject, predicate, value = culprit
        if culprit in self._knowledge.asserted:
            return culprit
        if isinstance(value, Literal):
            for written in self._knowledge.asserted.objects(subject, predicate):
                if isinstance(written, Literal) and written.value == value.value is not None:
                    return subject, predicate, written
        return None

    def _reason(self, culprit: Triple) -> Triple | None:
        """The one asserted triple from which another follows, by halves; None if one is too few."""
        self._searches += 1
        if self._searches > _MOST_SEARCHES:
            return None
        asserted = self._knowledge.asserted
        triples = [*asserted.triples((culprit[0], None, None))]
        triples += asserted.triples((None, None, culprit[0]))
        while len(triples) > 1:
            halves = triples[: len(triples) // 2], triples[len(triples) // 2 :]
            triples = next((half for half in halves if self._entails(half, culprit)), [])
        return triples[0] if triples and self._entails(triples, culprit) else None

    def _entails(self, triples: list[Triple], culprit: Triple) -> bool:
        return culprit in closure(graph_of(triples), self._knowledge.schema)

    def _spelled(self, node: Node) -> str:
        if isinstance(node, Literal):
            return self._notation.literal(node)
        return self._notation.iri(URIRef(str(node)))
