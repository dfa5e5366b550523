"""Puts one case of a suite to a target, and says what is wrong with what comes of it."""

import re
from collections.abc import Callable
from dataclasses import replace

import pyoxigraph
from peers.server import Peer

from conformance import results
from conformance.results import MEDIA_TYPES, expected_result, isomorphic, same, table, triples_of
from conformance.suites import Case, Data, File, Suites
from conformance.targets import WHOLE, Answer, Target

QUADS = (MEDIA_TYPES[".trig"], MEDIA_TYPES[".nq"])
JSON = "application/sparql-results+json"
EVERYTHING = "SELECT ?g ?s ?p ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"


class Fault(Exception):  # noqa: N818 - a finding about the target, not an error of ours
    """What a target does wrong."""


class Trials:
    """The trials of a target; data that several cases share are loaded once.

    `others` are servers that stand for the endpoints that a query calls.
    """

    def __init__(self, suites: Suites, target: Target, others: tuple[Peer, ...] = ()) -> None:
        self.suites = suites
        self.target = target
        self.others = others
        self.loaded: Data | None = None
        self.places: dict[str, str] = {}

    def fault(self, case: Case) -> str | None:
        """What the target does wrong, None where the case passes."""
        try:
            TRIALS[case.kind](self, case)
        except Fault as fault:
            return str(fault)
        return None

    def query(self, case: Case) -> None:
        """A query gives the expected answer."""
        self.places = self._serve(case)
        text = self._here(case.source.path.read_bytes()).decode()
        self.load(self._dataset(text, case))
        plain = re.sub(r"#[^\n>]*\n", "\n", text)
        graph = bool(re.search(r"\b(CONSTRUCT|DESCRIBE)\b", plain, re.IGNORECASE))
        ordered = bool(re.search(r"ORDER\s+BY[^}]*$", plain, re.IGNORECASE))
        expected = expected_result(case.expected, graph=graph, ordered=ordered)
        suffix = case.expected.path.suffix
        accept = MEDIA_TYPES[suffix] if graph or suffix in results.TABLES else JSON
        answer = self._there(self.target.query(f"BASE <{case.source.address}>\n{text}", accept))
        actual = _result(answer, graph=graph)
        if not same(expected, actual, lax=case.lax):
            raise Fault(f"not the expected answer: {_shown(answer)}")

    def update(self, case: Case) -> None:
        """An update leaves the expected dataset."""
        self.load(case.data)
        base = f"BASE <{case.source.address}>\n"
        self.loaded = None
        answer = self.target.update(base + _text(case.source))
        if not answer.good:
            raise Fault(f"refused: {answer}")
        found = _result(self.target.query(EVERYTHING, JSON), graph=False)
        actual = [_quad(row) for row in found.rows]
        if not isomorphic(_quads(case.expected or Data()), list(set(actual))):
            raise Fault(f"not the expected dataset: {actual}")

    def query_syntax(self, case: Case) -> None:
        """A query of good syntax is not refused for its syntax; one of bad syntax is."""
        self.load(Data())
        text = case.source.path.read_bytes().decode()
        _check_syntax(case, self.target.query(text, f"{JSON},text/turtle;q=0.9"))

    def update_syntax(self, case: Case) -> None:
        """The same for an update."""
        self.load(Data())
        self.loaded = None
        _check_syntax(case, self.target.update(case.source.path.read_bytes().decode()))

    def document(self, case: Case) -> None:
        """A document is taken or refused, and one that is taken means what is expected."""
        media_type = MEDIA_TYPES[case.source.path.suffix]
        quads = media_type in QUADS
        graph = WHOLE if quads else case.source.address
        content = case.source.path.read_bytes()
        if media_type == MEDIA_TYPES[".trig"]:
            content = _based(content, case.source.address)
        self.loaded = None
        if quads:
            # No recommendation says whether PUT of some graphs leaves the others.
            _must(self.target.update("DROP ALL"))
        answer = self.target.write(content, media_type, graph)
        if "Negative" in case.kind:
            if answer.status not in (400, 422):
                raise Fault(f"bad syntax was taken: {answer}")
        elif not answer.good:
            raise Fault(f"refused: {answer}")
        elif case.expected:
            self._compare_document(case, quads=quads)

    def _compare_document(self, case: Case, *, quads: bool) -> None:
        if quads:
            text = EVERYTHING
            expected = _quads(Data((case.expected,)))
        else:
            text = f"SELECT ?s ?p ?o {{ GRAPH <{case.source.address}> {{ ?s ?p ?o }} }}"
            expected = _quads(Data((case.expected,)))
        found = _result(self.target.query(text, JSON), graph=False)
        if not isomorphic(expected, list({_quad(row) for row in found.rows})):
            raise Fault(f"not the expected triples: {found.rows}")

    def load(self, data: Data) -> None:
        """Make the target's dataset that of the files, and nothing else."""
        if data == self.loaded:
            return
        self.loaded = None
        _must(self.target.update("DROP ALL"))
        for file in data.default:
            content, media_type = _document(file)
            graph = WHOLE if media_type in QUADS else None
            _must(self.target.write(self._here(content), media_type, graph, add=True))
        for name, file in data.named:
            content, media_type = _document(file)
            _must(self.target.write(content, media_type, name, add=True))
        self.loaded = data

    def _serve(self, case: Case) -> dict[str, str]:
        """Let another server hold each endpoint's data; the address of each by its name."""
        if not case.services:
            return {}
        self.loaded = None
        places = {}
        for (name, data), other in zip(case.services, self.others, strict=False):
            other.change("DROP ALL")
            for file in data.default:
                other.put(*_document(file)[:1])
            places[name] = other.query
        return places

    def _here(self, content: bytes) -> bytes:
        """The content with each endpoint's real address."""
        for name, address in self.places.items():
            content = content.replace(f"<{name}>".encode(), f"<{address}>".encode())
        return content

    def _there(self, answer: Answer) -> Answer:
        """The answer with the names that the suite gives the endpoints."""
        body = answer.body
        for name, address in self.places.items():
            body = body.replace(address.encode(), name.encode())
        return replace(answer, body=body)

    def _dataset(self, text: str, case: Case) -> Data:
        """The data of a case; where it has none, the files that the query itself names."""
        if case.data != Data():
            return case.data
        parent = case.source.address.rpartition("/")[0]
        names = re.findall(r"FROM\s+(?:NAMED\s+)?<([^>]*)>", text, re.IGNORECASE)
        files = {name: self.suites.file(f"{parent}/{name}") for name in names}
        return Data((), tuple((file.address, file) for file in files.values() if file))


def _text(file: File) -> str:
    return file.path.read_bytes().decode()


def _document(file: File) -> tuple[bytes, str]:
    """The content of a file with its base, and its media type."""
    media_type = MEDIA_TYPES[file.path.suffix]
    content = file.path.read_bytes()
    if media_type == MEDIA_TYPES[".rdf"]:
        form = pyoxigraph.RdfFormat.RDF_XML
        triples = pyoxigraph.parse(content, form, base_iri=file.address)
        plain = pyoxigraph.RdfFormat.N_TRIPLES
        return pyoxigraph.serialize(triples, format=plain), plain.media_type
    if media_type in (MEDIA_TYPES[".ttl"], MEDIA_TYPES[".trig"]):
        content = _based(content, file.address)
    return content, media_type


def _based(content: bytes, address: str) -> bytes:
    """A document that says itself what its relative IRIs are resolved against."""
    return f"@base <{address}> .\n".encode() + content


def _result(answer: Answer, *, graph: bool) -> results.Result:
    if not answer.good:
        raise Fault(f"refused: {answer}")
    try:
        if graph:
            return triples_of(answer.body, answer.media_type)
        return table(answer.body, answer.media_type)
    except (ValueError, SyntaxError) as error:
        raise Fault(f"no well-formed {answer.media_type} ({error}): {answer}") from error


def _check_syntax(case: Case, answer: Answer) -> None:
    if case.kind.startswith("Negative"):
        if answer.status != 400:
            raise Fault(f"bad syntax was taken: {answer}")
    elif answer.status == 400 or answer.status >= 500:
        raise Fault(f"good syntax was refused: {answer}")


def _must(answer: Answer) -> None:
    if not answer.good:
        raise Fault(f"the data of the test were refused: {answer}")


def _quads(data: Data) -> list[results.Row]:
    """The quads of files, as rows; the default graph has no name."""
    found = set()
    for name, file in [*((None, file) for file in data.default), *data.named]:
        form = pyoxigraph.RdfFormat.from_extension(file.path.suffix[1:])
        parsed = pyoxigraph.parse(
            file.path.read_bytes(), form, base_iri=file.address, rename_blank_nodes=True
        )
        for quad in parsed:
            inner = None if quad.graph_name == pyoxigraph.DefaultGraph() else quad.graph_name
            graph = pyoxigraph.NamedNode(name) if name else inner
            found.add((graph, quad.subject, quad.predicate, quad.object))
    return list(found)


def _quad(row: results.Row) -> results.Row:
    values = dict(zip(row[::2], row[1::2], strict=True))
    return values.get("g"), values["s"], values["p"], values["o"]


def _shown(answer: Answer) -> str:
    return answer.body[:600].decode(errors="replace")


TRIALS: dict[str, Callable[[Trials, Case], None]] = {
    "QueryEvaluationTest": Trials.query,
    "CSVResultFormatTest": Trials.query,
    "UpdateEvaluationTest": Trials.update,
    **dict.fromkeys(
        [f"{sign}SyntaxTest{mark}" for sign in ("Positive", "Negative") for mark in ("", "11")],
        Trials.query_syntax,
    ),
    **dict.fromkeys(
        [
            f"{sign}UpdateSyntaxTest{mark}"
            for sign in ("Positive", "Negative")
            for mark in ("", "11")
        ],
        Trials.update_syntax,
    ),
    **dict.fromkeys(
        [
            f"Test{form}{sign}"
            for form in ("Turtle", "Trig", "NTriples", "NQuads", "XML")
            for sign in ("Eval", "PositiveSyntax", "NegativeSyntax")
        ],
        Trials.document,
    ),
}
"""How a case of each kind is tried."""
