"""Findings as text, JSON and SHACL report."""

import json
from dataclasses import replace
from pathlib import Path

import pyshacl
import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse
from rdflib import RDFS, SH, Graph
from support import write_site

from publisher.checks import Checked, check
from publisher.checks.output import colour_wanted, render
from publisher.checks.paths import read
from publisher.checks.report import report_quads, term
from publisher.findings import Finding, Severity, violation
from publisher.formats import TURTLE
from publisher.namespaces import SH as SHACL
from publisher.namespaces import Prefixes
from publisher.settings import load_settings
from publisher.syntax import serialise

BASE = "https://example.org/t/"
SHAPES = (
    f"@prefix e: <{BASE}> . @prefix sh: <http://www.w3.org/ns/shacl#> .\n"
    "e:S a sh:NodeShape ; sh:targetClass e:T ; sh:property [ sh:path e:name ; sh:maxLength 3 ; "
    'sh:message "too\\nlong"@en, "長い"@ja ], [ sh:path ( e:part '
    "[ sh:inversePath [ sh:alternativePath ( e:x e:y ) ] ] ) ; sh:minCount 1 ; sh:severity sh:Warning ] ."
)
# SHACL, sections 3.6.1 and 3.6.2: what a report and each of its results must have, and may have once.
REPORT = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix : <urn:> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:Report a sh:NodeShape ; sh:targetClass sh:ValidationReport ;
    sh:property [ sh:path sh:conforms ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:boolean ],
        [ sh:path sh:result ; sh:class sh:ValidationResult ; sh:node :Result ] .
:Result a sh:NodeShape ; sh:targetClass sh:ValidationResult ;
    sh:property [ sh:path sh:focusNode ; sh:minCount 1 ; sh:maxCount 1 ],
        [ sh:path sh:resultSeverity ; sh:minCount 1 ; sh:maxCount 1 ; sh:in ( sh:Info sh:Warning sh:Violation ) ],
        [ sh:path sh:sourceConstraintComponent ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ],
        [ sh:path sh:resultPath ; sh:maxCount 1 ; sh:nodeKind sh:BlankNodeOrIRI ],
        [ sh:path sh:value ; sh:maxCount 1 ], [ sh:path sh:sourceShape ; sh:maxCount 1 ; sh:nodeKind sh:IRI ],
        [ sh:path sh:resultMessage ; sh:minCount 1 ; sh:nodeKind sh:Literal ; sh:uniqueLang true ] .
"""
DATA = f'@prefix e: <{BASE}> .\ne:a a e:T ;\n e:name "long" .\n'


@pytest.fixture
def checked(tmp_path: Path) -> Checked:
    files = {"shapes/s.ttl": SHAPES, "data/d.ttl": DATA, "data/b.ttl": "x\n", "data/c.xyz": ""}
    return check(load_settings(write_site(tmp_path, files), {}))


def test_text_has_a_line_a_finding_grouped_by_file_and_sums(checked: Checked) -> None:
    lines = render(checked).splitlines()
    assert lines[0].startswith("data/b.ttl:1: violation: ")
    assert "data/c.xyz: warning: the suffix .xyz is unknown" in render(checked)
    at = lines.index("data/d.ttl:3: violation: too long")
    assert lines[at + 1] == '    e:a e:name "long"'
    at = lines.index(next(line for line in lines if line.startswith("data/d.ttl:2: warning: ")))
    assert lines[at + 1] == "    e:a", "a path that is not one IRI is left to the message"
    assert lines[-1] == "2 violations, 2 warnings in 3 files"
    assert "could not be read whole: mend these first." in lines[-3]


def test_text_is_given_in_japanese(checked: Checked) -> None:
    text = render(checked, language="ja")
    assert "data/d.ttl:3: violation: 長い\n" in text
    assert "記録とデータの照合はしていません" in text
    assert text.endswith("\n3 ファイル: 違反 2 件、警告 2 件\n")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (f"{BASE}a", "e:a"),
        (f"{BASE}a/b", f"<{BASE}a/b>"),
        ("_:b1", "_:b1"),
        ('"1"^^<http://www.w3.org/2001/XMLSchema#date>', '"1"^^xsd:date'),
        ('"1"^^<urn:date>', '"1"^^<urn:date>'),
        ('"x"@en', '"x"@en'),
        ('"see ^^<urn:a>"', '"see ^^<urn:a>"'),
        (f"<<( <{BASE}a> <{BASE}b> 1 )>>", f"<<( <{BASE}a> <{BASE}b> 1 )>>"),
        (f'"{"x" * 300}"', f'"{"x" * 198}…'),
    ],
)
def test_text_writes_terms_with_the_prefixes_of_the_site(checked: Checked, value: str, shown: str) -> None:
    text = render(replace(checked, findings=(violation("m", focus_node=f"{BASE}a", value=value),)))
    assert text.splitlines()[1] == f"    e:a {shown}"


def test_text_is_coloured_only_when_asked(checked: Checked) -> None:
    assert "\033" not in render(checked)
    assert "\033[31mviolation\033[0m: too long" in render(checked, colour=True)


@pytest.mark.parametrize(
    ("terminal", "environment", "wanted"),
    [
        (True, {}, True),
        (False, {}, False),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"NO_COLOR": ""}, True),
        (True, {"TERM": "dumb"}, False),
    ],
)
def test_colour_is_for_terminals_that_want_it(terminal: bool, environment: dict[str, str], wanted: bool) -> None:
    assert colour_wanted(terminal, environment) is wanted


def test_nothing_found_is_said_so(tmp_path: Path) -> None:
    nothing = check(load_settings(write_site(tmp_path, {"data/a.nt": ""}), {}))
    assert render(nothing) == "no findings in 1 file\n"
    assert render(nothing, "json") == "[]\n"


def test_json_is_one_array_of_the_tables_rows(checked: Checked) -> None:
    rows = json.loads(render(checked, "json"))
    keys = ["severity", "file", "line", "focus_node", "path", "value", "shape", "message"]
    assert [list(row) for row in rows] == [keys] * 4
    [row] = [row for row in rows if row["message"] == "too\nlong"]
    assert row == {
        "severity": "violation",
        "file": "data/d.ttl",
        "line": 3,
        "focus_node": f"{BASE}a",
        "path": f"{BASE}name",
        "value": '"long"',
        "shape": f"{BASE}S",
        "message": "too\nlong",
    }


def test_turtle_is_the_validation_report(checked: Checked) -> None:
    graph = Graph().parse(data=render(checked, "turtle"), format="turtle")
    [report] = graph.subjects(SH.conforms)
    assert str(graph.value(report, SH.conforms)) == "false"
    results = list(graph.objects(report, SH.result))
    assert len(results) == 4
    for predicate in (SH.focusNode, SH.resultSeverity, SH.sourceConstraintComponent):
        assert all(len(list(graph.objects(result, predicate))) == 1 for result in results)
    paths = {read(graph, path).text for path in graph.objects(None, SH.resultPath)}
    assert paths == {f"{BASE}name", f"<{BASE}part>/^(<{BASE}x>|<{BASE}y>)"}
    messages = {(str(text), text.language) for text in graph.objects(None, SH.resultMessage)}  # type: ignore[attr-defined]
    assert {("too\nlong", "en"), ("長い", "ja")} <= messages


def test_the_report_holds_no_place_of_the_machine_and_no_line(checked: Checked, tmp_path: Path) -> None:
    text = render(checked, "turtle")
    assert str(tmp_path) not in text
    assert "d.ttl" not in text


@pytest.mark.parametrize("severity", list(Severity))
def test_a_report_conforms_only_without_any_result(severity: Severity) -> None:
    conforms = NamedNode(f"{SHACL}conforms")
    finding = Finding(severity, {"en": "x"}, focus_node="http://e/")
    assert [q.object.value for q in report_quads([], {}) if q.predicate == conforms] == ["true"]
    assert [q.object.value for q in report_quads([finding], {}) if q.predicate == conforms] == ["false"]


@pytest.mark.parametrize(
    "value",
    ['"a \\"b\\" \\\\ \\n\\t\\r"', '"x"@en-gb', '"1"^^<http://e/t>', '"\\u0007"', "<http://e/特許>", "_:f1b2", '""'],
)
def test_terms_are_read_back_as_they_are_shown(value: str) -> None:
    [quad] = parse(f"<a:a> <a:b> {value} .", RdfFormat.N_TRIPLES)
    shown = quad.object.value if isinstance(quad.object, NamedNode) else str(quad.object)
    assert term(shown) == quad.object


@pytest.mark.parametrize(
    ("shown", "wanted"),
    [
        ('"x"@ar--rtl', Literal("x", language="ar")),
        ('<<( <a:a> <a:b> "x"@en )>>', Literal('<<( <a:a> <a:b> "x"@en )>>')),
        ("no term", Literal("no term")),
        ('"not closed', Literal('"not closed')),
    ],
)
def test_what_rdf_1_1_cannot_say_becomes_what_it_can(shown: str, wanted: Literal) -> None:
    assert term(shown) == wanted


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (f"<{BASE}a> <http://p.org/1> <<( <{BASE}s> <{BASE}p> <{BASE}o> )>> .", "this graph will have no RDF/XML"),
        (f"<{BASE}a> <{BASE}def#q> <<( <{BASE}s> <{BASE}p> <{BASE}o> )>> .", "is not defined"),
        (f'<{BASE}a> <{BASE}p> "x"@jp--rtl .', "the language tag @jp"),
    ],
)
def test_a_warning_of_what_only_rdf_1_2_has_stands_beside_all_other_findings(
    tmp_path: Path, statement: str, said: str
) -> None:
    ontology = f"<{BASE}def#p> a <http://www.w3.org/2002/07/owl#ObjectProperty> ."
    files = {"data/d.ttl": statement, "data/b.ttl": "x\n", "ontology/o.ttl": ontology}
    checked = check(load_settings(write_site(tmp_path, files), {}))
    assert {finding.file for finding in checked.findings} == {"data/b.ttl", "data/d.ttl"}
    assert said in render(checked)
    graph = Graph().parse(data=render(checked, "turtle"), format="turtle")
    assert len(list(graph.objects(None, SH.result))) == len(checked.findings) == 3


def valid(report: Graph) -> bool:
    """Return whether a report is as SHACL wants it."""
    conforms, _, text = pyshacl.validate(report, shacl_graph=Graph().parse(data=REPORT, format="turtle"))
    assert conforms, text
    return True


def test_the_report_is_as_shacl_wants_it(checked: Checked) -> None:
    assert valid(Graph().parse(data=render(checked, "turtle"), format="turtle"))


def test_a_report_of_files_and_of_the_site_itself_is_as_shacl_wants_it_too() -> None:
    found = [violation("x", file="data/b.ttl", line=1), violation("y"), violation("z", focus_node=f"{BASE}a")]
    quads = report_quads(found, {}, BASE)
    graph = Graph().parse(data=b"".join(serialise(quads, TURTLE, Prefixes({}))), format="turtle")
    assert valid(graph)
    assert {str(node) for node in graph.objects(None, SH.focusNode)} == {"data/b.ttl", ".", f"{BASE}a"}
    [component] = set(graph.objects(None, SH.sourceConstraintComponent))
    assert str(component) == f"{BASE}report#FileConstraintComponent"
    assert {label.language for label in graph.objects(component, RDFS.label)} == {"en", "ja"}  # type: ignore[attr-defined]


def test_a_report_describes_the_component_of_files_only_where_it_names_it() -> None:
    found = [violation("x", focus_node=f"{BASE}a", component=f"{SHACL}ClassConstraintComponent")]
    assert not [quad for quad in report_quads(found, {}, BASE) if "FileConstraint" in str(quad)]


def test_values_of_findings_become_terms() -> None:
    objects = {quad.object for quad in report_quads([violation("x", focus_node="_:b", value='"v"@en')], {})}
    assert {BlankNode("b"), Literal("v", language="en")} <= objects
