"""The folder of reference tables; each is read once, when it is first asked for."""

from functools import cached_property
from pathlib import Path

from rdflib import Graph, URIRef

from habitat_graph.knowledge.converters.tables import Row, read_rows
from habitat_graph.knowledge.dataset import read_file
from habitat_graph.namespaces import GEO_AREA


class Reference:
    """The reference tables in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def countries(self) -> list[Row]:
        """Countries and areas by ISO 3166-1 alpha-3 code."""
        return read_rows(self.folder / "countries.csv")

    @cached_property
    def regions(self) -> list[Row]:
        """Regions and country groups by M49 code."""
        return read_rows(self.folder / "regions.csv")

    @cached_property
    def organizations(self) -> list[Row]:
        """Bodies and partners by a short key."""
        return read_rows(self.folder / "organizations.csv")

    @cached_property
    def places(self) -> list[Row]:
        """Cities and regions of countries by a short key."""
        return read_rows(self.folder / "places.csv")

    @cached_property
    def goals(self) -> list[Row]:
        """Sustainable Development Goals, targets and indicators by IRI."""
        return read_rows(self.folder / "sdg.csv")

    @cached_property
    def topics(self) -> list[Row]:
        """Terms of the report with the UNBIS concept that someone found for each."""
        return read_rows(self.folder / "unbis_report_topics.csv")

    @cached_property
    def concepts(self) -> dict[str, Row]:
        """The concepts of the UNBIS Thesaurus by IRI."""
        return {row["uri"]: row for row in read_rows(self.folder / "unbis.csv")}

    @cached_property
    def areas(self) -> Graph:
        """The geographic areas of the SDG database, in its own words."""
        path = self.folder / "ontologies" / "sdg-codes.ttl"
        return read_file(path, URIRef(GEO_AREA)).triples
