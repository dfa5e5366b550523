"""Links from our things to those of other graphs, one linkset a target, each read off a table."""

from collections.abc import Callable, Iterator

from rdflib import Graph

from habitat_graph.knowledge.converters.links.bearers import Bearers
from habitat_graph.knowledge.converters.links.countries import country_links, region_links
from habitat_graph.knowledge.converters.links.documents import document_links
from habitat_graph.knowledge.converters.links.groups import group_links
from habitat_graph.knowledge.converters.links.organizations import organization_links
from habitat_graph.knowledge.converters.links.places import place_links
from habitat_graph.knowledge.converters.links.reference import Reference
from habitat_graph.knowledge.converters.links.terms import Link, Unlinked
from habitat_graph.knowledge.converters.links.themes import goal_links, theme_links

_KINDS: tuple[Callable[[Reference, Bearers], Iterator[Link | Unlinked]], ...] = (
    country_links,
    region_links,
    group_links,
    organization_links,
    place_links,
    theme_links,
    goal_links,
    document_links,
)


def derived(reference: Reference, ours: Graph) -> tuple[list[Link], list[Unlinked]]:
    """Every link that the reference tables prove of the things in `ours`, and the rows left out."""
    bearers = Bearers(ours)
    found = [each for kind in _KINDS for each in kind(reference, bearers)]
    links = [each for each in found if isinstance(each, Link)]
    return links, [each for each in found if isinstance(each, Unlinked)]
