"""The page of threats names tests that exist; what no other file tests is tested here."""

import re
from types import SimpleNamespace

import pytest

from habitat_graph.knowledge.files import knowledge_root
from habitat_graph.sparql.asker import client_name
from habitat_graph.sparql.program import own_environment
from habitat_graph.web.arrival import Arrival
from habitat_graph.web.cache import Cache, weight

ROOT = knowledge_root()
PAGE = (ROOT / "server" / "THREATS.md").read_text("utf-8")
TESTS = {
    name
    for path in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE)
}


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(test_\w+)`", PAGE))))
def test_every_test_named_on_the_page_exists(name):
    assert name in TESTS


def test_every_threat_has_its_test():
    table = PAGE.partition("## What stands in the way")[2].partition("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 15
    assert [row for row in rows if "`test_" not in row.split("|")[3]] == []


@pytest.mark.parametrize(
    ("proxies", "forwarded", "name"),
    [
        (0, "9.9.9.9", "127.0.0.1"),
        (1, "9.9.9.9, 8.8.8.8", "8.8.8.8"),
        (2, "9.9.9.9, 8.8.8.8, 10.0.0.1", "8.8.8.8"),
        (2, "8.8.8.8", "127.0.0.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (1, "::ffff:8.8.8.8", "8.8.8.8"),
        (1, "x" * 1000, "x" * 64),
    ],
)
def test_who_asks_is_said_by_trusted_proxies_alone(proxies, forwarded, name):
    scope = SimpleNamespace(
        method="GET",
        path="/",
        query_string="",
        client="127.0.0.1:4711",
        headers={"x-forwarded-for": forwarded},
    )
    assert Arrival(scope, None, proxies).client == name


def test_an_ipv6_network_is_one_client():
    assert client_name("[2001:db8::1]") == client_name("2001:db8::ffff")
    assert client_name("2001:db8:0:1::1") != client_name("2001:db8::1")


def test_a_request_with_a_long_address_counts_with_it():
    key = ("GET", "host", "/sparql", "x" * 60_000, None, b"y" * 1000)
    assert weight(key) == 61_014
    cache = Cache(1_000_000)
    for number in range(100):
        cache.keep((*key, number), b"", weight(key))
    assert cache.size <= 1_000_000


def test_the_processes_that_run_queries_know_no_secret(monkeypatch):
    monkeypatch.setenv("HABITAT_TOKEN", "secret")
    assert "secret" not in own_environment().values()
