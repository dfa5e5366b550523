"""In which order a file says what it says."""

from written import body, subjects


def test_names_come_first_evidence_last_the_others_by_name() -> None:
    turtle = (
        "ex:x hab:evidence ex:e ; ex:b 1 ; hab:z 1 ; skos:definition 1 ; skos:altLabel 1 ; ex:a 1 ;"
        " skos:prefLabel 1 ; rdfs:label 1 ; a ex:B ; skos:notation 1 ."
    )
    predicates = [line.split()[0] for line in body(turtle).splitlines()[1:-1]]
    assert predicates == [
        *("a", "rdfs:label", "skos:prefLabel", "skos:altLabel", "skos:definition"),
        *("ex:a", "ex:b", "hab:z", "skos:notation", "hab:evidence"),
    ]


def test_values_are_sorted_english_and_chinese_first() -> None:
    turtle = (
        'ex:x ex:p "a"@zh , "b"@en , "a"@fr , "a"@ar , "a"@en , "a"@zh-Hans , 10 , 9 , '
        "ex:x10 , ex:x9 ."
    )
    lines = [line.strip(" ,;") for line in body(turtle).splitlines()[2:-1]]
    assert lines == [
        *("ex:x9", "ex:x10", "9", "10"),
        *('"a"@en', '"b"@en', '"a"@zh', '"a"@zh-Hans', '"a"@ar', '"a"@fr'),
    ]


def test_things_are_sorted_by_number_ontologies_first() -> None:
    turtle = (
        "ex:p10 ex:p 1 . ex:p9 ex:p 1 . ex:z a owl:Ontology . <http://example.org/a/1> ex:p 1 ."
    )
    assert subjects(turtle) == ["ex:z", "<http://example.org/a/1>", "ex:p9", "ex:p10"]


def evidence(name: str, paragraph: str, start: int = 0) -> str:
    return (
        f"ex:{name} hab:inParagraph <https://w3id.org/habitat-graph/id/report/r/paragraph/"
        f"{paragraph}> ; hab:startOffset {start} ; hab:endOffset {start + 5} .\n"
    )


def test_statements_follow_the_report_each_with_its_evidence() -> None:
    turtle = (
        "ex:a hab:evidence ex:e10 . ex:b hab:evidence ex:e9 . ex:c hab:evidence ex:e9sooner .\n"
        "ex:d hab:evidence ex:title . ex:f hab:evidence ex:summary . ex:g hab:evidence ex:e73 .\n"
        "ex:h hab:evidence ex:footnote . ex:i hab:evidence ex:e74 . ex:zebra a ex:Thing .\n"
        + evidence("e10", "10")
        + evidence("e9", "9", 100)
        + evidence("e9sooner", "9", 20)
        + evidence("title", "title")
        + evidence("summary", "summary")
        + evidence("e73", "73")
        + evidence("e74", "74")
        + evidence("footnote", "footnote-1")
    )
    assert subjects(turtle) == [
        "ex:zebra",
        *("ex:d", "ex:title", "ex:f", "ex:summary", "ex:c", "ex:e9sooner", "ex:b", "ex:e9"),
        *("ex:a", "ex:e10", "ex:g", "ex:e73", "ex:h", "ex:footnote", "ex:i", "ex:e74"),
    ]


def test_the_earliest_evidence_places_a_statement_and_the_first_statement_takes_it() -> None:
    turtle = (
        "ex:a hab:evidence ex:late , ex:shared . ex:b hab:evidence ex:zeal , ex:shared .\n"
        + evidence("late", "40")
        + evidence("shared", "30")
        + evidence("zeal", "2")
    )
    assert subjects(turtle) == ["ex:b", "ex:zeal", "ex:shared", "ex:a", "ex:late"]
    assert "hab:evidence\n        ex:zeal ,\n        ex:shared ;" in body(turtle)


def test_statements_whose_evidence_is_elsewhere_are_sorted_by_name() -> None:
    assert subjects("ex:s10 hab:evidence ex:a . ex:s9 hab:evidence ex:b . ex:z a ex:T .") == [
        *("ex:z", "ex:s9", "ex:s10")
    ]
