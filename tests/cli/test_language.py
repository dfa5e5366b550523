"""What goes wrong is told in the language asked for."""

import pytest

WRONG = [
    (["audit"], "未指定报告文本。请用HABITAT_SOURCE"),
    (["audit", "--source", "BROKEN"], "没有“摘要”一行。请用"),
    (["check", "NOTES"], "这不是Turtle文件"),
    (["cite", "DRAFT"], "未指定报告文本。"),
    (["diff", "1", "2"], "没有第1版。"),
    (["format", "--check", "BROKEN"], "1: 应为值之处是“.”。"),
    (
        ["query", "meetings-whom"],
        "既不是目录中的查询，也不是文件。是否指“meetings-which”？",
    ),
    (["query", "meetings-which", "--param", "x"], "“x”不是NAME=VALUE的形式。"),
    (["query", "meetings-which", "--param", "x=1"], "“meetings-which”没有参数“x”"),
    (["query", "MALFORMED"], "没有闭合"),
]


pytestmark = pytest.mark.usefixtures("project")


@pytest.fixture
def named(tmp_path):
    """Files by the words that stand for them."""
    files = {
        "BROKEN": ("broken.ttl", "<http://a/x> <http://a/p> ."),
        "DRAFT": ("draft.ttl", ""),
        "MALFORMED": ("malformed.rq", "SELECT * {"),
        "NOTES": ("notes.txt", ""),
    }
    for name, text in files.values():
        (tmp_path / name).write_text(text, "utf-8")
    return {word: str(tmp_path / name) for word, (name, _) in files.items()}


@pytest.mark.parametrize(("words", "message"), WRONG, ids=lambda each: each[0])
def test_errors_come_in_chinese(run, named, words, message):
    result = run("--language", "zh", *(named.get(word, word) for word in words))
    assert result.exit_code in (1, 2)
    assert message in result.stderr


@pytest.mark.parametrize(("words", "message"), WRONG, ids=lambda each: each[0])
def test_the_same_errors_come_in_english(run, named, words, message):
    result = run(*(named.get(word, word) for word in words))
    assert result.exit_code in (1, 2)
    assert message not in result.stderr


def test_a_broken_file_is_a_finding_in_both_languages(run, named):
    chinese = run("--language", "zh", "check", named["BROKEN"])
    assert "broken.ttl:1: error: 应为值之处是“.”。" in chinese.stdout
    assert "stands where a value should" in run("check", named["BROKEN"]).stdout


def test_a_refused_build_is_told_in_chinese(run, project):
    project.facts(":first a :Meeting .")
    result = run("build", HABITAT_LANGUAGE="zh")
    assert result.exit_code == 1
    assert "未制作发布版本：发现1个错误。" in result.stderr


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("HABITAT_QUERY_TIMEOUT", "never"),
        ("HABITAT_EVALUATORS", "none"),
        ("HABITAT_SERVICE_ALLOW", "example.org"),
        ("HABITAT_GATE", "ajar"),
        ("HABITAT_STORE", "http://"),
    ],
)
def test_a_wrong_setting_is_told_in_chinese_though_no_setting_was_read(run, setting, value):
    result = run("releases", HABITAT_LANGUAGE="zh", **{setting: value})
    assert result.exit_code == 2
    assert result.stderr.startswith(f"habitat-graph: {setting}: ")
    assert "请" in result.stderr
    english = run("--language", "en", "releases", HABITAT_LANGUAGE="zh", **{setting: value})
    assert "请" not in english.stderr


def test_a_wrong_language_is_told_in_english(run):
    assert "is not one of en, zh" in run("releases", HABITAT_LANGUAGE="fr").stderr
