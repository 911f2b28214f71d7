"""Shapes: each result with the line a data steward has to mend, and no shape that stops the others."""

import http.server
import threading
import time
from pathlib import Path

import pytest
from checks_support import BASE, PREFIXES, about, one, run, shape, violations
from support import write_site

from publisher.checks import check
from publisher.findings import Severity
from publisher.settings import load_settings

NAME = shape("sh:property [ sh:path e:name ; sh:maxLength 3 ]")


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ('e:a a e:T ; e:name "long" .', 2),
        ('e:a a e:T ;\n e:name "long" ;\n e:x 1 .', 3),
        ('e:a a e:T ;\n e:name """lo\n\nng""" .', 5),
        ('e:a a e:T ;\n e:name\n\n  "long" .', 5),
        ('e:a a e:T ;\n e:name "long"\n; e:x 1 .', 3),
        ('e:a a e:T ;\n e:name "long"@en\n# end\n.', 3),
        ('e:a a e:T .\ne:b e:name "long" .\ne:a e:name "x", "y" ,\n"long" .', 5),
        ('[] a e:T ;\n e:name "x", "long"\n .', 3),
    ],
)
def test_an_offending_value_is_told_by_the_line_on_which_it_ends(tmp_path: Path, data: str, line: int) -> None:
    finding = one(run(tmp_path, NAME, data))
    assert (finding.file, finding.line) == ("data/d.ttl", line)
    assert finding.path == f"{BASE}name"
    assert finding.shape == f"{BASE}S"


def test_a_missing_property_is_told_by_the_nodes_first_triple(tmp_path: Path) -> None:
    data = "e:b a e:X ;\n e:knows e:a .\ne:a\n a e:T ;\n e:x 1 ."
    finding = one(run(tmp_path, shape("sh:property [ sh:path e:name ; sh:minCount 1 ]"), data))
    assert (finding.line, finding.focus_node, finding.value) == (5, f"{BASE}a", None)


def test_too_few_and_too_many_values_are_told_by_the_first_of_them(tmp_path: Path) -> None:
    data = "e:a a e:T ;\n e:name 'x' ;\n e:name 'y' ."
    for constraint in ("sh:minCount 3", "sh:maxCount 1"):
        checked = run(tmp_path, shape(f"sh:property [ sh:path e:name ; {constraint} ]"), data)
        assert one(checked).line == 3


def test_a_node_shape_is_told_by_the_nodes_first_triple(tmp_path: Path) -> None:
    finding = one(run(tmp_path, shape("sh:class e:Other"), "e:x e:p e:a .\n\ne:a a e:T ;\n e:p 1 ."))
    assert (finding.line, finding.value, finding.path) == (4, f"{BASE}a", None)


def test_a_node_that_is_only_pointed_to_is_told_by_what_points_to_it(tmp_path: Path) -> None:
    shapes = "e:S a sh:NodeShape ; sh:targetObjectsOf e:knows ; sh:property [ sh:path e:name ; sh:minCount 1 ] ."
    assert one(run(tmp_path, shapes, "\n\ne:a e:knows\n e:nobody .")).line == 5


@pytest.mark.parametrize(
    ("path", "constraint", "text", "line"),
    [
        ("[ sh:inversePath e:knows ]", "sh:class e:U", f"^<{BASE}knows>", 5),
        ("[ sh:inversePath e:knows ]", "sh:maxCount 0", f"^<{BASE}knows>", 5),
        ("[ sh:inversePath e:likes ]", "sh:minCount 1", f"^<{BASE}likes>", 2),
        ("( e:part e:name )", "sh:maxLength 3", f"<{BASE}part>/<{BASE}name>", 4),
        ("( e:part e:none )", "sh:minCount 1", f"<{BASE}part>/<{BASE}none>", 2),
        ("[ sh:alternativePath ( e:x e:y ) ]", "sh:maxLength 3", f"<{BASE}x>|<{BASE}y>", 7),
        ("[ sh:zeroOrMorePath e:part ]", "sh:class e:T", f"<{BASE}part>*", 3),
        ("[ sh:oneOrMorePath e:part ]", "sh:class e:T", f"<{BASE}part>+", 3),
        ("( [ sh:zeroOrOnePath e:part ] e:name )", "sh:maxLength 3", f"<{BASE}part>?/<{BASE}name>", 4),
        ("( [ sh:inversePath e:knows ] [ sh:alternativePath ( e:n e:m ) ] )", "sh:maxLength 3", None, 6),
        ("[ sh:inversePath ( e:knows [ sh:inversePath e:y ] ) ]", "sh:class e:U", None, None),
    ],
)
def test_paths_are_written_in_sparql_and_followed_to_the_triple(
    tmp_path: Path, path: str, constraint: str, text: str | None, line: int | None
) -> None:
    data = (
        'e:a a e:T ;\n e:part e:p .\ne:p e:name "long" .\ne:q e:knows e:a ;\n e:m "long" .\ne:a e:x "x" ; e:y "long" .'
    )
    checked = run(tmp_path, shape(f"sh:property [ sh:path {path} ; {constraint} ]"), data)
    if line is None:
        assert checked.passed
        return
    finding = one(checked)
    assert finding.line == line
    assert text in (None, finding.path)


def test_messages_are_kept_by_language(tmp_path: Path) -> None:
    shapes = shape('sh:property [ sh:path e:name ; sh:maxLength 3 ; sh:message "too long"@en, "長すぎます"@ja ]')
    finding = one(run(tmp_path, shapes, 'e:a a e:T ; e:name "long" .'))
    assert finding.messages == {"en": "too long", "ja": "長すぎます"}


def test_a_shape_without_a_message_still_speaks_both_languages(tmp_path: Path) -> None:
    finding = one(run(tmp_path, NAME, 'e:a a e:T ; e:name "long" .'))
    assert finding.message("en")
    assert finding.message("ja") == "e:name の値が長すぎます（3 文字まで）。短くしてください"
    assert finding.message("fr") == finding.message("en")


def test_a_message_in_another_language_alone_serves_for_all(tmp_path: Path) -> None:
    shapes = shape('sh:property [ sh:path e:name ; sh:maxLength 3 ; sh:message "長い"@ja ]')
    assert one(run(tmp_path, shapes, 'e:a a e:T ; e:name "long" .')).message("en") == "長い"


@pytest.mark.parametrize(
    ("severity", "wanted"),
    [
        ("sh:Info", Severity.INFO),
        ("sh:Warning", Severity.WARNING),
        ("sh:Violation", Severity.VIOLATION),
        ("e:Own", Severity.VIOLATION),
    ],
)
def test_severities_are_those_of_the_shapes(tmp_path: Path, severity: str, wanted: Severity) -> None:
    shapes = shape(f"sh:property [ sh:path e:name ; sh:maxLength 3 ; sh:severity {severity} ]")
    checked = run(tmp_path, shapes, 'e:a a e:T ; e:name "long" .')
    assert [finding.severity for finding in checked.findings] == [wanted]
    assert checked.passed is (wanted is not Severity.VIOLATION)


def test_a_named_property_shape_is_told_by_its_own_name(tmp_path: Path) -> None:
    shapes = shape("sh:property e:N") + " e:N sh:path e:name ; sh:maxLength 3 ."
    assert one(run(tmp_path, shapes, 'e:a a e:T ; e:name "long" .')).shape == f"{BASE}N"


SPARQL = shape(
    f"sh:sparql [ sh:prefixes <{BASE}onto> ; sh:message 'not {{?value}}'@en, '{{?value}} は不可'@ja ;"
    " sh:select 'SELECT $this ?value ?path { $this e:name ?value . BIND(e:name AS ?path) FILTER(?value = \"long\") }' ]"
)


def test_a_sparql_constraint_uses_the_ontologys_prefixes_and_tells_the_line(tmp_path: Path) -> None:
    finding = one(run(tmp_path, SPARQL, 'e:a a e:T ;\n e:name "x",\n  "long"\n .'))
    assert (finding.line, finding.path, finding.value) == (4, f"{BASE}name", '"long"')
    assert finding.messages == {"en": "not long", "ja": "long は不可"}


def test_a_sparql_constraint_without_a_path_finds_the_triple_by_its_value(tmp_path: Path) -> None:
    shapes = SPARQL.replace("?value ?path {", "?value {").replace("BIND(e:name AS ?path)", "")
    assert one(run(tmp_path, shapes, 'e:a a e:T ;\n e:name "x",\n  "long" .')).line == 4


def test_values_keep_their_lexical_form(tmp_path: Path) -> None:
    shapes = shape("sh:property [ sh:path e:age ; sh:datatype xsd:string ]")
    finding = one(run(tmp_path, shapes, 'e:a a e:T ; e:age "007"^^xsd:int .'))
    assert finding.value == '"007"^^<http://www.w3.org/2001/XMLSchema#int>'


def test_ontology_and_layers_are_seen_together(tmp_path: Path) -> None:
    shapes = shape("sh:property [ sh:path e:knows ; sh:class e:Agent ]")
    checked = run(
        tmp_path,
        shapes,
        "e:a a e:T ; e:knows e:b .",
        **{
            "data/other/b.ttl": f"<{BASE}b> a <{BASE}Person> .",
            "ontology/o.ttl": f"<{BASE}Person> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <{BASE}Agent> .",
        },
    )
    assert checked.passed


def test_json_ld_findings_have_a_file_and_no_line(tmp_path: Path) -> None:
    text = f'{{"@id": "{BASE}j", "@type": "{BASE}T", "{BASE}name": "long"}}'
    finding = one(run(tmp_path, NAME, "", **{"data/j.jsonld": text}))
    assert (finding.file, finding.line) == ("data/j.jsonld", None)


@pytest.mark.parametrize(
    ("constraint", "line", "said"),
    [
        ("sh:sparql [ sh:select 'SELECT $this { VALUES ?x { 1 } }' ]", 3, "VALUES: write FILTER"),
        ("sh:sparql [ sh:select 'SELECT $this { $this ?p ?o MINUS { ?s ?p ?o } }' ]", 3, "MINUS: write FILTER NOT"),
        ("sh:sparql [ sh:select 'SELECT $this { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }' ]", 3, "SERVICE"),
        ("sh:sparql [ sh:select 'SELECT $this FROM <http://127.0.0.1:9/> { $this ?p ?o }' ]", 3, "FROM"),
        ("sh:sparql [ sh:select '''SELECT $this {\n nonsense }''' ]", 4, "malformed"),
        ("sh:sparql [ sh:select 'SELECT $this { $this un:known 1 }' ]", 3, "a prefix is not declared"),
        ("sh:property [ sh:path e:name ; sh:pattern '(' ]", 3, "no regular expression"),
        ("sh:property [ sh:path 3 ]", None, "cannot be used"),
        ("sh:property [ sh:path e:name ; sh:minCount 'x' ]", None, "cannot be used"),
        ("sh:sparql [ sh:select 'SELECT $this { $this e:name 1 }' ]", 3, "name it with sh:prefixes"),
        ("sh:sparql [ sh:ask 'ASK {}' ]", None, "cannot be used"),
    ],
)
def test_a_shape_that_cannot_be_used_is_one_violation_that_names_its_file(
    tmp_path: Path, constraint: str, line: int | None, said: str
) -> None:
    broken = f"{PREFIXES}e:B a sh:NodeShape ; sh:targetClass e:T ;\n {constraint} ."
    checked = run(tmp_path, NAME, "e:a a e:T ; e:name 'x' .", **{"shapes/z.ttl": broken})
    finding = one(checked)
    assert (finding.file, finding.line) == ("shapes/z.ttl", line)
    assert said in finding.message()
    assert "ja" in finding.messages


def test_a_broken_constraint_does_not_keep_the_others_from_their_work(tmp_path: Path) -> None:
    broken = f"{PREFIXES}e:B a sh:NodeShape ; sh:targetClass e:T ; sh:sparql [ sh:select 'nonsense' ] ."
    checked = run(tmp_path, NAME, "e:a a e:T ; e:name 'long' .", **{"shapes/z.ttl": broken})
    assert [finding.file for finding in checked.findings] == ["data/d.ttl", "shapes/z.ttl"]


def test_a_shape_that_fails_only_on_data_is_traced_to_its_file(tmp_path: Path) -> None:
    query = "SELECT $this { { SELECT * { $this ?p ?o } } }"
    broken = f"{PREFIXES}e:B a sh:NodeShape ; sh:targetClass e:T ; sh:sparql [ sh:select '{query}' ] ."
    checked = run(tmp_path, NAME, "e:a a e:T ; e:name 'x' .", **{"shapes/a.ttl": broken})
    assert one(checked).file == "shapes/a.ttl"


def test_every_file_with_a_shape_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    broken = f"{PREFIXES}e:B a sh:NodeShape ; sh:targetClass e:T ; sh:property [ sh:path 3 ] ."
    others = {"shapes/y.ttl": broken, "shapes/z.ttl": broken.replace("e:B", "e:C")}
    checked = run(tmp_path, NAME, "e:a a e:T .", **others)
    assert [finding.file for finding in checked.findings] == ["shapes/y.ttl", "shapes/z.ttl"]


def test_shapes_that_fail_on_the_real_data_alone_are_told_at_once_with_all_that_may_be_meant(tmp_path: Path) -> None:
    failing = shape(
        f"sh:sparql [ sh:prefixes <{BASE}onto> ; "
        "sh:select 'SELECT $this { $this e:name ?name FILTER(REGEX(\"x\", ?name)) }' ]"
    )
    others = {f"shapes/{n}.ttl": PREFIXES + shape("sh:nodeKind sh:IRI").replace("e:S", f"e:S{n}") for n in range(36)}
    data = "".join(f"e:a{n} a e:T ; e:name 'x' .\n" for n in range(2000)) + "e:a a e:T ; e:name '(' ."
    started = time.process_time()
    finding = one(run(tmp_path, failing, data, **others))
    assert time.process_time() - started < 20
    assert finding.file is None
    assert all(file in finding.message() for file in ("shapes/s.ttl", "shapes/0.ttl", "shapes/35.ttl"))


@pytest.mark.parametrize(
    ("declaration", "line", "said"),
    [
        ('sh:prefix "f" ;\n sh:namespace "foo/"', 3, '"foo/" is no absolute IRI'),
        ('sh:prefix "f" ;\n sh:namespace ""', 3, "no absolute IRI"),
        ('sh:prefix "f" ;\n sh:namespace "http://x y/"', 3, "no absolute IRI"),
        ('sh:prefix "b c" ;\n sh:namespace "http://x/"', 2, '"b c" is no name of a prefix'),
        ('sh:prefix "f"', 2, "one sh:namespace, this one has 0"),
        ('sh:prefix "f" ; sh:namespace "http://x/",\n "http://y/"', 3, "one sh:namespace, this one has 2"),
        ('sh:prefix "f" ;\n sh:namespace <http://x/>', 3, "sh:namespace is no literal"),
        ('e:p "f"', 2, "one sh:prefix, this one has 0"),
    ],
)
def test_a_declaration_that_cannot_be_used_is_told_once_by_its_line(
    tmp_path: Path, declaration: str, line: int, said: str
) -> None:
    bad = f"{PREFIXES}<{BASE}onto> sh:declare [ {declaration} ] ."
    checked = run(tmp_path, SPARQL + NAME.replace("e:S", "e:N"), "e:a a e:T .", **{"ontology/bad.ttl": bad})
    finding = one(checked)
    assert (finding.file, finding.line) == ("ontology/bad.ttl", line)
    assert said in finding.message()
    assert "ja" in finding.messages


def test_a_wrong_declaration_is_told_without_any_shape(tmp_path: Path) -> None:
    bad = f'{PREFIXES}<{BASE}onto> sh:declare [ sh:prefix "f" ; sh:namespace "foo/" ] .'
    [finding] = check(load_settings(write_site(tmp_path, {"ontology/o.ttl": bad}), {})).findings
    assert (finding.file, finding.line) == ("ontology/o.ttl", 2)


def test_words_in_strings_and_comments_of_a_constraint_are_harmless(tmp_path: Path) -> None:
    shapes = shape(
        f"sh:sparql [ sh:prefixes <{BASE}onto> ; sh:select '''# SERVICE, FROM\n"
        "SELECT $this { $this e:name ?x FILTER(?x = \"from service\") }''' ]"
    )
    assert run(tmp_path, shapes, "e:a a e:T ; e:name 'x' .").passed


def test_nothing_is_fetched(tmp_path: Path) -> None:
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_POST = do_GET

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        owl = "@prefix owl: <http://www.w3.org/2002/07/owl#> . "
        imports = f"{owl}<{address}/o> a owl:Ontology ; owl:imports <{address}/imported> ."
        queries = (f"SELECT $this FROM <{address}/g> {{ $this ?p ?o }}", f"SELECT * {{ SERVICE <{address}> {{}} }}")
        shapes = "".join(shape(f"sh:sparql [ sh:select '{query}' ]") for query in queries)
        run(
            tmp_path,
            f"{imports} <{address}/s> sh:shapesGraph <{address}/shapes> . {shapes}",
            f"{imports} e:a a e:T . <{address}/d> sh:shapesGraph <{address}/shapes> .",
        )
        server.shutdown()
    assert asked == []


def test_without_shapes_everything_conforms(tmp_path: Path) -> None:
    settings = load_settings(write_site(tmp_path, {"data/d.ttl": f"<{BASE}a> a <{BASE}T> ."}), {})
    assert check(settings).findings == ()


def test_the_libraries_print_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run(tmp_path, NAME, 'e:a a e:T ; e:name "long" ; e:age "x"^^xsd:integer ; e:p e:a .')
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("value", ['"1983-13-45"^^xsd:date', '"soon"^^xsd:date', '"x"', "5"])
def test_values_that_cannot_be_compared_do_not_conform_and_stop_nothing_else(tmp_path: Path, value: str) -> None:
    shapes = (
        "e:S a sh:NodeShape ; sh:targetClass e:T ; sh:property e:S-order , e:S-name .\n"
        "e:S-order sh:path e:from ; sh:lessThanOrEquals e:to .\n"
        "e:S-name sh:path e:name ; sh:minCount 1 .\n"
    )
    data = f'e:a a e:T ; e:from {value} ;\n  e:to "1984-01-01"^^xsd:date .\n'
    found = {finding.shape for finding in run(tmp_path, shapes, data).findings if finding.shape}
    assert found == {f"{BASE}S-order", f"{BASE}S-name"}


def test_a_thing_described_in_several_files_is_told_by_the_one_that_says_what_it_is(tmp_path: Path) -> None:
    more = {"data/a/labels.ttl": f'<{BASE}a> <{BASE}label> "A" .', "data/z/kinds.ttl": f"<{BASE}a> a <{BASE}Other> ."}
    data = "e:b a e:T ; e:name 'b' .\ne:a\n  e:x 1 ;\n  a e:U ."
    more["ontology/o.ttl"] = f"<{BASE}U> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <{BASE}T> ."
    finding = one(run(tmp_path, about("sh:minCount 1"), data, **more))
    assert (finding.file, finding.line) == ("data/d.ttl", 4)
    shapes = about("sh:minCount 1").replace("sh:targetClass e:T", "sh:targetClass e:Other")
    finding = one(run(tmp_path, shapes, data, **more))
    assert (finding.file, finding.line) == ("data/z/kinds.ttl", 1)
    shapes = about("sh:minCount 1").replace("sh:targetClass e:T", "sh:targetNode e:a")
    assert one(run(tmp_path, shapes, data, **more)).file == "data/d.ttl"


def test_a_thing_without_a_type_is_told_by_its_first_triple_in_the_order_of_reading(tmp_path: Path) -> None:
    shapes = about("sh:minCount 1").replace("sh:targetClass e:T", "sh:targetNode e:a")
    finding = one(run(tmp_path, shapes, "e:a e:x 1 .", **{"data/a.ttl": f"<{BASE}b> <{BASE}x>\n<{BASE}a> ."}))
    assert (finding.file, finding.line) == ("data/d.ttl", 2)


@pytest.mark.parametrize(
    ("role", "line"),
    [
        ("e:x 1", 3),  # nothing: where the tenure is described
        ("e:role e:deputy", 5),  # another one: where it stands
    ],
)
def test_a_value_that_another_thing_has_and_this_one_lacks_is_told_where_this_one_is_described(
    tmp_path: Path, role: str, line: int
) -> None:
    shapes = shape("sh:property [ sh:path ( e:of e:role ) ; sh:equals e:role ]")
    more = {"data/a.ttl": f"<{BASE}post> <{BASE}role> <{BASE}head> ."}
    found = violations(run(tmp_path, shapes, f"\ne:a a e:T ;\n e:of e:post ;\n {role} .", **more))
    assert {(finding.file, finding.line) for finding in found} == {("data/d.ttl", line)}
    assert len(found) == (1 if line == 3 else 2)


def test_too_few_values_at_the_end_of_a_path_are_told_where_it_begins(tmp_path: Path) -> None:
    shapes = shape("sh:property [ sh:path ( e:of e:role ) ; sh:minCount 2 ]")
    more = {"data/a.ttl": f"<{BASE}post> <{BASE}role> <{BASE}head> ."}
    finding = one(run(tmp_path, shapes, "e:a a e:T ;\n e:of e:post .", **more))
    assert (finding.file, finding.line) == ("data/d.ttl", 3)


INNER = about("sh:node e:Inner{}") + " e:Inner sh:property [ sh:path e:code ; sh:minCount 1 ; sh:name 'code' ] ."


def test_what_an_inner_shape_finds_is_told_with_the_value_that_fails_it(tmp_path: Path) -> None:
    more = {"data/a.ttl": f"\n<{BASE}p> <{BASE}x> 1 ."}
    finding = one(run(tmp_path, INNER.format(""), "e:a a e:T ;\n e:name e:p .", **more))
    assert (finding.file, finding.line, finding.value) == ("data/d.ttl", 3, f"{BASE}p")
    assert finding.message("en") == (
        "the value of e:name does not conform to e:Inner; mend it, or name another "
        "(data/a.ttl:2: e:code has no values and needs at least 1; add what is missing)"
    )
    assert finding.message("ja").endswith(
        "（data/a.ttl:2: e:code の値が 0 個しかありません（1 個以上必要）。足りない値を加えてください）"
    )
    spoken = INNER.format(" ; sh:message 'mend the place'@en, '場所を直してください'@ja")
    finding = one(run(tmp_path, spoken, "e:a a e:T ;\n e:name e:p .", **more))
    assert finding.message("en").startswith("mend the place (data/a.ttl:2: e:code has no values")
    assert finding.message("ja").startswith("場所を直してください（data/a.ttl:2: ")


def test_a_shape_with_words_of_its_own_is_not_explained_by_a_choice_of_inner_shapes(tmp_path: Path) -> None:
    shapes = about("sh:node e:Any ; sh:message 'name an organization'@en") + " e:Any sh:or ( [ sh:class e:O ] ) ."
    more = {"data/a.ttl": f'<{BASE}p> <{BASE}label> "P" .'}
    finding = one(run(tmp_path, shapes, "e:a a e:T ;\n e:name e:p .", **more))
    assert (finding.file, finding.line, finding.messages) == ("data/d.ttl", 3, {"en": "name an organization"})


def test_shapes_within_shapes_are_told_to_the_last(tmp_path: Path) -> None:
    shapes = about("sh:node e:A") + "e:A sh:property [ sh:path e:b ; sh:node e:B ] . e:B sh:nodeKind sh:BlankNode ."
    finding = one(run(tmp_path, shapes, "e:a a e:T ;\n e:name e:p .\ne:p e:b e:q ."))
    assert "(data/d.ttl:4: the value of e:b does not conform to e:B; " in finding.message()
    assert finding.message().endswith("name another (this thing is not a blank node; write it as one))")
