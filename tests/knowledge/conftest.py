"""A folder of small tables, and the little graph that they are about."""

from pathlib import Path

import linked
import pytest

from habitat_graph.knowledge.converters.links.bearers import Bearers
from habitat_graph.knowledge.dataset import parsed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    linked.write(tmp_path, "countries.csv", linked.COUNTRY)
    linked.write(tmp_path, "regions.csv", linked.REGION)
    linked.write(tmp_path, "organizations.csv", linked.ORGANIZATION)
    linked.write(tmp_path, "places.csv", linked.PLACE)
    linked.write(tmp_path, "sdg.csv", linked.GOAL)
    linked.write(tmp_path, "unbis.csv", linked.CONCEPT, linked.CONCEPT | linked.SLUMS)
    linked.write(tmp_path, "unbis_report_topics.csv", linked.TOPIC)
    (tmp_path / "ontologies").mkdir()
    (tmp_path / "ontologies" / "sdg-codes.ttl").write_text(linked.AREAS, "utf-8")
    return tmp_path


@pytest.fixture
def ours() -> Bearers:
    return Bearers(parsed(linked.OURS, Path("ours.ttl")))
