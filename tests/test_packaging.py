"""What users install is whole: the wheel by itself, the checkout where it stands."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from habitat_graph.knowledge.files import (
    data_files,
    knowledge_root,
    ontology_files,
    query_files,
    shape_files,
)

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "server" / "habitat_graph"


def run(*words, folder, codes=(0,), **variables):
    """Run a command from another folder, with nothing of the checkout on its path."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        [str(word) for word in words],
        cwd=folder,
        env=environment | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in codes, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, folder=ROOT)
    (path,) = folder.glob("*.whl")
    return path


def installed(folder, *what):
    """A new environment with the package; its dependencies are those of this one."""
    venv.create(folder, with_pip=False)
    (packages,) = folder.glob("lib/python*/site-packages")
    here = sysconfig.get_path("purelib")
    (packages / "dependencies.pth").write_text(f"{here}\n", "utf-8")
    pip = (sys.executable, "-m", "pip", "--python", folder / "bin" / "python", "install", "--quiet")
    run(*pip, "--no-deps", "--no-index", "--no-build-isolation", *what, folder=folder)
    return folder / "bin"


@pytest.fixture(scope="module")
def wheel_installed(wheel, tmp_path_factory):
    return installed(tmp_path_factory.mktemp("environment"), wheel)


@pytest.fixture(scope="module")
def checkout_installed(tmp_path_factory):
    return installed(tmp_path_factory.mktemp("environment"), "--editable", ROOT)


def test_the_wheel_holds_all_knowledge_and_all_of_the_program(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    for files in (ontology_files, shape_files, data_files, query_files):
        for path in files(ROOT):
            assert f"habitat_graph/knowledge_files/{path.relative_to(ROOT).as_posix()}" in names
    for path in PACKAGE.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            assert path.relative_to(PACKAGE.parent).as_posix() in names


def test_the_wheel_holds_nothing_else(wheel):
    for name in zipfile.ZipFile(wheel).namelist():
        folder, _, _ = name.partition("/")
        assert folder == "habitat_graph" or folder.endswith(".dist-info"), name
        assert "__pycache__" not in name


def test_the_wheel_answers_a_query_from_any_folder(wheel_installed, tmp_path):
    name = query_files(ROOT)[0].stem
    store = str(tmp_path / "store")
    answer = run(
        wheel_installed / "habitat-graph", "query", name, folder=tmp_path, HABITAT_STORE=store
    )
    assert len(answer.splitlines()) > 1
    assert not (tmp_path / "store").exists()


def test_the_wheel_checks_its_own_knowledge(wheel_installed, tmp_path):
    root = run(
        wheel_installed / "python",
        "-c",
        "from habitat_graph.knowledge.files import knowledge_root; print(knowledge_root())",
        folder=tmp_path,
    )
    assert Path(root.strip()).is_relative_to(wheel_installed.parent)
    # Whether the knowledge is true is another test's question: code 1 will do.
    found = run(wheel_installed / "habitat-graph", "check", folder=tmp_path, codes=(0, 1))
    assert all(line.startswith(root.strip()) for line in found.splitlines())


def test_an_editable_installation_reads_the_checkout(checkout_installed, tmp_path):
    root = run(
        checkout_installed / "python",
        "-c",
        "from habitat_graph.knowledge.files import knowledge_root; print(knowledge_root())",
        folder=tmp_path,
    )
    assert Path(root.strip()) == ROOT == knowledge_root()
    assert "habitat-graph" in run(checkout_installed / "habitat-graph", "--version", folder=ROOT)


def test_the_package_says_that_it_is_typed():
    assert (PACKAGE / "py.typed").is_file()
