"""A check finds all faults in one run, in order, and says whether the site may be published."""

from pathlib import Path

from support import ROOT, write_site

from publisher.checks import Checked, check, in_order
from publisher.findings import Severity, violation, warning
from publisher.settings import load_settings

BASE = "https://example.org/t/"
SHAPE = (
    f"@prefix e: <{BASE}> . @prefix sh: <http://www.w3.org/ns/shacl#> .\n"
    "e:S a sh:NodeShape ; sh:targetClass e:T ; sh:property [ sh:path e:name ; sh:minCount 1 ] ."
)


def run(folder: Path, files: dict[str, str | bytes]) -> Checked:
    return check(load_settings(write_site(folder, files), {}))


def test_syntax_shapes_and_lint_are_told_in_one_run_by_file_and_line(tmp_path: Path) -> None:
    checked = run(
        tmp_path,
        {
            "shapes/s.ttl": SHAPE,
            "data/b.ttl": f"<{BASE}a> a <{BASE}T> .\n<{BASE}a> <{BASE}p> 'x'@jp .\n",
            "data/a.ttl": f"<{BASE}a> <{BASE}p> e:x .\n\n<{BASE}a> <{BASE}p> f:x .\n",
            "data/z.xyz": "",
        },
    )
    found = [(f.file, f.line, f.severity) for f in checked.findings]
    assert found == [
        ("data/a.ttl", 1, Severity.VIOLATION),
        ("data/a.ttl", 3, Severity.VIOLATION),
        ("data/b.ttl", 1, Severity.VIOLATION),
        ("data/b.ttl", 2, Severity.WARNING),
        ("data/z.xyz", None, Severity.WARNING),
    ]
    assert not checked.passed
    assert checked.half_read


def test_a_malformed_value_is_told_once_where_a_shape_asks_for_its_datatype(tmp_path: Path) -> None:
    integer = "<http://www.w3.org/2001/XMLSchema#integer>"
    data = f"<{BASE}a> a <{BASE}T> ; <{BASE}name> 'x'^^{integer} . <{BASE}b> <{BASE}name> 'y'^^{integer} ."
    shape = SHAPE.replace("sh:minCount 1", f"sh:datatype {integer}")
    found = run(tmp_path, {"shapes/s.ttl": shape, "data/a.ttl": data}).findings
    assert [(f.severity, f.focus_node) for f in found] == [
        (Severity.VIOLATION, f"{BASE}a"),
        (Severity.WARNING, f"{BASE}b"),
    ]


def test_warnings_alone_let_a_site_pass(tmp_path: Path) -> None:
    checked = run(tmp_path, {"data/a.xyz": ""})
    assert checked.passed
    assert len(checked.findings) == 1


def test_an_empty_site_passes(tmp_path: Path) -> None:
    checked = run(tmp_path, {})
    assert (checked.passed, checked.findings, checked.half_read) == (True, (), False)


def test_findings_are_ordered_and_told_once() -> None:
    first, second = violation("b", file="a", line=2), warning("a", file="a", line=2)
    third, last = violation("a", file="a", line=10), violation("a", file="b")
    general = violation("of no file")
    assert in_order([last, second, third, first, general, first]) == (general, first, second, third, last)


def test_two_checks_find_the_same_and_report_the_same(tmp_path: Path) -> None:
    files = {"shapes/s.ttl": SHAPE, "data/a.ttl": f"[] a <{BASE}T> . [] a <{BASE}T> . <{BASE}a> a <{BASE}T> ."}
    settings = load_settings(write_site(tmp_path, files), {})
    first, second = check(settings), check(settings)
    assert first.findings == second.findings
    assert [str(quad) for quad in first.report] == [str(quad) for quad in second.report]


def test_the_repositorys_own_site_passes() -> None:
    assert check(load_settings(ROOT, {})).passed


def test_a_question_that_cannot_be_asked_is_a_violation_with_its_line(tmp_path: Path) -> None:
    questions = {
        "broken": "# Is it broken?\nSELECT * { ?s ?p ",
        "update": "# Is it an update?\nCLEAR ALL",
        "foreign": "# Does it ask another?\nSELECT * { SERVICE <http://h/> { ?s ?p ?o } }",
        "sound": "# Is it sound?\nSELECT * { ?s ?p ?o }",
        "graph": "# Is it a graph?\nDESCRIBE ?x { ?x a ?y }",
    }
    checked = run(tmp_path, {f"data/questions/{name}.rq": text for name, text in questions.items()})
    found = [(f.file, f.line, f.severity) for f in checked.findings]
    assert found == [
        ("data/questions/broken.rq", 2, Severity.VIOLATION),
        ("data/questions/foreign.rq", 2, Severity.VIOLATION),
        ("data/questions/update.rq", 2, Severity.VIOLATION),
    ]


def test_a_value_beyond_the_parser_is_told_with_its_file_and_the_rest_is_checked(tmp_path: Path) -> None:
    huge = f'<{BASE}a> <{BASE}p> "{"x" * 17_000_000}" .\n'
    checked = run(tmp_path, {"data/a.ttl": huge, "data/b.ttl": "nothing"})
    assert [finding.file for finding in checked.findings] == ["data/a.ttl", "data/b.ttl"]
    assert "16 MB" in checked.findings[0].message()


def test_a_source_document_must_be_text(tmp_path: Path) -> None:
    settings = f'[site]\ntitle = "T"\nauthored_base = "{BASE}"\ndocument = "d.txt"\n'
    folder = write_site(tmp_path, {"d.txt": b"one\ncaf\xe9"}, settings)
    [finding] = check(load_settings(folder, {})).findings
    assert (finding.file, finding.line, finding.severity) == ("d.txt", 2, Severity.VIOLATION)
