"""Spellings of the same name in one form."""

import pytest

from habitat_graph.knowledge.folding import bag, bigrams, compact, tokens, unqualified


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CÔTE D’IVOIRE", "cote d'ivoire"),
        ("Türkiye", "TURKIYE"),
        ("Łódź", "lodz"),
        ("Straße", "STRASSE"),
        ("U.S.A.", "USA"),
        ("St. Lucia", "Saint Lucia"),
        ("Bosnia & Herzegovina", "Bosnia and Herzegovina"),
        ("World Health Organisation", "world health organization"),
        ("أفغانستان", "افغانستان"),
        ("الــعالم", "العالم"),
        ("Ёлка", "елка"),
        ("《新城市议程》", "新城市议程"),
        ("第 73/239 号决议", "第73/239号决议"),
        ("聯合國大會", "联合国大会"),
        ("UN-Habitat", "UNHabitat"),
        ("ABC", "ABC"),
    ],
)
def test_spellings_of_a_name_meet(one, other):
    assert compact(tokens(one)) == compact(tokens(other))


def test_numbers_stay_apart():
    assert compact(tokens("11.7")) != compact(tokens("117"))


def test_chinese_stays_in_runs_and_is_cut_into_pairs():
    assert tokens("人居署UN-Habitat大会") == ("人居署", "un", "habitat", "大会")
    assert bigrams("人居署") == {"人居", "居署"}
    assert bigrams("市") == {"市"}


def test_the_order_of_words_and_articles_do_not_count_in_a_bag():
    assert bag(tokens("Korea, Republic of")) == bag(tokens("the Republic of Korea"))
    assert bag(tokens("the")) == ("the",)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("联合国人居署", ("人居署",)),
        ("UN General Assembly", ("general", "assembly")),
        ("Government of Kenya", ("kenya",)),
        ("联合国", ("联合国",)),
        ("United Nations", ("united", "nations")),
        ("Kenya", ("kenya",)),
    ],
)
def test_whose_a_thing_is_can_be_left_out(text, rest):
    assert unqualified(tokens(text)) == rest
