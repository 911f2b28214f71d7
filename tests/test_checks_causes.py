"""One cause is told once; whatever stands for itself is told beside it."""

from pathlib import Path

import pytest
from checks_support import BASE, about, one, run, shape, violations

DATES = shape(
    "sh:property [ sh:path e:from ; sh:datatype xsd:date ; sh:minInclusive '1900-01-01'^^xsd:date ; sh:lessThan e:to ;"
    " sh:pattern '^1' ; sh:maxLength 10 ], [ sh:path e:to ; sh:datatype xsd:date ]"
)
KINDS = about("sh:nodeKind sh:IRI ; sh:class e:U ; sh:in ( e:u e:v ) ; sh:node e:Z") + " e:Z sh:class e:U ."
TAGGED = about(
    "sh:datatype <http://www.w3.org/1999/02/22-rdf-syntax-ns#langString> ; sh:languageIn ( 'en' ) ; sh:pattern '^x'"
)


def words(folder: Path, shapes: str, data: str) -> list[str]:
    """Return the components of the violations, in order."""
    found = violations(run(folder, shapes, data))
    return sorted(str(finding.component).rpartition("#")[2].removesuffix("ConstraintComponent") for finding in found)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ('"1983-13-01"^^xsd:date', '"1984-01-01"^^xsd:date'),  # no such month
        ('"1983-12-01"', '"1984-01-01"^^xsd:date'),  # a date as a string
        ('"1983-12-01"^^xsd:date', '"1984-01-01"'),  # what it is compared with is a string
        ('"1983-12-01"^^xsd:date', '"1984-13-01"^^xsd:date'),
        ("e:b", '"1984-01-01"^^xsd:date'),
    ],
)
def test_what_the_wrong_datatype_alone_brings_about_is_not_told(tmp_path: Path, start: str, end: str) -> None:
    data = f"e:a a e:T ; e:from {start} ; e:to {end} . e:b e:p 1 ."
    assert words(tmp_path, DATES, data) == ["Datatype"]


def test_two_values_of_the_wrong_datatype_are_two_faults(tmp_path: Path) -> None:
    assert words(tmp_path, DATES, "e:a a e:T ; e:from '1983-12-01' ; e:to '1984-01-01' .") == ["Datatype", "Datatype"]


def test_a_bound_that_the_right_datatype_would_exceed_as_well_is_told_beside_it(tmp_path: Path) -> None:
    data = "e:a a e:T ; e:from '1883-12-01' ; e:to '1884-01-01'^^xsd:date ."
    assert words(tmp_path, DATES, data) == ["Datatype", "MinInclusive"]
    data = "e:a a e:T ; e:from '1983-12-01' ; e:to '1974-01-01'^^xsd:date ."
    assert words(tmp_path, DATES, data) == ["Datatype", "LessThan"]


def test_a_pattern_that_the_text_does_not_match_in_any_datatype_is_told_beside_it(tmp_path: Path) -> None:
    data = "e:a a e:T ; e:from '2001-12-01' ; e:to '2011-12-01'^^xsd:date ."
    assert words(tmp_path, DATES, data) == ["Datatype", "Pattern"]


def test_another_value_of_the_same_property_is_judged_for_itself(tmp_path: Path) -> None:
    data = "e:a a e:T ; e:from '1983-13-01'^^xsd:date, '1883-01-01'^^xsd:date ."
    assert words(tmp_path, DATES, data) == ["Datatype", "MinInclusive"]
    data = "e:a a e:T ; e:from '1983-01-01'^^xsd:date ; e:to 'x'^^xsd:date, '1982-01-01'^^xsd:date ."
    assert words(tmp_path, DATES, data) == ["Datatype", "LessThan"]


def test_counts_and_languages_of_wrong_values_are_told_beside_them(tmp_path: Path) -> None:
    shapes = about("sh:datatype xsd:date ; sh:maxCount 1")
    assert words(tmp_path, shapes, "e:a a e:T ; e:name 'x', 'y' .") == ["Datatype", "Datatype", "MaxCount"]


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("'u'", ["NodeKind"]),
        ("e:typo", ["Class"]),  # nothing is said of it: it is another that is meant
        ("e:w", ["Class", "In", "Node"]),  # a class alone would not put it into the list
        ("e:x", ["In"]),
    ],
)
def test_the_most_basic_fault_of_a_value_that_has_to_give_way_is_told(
    tmp_path: Path, value: str, wanted: list[str]
) -> None:
    assert words(tmp_path, KINDS, f"e:a a e:T ; e:name {value} . e:w a e:T . e:x a e:U .") == wanted


@pytest.mark.parametrize(
    ("value", "wanted"),
    [("'x'", ["Datatype"]), ("'u'", ["Datatype", "Pattern"]), ("'x'@fr", ["LanguageIn"]), ("'x'@en", [])],
)
def test_a_missing_language_tag_is_one_fault(tmp_path: Path, value: str, wanted: list[str]) -> None:
    assert words(tmp_path, TAGGED, f"e:a a e:T ; e:name {value} .") == wanted


@pytest.mark.parametrize("comparison", ["?value > ?issued", "!COALESCE(?value <= ?issued, false)"])
@pytest.mark.parametrize(
    ("date", "issued", "wanted"),
    [
        ("'2001-01-01'^^xsd:date", "'2015-03-01'", ["Datatype"]),
        ("'2001-01-01'", "'2015-03-01'^^xsd:date", ["Datatype"]),
        ("'2001-02-30'^^xsd:date", "'2015-03-01'^^xsd:date", ["Datatype"]),
        ("'2021-01-01'", "'2015-03-01'^^xsd:date", ["Datatype", "SPARQL"]),
        ("'2021-01-01'^^xsd:date", "'2015-03-01'^^xsd:date", ["SPARQL"]),
    ],
)
def test_a_query_that_finds_nothing_with_the_right_datatype_is_not_told(
    tmp_path: Path, date: str, issued: str, wanted: list[str], comparison: str
) -> None:
    query = f"SELECT $this ?value {{ $this e:date ?value . e:doc e:issued ?issued FILTER({comparison}) }}"
    shapes = shape(
        f"sh:sparql [ sh:prefixes <{BASE}onto> ; sh:message 'too late' ; sh:select '{query}' ] ;"
        " sh:property [ sh:path e:date ; sh:datatype xsd:date ]"
    )
    shapes += " e:D sh:targetClass e:Doc ; sh:property [ sh:path e:issued ; sh:datatype xsd:date ] ."
    data = f"e:a a e:T ; e:date {date} . e:doc a e:Doc ; e:issued {issued} ."
    assert words(tmp_path, shapes, data) == wanted


def test_what_a_query_finds_by_another_value_is_told_beside_a_malformed_one(tmp_path: Path) -> None:
    query = "SELECT $this ?value { $this e:date ?date ; e:code ?value FILTER(?value = 7) }"
    shapes = shape(
        f"sh:sparql [ sh:prefixes <{BASE}onto> ; sh:select '{query}' ] ;"
        " sh:property [ sh:path e:date ; sh:datatype xsd:date ]"
    )
    assert words(tmp_path, shapes, "e:a a e:T ; e:date 'soon'^^xsd:date ; e:code 7 .") == ["Datatype", "SPARQL"]


@pytest.mark.parametrize(
    ("first", "second", "wanted"),
    [
        ('"x1"^^xsd:integer', '"x1"^^xsd:integer', ["Datatype", "Datatype", "SPARQL", "SPARQL"]),
        ('"x1"^^xsd:integer', '"x2"^^xsd:integer', ["Datatype", "Datatype"]),
        ('"x1"', '"x1"', ["Datatype", "Datatype", "SPARQL", "SPARQL"]),
        ('"1"', '"1"', ["Datatype", "Datatype", "SPARQL", "SPARQL"]),
        ("1", "1", ["SPARQL", "SPARQL"]),
    ],
)
def test_what_a_query_would_find_with_any_other_text_is_told_beside_a_malformed_one(
    tmp_path: Path, first: str, second: str, wanted: list[str]
) -> None:
    query = "SELECT $this ?value { $this e:code ?value . ?other e:code ?value FILTER(?other != $this) }"
    shapes = shape(
        f"sh:sparql [ sh:prefixes <{BASE}onto> ; sh:message 'duplicate code' ; sh:select '{query}' ] ;"
        " sh:property [ sh:path e:code ; sh:datatype xsd:integer ]"
    )
    assert words(tmp_path, shapes, f"e:a a e:T ; e:code {first} . e:b a e:T ; e:code {second} .") == wanted


def test_a_warning_is_no_cause_that_hides_a_violation(tmp_path: Path) -> None:
    shapes = shape(
        "sh:property [ sh:path e:name ; sh:datatype xsd:integer ; sh:severity sh:Warning ],"
        " [ sh:path e:name ; sh:minInclusive 1 ]"
    )
    assert words(tmp_path, shapes, "e:a a e:T ; e:name '5' .") == ["MinInclusive"]


def test_causes_and_what_follows_may_stand_in_different_shapes_and_files(tmp_path: Path) -> None:
    other = f"@prefix e: <{BASE}> . @prefix sh: <http://www.w3.org/ns/shacl#> .\n"
    other += "e:O sh:targetSubjectsOf e:name ; sh:property [ sh:path e:name ; sh:minInclusive 1 ; sh:in ( 5 ) ] ."
    checked = run(
        tmp_path, about("sh:datatype <http://www.w3.org/2001/XMLSchema#integer>"), "[] a e:T ; e:name '5' .",
        **{"shapes/o.ttl": other},
    )  # fmt: skip
    assert str(one(checked).component).endswith("#DatatypeConstraintComponent")


def test_a_value_that_stands_beside_its_mended_form_stays(tmp_path: Path) -> None:
    shapes = about("sh:datatype xsd:integer ; sh:minInclusive 1 ; sh:equals e:other")
    assert words(tmp_path, shapes, "e:a a e:T ; e:name 5, '5' ; e:other 5 .") == ["Datatype"]


def test_what_is_said_of_a_literal_that_is_the_focus_node_itself_stays(tmp_path: Path) -> None:
    shapes = "e:S a sh:NodeShape ; sh:targetObjectsOf e:d ; sh:datatype xsd:date ; sh:in ( 5 ) ."
    assert words(tmp_path, shapes, "e:a e:d '1983-01-01' .") == ["Datatype", "In"]
    assert words(tmp_path, shapes, "e:a e:d 'x' .") == ["Datatype"]
