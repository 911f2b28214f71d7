"""The gate of evidence as a whole: what it reads, when it waits, what it leaves to others."""

import re
import time
from pathlib import Path

import pytest
from evidence_site import BASE, FILES, HEAD, LOG, RECEIPTS, SETTINGS, WHOLE_QUOTE, F, R, edited, gate, line_of
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, serialize
from support import publisher, write_site

from publisher.checks import check
from publisher.errors import SettingsError
from publisher.findings import Finding, Severity
from publisher.namespaces import OA, PROV, RDF
from publisher.settings import load_settings


def test_a_site_whose_evidence_is_right_passes(tmp_path: Path) -> None:
    checked = check(load_settings(write_site(tmp_path, FILES, SETTINGS), {}))
    assert checked.findings == ()


def test_without_a_document_evidence_is_data_like_any_other(tmp_path: Path) -> None:
    wrong = edited(R, "rdf:object 12 ;", "rdf:object 13 ;")
    bare = "\n".join(line for line in SETTINGS.splitlines()[:3])
    assert gate(tmp_path, wrong, bare) == []


def test_gated_without_a_document_is_refused(tmp_path: Path) -> None:
    write_site(tmp_path, FILES, SETTINGS.replace('document = "data/log.txt"\n', ""))
    with pytest.raises(SettingsError, match=r"gated is set without \[site\] document"):
        load_settings(tmp_path, {})
    done = publisher("check", "--site", tmp_path)
    assert done.returncode == 2
    assert "write document =" in done.stderr
    assert "Traceback" not in done.stderr


def test_check_fails_with_file_and_line(tmp_path: Path) -> None:
    done = publisher(
        "check", "--site", write_site(tmp_path, edited(R, "oa:end 50", "oa:end 51"), SETTINGS), LANG="ja_JP"
    )
    assert done.returncode == 1
    assert f"{R}:{line_of(RECEIPTS, 'oa:end 50')}: violation: " in done.stdout
    assert "引用の位置: oa:start 26 ; oa:end 50" in done.stdout


SHAPES = f"""@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
{HEAD}
:Record a sh:NodeShape ; sh:targetSubjectsOf rdf:subject ; sh:property
    [ sh:path rdf:predicate ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ],
    [ sh:path rdf:object ; sh:maxCount 1 ], [ sh:path dcterms:hasPart ; sh:class rdf:Statement ],
    [ sh:path prov:wasDerivedFrom ; sh:minCount 1 ], [ sh:path prov:used ; sh:class :Words ] .
:Place a sh:NodeShape ; sh:targetSubjectsOf oa:start ; sh:property
    [ sh:path oa:start ; sh:datatype xsd:integer ; sh:lessThan oa:end ], [ sh:path oa:end ; sh:minCount 1 ] .
:Quote a sh:NodeShape ; sh:targetSubjectsOf oa:exact ; sh:property
    [ sh:path oa:exact ; sh:maxCount 1 ; sh:datatype xsd:string ; sh:severity sh:Violation ] .
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    rdf:predicate :ships ;\n", ""),
        ("predicate :ships", "predicate :ships, :saw"),
        ("predicate :ships", 'predicate "ships"'),
        ("object 12 ;", "object 12, 13 ;"),
        (WHOLE_QUOTE, f"{WHOLE_QUOTE}, 'the lamp'"),
        (WHOLE_QUOTE, "id:lamp"),
        ("oa:start 26 ;", 'oa:start "26" ;'),
        (" ;\n    oa:end 50", ""),
        ("oa:end 50", "oa:end 20"),
        ("hasPart r:kept", "hasPart r:no"),
        ("wasDerivedFrom r:ships-words", "used r:no"),
        ("prov:wasDerivedFrom r:ships-words", ":seen id:log"),
    ],
)
def test_what_a_shape_tells_of_a_triple_the_gate_does_not_tell_again(tmp_path: Path, old: str, new: str) -> None:
    right = re.sub("prov:wasQuotedFrom|:restsOn", "prov:wasDerivedFrom", RECEIPTS.partition("r:foreign")[0])
    shaped = {**FILES, R: right, "shapes/s.ttl": SHAPES}
    assert checked_findings(tmp_path / "right", shaped) == []
    assert right.count(old) == 1
    wrong = right.replace(old, new)
    by_gate = violations(checked_findings(tmp_path / "gate", {**FILES, R: wrong}))
    found = violations(checked_findings(tmp_path / "both", {**shaped, R: wrong}))
    assert [finding for finding in found if finding.shape]
    assert sorted(set(map(place, found)), key=str) == sorted(map(place, found), key=str), "each fault once"
    assert set(map(place, by_gate)) <= set(map(place, found)), "and no fault is lost"


def test_what_a_shape_only_warns_of_is_still_a_violation_of_the_gate(tmp_path: Path) -> None:
    mild = SHAPES.replace("sh:severity sh:Violation", "sh:severity sh:Warning")
    wrong = edited(R, WHOLE_QUOTE, f"{WHOLE_QUOTE}, 'the lamp'") | {"shapes/s.ttl": mild}
    found = [finding for finding in checked_findings(tmp_path, wrong) if finding.path == f"{OA}exact"]
    assert {finding.severity for finding in found} == {Severity.VIOLATION, Severity.WARNING}


def checked_findings(folder: Path, files: dict[str, str | bytes]) -> list[Finding]:
    return list(check(load_settings(write_site(folder, files, SETTINGS), {})).findings)


def violations(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity == Severity.VIOLATION]


def place(finding: Finding) -> tuple[object, ...]:
    return finding.file, finding.line, finding.focus_node, finding.path, finding.value


def test_a_mark_at_the_beginning_of_the_document_is_told_once(tmp_path: Path) -> None:
    found = gate(tmp_path, {**FILES, "data/log.txt": b"\xef\xbb\xbf" + LOG.encode()})
    assert [(finding.file, finding.line) for finding in found] == [
        ("data/log.txt", 1),
        (R, line_of(RECEIPTS, "schema:sha256")),
    ]
    assert "byte order mark" in found[0].message()


def test_a_document_that_is_no_utf_8_is_told_and_the_rest_is_checked(tmp_path: Path) -> None:
    files = edited(R, "rdf:object 12", "rdf:object 13") | {"data/log.txt": "caf\u00e9".encode("latin-1")}
    checked = check(load_settings(write_site(tmp_path, files, SETTINGS), {}))
    assert [
        (finding.file, finding.path and finding.path.replace("#", "/").split("/")[-1]) for finding in checked.findings
    ] == [
        (F, "ships"),
        ("data/log.txt", None),
        (R, "sha256"),
        (R, "object"),
    ]


def test_evidence_in_other_formats_is_checked_as_well(tmp_path: Path) -> None:
    one = BlankNode("one")
    said = [
        Quad(one, NamedNode(f"{BASE}def#sees"), BlankNode("other"), NamedNode(f"{BASE}graph/facts")),
        Quad(NamedNode(f"{BASE}r"), NamedNode(f"{RDF}subject"), one),
        Quad(NamedNode(f"{BASE}r"), NamedNode(f"{RDF}predicate"), NamedNode(f"{BASE}def#sees")),
        Quad(NamedNode(f"{BASE}r"), NamedNode(f"{RDF}object"), BlankNode("other")),
        Quad(NamedNode(f"{BASE}r"), NamedNode(f"{PROV}wasDerivedFrom"), NamedNode(f"{BASE}w")),
        Quad(NamedNode(f"{BASE}w"), NamedNode(f"{OA}hasSelector"), NamedNode(f"{BASE}s")),
        Quad(NamedNode(f"{BASE}s"), NamedNode(f"{OA}exact"), Literal("It rained")),
    ]
    wrong = [*said[:-1], Quad(NamedNode(f"{BASE}s"), NamedNode(f"{OA}exact"), Literal("It rains"))]
    for number, row in enumerate((RdfFormat.TRIG, RdfFormat.N_QUADS, RdfFormat.JSON_LD)):
        name = f"data/more.{row.file_extension}"
        right = gate(tmp_path / f"{number}-right", {**FILES, name: serialize(said, format=row)})
        assert right == [], "a record can state a triple of blank nodes in its own file"
        [finding] = gate(tmp_path / f"{number}-wrong", {**FILES, name: serialize(wrong, format=row)})
        assert finding.file == name
        assert (finding.line is None) == (row == RdfFormat.JSON_LD)
        assert '"It rained"' in finding.message()


@pytest.mark.parametrize("wrong", [False, True])
def test_the_gate_takes_time_in_proportion_to_the_evidence(tmp_path: Path, wrong: bool) -> None:
    count = 1_000
    log = "".join(f"On day {n} there were {n * 7} ships.\n" for n in range(count))
    rows = []
    for n in range(count):
        quote = f"On day {n} there were {n * 7} ships."
        start = log.index(quote)
        rows.append(
            f"r:{n} a rdf:Statement ; rdf:subject id:sea ; rdf:predicate :ships ; rdf:object {n * 7 + wrong} ; "
            f"prov:used r:w{n} .\nr:w{n} oa:hasSelector r:s{n} .\n"
            f'r:s{n} oa:exact "{quote[wrong:]}" ; oa:start {start} ; oa:end {start + len(quote)} .\n'
        )
    facts = "".join(f"id:sea :ships {n * 7} .\n" for n in range(count))
    files = {"data/log.txt": log, R: HEAD + "".join(rows), F: HEAD + facts, "data/guesses/g.ttl": HEAD + "id:x a :X ."}
    begun = time.process_time()
    assert len(gate(tmp_path, files)) == 3 * count * wrong
    assert time.process_time() - begun < 10
