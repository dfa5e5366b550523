"""What all pages of one application share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from threading import Semaphore
from typing import cast

from flask import Flask, current_app, g, has_request_context, request

from habitat_graph.knowledge.catalogue import CatalogueQuery, front_matter
from habitat_graph.sparql.federation import Federation
from habitat_graph.sparql.store import Answer
from habitat_graph.web.answering import Answering
from habitat_graph.web.cache import Cache
from habitat_graph.web.holding import Holder, Holding
from habitat_graph.web.message import Message
from habitat_graph.web.questions import Questions
from habitat_graph.web.watch import Watch
from habitat_graph.web.writing import authorize

_NAME = "habitat_graph"
_SHOWN = 3

VALIDATIONS = 1
"""Bodies that are validated at once: it takes a processor, and memory for the whole graph."""


@dataclass(frozen=True)
class Site:
    """The holder of the release, the catalogue by name, and the texts of the pages' own queries.

    `answers` and `replies` are kept to be given again: answers to queries, and whole replies.
    `is_union` says whether the default graph is the union of all others. `token` is what those show
    who may write; None where nobody may. `validations` are the turns of those who have a body
    validated.
    """

    holder: Holder
    catalogue: Mapping[str, CatalogueQuery]
    texts: Mapping[str, str]
    answers: Cache[object, Answer]
    replies: Cache[object, Message]
    watch: Watch
    federation: Federation
    is_union: bool = True
    token: str | None = field(default=None, repr=False)
    validations: Semaphore = field(default_factory=lambda: Semaphore(VALIDATIONS))

    @classmethod
    def of(cls, app: Flask) -> "Site":
        """The site of an application."""
        return cast(Site, app.extensions[_NAME])

    @cached_property
    def answering(self) -> Answering:
        """Who has queries answered."""
        return Answering(self.answers, self.federation)

    def attach(self) -> dict[str, "Site"]:
        """The entry under which an application keeps it."""
        return {_NAME: self}

    def holding(self) -> Holding:
        """The release that is served now; one and the same as long as a request is answered."""
        if not has_request_context():
            return self.holder.holding()
        if "holding" not in g:
            g.holding = self.holder.holding()
        return cast(Holding, g.holding)

    def questions(self) -> Questions:
        """The pages' own queries, asked of the release that is served now."""
        return Questions(self.holding().store, self.texts)

    def authorize(self) -> None:
        """Raise WritingOffError or TokenError where who sends the current request may not write."""
        authorize(self.token, request.headers.get("Authorization", ""))

    def featured(self) -> list[CatalogueQuery]:
        """The queries to start with: those marked `#+ featured: 1`, 2 and 3, else the first."""
        marked = {
            front_matter(query.text)["featured"]: query
            for query in self.catalogue.values()
            if "featured" in front_matter(query.text)
        }
        chosen = [marked[rank] for rank in sorted(marked)] or list(self.catalogue.values())
        return chosen[:_SHOWN]


def site() -> Site:
    """The site of the application that answers the current request."""
    return Site.of(current_app)


def question_texts() -> dict[str, str]:
    """The pages' own queries by name."""
    folder = resources.files("habitat_graph.web") / "questions"
    return {
        file.name.removesuffix(".rq"): file.read_text("utf-8")
        for file in folder.iterdir()
        if file.name.endswith(".rq")
    }
