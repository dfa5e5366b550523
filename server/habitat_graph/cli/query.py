"""The command that answers a question offline."""

import sys
from difflib import get_close_matches
from pathlib import Path
from threading import Thread

import click

from habitat_graph.cli.table import table
from habitat_graph.knowledge.catalogue import CatalogueQuery, catalogue, read_query
from habitat_graph.knowledge.files import knowledge_root
from habitat_graph.media_types import SPARQL_JSON, TURTLE
from habitat_graph.problems import DataError, HabitatError
from habitat_graph.release.build import scratch
from habitat_graph.release.history import current
from habitat_graph.settings import Settings
from habitat_graph.sparql.embedded import EmbeddedStore
from habitat_graph.sparql.offers import SHORT_NAMES
from habitat_graph.sparql.store import Answer, Query

_ACCEPT = {"table": f"{SPARQL_JSON}, {TURTLE}"} | SHORT_NAMES
