"""How soon threads give way to each other."""

import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from habitat_graph.web.pace import SELDOM, SOON, Pace


def test_threads_give_way_soon_as_long_as_any_has_long_work():
    pace = Pace()
    before = sys.getswitchinterval()
    try:
        with pace.beside():
            with pace.beside():
                assert sys.getswitchinterval() == SOON
            assert sys.getswitchinterval() == SOON
        assert sys.getswitchinterval() == SELDOM
    finally:
        sys.setswitchinterval(before)


def test_works_of_many_threads_are_all_counted():
    pace = Pace()
    before, start = sys.getswitchinterval(), Barrier(8)

    def work():
        start.wait(5)
        for _ in range(200):
            with pace.beside():
                assert sys.getswitchinterval() == SOON

    try:
        with ThreadPoolExecutor(8) as pool:
            for done in [pool.submit(work) for _ in range(8)]:
                done.result(30)
        assert sys.getswitchinterval() == SELDOM
    finally:
        sys.setswitchinterval(before)
