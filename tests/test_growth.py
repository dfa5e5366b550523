"""A grown graph keeps the shape of the real one."""

from collections import Counter
from math import isqrt

import pytest
from benchmarks.growth import grown, read_quads, reports_for, seedling, size, write

from habitat_graph.knowledge.quads import quads
from habitat_graph.namespaces import ONTOLOGY_GRAPH

TIMES = 10
REPORT = "<https://w3id.org/habitat-graph/graph/nua-2020"
THINGS = "<https://w3id.org/habitat-graph/id/"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
EVIDENCE = "<https://w3id.org/habitat-graph/ontology#evidence>"


def quads_of(parts):
    """The quads of N-Quads in parts."""
    for line in b"".join(parts).decode().splitlines():
        subject, predicate, rest = line.split(" ", 2)
        value, graph, _ = rest.rsplit(" ", 2)
        yield subject, predicate, value, graph


@pytest.fixture(scope="module")
def real(knowledge):
    every = list(quads(knowledge.schema, ONTOLOGY_GRAPH))
    for file in knowledge.data:
        every += quads(file.triples, file.graph)
    return [(str(q.subject), str(q.predicate), str(q.object), str(q.graph_name)) for q in every]


@pytest.fixture(scope="module")
def start(real):
    return seedling(real)


@pytest.fixture(scope="module")
def reports(start):
    return reports_for(start, TIMES)


@pytest.fixture(scope="module")
def large(start, reports):
    return list(quads_of(grown(start, reports)))


def stated(quads):
    """What the reports themselves state."""
    return [quad for quad in quads if quad[3].startswith(REPORT)]


def shares(counts):
    whole = sum(counts.values())
    return {key: count / whole for key, count in counts.items()}


def popularity(quads, kind):
    """How often the reports speak of each thing of a kind."""
    return Counter(o for _, _, o, _ in stated(quads) if o.startswith(f"{THINGS}{kind}/"))


def test_one_report_is_the_real_one(real, start):
    assert sorted(quads_of(grown(start, 1))) == sorted(real)


def test_it_is_as_large_as_it_was_to_be(real, start, reports, large):
    assert len(large) == size(start, reports)
    assert TIMES * len(real) <= len(large) < (TIMES + 1) * len(real)


def test_no_quad_stands_twice(large):
    assert len(set(large)) == len(large)


def test_the_same_seed_gives_the_same_quads(start, large, reports):
    assert list(quads_of(grown(start, reports))) == large
    assert list(quads_of(grown(start, reports, seed=1))) != large


@pytest.mark.parametrize("part", ["predicate", "class"])
def test_the_shares_of_predicates_and_classes_stay(real, large, part):
    def counts(quads):
        kinds = [(p, o) for _, p, o, _ in stated(quads) if part == "predicate" or p == TYPE]
        return Counter(p if part == "predicate" else o for p, o in kinds)

    before, after = shares(counts(real)), shares(counts(large))
    assert after == pytest.approx(before, rel=0.02)


def test_some_countries_stay_in_everyones_mouth_and_most_in_few(real, large, reports):
    before = sorted(popularity(real, "country").values(), reverse=True)
    after = sorted(popularity(large, "country").values(), reverse=True)
    assert len(before) == len(after)
    moved = sum(abs(a / reports - b) for a, b in zip(after, before, strict=True))
    assert moved < 0.15 * sum(before)


def test_reports_speak_of_other_countries_than_the_first(real, large, reports):
    first, all_ = popularity(real, "country"), popularity(large, "country")
    assert any(all_[country] != reports * count for country, count in first.items())


def test_bodies_grow_with_the_root_of_the_reports(real, large, reports):
    before, after = popularity(real, "body"), popularity(large, "body")
    assert 0.7 * isqrt(reports) < len(after) / len(before) <= isqrt(reports)


def test_countries_and_themes_do_not_grow(real, large):
    def named(quads, graph):
        return {s for s, _, _, g in quads if g.endswith(f"reference/{graph}>")}

    for graph in ("countries", "themes", "regions"):
        assert named(real, graph) == named(large, graph)


def test_every_statement_keeps_evidence_that_is_there(large, real, reports):
    subjects = {quad[0] for quad in large}
    evidence = [o for _, p, o, _ in large if p == EVIDENCE]
    assert len(evidence) == reports * sum(quad[1] == EVIDENCE for quad in real)
    assert subjects.issuperset(evidence)


def test_nothing_is_spoken_of_that_is_not_there(large, real):
    def missing(quads):
        subjects = {quad[0] for quad in quads}
        return {o for _, _, o, _ in quads if o.startswith(THINGS)} - subjects

    assert missing(large) <= missing(real)


def test_what_is_written_is_read_again(tmp_path, start):
    path = tmp_path / "grown.nq"
    count = write(grown(start, 4), path)
    assert sorted(read_quads(path)) == sorted(quads_of(grown(start, 4)))
    assert count == len(read_quads(path))
