"""Describes releases as datasets: DCAT 3 and VoID, counted from the data that they hold.

https://www.w3.org/TR/vocab-dcat-3/ and https://www.w3.org/TR/void/
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph
from rdflib import DCTERMS, FOAF, OWL, PROV, RDF, RDFS, XSD, Graph, Literal, URIRef

from habitat_graph.knowledge.quads import quads
from habitat_graph.media_types import N_TRIPLES
from habitat_graph.namespaces import ADMS, BASE, DCAT, ONTOLOGY, SPDX, VOID
from habitat_graph.release.downloads import Download
from habitat_graph.release.history import Release
from habitat_graph.sparql.store import Query, Store

_QUESTIONS = "description-"
_IANA = "https://www.iana.org/assignments/media-types/"
_PROTOCOL = URIRef("https://www.w3.org/TR/sparql11-protocol/")


@dataclass(frozen=True)
class Served:
    """The address of the site, with its slash, and the number of the release that it serves."""

    root: str
    current: int


def release_iri(number: int) -> str:
    """The IRI of a release, which is also the path of its page."""
    return f"{BASE}releases/{number}"


def counted(store: Store, texts: Mapping[str, str], iri: str) -> bytes:
    """What the release that `store` holds tells of itself and by its counts, as N-Triples."""
    return b"".join(
        store.answer(Query(text, base=iri), N_TRIPLES).body
        for name, text in sorted(texts.items())
        if name.startswith(_QUESTIONS)
    )


def told_of_itself(store: Store, texts: Mapping[str, str], iri: str) -> bytes:
    """What the release that `store` holds tells of itself alone, as N-Triples."""
    return store.answer(Query(texts[f"{_QUESTIONS}dataset"], base=iri), N_TRIPLES).body


def triples(nt: bytes) -> list[pyoxigraph.Triple]:
    """The triples that N-Triples say."""
    return [quad.triple for quad in pyoxigraph.parse(nt, pyoxigraph.RdfFormat.N_TRIPLES)]


def description(
    served: Served, release: Release, files: Iterable[Download], told: bytes
) -> list[pyoxigraph.Triple]:
    """All that can be said of a release; `told` is what was counted."""
    graph = Graph(bind_namespaces="none")
    this = _add_history(graph, served, release)
    licences = _objects(told, str(this), str(DCTERMS.license))
    for file in files:
        _add_distribution(graph, served, release, file)
        for licence in licences:
            part = _part(release, f"distribution-{file.ending}")
            graph.add((part, DCTERMS.license, URIRef(licence)))
    if release.number == served.current:
        _add_access(graph, served, this)
    return [*_plain(graph), *triples(told)]


def history(
    served: Served, releases: Iterable[Release], told: bytes, address: str
) -> list[pyoxigraph.Triple]:
    """What a document at `address` says of every release, as versions of what `told` names."""
    graph = Graph(bind_namespaces="none")
    graph.add((URIRef(address), RDF.type, VOID.DatasetDescription))
    for name in _objects(told, release_iri(served.current), str(DCAT.isVersionOf)):
        dataset = URIRef(name)
        graph.add((URIRef(address), FOAF.primaryTopic, dataset))
        graph.add((dataset, DCAT.hasCurrentVersion, URIRef(release_iri(served.current))))
        for release in releases:
            graph.add((dataset, DCAT.hasVersion, URIRef(release_iri(release.number))))
            graph.add((URIRef(release_iri(release.number)), DCAT.isVersionOf, dataset))
    for release in releases:
        _add_history(graph, served, release)
    return [*_plain(graph), *triples(told)]


def _plain(graph: Graph) -> list[pyoxigraph.Triple]:
    return [quad.triple for quad in quads(graph, ONTOLOGY)]


def _objects(told: bytes, subject: str, predicate: str) -> list[str]:
    """The IRIs to which a property leads from a subject."""
    return [
        triple.object.value
        for triple in triples(told)
        if isinstance(triple.object, pyoxigraph.NamedNode)
        and triple.subject == pyoxigraph.NamedNode(subject)
        and triple.predicate.value == predicate
    ]


def _part(release: Release, name: str) -> URIRef:
    return URIRef(f"{release_iri(release.number)}#{name}")


def _add_history(graph: Graph, served: Served, release: Release) -> URIRef:
    """Say who made a release when, why and from which other."""
    manifest = release.manifest
    this = URIRef(release_iri(release.number))
    build, author = _part(release, "build"), _part(release, "author")
    created = Literal(manifest.created)
    graph.add((this, RDF.type, DCAT.Dataset))
    graph.add((this, RDF.type, VOID.Dataset))
    graph.add((this, DCAT.version, Literal(str(release.number))))
    graph.add((this, OWL.versionInfo, Literal(manifest.version)))
    graph.add((this, DCTERMS.issued, created))
    graph.add((this, DCAT.landingPage, URIRef(f"{served.root}releases/{release.number}")))
    graph.add((this, VOID.uriSpace, Literal(BASE)))
    graph.add((this, PROV.wasGeneratedBy, build))
    graph.add((build, RDF.type, PROV.Activity))
    graph.add((build, PROV.endedAtTime, created))
    graph.add((build, PROV.wasAssociatedWith, author))
    graph.add((author, RDF.type, FOAF.Agent))
    graph.add((author, FOAF.name, Literal(manifest.author)))
    if manifest.message:
        graph.add((this, ADMS.versionNotes, Literal(manifest.message)))
    if manifest.parent is not None:
        parent = URIRef(release_iri(manifest.parent))
        graph.add((this, DCAT.previousVersion, parent))
        graph.add((this, PROV.wasRevisionOf, parent))
    return this


def _add_distribution(graph: Graph, served: Served, release: Release, file: Download) -> None:
    """Say where a file is, in which form, and which bytes it has."""
    this = URIRef(release_iri(release.number))
    part = _part(release, f"distribution-{file.ending}")
    checksum = _part(release, f"checksum-{file.ending}")
    address = URIRef(f"{served.root}releases/{release.number}/{file.name}.gz")
    graph.add((this, VOID.dataDump, address))
    graph.add((this, DCAT.distribution, part))
    graph.add((part, RDF.type, DCAT.Distribution))
    graph.add((part, DCTERMS.title, Literal(f"{file.name}.gz")))
    graph.add((part, DCAT.downloadURL, address))
    graph.add((part, DCAT.accessURL, URIRef(f"{served.root}releases/{release.number}")))
    graph.add((part, DCAT.mediaType, URIRef(_IANA + file.media_type)))
    graph.add((part, DCAT.compressFormat, URIRef(_IANA + "application/gzip")))
    graph.add((part, DCAT.byteSize, Literal(file.size, datatype=XSD.nonNegativeInteger)))
    graph.add((part, SPDX.checksum, checksum))
    graph.add((checksum, RDF.type, SPDX.Checksum))
    graph.add((checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256))
    graph.add((checksum, SPDX.checksumValue, Literal(file.digest, datatype=XSD.hexBinary)))


def _add_access(graph: Graph, served: Served, this: URIRef) -> None:
    """Say how the release that is served can be asked."""
    endpoint = URIRef(f"{served.root}sparql")
    graph.add((this, VOID.sparqlEndpoint, endpoint))
    graph.add((this, VOID.uriLookupEndpoint, URIRef(f"{served.root}resolve?iri=")))
    graph.add((this, VOID.openSearchDescription, URIRef(f"{served.root}opensearch.xml")))
    graph.add((this, RDFS.seeAlso, URIRef(f"{served.root}context.jsonld")))
    graph.add((endpoint, RDF.type, DCAT.DataService))
    graph.add((endpoint, DCTERMS.title, Literal("SPARQL")))
    graph.add((endpoint, DCTERMS.conformsTo, _PROTOCOL))
    graph.add((endpoint, DCAT.endpointURL, endpoint))
    graph.add((endpoint, DCAT.endpointDescription, endpoint))
    graph.add((endpoint, DCAT.servesDataset, this))
