"""How well real spellings find the real things."""

from pathlib import Path

import pytest

from habitat_graph.web.candidates import candidates, read_wish
from habitat_graph.web.directory import Directory
from habitat_graph.web.questions import Questions
from habitat_graph.web.site import question_texts

LINES = Path(__file__).with_name("spellings.tsv").read_text("utf-8").splitlines()[1:]
SPELLINGS = [tuple(line.split("\t")) for line in LINES]
GROUPS = sorted({group for _, _, group in SPELLINGS})
NOTHING = "-"


@pytest.fixture(scope="module")
def outcomes(graph):
    """What is expected, what comes first, whether that is sure, and the group, by spelling."""
    book = Directory(Questions(graph, question_texts()))
    found = {}
    for spelling, thing, group in SPELLINGS:
        best, sure = candidates(book, read_wish(book, {"query": spelling}))
        first = best[0].entity.iri.removeprefix("https://w3id.org/habitat-graph/") if best else None
        found[spelling] = thing, (first or NOTHING).removeprefix("id/"), sure, group
    return found


def test_no_spelling_is_listed_twice():
    assert len({spelling for spelling, _, _ in SPELLINGS}) == len(SPELLINGS)


def test_what_is_said_to_be_sure_is_right(outcomes):
    wrong = {text: each for text, each in outcomes.items() if each[2] and each[0] != each[1]}
    assert wrong == {}


@pytest.mark.parametrize("group", [each for each in GROUPS if each != "nothing"])
def test_nineteen_of_twenty_spellings_of_a_group_find_their_thing_first(outcomes, group):
    known = [each for each in outcomes.values() if each[3] == group and each[0] != NOTHING]
    right = [each for each in known if each[0] == each[1]]
    assert len(right) / len(known) >= (0.95 if group != "old" else 0.9)


def test_what_comes_first_is_nearly_always_right(outcomes):
    given = [each for each in outcomes.values() if NOTHING not in each[:2]]
    right = [each for each in given if each[0] == each[1]]
    assert len(right) / len(given) >= 0.98
