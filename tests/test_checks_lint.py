"""The linter warns of what is right RDF and yet most likely a slip, and of nothing else."""

import time
from pathlib import Path

import pytest
from support import write_site

from publisher.checks import check
from publisher.checks.datatypes import TESTS, fits
from publisher.checks.undescribed import SERVED
from publisher.findings import Finding, Severity
from publisher.settings import load_settings
from publisher.views.addresses import ROUTES

BASE = "https://example.org/t/"
XSD = "http://www.w3.org/2001/XMLSchema#"
HEAD = f"@prefix e: <{BASE}> . @prefix xsd: <{XSD}> .\n"


def lint(folder: Path, data: str, **more: str) -> tuple[Finding, ...]:
    settings = load_settings(write_site(folder, {"data/d.ttl": HEAD + data, **more}), {})
    findings = check(settings).findings
    assert {finding.severity for finding in findings} <= {Severity.WARNING}
    assert all(finding.messages.keys() == {"en", "ja"} for finding in findings)
    return findings


@pytest.mark.parametrize(
    ("data", "line", "said"),
    [
        ('e:a e:p\n "2015-02-30"^^xsd:date .', 3, '"2015-02-30"^^<'),
        ('e:a e:p "abc"^^xsd:integer .', 2, "is not in the lexical space"),
        ("e:a e:p 'x'@en ;\n e:p 'x'@jp .", 3, "write @ja"),
        ("e:a e:p 'x'@ENG-gb .", 2, "write @en-gb"),
        ("e:caf\u00e9 e:p 1 .\ne:a e:p e:caf%C3%A9 .", 3, "differ only in encoding"),
        ("e:caf\u00e9 e:p 1 .\ne:cafe\u0301 e:p 1 .", 3, "differ only in encoding"),
        (f"<{BASE}a/../b> e:p 1 .", 2, "dotted path segment"),
        (f"<{BASE}a//b> e:p 1 .", 2, "empty or dotted"),
        (f"<{BASE}a/%2E%2E/b> e:p 1 .", 2, "dotted path segment"),
        ("e:a e:p <https:///x> .", 2, "names no host"),
        ("e:a e:p e:a ;\n e:q <http://example.org/t/b> .", 3, "nearly spelled as https://example.org/t/"),
        ("e:a e:p <https://www.Example.org/t/b> .", 2, "nearly spelled"),
        ("e:a <http://schema.org/name> 1 .\ne:a a <https://schema.org/Thing> .", 3, "choose one"),
        ('e:a e:p "bell\\u0007" .', 2, "no RDF/XML"),
        ("e:a <http://p.example/1> 1 .", 2, "no RDF/XML"),
    ],
)
def test_a_slip_is_one_warning_with_its_line(tmp_path: Path, data: str, line: int, said: str) -> None:
    [finding] = lint(tmp_path, data)
    assert (finding.file, finding.line) == ("data/d.ttl", line)
    assert said in finding.message()
    assert finding.component


@pytest.mark.parametrize(
    "data",
    [
        "e:a e:p 'x'@en, 'x'@ja, 'x'@zh-Hant, 'x'@en-GB, 'x'@haw .",
        "e:b%2Fc e:p <http://example.org/>, <https://example.org/other/t/>, <urn:x:y>, <mailto:a@b.example> .",
        f"<{BASE}x?a=//b/../c> e:p 1 . <{BASE}x#/../y> e:p 1 . <{BASE}a.b/c..d/.e/> e:p <{BASE}> .",
        "e:a <http://schema.org/name> 'https://schema.org/name' .",
        "e:a e:p '2015-02-28'^^xsd:date, 'abc'^^xsd:anyURI, 'abc'^^e:own, 1, 1.0, 1e0, true, '<&\\t\\n' .",
        "e:a e:undefined e:a .",
    ],
)
def test_what_is_right_is_not_warned_of(tmp_path: Path, data: str) -> None:
    assert lint(tmp_path, data) == ()


def test_every_ill_typed_literal_is_told(tmp_path: Path) -> None:
    findings = lint(tmp_path, "e:a e:p 'x'^^xsd:int .\ne:b e:p 'x'^^xsd:int .", **{"ontology/o.nt": ""})
    assert [finding.line for finding in findings] == [2, 3]


def test_what_is_nearly_the_base_is_told_once_a_file(tmp_path: Path) -> None:
    [finding] = lint(tmp_path, "".join(f"e:a e:p <http://example.org/t/{number}> .\n" for number in range(50)))
    assert "50 such in this file" in finding.message()


def test_terms_that_the_ontology_does_not_define_are_told_with_the_nearest(tmp_path: Path) -> None:
    ontology = f"<{BASE}def#headquartersIn> a <http://www.w3.org/2002/07/owl#ObjectProperty> ."
    findings = lint(
        tmp_path,
        f"e:a <{BASE}def#headquarterIn> e:a ;\n a <{BASE}def#Nothing> ; <{BASE}def#headquartersIn> e:a ; e:other e:a .",
        **{"ontology/o.ttl": ontology},
    )
    assert [finding.line for finding in findings] == [2, 3]
    assert findings[0].message().endswith(f"did you mean <{BASE}def#headquartersIn>?")


@pytest.mark.parametrize(
    ("described", "used", "said"),
    [
        ("https://own.example/ns#memberDuring", "https://own.example/ns#membrDuring", "ns#memberDuring>?"),
        (f"{BASE}def#by", f"{BASE}def#byy", "def#by>?"),
        (f"{BASE}def#headquarters", f"{BASE}def#location", "correct the name"),
        # Of namespaces that are not the site's own, only what is nearly a term that the ontology describes.
        ("https://own.example/ns#memberDuring", "https://own.example/ns#hasMember", None),
        ("https://own.example/ns#Distribution", "https://own.example/ns#distribution", None),
        ("https://own.example/ns#P1234", "https://own.example/ns#P12345", None),
    ],
)
def test_a_term_is_compared_with_others_of_its_namespace(
    tmp_path: Path, described: str, used: str, said: str | None
) -> None:
    ontology = f"<{described}> a <http://www.w3.org/2002/07/owl#ObjectProperty> ."
    findings = lint(tmp_path, f"e:a <{used}> e:a .", **{"ontology/o.ttl": ontology})
    assert [finding.message().endswith(said or "") for finding in findings] == [True] * (said is not None)


# What stands in the data beside e:school/schule e:p 1 → the line that is told of and the end of what is said.
NEVER_DESCRIBED = [
    ("e:a e:p 1 ;\n e:p <school/schuule> .", 3, "<{}school/schuule>; did you mean <{}school/schule>?"),
    ("e:a e:p <school/schuule> .\ne:b e:q <school/schuule>, <school/schuule> .", 2, "did you mean <{}school/schule>?"),
    ("e:a e:p <shool/schule> .", 2, "did you mean <{}school/schule>?"),
    ("e:a e:p <school/gymnasium> .", 2, "<{}school/gymnasium>; correct the IRI, or describe it"),
    ("e:a e:p <x/1>, <x/2>, <x/3> .", 2, "<{}x/1> nor of anything else of <{}x/> (3 such IRIs); correct the IRI,"),
    ("<doc/e#F12> e:p 1 ; e:q <doc/e#F13> .", 2, "<{}doc/e#F13>; correct the IRI"),
    ("e:r rdf:object <school/schuule> .", 2, "did you mean <{}school/schule>?"),
    ("<scheme/x#red> e:p <scheme/x#rde> .", 2, "<{}scheme/x#rde>"),
    ("e:a e:p e:%E5%AD%A6 .", 2, "nothing is said of"),
]


@pytest.mark.parametrize(("data", "line", "said"), NEVER_DESCRIBED)
def test_an_own_iri_of_which_nothing_is_said_is_told_once(tmp_path: Path, data: str, line: int, said: str) -> None:
    head = f"@base <{BASE}> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . <school/schule> e:p 1 . "
    [finding] = lint(tmp_path, head + data)
    assert (finding.file, finding.line) == ("data/d.ttl", line)
    assert finding.message().startswith(f"nothing is said of <{BASE}")
    assert said.format(BASE, BASE) in finding.message()
    assert "についての記述がありません" in finding.message("ja")


@pytest.mark.parametrize(
    "objects",
    [
        "<source>, <dataset>, <dataset.ttl>, <dataset#more>, <sparql>, <sparql?query=ASK>, <store?default>",
        "<search?q=x>, <shapes>, <shapes#S>, <shapes.ttl>, <report>, <dumps/>, <dumps/t.ttl>, <.well-known/void>",
        "<context.jsonld>, <graph/d>, <graph/nowhere>, <class/C>, <>, <static/logo.svg>, <doc?iri=urn:x>",
        "<vocab>, <vocab.ttl>, <doc/ada>, <doc/ada.ttl>, <doc/beside>, <files/a.pdf>, <files/a.pdf#page=2>",
        "'x'^^<never/described>, <urn:x:y>, <https://example.org/other>, <graphs/own>, <shape/S>, <id/ada>",
    ],
)
def test_what_the_site_answers_by_itself_and_what_is_not_its_own_needs_no_description(
    tmp_path: Path, objects: str
) -> None:
    data = f"<id/ada> a <vocab#C> ; <vocab#p> {objects} . <beside> <vocab#q> <vocab#C>, <vocab#p> . <vocab#D> e:p 1 ."
    more = {
        "data/g.trig": f"<{BASE}graphs/own> {{ <urn:a> <urn:b> 1 }}",
        "shapes/s.ttl": f"<{BASE}shape/S> a <http://www.w3.org/ns/shacl#NodeShape> .",
    }
    assert lint(tmp_path, f"@base <{BASE}> . " + data, **more) == ()


def test_what_is_described_is_told_of_only_when_all_files_can_be_read(tmp_path: Path) -> None:
    files = {"data/d.ttl": f"<{BASE}a> <{BASE}p> <{BASE}b> .", "data/e.ttl": f"<{BASE}b> <{BASE}p> e:x ."}
    [finding] = check(load_settings(write_site(tmp_path, files), {})).findings
    assert (finding.file, finding.severity) == ("data/e.ttl", Severity.VIOLATION)


def test_the_paths_that_the_site_answers_by_itself_are_those_of_its_routes() -> None:
    assert SERVED - {""} | {"def", "scheme", "doc"} == ROUTES


def test_thousands_of_misspelt_iris_are_told_and_soon(tmp_path: Path) -> None:
    right = "".join(f"<{BASE}id/thing-of-the-{number:04}-kind> e:p 1 .\n" for number in range(3000))
    wrong = "".join(f"e:a e:p <{BASE}id/thing-off-the-{number:04}-kind> .\n" for number in range(3000))
    started = time.process_time()
    findings = lint(tmp_path, right + wrong)
    assert time.process_time() - started < 20
    assert len(findings) == 3000
    assert findings[0].message().endswith(f"did you mean <{BASE}id/thing-of-the-0000-kind>?")


def test_prefixes_declared_twice_or_nearly_right_are_told(tmp_path: Path) -> None:
    head = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
    declared = f'{head}<{BASE}o> sh:declare [ sh:prefix "e" ; sh:namespace "NAMESPACE" ] .'
    findings = lint(
        tmp_path,
        "@prefix skos: <https://www.w3.org/2004/02/skos/core/> . @prefix foaf: <http://own.example/foaf#> .",
        **{
            "ontology/a.ttl": declared.replace("NAMESPACE", "http://one/"),
            "ontology/b.ttl": declared.replace("NAMESPACE", "http://two/"),
        },
    )
    assert [(finding.file, finding.line) for finding in findings] == [("data/d.ttl", None), ("ontology/b.ttl", 2)]


@pytest.mark.parametrize(
    ("datatype", "right", "wrong"),
    [
        ("integer", "0 -1 +007 9999999999999999999999999", "1.0 1e0 - abc ١"),
        ("nonNegativeInteger", "0 7 99999999999999999999999", "-1 -99999999999999999999999"),
        ("int", "2147483647 -2147483648", "2147483648 -2147483649 99999999999999999999999"),
        ("unsignedByte", "0 255", "256 -1"),
        ("decimal", "1 1. .5 -1.10", "1e0 . 1,5"),
        ("double", "1 1.5e-7 INF -INF NaN", "inf e7 +NaN"),
        ("boolean", "true false 0 1", "TRUE yes"),
        (
            "date",
            "2015-02-28 2016-02-29 2000-02-29Z -0044-03-15 12015-01-01+09:00",
            "2015-02-29 1900-02-29 2015-2-1 15-01-01",
        ),
        (
            "dateTime",
            "2015-02-01T00:00:00 2015-02-01T24:00:00Z 2015-02-01T23:59:59.999+14:00",
            "2015-02-01 2015-02-30T00:00:00 2015-02-01T25:00:00",
        ),
        ("dateTimeStamp", "2015-02-01T00:00:00Z", "2015-02-01T00:00:00"),
        ("time", "23:59:59 00:00:00.5Z", "24:00:01 7:00:00"),
        ("gYear", "2015 -0001 12015Z", "15 02015"),
        ("gYearMonth", "2015-02", "2015-13 2015-2"),
        ("gMonth", "--02", "--13 02"),
        ("gMonthDay", "--02-29 --12-31", "--02-30 --04-31"),
        ("gDay", "---31", "---32"),
        ("duration", "P1Y2M3DT4H5M6.7S -P1D PT1S", "P 1D PT P1YT P1S"),
        ("dayTimeDuration", "P1DT2H PT0S", "P1Y P"),
        ("yearMonthDuration", "P1Y2M", "P1D P"),
        ("language", "en zh-Hant-TW", "en_US toolonglanguage"),
        ("hexBinary", "00FFaa", "0 0G"),
        ("base64Binary", "YQ== YWI= YWJj", "YQ= Y!=="),
    ],
)
def test_lexical_spaces(datatype: str, right: str, wrong: str) -> None:
    assert [text for text in right.split() if not fits(XSD + datatype, text)] == []
    assert [text for text in wrong.split() if fits(XSD + datatype, text)] == []


def test_spaces_around_a_value_belong_to_no_datatype_but_empty_binaries_do() -> None:
    assert [name for name, test in TESTS.items() if test(" 1 ")] == []
    assert {name.removeprefix(XSD) for name, test in TESTS.items() if test("")} == {"hexBinary", "base64Binary"}


def test_thousands_of_digits_are_no_trouble() -> None:
    assert fits(f"{XSD}integer", "9" * 10_000)
    assert not fits(f"{XSD}byte", "9" * 10_000)
    assert fits(f"{XSD}gYear", "9" * 10_000)
