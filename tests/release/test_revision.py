"""From a release and a change to the next release."""

import json
import time
from threading import Thread

import pyoxigraph
import pytest

from habitat_graph.problems import DataError
from habitat_graph.release.build import Order, RefusalError
from habitat_graph.release.history import current
from habitat_graph.release.manifest import Manifest
from habitat_graph.release.proposal import Grounds, LateError, Proposal, accepted, tried
from habitat_graph.release.revision import StaleError, changed, revise, stated
from habitat_graph.release.shelf import LockedError, locked
from habitat_graph.sparql.change import Change
from habitat_graph.sparql.store import RequestError

BASE = "https://w3id.org/habitat-graph/"
FACTS = f"{BASE}graph/nua-2020/facts"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"


def quads(lines):
    return tuple(pyoxigraph.parse(lines, pyoxigraph.RdfFormat.N_QUADS))


TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
NAMELESS = Change(added=quads(f"<{BASE}id/second> <{TYPE}> <{BASE}id/Meeting> <{FACTS}> ."))
NOTE = Change(added=quads(f'<{BASE}id/first> <{RDFS}comment> "01"^^<urn:integer> <{FACTS}> .'))


@pytest.fixture
def released(project):
    project.build()
    return project


def revised(project, change, parent=1):
    return revise(project.store, project.root, parent, change, Order("Ada", "why"))


def test_all_but_the_change_is_to_the_letter_what_it_was(released):
    def named(each):
        # Blank nodes get their names from the whole.
        return [quad for quad in each if "_:" not in str(quad)]

    before = stated(current(released.store).data)
    made = revised(released, NOTE)
    assert set(named(stated(made.data))) == set(named(changed(before, NOTE)))
    assert len(stated(made.data)) == len(before) + 1
    assert made.manifest.parent == 1
    assert made.manifest.counts.graphs[FACTS] == 4


def test_a_refusal_names_graph_and_subject_and_no_line(released):
    before = released.files()
    with pytest.raises(RefusalError) as caught:
        revised(released, NAMELESS)
    (finding,) = caught.value.findings
    assert (str(finding.graph), finding.location) == (FACTS, None)
    assert str(finding.subject) == f"{BASE}id/second"
    assert released.files() == before


def test_a_query_of_the_catalogue_that_fails_refuses_the_change(released):
    broken = "#+ title.en: What?\n#+ title.zh: 什么？\n#+ shows: nothing\n\nSELECT nonsense"
    released.write("queries/things-what.rq", broken)
    with pytest.raises(RefusalError) as caught:
        revised(released, NOTE)
    assert [(each.rule, each.location) for each in caught.value.findings] == [("query", None)]
    assert current(released.store).number == 1


def test_a_change_of_an_older_release_is_stale(released):
    released.build()
    with pytest.raises(StaleError):
        revised(released, NOTE)
    with pytest.raises(StaleError):
        revised(released, NOTE, parent=3)


@pytest.mark.parametrize(
    "line",
    [
        f"<urn:s> <urn:p> <urn:o> <{BASE}graph/inferred> .",
        "<urn:s> <urn:p> <urn:o> .",
        "<urn:s> <urn:p> <urn:o> _:g .",
    ],
)
def test_what_has_no_place_is_refused_coming_and_going(released, line):
    for change in (Change(added=quads(line)), Change(removed=quads(line))):
        with pytest.raises(RequestError):
            revised(released, change)


def test_triple_terms_have_no_place_in_a_release(released):
    change = Change(added=quads(f"<urn:s> <urn:p> <<( <urn:a> <urn:b> <urn:c> )>> <{FACTS}> ."))
    with pytest.raises(DataError, match=r"RDF 1\.1"):
        revised(released, change)
    assert current(released.store).number == 1


def test_a_manifest_from_before_says_files(released):
    record = json.loads(current(released.store).manifest.as_json())
    del record["origin"]
    assert Manifest.from_json(json.dumps(record), released.root).origin == "files"


def test_who_waits_gets_the_store_when_it_is_free(tmp_path):
    def hold():
        with locked(tmp_path):
            time.sleep(0.5)

    holder = Thread(target=hold)
    holder.start()
    while not (tmp_path / ".lock").exists():
        time.sleep(0.01)
    time.sleep(0.05)
    with pytest.raises(LockedError), locked(tmp_path):
        pytest.fail("two at once")
    with locked(tmp_path, 30.0):
        holder.join(10)


def proposal(project, change, parent=1):
    return Proposal(project.store, parent, Grounds(project.root), change, "Ada", "why")


def test_a_proposal_is_judged_in_a_process_of_its_own(released):
    assert accepted(proposal(released, NOTE), 120) == 2
    assert current(released.store).manifest.author == "Ada"
    with pytest.raises(StaleError):
        accepted(proposal(released, NAMELESS), 120)
    with pytest.raises(RefusalError) as caught:
        accepted(proposal(released, NAMELESS, 2), 120)
    assert str(caught.value.findings[0].graph) == FACTS


def test_a_trial_leaves_nothing_behind(released):
    before = released.files()
    assert tried(proposal(released, NOTE), 120) == []
    (finding,) = tried(proposal(released, NAMELESS), 120)
    assert finding.rule == "ActivityShape"
    assert released.files() == before


def test_a_gate_that_takes_too_long_is_stopped(released):
    with pytest.raises(LateError):
        accepted(proposal(released, NOTE), 0.01)
    assert current(released.store).number == 1
