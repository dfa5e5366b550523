"""How well real spellings find the real things."""

from pathlib import Path

import pytest

from habitat_graph.web.candidates import candidates, read_wish
from habitat_graph.web.directory import Directory
from habitat_graph.web.questions import Questions
from habitat_graph.web.site import question_texts

LINES = Path(__file__).with_name("spellings.tsv").read_text("utf-8").splitlines()[1:]
SPELLINGS = [tuple(line.split("\t")) for line in LINES]
NOTHING = "-"


@pytest.fixture(scope="module")
def outcomes(graph):
    """What is expected, what comes first, and whether it is said to be sure, by spelling."""
    book = Directory(Questions(graph, question_texts()))
    found = {}
    for spelling, thing in SPELLINGS:
        best, sure = candidates(book, read_wish(book, {"query": spelling}))
        first = best[0].entity.iri.removeprefix("https://w3id.org/habitat-graph/") if best else None
        found[spelling] = thing, (first or NOTHING).removeprefix("id/"), sure
    return found


def test_no_spelling_is_listed_twice():
    assert len(dict(SPELLINGS)) == len(SPELLINGS)


def test_what_is_said_to_be_sure_is_right(outcomes):
    wrong = {text: each for text, each in outcomes.items() if each[2] and each[0] != each[1]}
    assert wrong == {}


def test_nine_of_ten_spellings_find_their_thing_first(outcomes):
    known = [each for each in outcomes.values() if each[0] != NOTHING]
    right = [each for each in known if each[0] == each[1]]
    given = [each for each in known if each[1] != NOTHING]
    assert len(right) / len(known) >= 0.9
    assert len(right) / len(given) >= 0.95
