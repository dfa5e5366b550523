"""Whether a reference table proves each link and each fact of a partner graph."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from rdflib import Graph, URIRef
from rdflib.term import Node

from habitat_graph.knowledge.blame import Blame
from habitat_graph.knowledge.converters.links import derived
from habitat_graph.knowledge.converters.links.linksets import by_dataset
from habitat_graph.knowledge.converters.links.reference import Reference
from habitat_graph.knowledge.converters.links.terms import REFUSAL, Link, closeness
from habitat_graph.knowledge.converters.partners import areas, concepts, goals
from habitat_graph.knowledge.dataset import LINKS, PARTNERS, Knowledge, KnowledgeFile
from habitat_graph.knowledge.findings import Finding, Severity
from habitat_graph.namespaces import VOID


def link_findings(
    knowledge: Knowledge, reference: Path | None, only: set[Path] | None = None
) -> list[Finding]:
    """The links and partner facts that the tables in the folder do not prove, and wrong counts.

    Without a folder only the counts are checked; `proof_lacking` says what was not. `only` keeps
    to what these files say.
    """
    files = [file for file in knowledge.data if _is_in(file, LINKS)]
    partners = [file for file in knowledge.data if _is_in(file, PARTNERS)]
    own = [file for file in files if only is None or file.path in only]
    own_partners = [file for file in partners if only is None or file.path in only]
    blame = Blame((*own, *own_partners))
    found = list(_miscounted(own, blame))
    if reference is None or (only is not None and not own and not own_partners):
        return found
    tables = Reference(reference)
    links, _ = derived(tables, knowledge.asserted)
    graphs = {file.graph for file in own}
    concerned = [link for link in links if only is None or _graph(link) in graphs]
    return [
        *found,
        *_false_links(own, links, blame),
        *_missing_links(own, concerned),
        *_wrong_facts(own_partners, tables, cited(files), blame),
    ]


def proof_lacking(knowledge: Knowledge) -> tuple[str, str] | None:
    """What goes unproved without the tables, in English and Chinese; None where nothing does."""
    files = [file for file in knowledge.data if _is_in(file, LINKS)]
    partners = [file for file in knowledge.data if _is_in(file, PARTNERS)]
    links = sum(1 for file in files for _ in _said(file))
    facts = sum(1 for file in partners for _ in _said(file))
    if not links and not facts:
        return None
    message = (
        f"No folder of reference tables is named (HABITAT_REFERENCE), so {links} links and "
        f"{facts} facts of partner graphs were not proved."
    )
    return (
        message,
        f"未指定参考表格文件夹（HABITAT_REFERENCE），因此{links}个链接和伙伴图的{facts}项内容未经核对。",
    )


def cited(files: Iterable[KnowledgeFile]) -> set[URIRef]:
    """The things of others to which the link graphs lead."""
    return {
        target
        for file in files
        if _is_in(file, LINKS)
        for _, predicate, target in file.triples
        if predicate != REFUSAL and isinstance(target, URIRef)
    }


def _is_in(file: KnowledgeFile, folder: URIRef) -> bool:
    return str(file.graph).startswith(folder)


def _said(file: KnowledgeFile) -> Iterator[tuple[URIRef, URIRef, Node]]:
    """What a file says of anything but itself."""
    for subject, predicate, value in file.triples:
        if subject != file.graph and isinstance(subject, URIRef) and isinstance(predicate, URIRef):
            yield subject, predicate, value


def _miscounted(files: Iterable[KnowledgeFile], blame: Blame) -> Iterator[Finding]:
    for file in files:
        counted = sum(predicate != REFUSAL for _, predicate, _ in _said(file))
        stated = file.triples.value(file.graph, VOID.triples)
        if str(stated) != str(counted):
            yield Finding(
                "link-count",
                Severity.ERROR,
                f"There are {counted} links, but void:triples says {stated}. "
                "Run `habitat-graph convert links` again.",
                f"共有{counted}个链接，但void:triples为{stated}。"
                "请重新运行habitat-graph convert links。",
                file.graph,
                blame.location(file.graph, VOID.triples),
            )


def _false_links(
    files: Iterable[KnowledgeFile], links: Iterable[Link], blame: Blame
) -> Iterator[Finding]:
    proved = {(str(_graph(link)), link.subject, str(link.target)): link.predicate for link in links}
    for file in files:
        for subject, predicate, target in _said(file):
            best = proved.get((str(file.graph), subject, str(target)))
            if best is None:
                yield _finding(
                    (subject, predicate, target),
                    blame,
                    f"No reference table links this to {target}: remove the link, or correct it.",
                    f"参考表格中没有指向{target}的链接：请删去或更正。",
                )
            elif closeness(predicate) > closeness(best):
                yield _finding(
                    (subject, predicate, target),
                    blame,
                    f"The reference tables prove no more than {best}: write that, or less.",
                    f"参考表格最多只能证明{best}：请改用它或更弱的链接。",
                )


def _missing_links(files: Iterable[KnowledgeFile], links: Iterable[Link]) -> Iterator[Finding]:
    graphs = {file.graph: file for file in files}
    for found in by_dataset(links).values():
        file = graphs.get(_graph(found[0]))
        triples = Graph() if file is None else file.triples
        missing = sum(not any(triples.predicates(each.subject, each.target)) for each in found)
        if missing:
            yield Finding(
                "link-proof",
                Severity.WARNING,
                f"{missing} links that the reference tables prove are not in {_graph(found[0])}. "
                "Run `habitat-graph convert links`.",
                f"{_graph(found[0])}中缺少参考表格可证明的{missing}个链接。"
                "请运行habitat-graph convert links。",
            )


def _wrong_facts(
    partners: Iterable[KnowledgeFile], tables: Reference, wanted: set[URIRef], blame: Blame
) -> Iterator[Finding]:
    for file in partners:
        proved = _facts(file.graph, tables, wanted)
        said = set(_said(file))
        for triple in said:
            if triple not in proved:
                yield _finding(
                    triple,
                    blame,
                    f"No reference table says this of {triple[0]}: remove it.",
                    f"参考表格中没有{triple[0]}的此项内容：请删去。",
                )
        missing = sum(triple not in said for triple in proved)
        if missing:
            yield Finding(
                "link-proof",
                Severity.WARNING,
                f"{missing} facts that the reference tables state are not in {file.graph}. "
                "Run `habitat-graph convert partners`.",
                f"{file.graph}中缺少参考表格所述的{missing}项内容。"
                "请运行habitat-graph convert partners。",
                file.graph,
                blame.location(file.graph),
            )


def _facts(graph: URIRef, tables: Reference, wanted: set[URIRef]) -> Graph:
    """What the tables prove of a partner's graph; of one that is not converted, nothing."""
    if graph == PARTNERS + "sdg":
        return goals(tables.goals, wanted)
    if graph == PARTNERS + "unbis":
        return concepts(tables.concepts.values(), wanted)
    if graph == PARTNERS + "sdg-geoarea":
        return areas(tables.areas, wanted)
    return Graph()


def _graph(link: Link) -> URIRef:
    return LINKS + link.dataset


def _finding(
    triple: tuple[URIRef, URIRef, Node], blame: Blame, message: str, message_zh: str
) -> Finding:
    return Finding(
        "link-proof", Severity.ERROR, message, message_zh, triple[0], blame.location(*triple)
    )
