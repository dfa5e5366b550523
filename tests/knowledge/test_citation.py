"""A draft's quotations are found in the report, written verbatim, and never guessed."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rdflib import RDF, BNode, Literal, URIRef

from habitat_graph.cli.cite import cite
from habitat_graph.knowledge.citation import Draft, cited
from habitat_graph.knowledge.dataset import parsed
from habitat_graph.knowledge.source import Source, read_source
from habitat_graph.namespaces import HAB, ID, OA
from habitat_graph.problems import DataError, HabitatError
from habitat_graph.settings import Settings

REPORT = """第一届会议

摘要

概述。

一. 引言

1. 大会第 73/239 号决议请执行主任(主任)报告。主任已报告。

2. 肯尼亚主办“论坛”。
"""

HEAD = """@prefix hab: <https://w3id.org/habitat-graph/ontology#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix paragraph: <https://w3id.org/habitat-graph/id/report/small-2020/paragraph/> .
@prefix request: <https://w3id.org/habitat-graph/id/request/> .

"""

DRAFT = (
    HEAD
    + """request:report
    a hab:Request ;
    hab:evidence
        [ hab:inParagraph paragraph:1 ; oa:exact "第73/239号决议" ] ,
        [ hab:inParagraph paragraph:1 ; oa:exact "主任" ; hab:startOffset 26 ] ;
.
"""
)


@pytest.fixture
def source_file(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, "utf-8")
    return path


@pytest.fixture
def source(source_file: Path) -> Source:
    return read_source(source_file)


def draft(text: str, source: Source) -> Draft:
    path = Path("draft.ttl")
    return Draft(parsed(text, path), source, path, text)


def quoting(exact: str, more: str = "") -> str:
    quoted = f'[ hab:inParagraph paragraph:1 ; oa:exact "{exact}" {more} ]'
    return f"{HEAD}request:report hab:evidence\n  {quoted} .\n"


def only_problem(text: str, source: Source) -> DataError:
    (problem,) = draft(text, source).problems
    return problem


def run(settings_source: Path | None, *arguments: object) -> Result:
    settings = Settings(Path("unused"), settings_source, 30.0, "en")
    return CliRunner().invoke(cite, [str(argument) for argument in arguments], obj=settings)


def test_quotation_gets_an_iri_with_its_paragraph_and_offsets(source: Source) -> None:
    graph = draft(quoting("第 73/239 号"), source).completed()
    evidence = ID["evidence/small-2020/p1-2-12"]
    assert graph.value(ID["request/report"], HAB.evidence) == evidence
    assert (evidence, RDF.type, HAB.Evidence) in graph
    assert [int(graph.value(evidence, HAB[name])) for name in ("startOffset", "endOffset")] == [
        2,
        12,
    ]
    assert source.passages["1"].text[2:12] == "第 73/239 号"


def test_white_space_is_written_as_the_report_has_it(source: Source) -> None:
    graph = draft(quoting("大会第73/239号决议"), source).completed()
    assert set(graph.objects(None, OA.exact)) == {Literal("大会第 73/239 号决议")}


def test_completed_draft_has_no_blank_nodes(source: Source) -> None:
    graph = draft(DRAFT, source).completed()
    assert not [term for triple in graph for term in triple if isinstance(term, BNode)]


def test_offset_says_which_of_several_places(source: Source) -> None:
    start = source.passages["1"].text.rindex("主任")
    graph = draft(quoting("主任", f"; hab:startOffset {start}"), source).completed()
    assert (
        graph.value(ID["request/report"], HAB.evidence)
        == ID[f"evidence/small-2020/p1-{start}-{start + 2}"]
    )


def test_phrase_in_several_places_must_say_which(source: Source) -> None:
    problem = only_problem(quoting("主任"), source)
    assert "3 times" in str(problem)
    assert "hab:startOffset" in str(problem)


def test_phrase_not_in_the_paragraph_is_refused_with_its_line(source: Source) -> None:
    problem = only_problem(quoting("第 1 号决议"), source)
    assert str(problem).startswith("draft.ttl:7: The phrase “第 1 号决议” is not in paragraph 1.")


def test_almost_right_phrase_is_told_what_the_report_has(source: Source) -> None:
    assert "The paragraph has “(主任)”." in str(only_problem(quoting("（主任）"), source))


def test_phrase_of_another_paragraph_is_told_where_it_is(source: Source) -> None:
    assert "It is in 2." in str(only_problem(quoting("肯尼亚主办"), source))


def test_paragraph_that_the_report_lacks_is_refused(source: Source) -> None:
    text = quoting("主任").replace("paragraph:1 ", "paragraph:9 ")
    assert "no paragraph “9”" in str(only_problem(text, source))


def test_quotation_without_a_phrase_is_refused(source: Source) -> None:
    text = HEAD + "request:report hab:evidence [ hab:inParagraph paragraph:1 ] ."
    assert "0 values of oa:exact" in str(only_problem(text, source))


def test_every_problem_is_told_in_the_order_of_lines(source: Source) -> None:
    text = DRAFT.replace("73/239", "1/2").replace('"主任" ; hab:startOffset 26', '"秘书长"')
    assert [problem.line for problem in draft(text, source).problems] == [9, 10]


def test_cited_raises_the_first_problem(source: Source) -> None:
    path = Path("draft.ttl")
    text = quoting("秘书长")
    with pytest.raises(DataError, match="秘书长"):
        cited(parsed(text, path), source, path, text)


def test_exclusion_gets_an_iri_of_its_own_kind(source: Source) -> None:
    quoted = '[] a hab:Exclusion ; hab:inParagraph paragraph:2 ; oa:exact "肯尼亚" .'
    graph = draft(HEAD + quoted, source).completed()
    exclusion = ID["exclusion/small-2020/p2-0-3"]
    assert set(graph.objects(exclusion, RDF.type)) == {HAB.Exclusion}


def test_same_phrase_of_two_statements_is_one_piece_of_evidence(source: Source) -> None:
    text = quoting("决议") + quoting("决议").removeprefix(HEAD).replace(
        "request:report", "request:b"
    )
    graph = draft(text, source).completed()
    assert len(set(graph.objects(None, HAB.evidence))) == 1


def test_evidence_of_another_file_is_left_alone(source: Source) -> None:
    elsewhere = "https://w3id.org/habitat-graph/id/evidence/small-2020/p1-0-2"
    graph = draft(f"{HEAD}request:report hab:evidence <{elsewhere}> .", source).completed()
    assert set(graph) == {(ID["request/report"], HAB.evidence, URIRef(elsewhere))}


def test_phrase_with_quotation_marks_is_found_with_its_line(source: Source) -> None:
    problem = only_problem(quoting('主办\\"论坛\\"'), source)
    assert problem.line == 7


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('oa:exact "大会第 73/239 号决议"', 'oa:exact "大会第73/239号决议"'),
        ('oa:exact "大会第 73/239 号决议"', 'oa:exact "号决议"'),
        ('oa:exact "大会第 73/239 号决议"', 'oa:exact "秘书长"'),
    ],
)
def test_complete_evidence_is_proved_again(
    source: Source, source_file: Path, tmp_path: Path, old: str, new: str
) -> None:
    path = tmp_path / "draft.ttl"
    path.write_text(quoting("大会第73/239号决议"), "utf-8")
    assert run(source_file, path).exit_code == 0
    done = path.read_text("utf-8")
    assert old in done
    assert not draft(done, source).problems
    problem = only_problem(done.replace(old, new), source)
    assert problem.line == done[: done.index(old)].count("\n") + 1


def test_citing_twice_changes_nothing(source_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "draft.ttl"
    text = DRAFT.replace("hab:startOffset 26", "hab:startOffset 17")
    path.write_text(text, "utf-8")
    assert run(None, path, "--source", source_file).exit_code == 0
    once = path.read_bytes()
    assert b"evidence:p1-0-" not in once
    assert once != text.encode()
    assert run(source_file, path).exit_code == 0
    assert path.read_bytes() == once


def test_refused_file_is_left_as_it_is(source_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "draft.ttl"
    path.write_text(quoting("秘书长"), "utf-8")
    before = path.read_bytes()
    result = run(source_file, path)
    assert f"{path}:7: The phrase “秘书长”" in result.stderr
    assert isinstance(result.exception, DataError)
    assert path.read_bytes() == before
    assert sorted(tmp_path.iterdir()) == [path, source_file]


def test_citing_without_the_report_is_the_users_fault(tmp_path: Path) -> None:
    path = tmp_path / "draft.ttl"
    path.write_text(DRAFT, "utf-8")
    problem = run(None, path).exception
    assert isinstance(problem, HabitatError)
    assert problem.exit_code == 2
    assert "HABITAT_SOURCE" in str(problem)
