"""The Reconciliation Service API 0.2."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from habitat_graph.settings import Settings
from habitat_graph.web.app import create_app

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def door(tmp_path_factory, root, shelve):
    store = tmp_path_factory.mktemp("door")
    shelve(store, trig=(HERE / "door.trig").read_bytes())
    return create_app(Settings(store, None, 30.0, "en"), root).test_client()


def conforming(record, schema):
    schema = json.loads((HERE / "schemas" / f"{schema}.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(record)
    return record


def answers(client, query, method="POST"):
    batch = {"queries": json.dumps({"q": query})}
    if method == "POST":
        reply = client.post("/reconcile", data=batch)
    else:
        reply = client.get("/reconcile", query_string=batch)
    assert reply.status_code == 200, reply.text
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    return conforming(reply.json, "results")["q"]["result"]


def extended(client, ids, *properties):
    query = {"ids": ids, "properties": list(properties)}
    reply = client.post("/reconcile", data={"extend": json.dumps(query)})
    assert reply.status_code == 200, reply.text
    return conforming(reply.json, "extension")


def test_the_manifest_says_what_there_is(door):
    reply = door.get("/reconcile", headers={"Accept": "text/html"})
    manifest = conforming(reply.json, "manifest")
    assert manifest["identifierSpace"] == "https://w3id.org/habitat-graph/"
    assert {"id": "Country", "name": "country"} in manifest["defaultTypes"]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("text", ["Kenya", "肯尼亚", "КЕНИЯ", "KEN", "id/country/ken", "Q114"])
def test_a_name_or_a_code_is_surely_matched(door, text, method):
    best = answers(door, {"query": text}, method)[0]
    assert (best["id"], best["score"], best["match"]) == ("id/country/ken", 100, True)


def test_what_is_merely_like_a_name_is_not_surely_matched(door):
    best = answers(door, {"query": "Kenja"})[0]
    assert best["id"] == "id/country/ken"
    assert best["score"] < 85
    assert not best["match"]


def test_namesakes_are_not_surely_matched(door):
    results = answers(door, {"query": "Plenary"})
    assert {result["id"] for result in results} == {"id/body/plenary", "id/body/general-assembly"}
    assert not any(result["match"] for result in results)


def test_results_are_sorted_and_limited(door):
    results = answers(door, {"query": "habitat"})
    assert [r["score"] for r in results] == sorted((r["score"] for r in results), reverse=True)
    assert len(answers(door, {"query": "habitat", "limit": 1})) == 1


def test_statements_are_matched_only_where_asked_for(door):
    assert answers(door, {"query": "planning"}) == []
    assert answers(door, {"query": "planning", "type": "Statement"})[0]["id"] == "id/support/kenya"


def test_types_count_as_strictly_as_asked(door):
    def ids(**more):
        return [result["id"] for result in answers(door, {"query": "Nairobi", **more})]

    assert ids(type="Country") == []
    assert ids(type=["Country", "City"])[0] == "id/city/nairobi"
    assert ids(type=["Country", "City"], type_strict="all") == []
    assert ids(type="Country", type_strict="should")[0] == "id/city/nairobi"


def test_properties_tell_namesakes_apart(door):
    query = {"query": "GA", "properties": [{"pid": "isoAlpha3", "v": "GAB"}]}
    best, *rest = answers(door, query)
    assert (best["id"], best["score"], best["match"]) == ("id/country/gab", 100, True)
    assert all(result["score"] <= 60 for result in rest)


@pytest.mark.parametrize(
    "value", ["Kenya", "肯尼亚", "KEN", {"id": "id/country/ken"}, ["Gabon", "Kenya"]]
)
def test_a_property_whose_value_is_a_thing_is_compared_by_name_and_identifier(door, value):
    results = answers(door, {"properties": [{"pid": "isLocatedIn", "v": value}]})
    assert [result["id"] for result in results] == ["id/city/nairobi"]


def test_answers_are_in_the_language_of_the_asker(door):
    batch = {"queries": json.dumps({"q": {"query": "Kenya"}})}
    reply = door.post("/reconcile", data=batch, headers={"Accept-Language": "zh-CN,zh;q=0.9"})
    best = reply.json["q"]["result"][0]
    assert best["name"] == "肯尼亚"
    assert best["type"] == [{"id": "Country", "name": "国家"}]
    assert "Accept-Language" in reply.headers["Vary"]


@pytest.mark.parametrize(
    "batch",
    [
        "nonsense",
        "[]",
        '{"q": 1}',
        '{"q": {}}',
        '{"q": {"query": ""}}',
        '{"q": {"query": 5}}',
        '{"q": {"query": "a", "limit": 0}}',
        '{"q": {"query": "a", "limit": "many"}}',
        '{"q": {"query": "a", "type": "Planet"}}',
        '{"q": {"query": "a", "type_strict": "never"}}',
        '{"q": {"query": "a", "properties": {}}}',
        '{"q": {"query": "a", "properties": [{"pid": "none", "v": 1}]}}',
        '{"q": {"query": "a", "properties": [{"pid": "isoAlpha3"}]}}',
        '{"q": {"query": "a", "limit": NaN}}',
        "[" * 100_000,
    ],
)
def test_a_batch_with_a_mistake_is_refused_in_both_languages(door, batch):
    reply = door.post("/reconcile", data={"queries": batch})
    assert (reply.status_code, reply.mimetype) == (400, "application/problem+json")
    assert reply.json["detail_zh"]


def test_a_batch_that_is_too_large_is_413(door):
    batch = {str(at): {"query": "Kenya"} for at in range(101)}
    assert door.post("/reconcile", data={"queries": json.dumps(batch)}).status_code == 413


@pytest.mark.parametrize(
    ("kind", "prefix", "first"),
    [
        ("entity", "nai", "id/city/nairobi"),
        ("entity", "肯", "id/country/ken"),
        ("entity", "id/country/ken", "id/country/ken"),
        ("type", "coun", "Country"),
        ("type", "国", "Country"),
        ("type", "Country", "Country"),
        ("property", "iso alpha-3", "isoAlpha3"),
        ("property", "isoAlpha3", "isoAlpha3"),
        ("property", "位于", "isLocatedIn"),
    ],
)
def test_the_beginning_of_a_name_is_completed(door, kind, prefix, first):
    reply = door.get(f"/reconcile/suggest/{kind}", query_string={"prefix": prefix})
    assert conforming(reply.json, "suggestions")["result"][0]["id"] == first


def test_suggestions_go_on_from_the_cursor(door):
    whole = door.get("/reconcile/suggest/entity?prefix=nairobi").json["result"]
    rest = door.get("/reconcile/suggest/entity?prefix=nairobi&cursor=1").json["result"]
    assert rest == whole[1:]


def test_values_come_by_their_kinds(door):
    names = ["isoAlpha3", "population", "share", "since", "page", "rdf:type"]
    rows = extended(door, ["id/country/ken"], *({"id": name} for name in names))["rows"]
    row = rows["id/country/ken"]
    assert row["isoAlpha3"] == [{"str": "KEN"}]
    assert row["population"] == [{"int": 53005614}]
    assert row["share"] == [{"float": 0.5}]
    assert row["since"] == [{"date": "1963-12-12T00:00:00"}]
    assert row["page"] == [{"str": "https://example.org/kenya"}]


def test_a_value_that_is_a_thing_can_be_asked_about_in_turn(door):
    rows = extended(door, ["id/city/nairobi"], {"id": "isLocatedIn"})["rows"]
    assert rows["id/city/nairobi"]["isLocatedIn"] == [{"id": "id/country/ken", "name": "Kenya"}]


def test_values_are_chosen_by_language_and_number(door):
    label = {"id": "rdfs:label", "settings": {"language": "ru"}}
    rows = extended(door, ["id/country/ken", "id/none"], label)["rows"]
    assert rows == {
        "id/country/ken": {"rdfs:label": [{"str": "Кения"}]},
        "id/none": {"rdfs:label": []},
    }
    label["settings"] = {"limit": 2}
    assert (
        len(extended(door, ["id/country/ken"], label)["rows"]["id/country/ken"]["rdfs:label"]) == 2
    )


@pytest.mark.parametrize(
    "query",
    ["{}", '{"ids": "a", "properties": []}', '{"ids": [], "properties": [{"id": "no such"}]}'],
)
def test_an_extension_with_a_mistake_is_refused(door, query):
    assert door.post("/reconcile", data={"extend": query}).status_code == 400


def test_properties_are_proposed_for_a_type(door):
    record = door.get("/reconcile/properties?type=Country&limit=3").json
    assert (record["type"], record["limit"], len(record["properties"])) == ("Country", 3, 3)
    names = {each["id"] for each in door.get("/reconcile/properties?type=City").json["properties"]}
    assert "isLocatedIn" in names
    assert "isoAlpha3" not in names


def test_a_preview_may_be_framed_and_runs_nothing(door):
    reply = door.get("/reconcile/preview?id=id/country/ken")
    assert reply.mimetype == "text/html"
    assert "肯尼亚" in reply.text
    assert "frame-ancestors" not in reply.headers["Content-Security-Policy"]
    assert "<script" not in reply.text
    assert door.get("/reconcile/preview?id=none").status_code == 404


def test_a_round_trip_follows_the_manifest_alone(door):
    manifest = door.get("/reconcile").json
    best = answers(door, {"query": "内罗毕"})[0]
    for template in (manifest["view"]["url"], manifest["preview"]["url"]):
        address = template.replace("{{id}}", best["id"])
        assert door.get(address, follow_redirects=False).status_code in (200, 303)
    assert (
        manifest["identifierSpace"] + best["id"] == "https://w3id.org/habitat-graph/id/city/nairobi"
    )
    for service in manifest["suggest"].values():
        address = f"{service['service_url']}{service['service_path']}?prefix=n"
        conforming(door.get(address).json, "suggestions")
    proposed = manifest["extend"]["propose_properties"]
    address = f"{proposed['service_url']}{proposed['service_path']}?type={best['type'][0]['id']}"
    names = [{"id": each["id"]} for each in door.get(address).json["properties"]]
    assert extended(door, [best["id"]], *names)["rows"][best["id"]]
