"""Turns are shared fairly among those who ask."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Lock

import pytest

from habitat_graph.sparql.turns import NoTurnError, Turns


def test_one_client_has_so_many_turns_and_another_has_more():
    turns = Turns(each=2, total=3, waiting=10)
    with ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(turns.turn("greedy", 0))
        with pytest.raises(NoTurnError), turns.turn("greedy", 0):
            pass
        with turns.turn("modest", 0), pytest.raises(NoTurnError), turns.turn("third", 0):
            pass


def test_a_turn_that_is_over_goes_to_who_waits():
    turns = Turns(each=1, total=1, waiting=10)
    with ThreadPoolExecutor(1) as pool:
        with turns.turn("first", 0):
            second = pool.submit(_work, turns, "second", [])
            while not turns.waiting:
                pass
        second.result(5)
    assert turns.waiting == 0


def test_a_long_queue_of_one_does_not_delay_another():
    turns = Turns(each=1, total=1, waiting=50)
    order = []
    with ThreadPoolExecutor(40) as pool, turns.turn("first", 0):
        for _ in range(30):
            pool.submit(_work, turns, "greedy", order)
        while turns.waiting < 30:
            pass
        for _ in range(3):
            pool.submit(_work, turns, "modest", order)
        while turns.waiting < 33:
            pass
    assert Counter(order) == {"greedy": 30, "modest": 3}
    assert Counter(order[:6])["modest"] >= 3 - 1


def test_a_queue_has_an_end_for_one_and_for_all():
    turns = Turns(each=1, total=1, waiting=2)
    with ThreadPoolExecutor(16) as pool, turns.turn("first", 0):
        for name in ("a", "b", "c", "d"):
            for _ in range(2):
                pool.submit(_work, turns, name, [])
        while turns.waiting < 8:
            pass
        with pytest.raises(NoTurnError), turns.turn("a", 60):
            pass


def test_where_no_queue_is_long_whoever_comes_last_is_sent_away():
    turns = Turns(each=1, total=1, waiting=1)
    with ThreadPoolExecutor(16) as pool, turns.turn("first", 0):
        for name in ("a", "b", "c", "d"):
            pool.submit(_work, turns, name, [])
        while turns.waiting < 4:
            pass
        with pytest.raises(NoTurnError), turns.turn("e", 60):
            pass


def test_who_waited_in_vain_is_forgotten():
    turns = Turns(each=1, total=1, waiting=2)
    with turns.turn("first", 0), pytest.raises(NoTurnError), turns.turn("second", 0.01):
        pass
    assert turns.waiting == 0
    with turns.turn("second", 0):
        pass


def test_never_more_than_allowed_work_at_once():
    turns = Turns(each=2, total=3, waiting=100)
    lock, working, most = Lock(), Counter(), Counter()

    def work(name):
        with turns.turn(name, 60):
            with lock:
                working[name] += 1
                most[name] = max(most[name], working[name])
                most["all"] = max(most["all"], working.total())
            with lock:
                working[name] -= 1

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(work, "abc" * 200))
    assert most["all"] <= 3
    assert max(most[name] for name in "abc") <= 2


def test_where_all_places_are_taken_the_longest_queue_gives_one_to_the_next_name():
    turns = Turns(each=1, total=1, waiting=2)
    with ThreadPoolExecutor(10) as pool, turns.turn("first", 0):
        crowd = [
            pool.submit(_work, turns, name, []) for name in ("a", "b", "c", "d") for _ in range(2)
        ]
        while turns.waiting < 8:
            pass
        modest = pool.submit(_work, turns, "modest", [])
        while not any(each.done() for each in crowd):
            pass
        assert turns.waiting == 8
    assert [type(each.exception()) for each in crowd].count(NoTurnError) == 1
    assert modest.exception() is None


def test_where_all_work_those_with_nothing_at_work_have_a_spare_turn_each():
    turns = Turns(each=1, total=2, waiting=10, spare=1)
    with turns.turn("a", 0) as first, turns.turn("b", 0) as second:
        assert (first, second) == (False, False)
        with pytest.raises(NoTurnError), turns.turn("a", 0):
            pass
        with turns.turn("c", 0) as third:
            assert third
            for name in ("c", "d"):
                with pytest.raises(NoTurnError), turns.turn(name, 0):
                    pass
        with turns.turn("d", 0) as fourth:
            assert fourth
    with turns.turn("d", 0) as fifth:
        assert not fifth


def _work(turns, name, order):
    with turns.turn(name, 60):
        order.append(name)
