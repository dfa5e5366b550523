"""What goes wrong is said in English and Chinese, wherever it is raised."""

import ast
import re
from pathlib import Path

import pytest

import habitat_graph
from habitat_graph.knowledge.dataset import parsed
from habitat_graph.problems import DataError, HabitatError

PACKAGE = Path(habitat_graph.__file__).parent
CHINESE = re.compile("[\u4e00-\u9fff]")
REMEDY = 3  # its place among the arguments


def raised():
    """Every call that makes a HabitatError or a DataError, with its place."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id in {"HabitatError", "DataError", "NoReleaseError"}:
                yield pytest.param(node, id=f"{path.relative_to(PACKAGE)}:{node.lineno}")


@pytest.mark.parametrize("call", list(raised()))
def test_every_error_is_said_in_chinese(call):
    words = {keyword.arg for keyword in call.keywords}
    assert "message_zh" in words
    if "remedy" in words or len(call.args) > REMEDY:
        assert "remedy_zh" in words


def test_an_error_is_one_line_with_its_place_in_either_language():
    error = HabitatError(
        "It is wrong.", "x.ttl", 3, "Mend it.", message_zh="有误。", remedy_zh="请更正。"
    )
    assert str(error) == error.text("en") == "x.ttl:3: It is wrong. Mend it."
    assert error.text("zh") == "x.ttl:3: 有误。请更正。"
    assert error.words("zh") == "有误。请更正。"


def test_english_stands_in_for_chinese_that_is_not_there():
    assert DataError("It is wrong.", remedy="Mend it.").text("zh") == "It is wrong. Mend it."


def test_wrong_data_is_exit_code_1_all_else_2():
    assert DataError("Wrong.", message_zh="有误。").exit_code == 1
    assert HabitatError("Wrong.").exit_code == 2


@pytest.mark.parametrize(
    "broken",
    [
        ":x :p 1 .",
        "<http://a/x> <http://a/p> .",
        '<http://a/x> <http://a/p> "',
        "<x> <y> <z> .",
        "<http://a/x> <http://a/p> <http://a/ b> .",
        "<http://a/x> <http://a/p> [ <http://a/p> 1 .",
        "<http://a/x> <http://a/p> << <http://a/x> <http://a/p> 1 >> .",
        '<http://a/x> <http://a/p> "\\q" .',
    ],
)
def test_broken_turtle_is_explained_in_chinese(broken):
    with pytest.raises(DataError) as caught:
        parsed(broken, Path("x.ttl"))
    assert CHINESE.search(caught.value.message_zh)
    assert CHINESE.search(caught.value.remedy_zh)
