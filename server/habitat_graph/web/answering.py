"""Has queries answered, or gives the answer again that the same release gave before."""

from dataclasses import replace

from habitat_graph.sparql.asker import Asker
from habitat_graph.sparql.federation import Federation
from habitat_graph.sparql.guard import calls_service
from habitat_graph.sparql.offers import graph_media_type, table_media_type
from habitat_graph.sparql.store import Answer, Query
from habitat_graph.sparql.tokens import form, is_stable
from habitat_graph.web.cache import Cache, weight
from habitat_graph.web.holding import Holding


class Answering:
    """Has queries answered, and keeps the answers that will be the same again."""

    def __init__(self, cache: Cache[object, Answer], federation: Federation) -> None:
        self._cache = cache
        self._federation = federation

    def answer(self, holding: Holding, query: Query, accept: str, asker: Asker | None) -> Answer:
        """The answer in the media type that `accept` likes best."""
        media_type = media_type_of(query, accept)
        answer = self.kept(holding, query, media_type)
        if answer is None:
            asked = self._federation.joined(replace(query, asker=asker))
            answer = holding.evaluators.answer(asked, accept)
            self.keep(holding, query, media_type, answer)
        return answer

    def kept(self, holding: Holding, query: Query, media_type: str) -> Answer | None:
        """The answer that is kept, if there is one."""
        return self._cache.get((holding.tag, query, media_type))

    def keep(self, holding: Holding, query: Query, media_type: str, answer: Answer) -> None:
        """Keep an answer, if it will be the same again."""
        if self.is_stable(query.text):
            parts = (query.text, *query.default_graphs, *query.named_graphs)
            key = (holding.tag, query, media_type)
            self._cache.keep(key, answer, len(answer.body) + weight(parts))

    def is_stable(self, text: str) -> bool:
        """Whether the same release gives the same answer: no time, no chance, no other endpoint."""
        return is_stable(text) and not (self._federation.allowed and calls_service(text))


def media_type_of(query: Query, accept: str) -> str:
    """The media type that `accept` likes best; raise AcceptError where none will do."""
    kind = form(query.text)
    return graph_media_type(accept) if kind and kind.is_graph else table_media_type(accept)
