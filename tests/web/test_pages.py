"""The first page, the catalogue, and what goes wrong."""

import pytest

from habitat_graph.web.errors import KINDS
from habitat_graph.web.site import question_texts


def test_the_first_page_says_what_this_is_in_both_languages(browse):
    reply = browse("/")
    assert reply.status_code == 200
    assert "A United Nations report that can be asked" in reply.text
    assert "一份可以提问的联合国报告" in reply.text


def test_the_first_page_gives_the_counts_of_the_release(browse):
    text = browse("/").text
    for figure in ("1,234", "56", "78", "9"):
        assert f"<dd>{figure}</dd>" in text


def test_the_first_page_shows_the_featured_questions_in_their_order(browse):
    text = browse("/").text
    assert text.index("What did a country host?") < text.index("Which countries are there?")
    assert 'href="/queries/hosts-what?run=yes"' in text


def test_the_first_query_has_an_answer(browse, client):
    assert "LIMIT 20" in browse("/").text
    reply = client.get("/sparql", query_string={"query": question_texts()["first"]})
    assert reply.json["results"]["bindings"]


def test_the_catalogue_lists_every_query_in_both_languages(browse):
    text = browse("/queries").text
    assert "Which countries are there?" in text
    assert "有哪些国家？" in text
    assert 'href="/queries/countries-all"' in text


def test_a_query_shows_its_text_and_runs(browse):
    shown = browse("/queries/countries-all")
    assert "SELECT ?country ?name" in shown.text
    assert "Every country with its &lt;name&gt;." in shown.text
    assert "<table" not in shown.text
    run = browse("/queries/countries-all?run=yes")
    assert "肯尼亚" in run.text
    assert "4 rows" in run.text


def test_a_query_answers_directly_in_a_format_of_results(client):
    reply = client.get("/queries/hosts-what", headers={"Accept": "text/csv"})
    assert reply.data == b"activity\r\nhttps://w3id.org/habitat-graph/id/activity/forum\r\n"
    assert client.get("/queries/hosts-what?format=json").json["results"]["bindings"]


def test_a_query_gives_its_text(client):
    reply = client.get("/queries/hosts-what", headers={"Accept": "application/sparql-query"})
    assert reply.mimetype == "application/sparql-query"
    assert reply.text.startswith("#+ title.en")


@pytest.mark.parametrize("value", ["<urn:nobody>", "urn:nobody", '"text"', "<urn:a> } #", "  "])
def test_a_parameter_stays_a_value(client, value):
    reply = client.get("/queries/hosts-what", query_string={"country": value, "format": "csv"})
    rows = reply.text.splitlines()
    assert reply.status_code == 200
    assert len(rows) == (2 if not value.strip() else 1)


def test_a_parameter_is_kept_in_the_form_and_the_downloads(browse):
    text = browse("/queries/hosts-what?run=yes&country=urn:nobody").text
    assert 'value="urn:nobody"' in text
    assert "country=urn:nobody&amp;format=csv" in text


def test_an_unknown_parameter_is_the_askers_mistake(client):
    reply = client.get("/queries/hosts-what?colour=red")
    assert reply.status_code == 400
    assert "country" in reply.json["detail"]


def test_an_unknown_query_is_404(client):
    assert client.get("/queries/none").status_code == 404


def test_every_kind_of_problem_is_explained_where_its_type_points(browse):
    text = browse("/problems").text
    for kind in KINDS:
        assert f'id="{kind.name}"' in text
        assert kind.meaning_zh in text


def test_health_names_the_release(client):
    reply = client.get("/health")
    assert reply.status_code == 200
    assert reply.json == {"status": "ok", "release": 1, "triples": 53}


@pytest.mark.parametrize(
    "path", ["/", "/queries", "/queries/hosts-what", "/sparql", "/ontology.html", "/problems"]
)
def test_a_page_runs_no_script_and_loads_nothing_from_elsewhere(browse, path):
    text = browse(path).text
    assert "<script" not in text
    assert 'src="http' not in text
    assert 'rel="stylesheet" href="/static/style.css"' in text
    assert text.count("<h1>") == 1
    assert "http-equiv" not in text


def test_the_style_is_served(client):
    with client.get("/static/style.css") as reply:
        assert reply.mimetype == "text/css"


def test_a_mistake_of_ours_is_500_and_tells_nothing(app, client, monkeypatch):
    def broken():
        raise ZeroDivisionError("secret")

    monkeypatch.setitem(app.view_functions, "health.health", broken)
    reply = client.get("/health")
    assert (reply.status_code, reply.mimetype) == (500, "application/problem+json")
    assert reply.json["type"].endswith("#internal-error")
    assert "secret" not in reply.text
    assert "Traceback" not in reply.text
