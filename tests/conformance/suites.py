"""The test suites of others: their archives, their manifests, and the cases that these list."""

import os
import tarfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pytest
from rdflib import RDF, RDFS, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")

ARCHIVES = (
    "w3c-rdf-tests-sparql.tar.gz",
    "w3c-rdf-tests-rdf.tar.gz",
    "oxigraph-sparql-tests.tar.gz",
)
ADDRESSES = {
    "rdf-tests/sparql/": "https://w3c.github.io/rdf-tests/sparql/",
    "rdf-tests/rdf/": "https://w3c.github.io/rdf-tests/rdf/",
    "oxigraph/testsuite/oxigraph-tests/": "https://github.com/oxigraph/oxigraph/tests/",
}
"""Where the files of a folder stand on the web: what their relative IRIs are resolved against."""


@dataclass(frozen=True)
class File:
    """A file of a suite, and the address that its relative IRIs are resolved against."""

    path: Path
    address: str


@dataclass(frozen=True)
class Data:
    """The files of a default graph, and each file of a named graph with the graph's name."""

    default: tuple[File, ...] = ()
    named: tuple[tuple[str, File], ...] = ()


@dataclass(frozen=True)
class Case:
    """One test: what is done with which data, and what must come of it.

    `source` is the query, update or document; None where the manifest describes HTTP requests.
    `expected` is None where the test says no more than that it must succeed, or fail.
    `services` are the endpoints that a query calls, each with what it holds.
    """

    iri: str
    kind: str
    source: File | None
    data: Data
    expected: File | Data | None
    services: tuple[tuple[str, Data], ...]
    lax: bool
    manifest: Graph
    node: Node


class Suites:
    """The suites in a folder into which the archives were unpacked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def unpacked(cls, folder: Path) -> "Suites":
        """Unpack the archives that HABITAT_SUITES names into a folder; skip where it names none."""
        source = os.environ.get("HABITAT_SUITES")
        if not source:
            pytest.skip("HABITAT_SUITES names no folder with the archives of the test suites")
        for name in ARCHIVES:
            with tarfile.open(Path(source) / name) as archive:
                archive.extractall(folder, filter="data")
        return cls(folder)

    def names(self) -> list[str]:
        """Every suite: a manifest that lists tests of its own, not only other manifests."""
        paths = (path for part in ADDRESSES for path in (self.folder / part).rglob("manifest*.ttl"))
        return sorted(_name(self._local(path)) for path in paths if "mf:entries" in _text(path))

    def cases(self, name: str) -> list[Case]:
        """The tests of one suite, in the manifest's order."""
        path = next(
            path
            for part in ADDRESSES
            for path in (self.folder / part).rglob("manifest*.ttl")
            if _name(self._local(path)) == name
        )
        manifest = Graph().parse(path, format="turtle", publicID=self._address(path))
        lists = manifest.objects(None, MF.entries)
        return [self._case(manifest, node) for head in lists for node in Collection(manifest, head)]

    def _case(self, manifest: Graph, node: Node) -> Case:
        action = manifest.value(node, MF.action)
        source = action if isinstance(action, URIRef) else None
        source = source or manifest.value(action, QT.query) or manifest.value(action, UT.request)
        result = manifest.value(node, MF.result)
        expected = self._file(result) if isinstance(result, URIRef) else None
        if result is not None and expected is None:
            expected = self._data(manifest, result)
        # The protocol's manifest puts the data beside the action.
        data = self._data(manifest, action), self._data(manifest, node)
        return Case(
            iri=str(node),
            kind=str(manifest.value(node, RDF.type)).rpartition("#")[2],
            source=self._file(source) if source else None,
            data=next((found for found in data if found != Data()), Data()),
            expected=expected,
            services=tuple(
                (str(manifest.value(service, QT.endpoint)), self._data(manifest, service))
                for service in manifest.objects(action, QT.serviceData)
            ),
            lax=(node, MF.resultCardinality, MF.LaxCardinality) in manifest,
            manifest=manifest,
            node=node,
        )

    def _data(self, manifest: Graph, node: Node) -> Data:
        default = sorted({*manifest.objects(node, QT.data), *manifest.objects(node, UT.data)})
        named = []
        for graph in {*manifest.objects(node, QT.graphData), *manifest.objects(node, UT.graphData)}:
            content = manifest.value(graph, QT.graph) or manifest.value(graph, UT.graph) or graph
            name = manifest.value(graph, RDFS.label) or content
            named.append((str(name), self._file(content)))
        ordered = sorted(named, key=lambda pair: (pair[0], pair[1].path))
        return Data(tuple(self._file(file) for file in default), tuple(ordered))

    def _file(self, address: Node) -> File:
        for part, start in ADDRESSES.items():
            if str(address).startswith(start):
                path = self.folder / part / str(address).removeprefix(start)
                return File(path, str(address))
        raise AssertionError(f"{address} is no file of a suite")

    def file(self, address: str) -> File | None:
        """The file that stands at an address, None where there is none."""
        if not address.startswith(tuple(ADDRESSES.values())):
            return None
        file = self._file(URIRef(address))
        return file if file.path.is_file() else None

    def _local(self, path: Path) -> PurePosixPath:
        return PurePosixPath(path.relative_to(self.folder).as_posix())

    def _address(self, path: Path) -> str:
        local = str(self._local(path))
        part = next(part for part in ADDRESSES if local.startswith(part))
        return ADDRESSES[part] + local.removeprefix(part)


def _name(manifest: PurePosixPath) -> str:
    """The short name of a suite: “sparql11/functions”, “oxigraph/geosparql”."""
    name = manifest.stem.removeprefix("manifest").removeprefix("-")
    folders = [
        part for part in manifest.parent.parts if part not in ("testsuite", "oxigraph-tests")
    ]
    if folders[0] == "rdf-tests":
        folders = folders[2:]
    return "/".join([*folders, name] if name else folders)


def _text(path: Path) -> str:
    return path.read_text("utf-8")
