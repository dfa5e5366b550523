"""What holds for every command."""

import os
import signal
import subprocess
import sys

import pytest

from habitat_graph.cli import COMMANDS
from habitat_graph.settings import SETTINGS


def test_help_shows_every_command_and_setting(run):
    result = run("--help")
    assert result.exit_code == 0
    for word in [*COMMANDS, *(setting.variable for setting in SETTINGS)]:
        assert word in result.stdout


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_has_help_in_both_languages(run, command):
    result = run(command, "--help")
    assert result.exit_code == 0
    assert any("\u4e00" <= character <= "\u9fff" for character in result.stdout)


def test_the_version_is_that_of_the_package(run):
    assert run("--version").stdout.startswith("main, version ")


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["check", "--nonsense"],
        ["check", "nothing.ttl"],
        ["diff", "1"],
        ["diff", "0", "1"],
    ],
)
def test_wrong_usage_is_exit_code_2(run, words):
    assert run(*words).exit_code == 2


def test_a_wrong_setting_is_one_line_and_exit_code_2(run):
    result = run("releases", HABITAT_QUERY_TIMEOUT="never")
    assert result.exit_code == 2
    assert result.stderr.startswith("habitat-graph: HABITAT_QUERY_TIMEOUT:")
    assert result.stderr.count("\n") == 1


def test_the_language_option_is_stronger_than_the_setting(run):
    facts = run("--language", "zh", "check", "--help", HABITAT_LANGUAGE="en")
    assert facts.exit_code == 0
    assert run("--language", "fr", "check").exit_code == 2


def _started(*words):
    return subprocess.Popen(
        [sys.executable, "-m", "habitat_graph", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ,
        text=True,
    )


def test_a_reader_who_has_enough_is_no_error(tmp_path):
    query = tmp_path / "some.rq"
    query.write_text("SELECT * { ?s ?p ?o } LIMIT 1")
    with _started("query", str(query)) as process:
        process.stdout.close()
        assert process.wait(60) == 141
        assert process.stderr.read() == ""


def test_an_interrupt_is_quiet_even_while_the_engine_is_busy(tmp_path):
    query = tmp_path / "endless.rq"
    query.write_text("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    with _started("query", str(query)) as process:
        try:
            process.wait(6)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGINT)
        assert process.wait(20) == 130
        assert process.stderr.read() == ""
