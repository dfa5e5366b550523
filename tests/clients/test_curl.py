"""curl, as it stands in many a script."""

import shutil
import subprocess

import pytest

CURL = shutil.which("curl")
QUERY = "SELECT (COUNT(*) AS ?n) { ?s a <https://w3id.org/habitat-graph/ontology#Country> }"

pytestmark = pytest.mark.skipif(CURL is None, reason="curl is not installed")


def curl(*arguments):
    return subprocess.run(
        [CURL, "--silent", "--show-error", "--noproxy", "*", *arguments],
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("--get", "--data-urlencode", f"query={QUERY}"),
        ("--data-urlencode", f"query={QUERY}"),
        ("--header", "Content-Type: application/sparql-query", "--data-binary", QUERY),
        ("--request", "QUERY", "--header", "Content-Type: application/sparql-query", "-d", QUERY),
        ("--compressed", "--get", "--data-urlencode", f"query={QUERY}"),
        ("--header", "Expect: 100-continue", "--data-urlencode", f"query={QUERY}"),
    ],
)
def test_curl_asks_in_every_way(endpoint, arguments):
    answer = curl("--header", "Accept: text/csv", *arguments, endpoint)
    assert answer.splitlines()[0] == "n"
    assert int(answer.splitlines()[1]) > 0


def test_curl_sends_a_query_in_pieces(endpoint):
    chunked = ("--header", "Transfer-Encoding: chunked")
    kind = ("--header", "Content-Type: application/sparql-query")
    answer = curl(*chunked, *kind, "--header", "Accept: text/csv", "--data-binary", QUERY, endpoint)
    assert answer.startswith("n")


def test_curl_follows_a_thing_to_its_turtle(endpoint):
    thing = endpoint.replace("/sparql", "/id/country/ken")
    answer = curl("--location", "--header", "Accept: text/turtle", thing)
    assert "Kenya" in answer


def test_curl_fails_with_the_status(endpoint):
    with pytest.raises(subprocess.CalledProcessError) as failure:
        curl("--fail", "--get", "--data-urlencode", "query=SELECT", endpoint)
    assert failure.value.returncode == 22
