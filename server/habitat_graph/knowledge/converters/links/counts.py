"""How many links lead where, as a table to be kept in a document."""

from collections import Counter
from collections.abc import Iterable, Iterator

from rdflib import DCTERMS, Graph, Literal, URIRef

from habitat_graph.knowledge.converters.links.terms import REFUSAL
from habitat_graph.problems import DataError

BEGIN = "<!-- links: written by `habitat-graph convert counts` -->"
END = "<!-- end of links -->"

_HEAD = "| target | links | of things | by |\n|---|--:|--:|---|\n"


def counted(linksets: Iterable[tuple[URIRef, Graph]]) -> str:
    """A Markdown table of the sets of links, each a graph with its IRI, the largest first."""
    rows = sorted(map(_row, linksets), key=lambda row: (-row[1], row[0]))
    lines = [
        f"| {title} | {links} | {things} | {kinds} |\n" for title, links, things, kinds in rows
    ]
    total = sum(links for _, links, _, _ in rows)
    return f"{_HEAD}{''.join(lines)}| **in all** | **{total}** | | |\n"


def rewritten(text: str, table: str) -> str:
    """The document with the table between its two marks; raise DataError where it lacks them."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise DataError(
            "The document has no place for the table.",
            remedy=f"Add the lines {BEGIN} and {END}.",
            message_zh="文档中没有放置该表格的位置。",
            remedy_zh=f"请加上{BEGIN}和{END}两行。",
        )
    return f"{before}{begin}\n{table}{end}{after}"


def _row(linkset: tuple[URIRef, Graph]) -> tuple[str, int, int, str]:
    graph, triples = linkset
    links = [
        (subject, predicate)
        for subject, predicate, _ in triples
        if subject != graph and predicate != REFUSAL
    ]
    kinds = Counter(_short(str(predicate), triples) for _, predicate in links)
    told = ", ".join(f"`{kind}` {n}" for kind, n in sorted(kinds.items(), key=_largest_first))
    title = next(_english(triples, graph), str(graph))
    return title, len(links), len({subject for subject, _ in links}), told


def _largest_first(kind: tuple[str, int]) -> tuple[int, str]:
    return -kind[1], kind[0]


def _english(triples: Graph, graph: URIRef) -> Iterator[str]:
    for title in triples.objects(graph, DCTERMS.title):
        if isinstance(title, Literal) and title.language == "en":
            yield str(title)


def _short(iri: str, triples: Graph) -> str:
    """The IRI with a prefix of the file, such as `skos:exactMatch`."""
    for prefix, namespace in triples.namespaces():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return f"<{iri}>"
