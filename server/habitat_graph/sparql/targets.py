"""What a request of the Graph Store Protocol is about, and what it changes there.

https://www.w3.org/TR/sparql11-http-rdf-update/
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import uuid4

import pyoxigraph

from habitat_graph.sparql.change import Change, graph_name, graph_term
from habitat_graph.sparql.content import Content, is_named
from habitat_graph.sparql.protocol import graphs_named, values_in
from habitat_graph.sparql.store import RequestError

Quads = Iterable[pyoxigraph.Quad]


@dataclass(frozen=True)
class Target:
    """A named graph; or the default graph where there is no IRI; or else all of them."""

    graph: str | None = None
    is_whole: bool = False

    def change_to(self, content: Content, quads: Quads) -> Change:
        """The change that makes the target what the quads say."""
        wanted, present = self._placed(quads), set(self._present(content))
        return Change(
            removed=tuple(present - wanted),
            added=tuple(wanted - present),
            created=self._created(content),
            dropped=tuple(sorted(content.graphs() - _graphs(wanted))) if self.is_whole else (),
        )

    def change_with(self, content: Content, quads: Quads) -> Change:
        """The change that adds the quads to the target."""
        added = self._placed(quads).difference(self._present(content))
        return Change(added=tuple(added), created=self._created(content))

    def change_without(self, content: Content) -> Change:
        """The change that leaves nothing of the target."""
        dropped = content.graphs() if self.is_whole else {self.graph} if self.graph else set()
        return Change(removed=tuple(self._present(content)), dropped=tuple(sorted(dropped)))

    def is_there(self, content: Content) -> bool:
        """Whether there is anything to speak of: the default graph always is."""
        return content.holds(self.graph)

    def _present(self, content: Content) -> list[pyoxigraph.Quad]:
        return content.every_quad() if self.is_whole else content.quads(self.graph)

    def _created(self, content: Content) -> tuple[str, ...]:
        return () if self.graph is None or content.holds(self.graph) else (self.graph,)

    def _placed(self, quads: Quads) -> set[pyoxigraph.Quad]:
        """The quads where they are to stand; raise RequestError where they name another place."""
        every = list(quads)
        if self.is_whole:
            return set(every)
        if any(map(is_named, every)):
            raise RequestError(
                "The body has named graphs, but the address names one graph for all of it. Send "
                "triples, or leave out “graph” and “default”.",
                "正文含有命名图,而地址只指明一个图。请发送三元组,或去掉“graph”和“default”参数。",
            )
        name = graph_term(self.graph)
        return {pyoxigraph.Quad(quad.subject, quad.predicate, quad.object, name) for quad in every}


def target_of(query_string: bytes, direct: str | None = None) -> Target:
    """What the address of a request names; `direct` is its own IRI where that is a graph's."""
    values = values_in(query_string)
    graphs = graphs_named(values, "graph")
    named = len(values.get("graph", ())) + ("default" in values) + (direct is not None)
    if named > 1:
        raise RequestError(
            "The request names more than one graph; name one, by “graph” or “default”.",
            "请求指明了多个图;请只用“graph”或“default”指明一个。",
        )
    if graphs or direct:
        return graph_target(graphs[0] if graphs else str(direct))
    return Target(is_whole="default" not in values)


def new_graph(collection: str) -> Target:
    """A graph that is not there yet, below the address of all graphs."""
    return Target(f"{collection}/{uuid4()}")


def graph_target(graph: str) -> Target:
    """The graph of an IRI; raise RequestError where it is none."""
    return Target(_checked(graph))


def _checked(graph: str) -> str:
    """The IRI; raise RequestError where it is none for the engine."""
    try:
        return pyoxigraph.NamedNode(graph).value
    except ValueError as error:
        raise RequestError(f"“{graph}” is not an IRI.", f"“{graph}”不是IRI。") from error


def _graphs(quads: Quads) -> set[str]:
    return {graph for graph in map(graph_name, quads) if graph is not None}
