"""The suites of others, over HTTP: every failure has a reason, and HTTP adds none to the engine's.

The archives are third-party and never committed: HABITAT_SUITES names the folder that has them.
"""

import csv
from pathlib import Path

import pytest

from conformance.exchanges import Exchanges
from conformance.known import Known
from conformance.targets import Engine
from conformance.trials import TRIALS, Trials

FOLDER = Path(__file__).parent
TABLE = "passes.tsv"
COLUMNS = ("suite", "tests", "passed", "failed", "aside", "why")
EXCHANGES = ("ProtocolTest", "GraphStoreProtocolTest", "ServiceDescriptionTest")
KNOWN = Known.read()


def rows():
    with (FOLDER / TABLE).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def suites_run():
    """The suites of the pass table that are not set aside."""
    return [row["suite"] for row in rows() if row["suite"] not in (*KNOWN.aside, "total")]


@pytest.mark.parametrize("name", suites_run())
def test_a_suite_fails_only_where_it_is_known_to(suites, endpoint, others, name):
    trials, engine = Trials(suites, endpoint, others), Trials(suites, Engine(), others)
    exchanges = Exchanges(suites, endpoint)
    failed, lost = {}, {}
    for case in suites.cases(name):
        assert case.kind in (*TRIALS, *EXCHANGES), f"{case.iri}: who tries {case.kind}?"
        fault = (exchanges if case.kind in EXCHANGES else trials).fault(case)
        if fault:
            failed[case.iri] = fault
        alone = engine.fault(case) if case.kind in TRIALS else None
        if fault and not alone:
            lost[case.iri] = fault
        known = case.iri in KNOWN.fails
        assert fault or not known, f"{case.iri} passes now: take it out of known.toml."
    unnamed = {iri: fault for iri, fault in failed.items() if iri not in KNOWN.fails}
    assert not unnamed, listed(unnamed)
    assert lost.keys() == failed.keys() - KNOWN.engine, listed(lost)


def test_the_pass_table_is_what_the_suites_and_the_reasons_say(suites, golden):
    lines = ["\t".join(COLUMNS)]
    total = [0, 0, 0, 0]
    seen = set()
    for name in suites.names():
        iris = {case.iri for case in suites.cases(name)}
        seen |= iris
        failed = sorted(iris & KNOWN.fails.keys())
        aside = len(iris) if name in KNOWN.aside else 0
        counts = [len(iris), len(iris) - len(failed) - aside, len(failed), aside]
        total = [sum(pair) for pair in zip(total, counts, strict=True)]
        reasons = dict.fromkeys(KNOWN.fails[iri] for iri in failed)
        why = KNOWN.aside.get(name) or "; ".join(reasons)
        lines.append("\t".join([name, *map(str, counts), why]))
    lines.append("\t".join(["total", *map(str, total), ""]))
    assert not KNOWN.fails.keys() - seen, "known.toml names tests that are none"
    assert not KNOWN.aside.keys() - set(suites.names()), "known.toml names suites that are none"
    type(golden)(FOLDER, golden.update).compare(TABLE, "\n".join(lines) + "\n")


def listed(faults):
    return "\n".join(f"{iri}\n    {fault}" for iri, fault in sorted(faults.items()))
