"""Names that a text may mean, in the order of how well they fit."""

import pytest

from habitat_graph.knowledge.matching import How, Matcher, Name

NAMES = {
    "ken": ("Kenya", "肯尼亚", "كينيا"),
    "kenyatta": ("Uhuru Kenyatta",),
    "north": ("Northern Kenya", "肯尼亚北部"),
    "kor": ("Republic of Korea", "大韩民国"),
    "prk": ("Democratic People's Republic of Korea",),
    "ner": ("Niger", "尼日尔"),
    "nga": ("Nigeria", "尼日利亚"),
    "igo": ("intergovernmental organ",),
    "unhabitat": ("UN-Habitat", "人居署"),
    "board": ("Executive Board of UN-Habitat", "人居署执行局"),
}


@pytest.fixture(scope="module")
def matcher():
    return Matcher(Name(thing, text, None) for thing, texts in NAMES.items() for text in texts)


@pytest.mark.parametrize(
    ("text", "thing", "how"),
    [
        ("kenya", "ken", How.EXACT),
        ("肯尼亚", "ken", How.EXACT),
        ("Korea, Rep. of", "kor", How.REWORDED),
        ("联合国人居署", "unhabitat", How.REWORDED),
        ("Government of Kenya", "ken", How.REWORDED),
        ("Executive Board of UN-Habitat (人居署执行局)", "board", How.REWORDED),
        ("人居署执", "board", How.PREFIX),
        ("Uhu", "kenyatta", How.PREFIX),
        ("Democratic", "prk", How.PREFIX),
        ("Kenyatta", "kenyatta", How.WORD),
        ("执行局", "board", How.WORD),
        ("government", "igo", How.SUBSTRING),
        ("Kenja", "ken", How.FUZZY),
        ("肯亚", "ken", How.FUZZY),
        ("Exekutive Bord", "board", How.FUZZY),
        ("the people of Nigeria and others", "nga", How.FUZZY),
    ],
)
def test_a_text_finds_a_thing_in_a_way(matcher, text, thing, how):
    best = matcher.matches(text)[0]
    assert (best.thing, best.how) == (thing, how)


def test_matches_come_the_best_way_first_and_one_a_thing(matcher):
    matches = matcher.matches("Kenya")
    assert [match.thing for match in matches] == ["ken", "north", "kenyatta"]
    assert [match.how for match in matches] == sorted(match.how for match in matches)


def test_brackets_that_name_another_thing_do_not_confirm_the_name(matcher):
    assert matcher.matches("Niger (尼日利亚)")[0].how > How.REWORDED


def test_a_name_is_not_the_name_that_begins_with_it(matcher):
    assert [match.thing for match in matcher.matches("Niger")] == ["ner", "nga"]
    assert matcher.matches("尼日尔")[0].thing == "ner"


def test_scores_stay_between_0_and_100(matcher):
    for text in ("kenya", "k", "UN", "Republic", "Kenja", "人", "人居署执行局主席团"):
        assert all(0 < match.score <= 100 for match in matcher.matches(text))


@pytest.mark.parametrize("text", ["", "  ", "?!", "。", "Zxqvwk", "蓝色星球", "x" * 10_000])
def test_some_texts_find_nothing(matcher, text):
    assert matcher.matches(text) == []


def test_only_what_is_let_in_is_given(matcher):
    matches = matcher.matches("Kenya", lambda thing: thing != "ken")
    assert [match.thing for match in matches] == ["north", "kenyatta"]
