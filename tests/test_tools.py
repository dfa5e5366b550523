"""The tools are run by one command, and what no tool checks is checked here."""

import ast
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAKE = shutil.which("make")
MODULES = sorted((ROOT / "server").rglob("*.py"))
SOURCES = [*MODULES, *sorted((ROOT / "tests").rglob("*.py"))]
MOST_LINES = 300
MOST_LINES_OF_A_FUNCTION = 40


def name(path):
    return path.relative_to(ROOT).as_posix()


@pytest.mark.skipif(MAKE is None, reason="make is not installed")
def test_one_command_runs_every_check():
    plan = subprocess.run(
        [MAKE, "--dry-run", "test"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    for command in (
        "ruff check .",
        "ruff format --check .",
        "mypy",
        "lint-imports",
        "pytest -n auto",
        "habitat-graph check",
        "habitat-graph format --check",
    ):
        assert f"/{command}\n" in plan


def test_ci_runs_what_a_person_runs():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "exec make test" in script.read_text("utf-8")


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_is_short(path):
    assert len(path.read_text("utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_function_is_short(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno - node.lineno < MOST_LINES_OF_A_FUNCTION, node.name


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_an_exception_to_a_rule_has_its_reason_beside_it(path):
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        exception = re.search(
            r"# (?:noqa|type: ignore|pragma)\b[^#]*?(?P<reason>(?: [-–#].*)?)$", line
        )
        assert exception is None or exception["reason"], f"{name(path)}:{number}"
