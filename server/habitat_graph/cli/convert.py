"""The commands that turn reference tables and the report's text into Turtle."""

from pathlib import Path

import click
from rdflib import Graph

from habitat_graph.knowledge.converters.countries import countries
from habitat_graph.knowledge.converters.handwork import additions, description
from habitat_graph.knowledge.converters.links import derived
from habitat_graph.knowledge.converters.links.counts import counted, rewritten
from habitat_graph.knowledge.converters.links.linksets import by_dataset, linkset
from habitat_graph.knowledge.converters.links.reference import Reference
from habitat_graph.knowledge.converters.partners import areas, concepts, goals
from habitat_graph.knowledge.converters.regions import regions
from habitat_graph.knowledge.converters.report import report
from habitat_graph.knowledge.converters.tables import read_rows
from habitat_graph.knowledge.dataset import LINKS, data_graph, load_knowledge, read_file
from habitat_graph.knowledge.files import knowledge_root, ontology_files
from habitat_graph.knowledge.proofs import cited
from habitat_graph.knowledge.source import read_source
from habitat_graph.knowledge.turtle import serialized
from habitat_graph.knowledge.writing import write_whole
from habitat_graph.namespaces import ONTOLOGY_GRAPH

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

_to = click.option(
    "--to",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The Turtle file to write; what people added to it is kept.",
)

_folder = click.argument("reference", type=click.Path(exists=True, file_okay=False, path_type=Path))
_to_folder = click.option(
    "--to",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of Turtle files to write; what people added to them is kept.",
)


@click.group()
def convert() -> None:
    """Turn reference tables, or the report's outline, into Turtle.

    把参考表格或报告的目录转换为Turtle。
    """


@convert.command("countries")
@click.argument("table", type=_FILE)
@_to
def convert_countries(table: Path, to: Path) -> None:
    """Write the countries and areas of TABLE, a CSV file."""
    found = countries(read_rows(table))
    _write(found + additions(_existing(to), found), to)


@convert.command("regions")
@click.argument("table", type=_FILE)
@_to
def convert_regions(table: Path, to: Path) -> None:
    """Write the geographic regions of TABLE, a CSV file."""
    found = regions(read_rows(table))
    _write(found + additions(_existing(to), found), to)


@convert.command("report")
@click.argument("source", type=_FILE)
@_to
def convert_report(source: Path, to: Path) -> None:
    """Write sections, paragraphs and digests of the report in SOURCE.

    The folder of the written file names the report.
    """
    schema = Graph(bind_namespaces="none")
    for path in ontology_files(knowledge_root()):
        schema += read_file(path, ONTOLOGY_GRAPH).triples
    outline = report(read_source(source), to.absolute().parent.name, schema)
    _write(outline + additions(_existing(to), outline), to)


@convert.command("links")
@_folder
@_to_folder
def convert_links(reference: Path, to: Path) -> None:
    """Write what the tables in the folder REFERENCE link to us, one file a target.

    A link that a person made weaker stays so; rows of which no link was made are told.
    """
    links, unlinked = derived(Reference(reference), load_knowledge(knowledge_root()).asserted)
    for dataset, found in by_dataset(links).items():
        path = to / f"{dataset}.ttl"
        write_whole(path, serialized(linkset(found, _existing(path), data_graph(path))))
        click.echo(f"{path}: {len(found)} links", err=True)
    for each in unlinked:
        click.echo(str(each), err=True)


@convert.command("partners")
@_folder
@_to_folder
def convert_partners(reference: Path, to: Path) -> None:
    """Write what REFERENCE says of goals, and of the areas and topics to which we are linked."""
    tables = Reference(reference)
    wanted = cited(load_knowledge(knowledge_root()).data)
    _write(goals(tables.goals, wanted), to / "sdg.ttl")
    _write(concepts(tables.concepts.values(), wanted), to / "unbis.ttl")
    _write(areas(tables.areas, wanted), to / "sdg-geoarea.ttl")


@convert.command("counts")
@click.option("--to", required=True, type=_FILE, help="The document that has the table.")
def convert_counts(to: Path) -> None:
    """Write how many links lead where into a document, between two marks."""
    files = load_knowledge(knowledge_root()).data
    linksets = [(file.graph, file.triples) for file in files if str(file.graph).startswith(LINKS)]
    write_whole(to, rewritten(to.read_text("utf-8"), counted(linksets)))


def _write(converted: Graph, to: Path) -> None:
    write_whole(to, serialized(converted + description(_existing(to), data_graph(to))))
    click.echo(f"{to}: {len(converted)} triples", err=True)


def _existing(path: Path) -> Graph:
    if not path.exists():
        return Graph(bind_namespaces="none")
    return read_file(path, data_graph(path)).triples
