"""Pages say in schema.org's words what they are about."""

import json
import re
from pathlib import Path

import pytest

from habitat_graph.settings import Settings
from habitat_graph.web.app import create_app
from habitat_graph.web.markup import thing_markup
from habitat_graph.web.questions import Questions
from habitat_graph.web.site import question_texts

SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


@pytest.fixture(scope="module")
def client(tmp_path_factory, shelve, root):
    store = tmp_path_factory.mktemp("markup")
    shelve(store, 1, Path(__file__).with_name("described.trig").read_bytes())
    return create_app(Settings(store, None, 30.0, "en"), root).test_client()


def markup(client, address):
    with client.get(address, headers={"Accept": "text/html"}) as reply:
        found = SCRIPT.findall(reply.get_data(as_text=True))
    assert len(found) <= 1
    return json.loads(found[0]) if found else None


def test_a_country_is_a_country_with_its_names_in_all_languages(client):
    record = markup(client, "/id/country/ken.html")
    assert record["@context"] == "https://schema.org/"
    assert record["@id"] == "https://w3id.org/habitat-graph/id/country/ken"
    assert record["@type"] == "Country"
    assert {name["@language"] for name in record["name"]} == {"en", "zh", "ru"}
    assert record["sameAs"] == "http://www.wikidata.org/entity/Q114"
    assert record["url"] == "http://localhost/id/country/ken.html"


def test_a_name_cannot_end_the_script(client):
    record = markup(client, "/id/country/ken.html")
    assert record["alternateName"]["@value"] == "</script><b>Kenya</b>"


def test_what_schema_org_has_no_kind_for_says_nothing(client):
    assert markup(client, "/id/activity/forum.html") is None


@pytest.mark.parametrize("address", ["/", "/releases", "/releases/1"])
def test_the_dataset_can_be_found_and_cited(client, address):
    record = markup(client, address)
    assert record["@type"] == "Dataset"
    assert record["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert record["creator"]["@type"] == "Organization"
    assert record["isBasedOn"]["@id"] == "https://w3id.org/habitat-graph/id/report/small"
    assert record["temporalCoverage"] == "2019-02-01/2019-02-28"
    assert record["spatialCoverage"]["@type"] == "Country"
    assert record["description"][0]["@value"].endswith("</script>.")
    assert record["version"] == "1"


@pytest.mark.parametrize("address", ["/", "/releases/1"])
def test_every_distribution_is_there(client, address):
    found = markup(client, address)["distribution"]
    assert len(found) == 6
    for each in found:
        with client.get(each["contentUrl"].removeprefix("http://localhost")) as reply:
            assert reply.status_code == 200
            if address != "/":
                assert each["contentSize"] == f"{len(reply.data)} B"


def test_a_graph_that_is_no_dataset_says_nothing(app):
    assert markup(app.test_client(), "/") is None


@pytest.mark.parametrize(
    ("iri", "kind"),
    [
        ("id/country/ken", "Country"),
        ("id/city/nairobi", "City"),
        ("id/body/un-habitat", "Organization"),
        ("id/document/a-res-73-239", "CreativeWork"),
        ("id/series/world-urban-forum", "EventSeries"),
        ("scheme/theme/partnerships", "DefinedTerm"),
    ],
)
def test_real_things_have_the_kind_that_the_ontology_gives_them(graph, iri, kind):
    questions = Questions(graph, question_texts())
    record = json.loads(
        thing_markup(questions, f"https://w3id.org/habitat-graph/{iri}", "http://x/")
    )
    assert record["@type"] == kind
    assert {name["@language"] for name in record["name"]} >= {"en", "zh"}
