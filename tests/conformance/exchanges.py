"""The suites of the two protocols and of the service description: HTTP requests and replies."""

from urllib.parse import quote

import pyoxigraph
from pyoxigraph import NamedNode
from rdflib import Namespace
from rdflib.collection import Collection
from rdflib.term import Node

from conformance.results import Row, isomorphic, table, triples_of
from conformance.suites import MF, Case
from conformance.targets import QUERY, UPDATE, Answer, Endpoint
from conformance.trials import Fault, Trials

HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
SD = "http://www.w3.org/ns/sparql-service-description#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"

STATUSES = {"OK": "200", "Created": "201", "NoContent": "204", "NotFound": "404"}
TABULAR = ("application/sparql-results+xml", "application/sparql-results+json")
FORMATS = {
    "boolean": TABULAR,
    "tabular": (*TABULAR, "text/csv", "text/tab-separated-values"),
    "RDF": ("text/turtle", "application/rdf+xml", "application/n-triples"),
}
CLASSES = ("Service", "Dataset", "Graph", "NamedGraph", "GraphCollection", "Feature", "Language")
PROPERTIES = (
    *("endpoint", "feature", "defaultEntailmentRegime", "entailmentRegime", "extensionFunction"),
    *("extensionAggregate", "languageExtension", "supportedLanguage", "propertyFeature"),
    *("defaultDataset", "availableGraphs", "resultFormat", "inputFormat", "defaultGraph"),
    *("namedGraph", "name", "graph", "supportedEntailmentProfile"),
    "defaultSupportedEntailmentProfile",
)
"""https://www.w3.org/TR/sparql11-service-description/#vocab"""


class Exchanges(Trials):
    """The trials of a server's manners; those of the engine make no sense."""

    target: Endpoint

    def fault(self, case: Case) -> str | None:
        """What the server does wrong, None where the case passes."""
        try:
            if case.kind == "ServiceDescriptionTest":
                self.described(case)
            else:
                self.exchanged(case)
        except Fault as fault:
            return str(fault)
        return None

    def exchanged(self, case: Case) -> None:
        """Each request of the case gets the reply that the manifest describes."""
        self.load(case.data)
        self.loaded = None
        places: dict[str, str] = {}
        action = case.manifest.value(case.node, MF.action)
        requests = Collection(case.manifest, case.manifest.value(action, HT.requests))
        for request in requests:
            answer = self._asked(case, request, places)
            reply = case.manifest.value(request, HT.resp)
            self._check(case, reply, answer)
            place = case.manifest.value(reply, MF.expectedLocation)
            if place is not None:
                if "location" not in answer.headers:
                    raise Fault(f"no Location: {answer}")
                places[str(place)] = quote(answer.headers["location"], safe="")

    def _asked(self, case: Case, request: Node, places: dict[str, str]) -> Answer:
        value = case.manifest.value
        headers = {}
        for field in Collection(case.manifest, value(request, HT.headers)):
            headers[str(value(field, HT.fieldName))] = str(value(field, HT.fieldValue))
        body = self._body(case, request)
        path = str(value(request, HT.absolutePath))
        for place, address in places.items():
            path = path.replace(place, address)
        media_type = headers.get("content-type", "")
        if path.startswith("/gsp"):
            start, rest = self.target.paths["data"], path.removeprefix("/gsp")
        else:
            update = media_type.startswith(UPDATE) or (
                "update" in case.iri.rpartition("#")[2] and not media_type.startswith(QUERY)
            )
            start = self.target.paths["update" if update else "query"]
            rest = path.removeprefix("/sparql/")
        return self.target.exchange(str(value(request, HT.methodName)), start + rest, body, headers)

    def _body(self, case: Case, message: Node) -> bytes | None:
        body = case.manifest.value(message, HT.body)
        if body is None:
            return None
        encoding = str(case.manifest.value(body, CNT.characterEncoding))
        return str(case.manifest.value(body, CNT.chars)).encode(encoding)

    def _check(self, case: Case, reply: Node, answer: Answer) -> None:
        names = [
            str(status).rpartition("#")[2].removeprefix("StatusCode")
            for status in case.manifest.objects(reply, MF.expectedStatus)
        ]
        statuses = [STATUSES.get(name, name).replace("xx", "") for name in names]
        if not str(answer.status).startswith(tuple(statuses)):
            raise Fault(f"{' or '.join(names)} was expected: {answer}")
        boolean = case.manifest.value(reply, MF.expectedBoolean)
        if boolean is not None and table(answer.body, answer.media_type) is not boolean.toPython():
            raise Fault(f"{boolean} was expected: {answer}")
        kind = case.manifest.value(reply, MF.expectedFormat)
        if kind is not None and answer.media_type not in FORMATS[str(kind)]:
            raise Fault(f"{kind} was expected: {answer.media_type}")
        body = self._body(case, reply)
        if body is not None:
            graphs = triples_of(body, "text/turtle"), triples_of(answer.body, answer.media_type)
            if not isomorphic(*graphs):
                raise Fault(f"not the expected graph: {answer}")

    def described(self, case: Case) -> None:
        """The description is RDF, names the endpoint, and keeps to its vocabulary."""
        headers = {"Accept": "text/turtle, application/rdf+xml;q=0.9"}
        address = self.target.paths["query"]
        answer = self.target.exchange("GET", address, headers=headers)
        if answer.status != 200 or answer.media_type not in FORMATS["RDF"]:
            raise Fault(f"no RDF: {answer}")
        triples = triples_of(answer.body, answer.media_type, address)
        name = case.iri.rpartition("#")[2]
        if name == "has-endpoint-triple":
            if NamedNode(address) not in [o for _, p, o in triples if p.value == f"{SD}endpoint"]:
                raise Fault(f"no sd:endpoint with <{address}>: {answer}")
        elif name == "conforms-to-schema":
            strange = _strange(triples)
            if strange or not any(o == NamedNode(f"{SD}Service") for _, _, o in triples):
                raise Fault(f"not the vocabulary's terms: {strange}")


def _strange(triples: list[Row]) -> list[Row]:
    """The triples that use a term that the vocabulary has not, or a value where a thing stands."""
    return [
        (subject, predicate, value)
        for subject, predicate, value in triples
        if (predicate.value.startswith(SD) and predicate.value.removeprefix(SD) not in PROPERTIES)
        or (predicate.value.startswith(SD) and isinstance(value, pyoxigraph.Literal))
        or (
            predicate.value == RDF_TYPE
            and value.value.startswith(SD)
            and value.value.removeprefix(SD) not in CLASSES
        )
    ]
