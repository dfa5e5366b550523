"""The words by which the report expresses acts, statuses, units and comparisons.

The words stand in the ontology: `hab:marker` where a word always means the term, and
`hab:looseMarker` where it may.
"""

from collections import defaultdict
from collections.abc import Iterable

from rdflib import RDF, Graph, Literal, URIRef

from habitat_graph.namespaces import HAB


class Wording:
    """The markers of the ontology's terms, by term and by kind of term."""

    def __init__(self, schema: Graph) -> None:
        self._sure = _words(schema, HAB.marker)
        self._loose = _words(schema, HAB.looseMarker)
        self._kinds: dict[URIRef, list[URIRef]] = defaultdict(list)
        for term, kind in schema.subject_objects(RDF.type):
            if isinstance(term, URIRef) and isinstance(kind, URIRef):
                self._kinds[kind].append(term)

    def terms(self, kind: URIRef) -> list[URIRef]:
        """The terms that the ontology declares as individuals of `kind`, in order."""
        return sorted(self._kinds[kind])

    def sure(self, term: URIRef) -> frozenset[str]:
        """The words that always mean the term."""
        return self._sure[term]

    def any(self, term: URIRef) -> frozenset[str]:
        """The words that may mean the term."""
        return self._sure[term] | self._loose[term]

    def expressed(self, term: URIRef, texts: Iterable[str]) -> bool:
        """Whether one of the texts has a word that may mean the term."""
        compact = ["".join(text.split()) for text in texts]
        return any(word in text for word in self.any(term) for text in compact)

    def meant(self, kind: URIRef, texts: Iterable[str]) -> set[URIRef]:
        """The terms of `kind` for which one of the texts has a word that always means them."""
        compact = ["".join(text.split()) for text in texts]
        return {
            term
            for term in self.terms(kind)
            if any(word in text for word in self.sure(term) for text in compact)
        }


def _words(schema: Graph, predicate: URIRef) -> defaultdict[URIRef, frozenset[str]]:
    found: defaultdict[URIRef, frozenset[str]] = defaultdict(frozenset)
    for term, word in schema.subject_objects(predicate):
        if isinstance(term, URIRef) and isinstance(word, Literal):
            found[term] |= {str(word)}
    return found
