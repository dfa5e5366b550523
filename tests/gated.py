"""A site that releases what passes the gate, and what is written to it."""

import json
from urllib.parse import quote

from habitat_graph.settings import Settings
from habitat_graph.web.app import create_app

TOKEN = "let-me-write"  # noqa: S105 - of a site in this process
BASE = "https://w3id.org/habitat-graph/"
FACTS = f"{BASE}graph/nua-2020/facts"
PREFIXES = f"""PREFIX : <{BASE}id/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
"""
SECOND = ':second a :Meeting ; rdfs:label "Second meeting"@en , "第二次会议"@zh .'
NAMELESS = ":second a :Meeting ."
FILES = """@prefix : <https://w3id.org/habitat-graph/id/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""


class Site:
    def __init__(self, project):
        settings = Settings(project.store, None, 30.0, "en", token=TOKEN)
        self.project = project
        self.app = create_app(settings, project.root)
        self.client = self.app.test_client()

    def ask(self, method, path, body=None, **headers):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named["Authorization"] = f"Bearer {TOKEN}"
        return self.client.open(path, method=method, data=body, headers=named)

    def update(self, text, **headers):
        body = (PREFIXES + text).encode()
        return self.ask(
            "POST", "/update", body, Content_Type="application/sparql-update", **headers
        )

    def insert(self, triples, graph=FACTS, **headers):
        return self.update(f"INSERT DATA {{ GRAPH <{graph}> {{ {triples} }} }}", **headers)

    def graph(self, method, body=None, graph=FACTS):
        path = f"/data?graph={quote(graph, safe='')}"
        return self.ask(method, path, body, Content_Type="text/turtle")

    def truth(self, pattern):
        query = quote(f"{PREFIXES} ASK {{ {pattern} }}")
        reply = self.ask("GET", f"/sparql?query={query}", Accept="application/sparql-results+json")
        return json.loads(reply.data)["boolean"]

    def close(self):
        self.app.extensions["habitat_graph"].holder.holding().evaluators.close()
