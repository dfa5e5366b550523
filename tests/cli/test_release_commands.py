"""`build`, `releases`, `diff`, `query` and `format`, on a small graph of their own."""

import json

import pyoxigraph
import pytest

from habitat_graph.knowledge.dataset import data_graph, read_file
from habitat_graph.knowledge.turtle import serialized
from habitat_graph.namespaces import GRAPH
from habitat_graph.release.build import Order
from habitat_graph.release.history import current
from habitat_graph.release.revision import revise
from habitat_graph.sparql.change import Change
from habitat_graph.sparql.disk import kept
from habitat_graph.web import serving

SECOND = ':second a :Meeting ; rdfs:label "Second meeting"@en .'
WRONG = ":first a :Meeting ."


@pytest.mark.usefixtures("project")
def test_a_build_says_what_it_made_and_what_it_did_not_prove(run):
    result = run("build", "--author", "Ada", "--message", "first")
    assert result.exit_code == 0
    assert result.stdout.startswith("Release 1: 0 statements with 0 quotations; 3 triples")
    assert "Not checked: No copy of the report is named" in result.stderr
    assert "Ada: first" in run("releases").stdout


def test_a_refused_build_is_exit_code_1_with_its_findings(run, project):
    project.facts(WRONG)
    result = run("build")
    assert result.exit_code == 1
    assert "No name. [ActivityShape]" in result.stdout
    assert result.stderr.startswith("habitat-graph: No release was made: 1 error")
    assert run("releases").stdout == ""


@pytest.mark.usefixtures("project")
def test_releases_are_listed_newest_first(run):
    run("build", "--message", "old")
    run("build", "--message", "new")
    lines = run("releases").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["2", "1"]


def test_a_difference_is_shown_in_words_or_as_a_patch(run, project):
    run("build")
    project.facts(SECOND)
    run("build")
    assert "Second meeting (id/second)" in run("diff", "1", "2").stdout
    assert run("--language", "zh", "diff", "1", "2").stdout.startswith("从第1版到第2版")
    patch = run("diff", "1", "2", "--format", "patch").stdout
    assert patch.startswith("TX .\nD <")
    assert run("diff", "1", "9").exit_code == 2


def test_a_query_asks_the_files_until_there_is_a_release(run, project):
    assert "id/first" in run("query", "meetings-which").stdout
    run("build")
    project.facts(SECOND)
    assert "id/first" in run("query", "meetings-which").stdout


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(
    ("form", "beginning"),
    [
        ("table", "meeting"),
        ("json", "{"),
        ("xml", "<?xml"),
        ("csv", "meeting\r\n"),
        ("tsv", "?meeting\n"),
    ],
)
def test_a_table_is_written_in_every_format(run, form, beginning):
    result = run("query", "meetings-which", "--format", form)
    assert result.exit_code == 0
    assert result.stdout_bytes.decode().lstrip().startswith(beginning)


@pytest.mark.parametrize(
    "form", ["table", "turtle", "ntriples", "nquads", "trig", "rdfxml", "jsonld"]
)
def test_a_graph_is_written_in_every_format(run, project, form):
    path = project.root / "all.rq"
    path.write_text("CONSTRUCT WHERE { ?s ?p ?o }")
    result = run("query", path, "--format", form)
    assert result.exit_code == 0
    assert "First meeting" in result.stdout


def test_truth_is_one_word(run, project):
    path = project.root / "any.rq"
    path.write_text("ASK { ?s ?p ?o }")
    assert run("query", path).stdout == "true\n"


def test_a_parameter_changes_the_question(run, project):
    project.write(
        "queries/things-of-a-kind.rq",
        """#+ title.en: a
#+ title.zh: b
#+ shows: c
#+ param kind: id:Meeting — a kind of thing

PREFIX id: <https://w3id.org/habitat-graph/id/>

SELECT ?thing WHERE { VALUES ?kind { id:Meeting } ?thing a ?kind } ORDER BY ?thing
""",
    )
    assert "id/first" in run("query", "things-of-a-kind").stdout
    assert "id/first" not in run("query", "things-of-a-kind", "--param", "kind=id:Body").stdout
    assert run("query", "things-of-a-kind", "--param", "kind").exit_code == 2
    assert run("query", "things-of-a-kind", "--param", "sort=id:Body").exit_code == 1


@pytest.mark.usefixtures("project")
def test_a_misspelt_name_is_guessed(run):
    result = run("query", "meeting-which")
    assert result.exit_code == 2
    assert "Did you mean “meetings-which”?" in result.stderr


@pytest.mark.parametrize("text", ["SELECT", "SELECT * { SERVICE <http://a> { ?s ?p ?o } }"])
def test_a_wrong_query_is_exit_code_1(run, project, text):
    path = project.root / "wrong.rq"
    path.write_text(text)
    result = run("query", path)
    assert result.exit_code == 1
    assert result.stderr.startswith("habitat-graph: ")


def test_a_query_has_its_time(run, project):
    project.facts("\n".join(f":m{n} a :Meeting ; rdfs:label 'm'@en ." for n in range(400)))
    path = project.root / "endless.rq"
    path.write_text("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    result = run("query", path, HABITAT_QUERY_TIMEOUT="0.2")
    assert result.exit_code == 1
    assert "more than 0.2 seconds" in result.stderr


def test_format_writes_the_one_form_and_check_only_names(run, project):
    path = project.root / "data/ttl/nua-2020/facts.ttl"
    before = path.read_text("utf-8")
    result = run("format", "--check", path)
    assert (result.exit_code, result.stdout) == (1, f"{path}\n")
    assert path.read_text("utf-8") == before
    assert run("format", path).exit_code == 0
    assert path.read_text("utf-8") == serialized(read_file(path, data_graph(path)).triples)
    assert run("format", "--check", path).exit_code == 0


def test_format_leaves_a_broken_file_and_does_the_others(run, project):
    project.facts(":first a .")
    result = run("format")
    assert result.exit_code == 1
    assert "facts.ttl:6:" in result.stderr
    assert str(project.root / "shapes/terms.ttl") in result.stdout


def test_serve_builds_first_and_only_where_something_changed(run, project, monkeypatch):
    served = []
    monkeypatch.setattr(serving, "serve", lambda _settings, host, port: served.append((host, port)))
    assert run("serve").exit_code == 0
    assert run("serve", "--port", "9000").exit_code == 0
    assert served == [("127.0.0.1", 8000), ("127.0.0.1", 9000)]
    assert len(run("releases").stdout.splitlines()) == 1
    project.facts(WRONG)
    assert run("serve").exit_code == 1
    assert len(served) == 2


def test_sarif_names_the_rule(run, project):
    project.facts(WRONG)
    log = json.loads(run("check", "--format", "sarif").stdout)
    assert log["runs"][0]["results"][0]["ruleId"] == "ActivityShape"


def written_over_http(project):
    """A release as one that came over HTTP."""
    change = Change(
        added=tuple(
            pyoxigraph.parse(
                f"<urn:s> <urn:p> <urn:o> <{GRAPH['nua-2020/facts']}> .",
                pyoxigraph.RdfFormat.N_QUADS,
            )
        )
    )
    return revise(project.store, project.root, 1, change, Order("Ada", "over HTTP"))


def test_serve_keeps_what_was_written_over_http_until_a_build_is_asked_for(
    run, project, monkeypatch
):
    monkeypatch.setattr(serving, "serve", lambda *_: None)
    run("serve")
    written_over_http(project)
    result = run("serve")
    assert (result.exit_code, result.stderr) == (0, "")
    project.facts(SECOND)
    result = run("serve")
    assert result.exit_code == 0
    assert "Release 2, which was written over HTTP, is served." in result.stderr
    assert "“habitat-graph build”" in result.stderr
    assert "第2版" in run("--language", "zh", "serve").stderr
    assert current(project.store).number == 2
    assert run("build").stdout.startswith("Release 3")
    assert b"urn:s" not in current(project.store).data.read_bytes()
    assert len(run("releases").stdout.splitlines()) == 3


@pytest.mark.usefixtures("project")
def test_a_scratch_endpoint_is_served_without_a_build(run, monkeypatch):
    monkeypatch.setattr(serving, "serve", lambda *_: None)
    assert run("serve", HABITAT_GATE="off").exit_code == 0
    assert run("releases").stdout == ""
    result = run("serve", HABITAT_GATE="off", HABITAT_STORE="http://127.0.0.1:9/query")
    assert result.exit_code == 2
    assert "HABITAT_GATE" in result.stderr


@pytest.mark.usefixtures("project")
def test_a_query_is_asked_of_the_plain_default_graph_where_that_is_set(run):
    run("build")
    assert "id/first" in run("query", "meetings-which").stdout
    assert "id/first" not in run("query", "meetings-which", HABITAT_DEFAULT_GRAPH="plain").stdout


@pytest.mark.usefixtures("project")
def test_a_release_that_stands_on_the_disk_is_asked_there(run, tmp_path):
    run("build")
    data = current(tmp_path / "store").data
    kept(data)
    data.write_text("not read at all", "utf-8")
    assert "id/first" in run("query", "meetings-which").stdout
