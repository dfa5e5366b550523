"""Comunica, the query engine of browsers, which takes the endpoint for one source of many.

npm installs it once into the cache of this user; it is not part of the project.
"""

import json
import shutil
import subprocess

import pytest
from platformdirs import user_cache_path

VERSION = "4.5.0"
FOLDER = user_cache_path("habitat-graph-tests") / f"comunica-{VERSION}"
QUERY = """SELECT ?name WHERE {
  <https://w3id.org/habitat-graph/id/country/ken>
    <http://www.w3.org/2000/01/rdf-schema#label> ?name .
  FILTER(LANG(?name) = "en")
}"""


@pytest.fixture(scope="module")
def comunica():
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        pytest.skip("npm is not installed")
    program = FOLDER / "node_modules" / "@comunica" / "query-sparql" / "bin" / "query.js"
    if not (FOLDER / "whole").exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        command = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts"]
        installed = subprocess.run(
            [*command, "--prefix", str(FOLDER), f"@comunica/query-sparql@{VERSION}"],
            capture_output=True,
            text=True,
            check=False,
        )
        if installed.returncode:
            pytest.skip(f"npm cannot install Comunica: {installed.stderr.strip()[-200:]}")
        (FOLDER / "whole").touch()

    def ask(*arguments):
        done = subprocess.run(
            [node, str(program), *arguments, "-t", "application/sparql-results+json"],
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(done.stdout)

    return ask


def test_comunica_asks_the_endpoint(comunica, endpoint):
    rows = comunica(f"sparql@{endpoint}", QUERY)["results"]["bindings"]
    assert [row["name"]["value"] for row in rows] == ["Kenya"]


def test_comunica_finds_out_by_itself_that_it_is_an_endpoint(comunica, endpoint):
    rows = comunica(endpoint, QUERY)["results"]["bindings"]
    assert [row["name"]["value"] for row in rows] == ["Kenya"]


def test_comunica_joins_the_endpoint_with_a_file(comunica, endpoint, server):
    file = f"http://127.0.0.1:{server.port}/id/country/ken.ttl"
    both = QUERY.replace("FILTER", "?type a ?class . FILTER").replace("?type a", "?s a")
    rows = comunica(f"sparql@{endpoint}", file, both)["results"]["bindings"]
    assert {row["name"]["value"] for row in rows} == {"Kenya"}
