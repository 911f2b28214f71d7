"""Reading sources: formats, graphs, blank nodes, prefixes, and every fault with its place."""

import http.server
import os
import threading
import time
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, parse, serialize
from support import write_site

from publisher.findings import Severity
from publisher.formats import JSON_LD, RDF_FORMATS, RDF_XML
from publisher.settings import Settings, load_settings
from publisher.sources import Sources, read_sources
from publisher.sources.faults import MOST
from publisher.sources.lines import PARSERS

BASE = "https://example.org/t/"
ONE = f"<{BASE}id/a> <{BASE}def#p> <{BASE}id/b> ."


def settings(folder: Path, files: dict[str, str | bytes]) -> Settings:
    return load_settings(write_site(folder, files), {})


def read(folder: Path, files: dict[str, str | bytes]) -> Sources:
    return read_sources(settings(folder, files))


def places(sources: Sources) -> list[tuple[str | None, int | None]]:
    return [(finding.file, finding.line) for finding in sources.findings]


def message(sources: Sources, language: str = "en") -> str:
    [finding] = sources.findings
    return finding.message(language)


def graphs(sources: Sources) -> set[str]:
    return {str(quad.graph_name) for quad in sources.quads()}


def test_folders_may_be_missing_or_empty(tmp_path: Path) -> None:
    (tmp_path / "ontology").mkdir()
    sources = read(tmp_path, {})
    assert (sources.ontology, sources.data, sources.shapes, sources.findings) == ((), (), (), ())


def test_files_come_in_order_of_path(tmp_path: Path) -> None:
    names = ["data/b.ttl", "data/a/z.nt", "data/a.ttl", "data/a-b.ttl"]
    sources = read(tmp_path, dict.fromkeys(names, ONE))
    assert [file.path for file in sources.data] == sorted(names)


@pytest.mark.parametrize("row", RDF_FORMATS, ids=lambda row: row.suffix)
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "byte order mark"])
def test_every_format_is_read_with_and_without_byte_order_mark(tmp_path: Path, row, mark: bytes) -> None:  # type: ignore[no-untyped-def]
    text = serialize(parse(ONE, PARSERS[RDF_FORMATS[0]]), format=PARSERS[row])
    sources = read(tmp_path, {f"data/x.{row.suffix}": mark + text})
    assert not sources.findings
    assert [str(quad) for quad in sources.quads()] == [f"{ONE[:-2]} <{BASE}graph/x>"]


@pytest.mark.parametrize("row", RDF_FORMATS, ids=lambda row: row.suffix)
@pytest.mark.parametrize("content", [b"", b"\r\n \n", b"\xef\xbb\xbf"])
def test_empty_files_hold_nothing_and_are_no_fault(tmp_path: Path, row, content: bytes) -> None:  # type: ignore[no-untyped-def]
    sources = read(tmp_path, {f"data/x.{row.suffix}": content})
    assert list(sources.quads()) == []
    if row in (RDF_XML, JSON_LD):  # where nothing is no document
        assert message(sources).startswith(f"is empty, which is no {row.label}; remove it")
        assert [finding.severity for finding in sources.findings] == [Severity.WARNING]
    else:
        assert sources.findings == ()


RDF_XML_HEAD = """<?xml version="1.0"?>
<!DOCTYPE rdf:RDF [
{}]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="https://example.org/t/">
"""


@pytest.mark.parametrize(
    ("declarations", "text", "line"),
    [
        ("".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">\n' for n in range(8)), "&e8;", 8),
        ("".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">\n' for n in range(8)), "nothing", 8),
        (f'<!ENTITY e1 "{"x" * 10_000}">\n', "&e1;\n" * 10_000, 105),
    ],
    ids=["nested", "nested and not used", "long and often used"],
)
def test_entities_that_stand_for_very_much_are_a_violation_and_are_not_expanded(
    tmp_path: Path, declarations: str, text: str, line: int
) -> None:
    head = RDF_XML_HEAD.format('<!ENTITY e0 "0123456789">\n' + declarations)
    body = f'<rdf:Description rdf:about="{BASE}a"><e:p>{text}</e:p></rdf:Description></rdf:RDF>'
    started = time.process_time()
    sources = read(tmp_path, {"data/x.rdf": head + body})
    assert time.process_time() - started < 5
    assert (places(sources), list(sources.quads())) == ([("data/x.rdf", line)], [])
    assert "write its text out" in message(sources)


def test_entities_for_namespaces_are_read(tmp_path: Path) -> None:
    head = RDF_XML_HEAD.format(f'<!ENTITY t "{BASE}">\n<!ENTITY id "&t;id/">\n')
    things = "".join(
        f'<rdf:Description rdf:about="&id;{n}"><e:p rdf:resource="&t;x"/></rdf:Description>\n' for n in range(20_000)
    )
    sources = read(tmp_path, {"data/x.rdf": head + things + "</rdf:RDF>"})
    assert sources.findings == ()
    assert len(list(sources.quads())) == 20_000
    assert next(sources.quads()).subject == NamedNode(f"{BASE}id/0")


def test_an_n3_file_of_rules_is_told_by_its_first_lines_in_linear_time(tmp_path: Path) -> None:
    started = time.process_time()
    sources = read(tmp_path, {"data/x.n3": "{ ?x <http://e/p> 1 } .\n" * 100_000})
    assert time.process_time() - started < 15
    assert [line for _, line in places(sources)] == list(range(1, MOST + 1))


def test_lexical_forms_stay_as_written(tmp_path: Path) -> None:
    forms = '"007"^^xsd:int, 1.10, "1"^^xsd:boolean, "2015-01-01T00:00:00+00:00"^^xsd:dateTime, +1, 01e0'
    text = f"@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . <{BASE}a> <{BASE}p> {forms} ."
    values = [quad.object.value for quad in read(tmp_path, {"data/x.ttl": text}).quads()]
    assert values == ["007", "1.10", "1", "2015-01-01T00:00:00+00:00", "+1", "01e0"]


@pytest.mark.parametrize(
    ("path", "graph"),
    [
        ("data/source/people.ttl", "graph/source"),
        ("data/source/deep/people.ttl", "graph/source"),
        ("data/people.ttl", "graph/people"),
        ("data/a.b.ttl", "graph/a.b"),
        ("data/UPPER.TTL", "graph/UPPER"),
        ("data/two words.ttl", "graph/two%20words"),
        ("data/50%#?.ttl", "graph/50%25%23%3F"),
        ("data/特許/a.ttl", "graph/特許"),
        ("data/Cafe\u0301.ttl", "graph/Caf\u00e9"),
        ("data/x.ttl/y.ttl", "graph/x.ttl"),
        ("ontology/x.ttl", "graph/ontology"),
        ("ontology/deep/x.ttl", "graph/ontology"),
    ],
)
def test_the_graph_is_named_after_folder_or_stem(tmp_path: Path, path: str, graph: str) -> None:
    assert graphs(read(tmp_path, {path: ONE})) == {f"<{BASE}{graph}>"}


@pytest.mark.parametrize("suffix", ["trig", "nq"])
def test_quad_formats_name_their_own_graphs(tmp_path: Path, suffix: str) -> None:
    named = f"<{BASE}a> <{BASE}p> 1" if suffix == "trig" else ""
    text = f"<{BASE}g> {{ {named} }}\n{ONE}" if suffix == "trig" else f"{ONE[:-1]} <{BASE}g> .\n{ONE}"
    assert graphs(read(tmp_path, {f"data/layer/x.{suffix}": text})) == {f"<{BASE}g>", f"<{BASE}graph/layer>"}


def test_shapes_stay_in_the_default_graph(tmp_path: Path) -> None:
    sources = read(tmp_path, {"shapes/x.trig": f"<{BASE}g> {{ {ONE} }} {ONE}"})
    assert {quad.graph_name for quad in sources.shapes[0].quads} == {DefaultGraph()}
    assert list(sources.quads()) == []


def test_blank_nodes_of_different_files_never_meet(tmp_path: Path) -> None:
    text = f"_:x <{BASE}p> _:y, [] . _:y <{BASE}p> _:x ."
    sources = read(tmp_path, {"data/one/a.ttl": text, "data/one/b.ttl": text})
    first, second = (
        {node for quad in file.quads for node in (quad.subject, quad.object) if isinstance(node, BlankNode)}
        for file in sources.data
    )
    assert len(first) == len(second) == 3
    assert not first & second
    assert {sources.file_of(node) for node in first} == {"data/one/a.ttl"}
    assert sources.file_of(BlankNode("c14n0")) is None


def test_every_parse_gives_the_same_quads_in_the_same_order(tmp_path: Path) -> None:
    made = settings(tmp_path, {"data/a.ttl": f"<{BASE}a> <{BASE}p> [ <{BASE}q> (1 [] 2), [] ] .", "data/b.ttl": ONE})
    assert list(read_sources(made).quads()) == list(read_sources(made).quads())


def test_faults_of_all_files_are_told_in_one_run_each_with_its_line(tmp_path: Path) -> None:
    prefix = f"@prefix e: <{BASE}> .\n"
    sources = read(
        tmp_path,
        {
            "data/a.ttl": f"{prefix}e:a e:p f:x .\ne:a e:p 1 .\ne:a e:p g:x .\n",
            "data/b.ttl": f"{prefix}e:a e:p 1\n\ne:b e:p 2 .\n",
            "data/c.nt": f"{ONE}\n<{BASE}a> <{BASE}p> .\n{ONE}\nnonsense\n",
            "ontology/d.ttl": f'{prefix}\ne:a e:p "open .\n',
            "data/good.ttl": ONE,
        },
    )
    assert sorted(places(sources)) == [
        ("data/a.ttl", 2),
        ("data/a.ttl", 4),
        ("data/b.ttl", 4),
        ("data/c.nt", 2),
        ("data/c.nt", 4),
        ("ontology/d.ttl", 3),
    ]
    assert all(finding.severity is Severity.VIOLATION for finding in sources.findings)
    texts = {(finding.file, finding.line): finding.message() for finding in sources.findings}
    assert texts["data/a.ttl", 2] == "the prefix f: is not declared; add @prefix f: <…> . at the top"
    assert texts["data/b.ttl", 4].startswith("expected '.' before e:b")
    assert texts["ontology/d.ttl", 3].startswith("the string that begins here is not closed")
    assert all("ja" in finding.messages for finding in sources.findings)


def test_what_could_be_read_of_a_faulty_file_is_kept_but_no_half_shape_is(tmp_path: Path) -> None:
    text = f"{ONE}\n<{BASE}a> <{BASE}p> .\n"
    sources = read(tmp_path, {"data/a.ttl": text, "shapes/b.ttl": text})
    assert len(sources.data[0].quads) == 1
    assert sources.shapes[0].quads == []


def test_a_file_of_nothing_but_faults_tells_only_the_first_of_them(tmp_path: Path) -> None:
    assert len(read(tmp_path, {"data/a.nt": "x\n" * 1000}).findings) == 20


@pytest.mark.parametrize(
    ("name", "text", "line", "shown"),
    [
        ("x.ttl", f"\n<a> <{BASE}p> 1 .", 2, "<a>"),
        ("x.trig", f"<{BASE}g> {{\n <{BASE}a> <p> 1 }}", 2, "<p>"),
        ("x.n3", f"\n\n<{BASE}a> <{BASE}p> <#x> .", 3, "<#x>"),
        ("x.nt", f"<{BASE}a> <{BASE}p> <b> .", 1, "<b>"),
        ("x.jsonld", f'{{"@id": "a", "{BASE}p": 1}}', None, "<a>"),
        ("x.jsonld", f'{{"@id": "{BASE}a", "@type": "Thing"}}', None, "<Thing>"),
        ("x.jsonld", f'{{"@id": "", "{BASE}p": 1}}', None, "<>"),
        (
            "x.rdf",
            '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">\n'
            '<r:Description r:about="a"><e:p>1</e:p></r:Description></r:RDF>',
            2,
            "<a>",
        ),
    ],
)
def test_relative_iris_without_a_base_are_violations(
    tmp_path: Path, name: str, text: str, line: int | None, shown: str
) -> None:
    sources = read(tmp_path, {f"data/{name}": text})
    assert places(sources) == [(f"data/{name}", line)]
    assert message(sources).startswith(f"the IRI {shown} is relative")


def test_relative_iris_with_a_base_are_resolved(tmp_path: Path) -> None:
    sources = read(tmp_path, {"data/x.ttl": f"@base <{BASE}> . <a> <p> <#c> ."})
    assert not sources.findings
    assert [quad.subject for quad in sources.quads()] == [NamedNode(f"{BASE}a")]


def test_crlf_files_are_read_and_their_lines_counted(tmp_path: Path) -> None:
    sources = read(tmp_path, {"data/x.ttl": f"{ONE}\r\n\r\n<{BASE}a> <{BASE}p> e:x .\r\n"})
    assert places(sources) == [("data/x.ttl", 3)]


@pytest.mark.parametrize("row", RDF_FORMATS, ids=lambda row: row.suffix)
def test_bytes_that_are_not_utf_8_are_told_with_their_line(tmp_path: Path, row) -> None:  # type: ignore[no-untyped-def]
    sources = read(tmp_path, {f"data/x.{row.suffix}": b'\n\n "caf\xe9"'})
    assert places(sources) == [(f"data/x.{row.suffix}", 3)]
    assert "not UTF-8: byte 0xE9" in message(sources)


def test_rdf_xml_that_is_not_well_formed_is_told_with_expats_line(tmp_path: Path) -> None:
    sources = read(tmp_path, {"data/x.rdf": "<a>\n<b></a>\n"})
    assert places(sources) == [("data/x.rdf", 2)]
    assert "mismatched tag" in message(sources)


def test_rdf_xml_in_another_encoding_is_told_to_be_saved_as_utf_8(tmp_path: Path) -> None:
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    text = f'<?xml version="1.0" encoding="ISO-8859-1"?><r:RDF xmlns:r="{rdf}"></r:RDF>'
    assert "UTF-8" in message(read(tmp_path, {"data/x.rdf": text}))


def test_a_syntax_error_of_json_ld_has_no_line_but_tells_the_place(tmp_path: Path) -> None:
    sources = read(tmp_path, {"data/x.jsonld": '{"@id":\n}'})
    assert places(sources) == [("data/x.jsonld", None)]
    assert "line 2, column 1" in message(sources)


def test_a_remote_context_is_never_fetched(tmp_path: Path) -> None:
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        context = f"http://127.0.0.1:{server.server_port}/context"
        sources = read(
            tmp_path,
            {
                "data/a.jsonld": f'{{"@context": "{context}", "@id": "{BASE}a", "name": "x"}}',
                "data/b.jsonld": f'{{"@context": [{{"@import": "{context}"}}], "@id": "{BASE}a", "name": "x"}}',
            },
        )
        server.shutdown()
    assert asked == []
    assert places(sources) == [("data/a.jsonld", None), ("data/b.jsonld", None)]
    assert "embed the context" in sources.findings[0].message()


def test_a_graph_named_by_a_blank_node_is_a_violation_with_its_line(tmp_path: Path) -> None:
    prefix = f"@prefix e: <{BASE}> .\n"
    sources = read(
        tmp_path,
        {
            "data/a.trig": f"{prefix}_:g {{\n e:a e:p\n  1 }}\n[] {{ e:a e:p 2 }}",
            "data/b.nq": f"{ONE}\n{ONE[:-1]} _:g .\n",
            "data/c.jsonld": f'{{"@id": "_:g", "@graph": [{{"@id": "{BASE}a", "{BASE}p": 1}}]}}',
        },
    )
    assert places(sources) == [("data/a.trig", 4), ("data/a.trig", 5), ("data/b.nq", 2), ("data/c.jsonld", None)]
    assert all("give the graph an IRI" in finding.message() for finding in sources.findings)
    assert graphs(sources) == {f"<{BASE}graph/{name}>" for name in "abc"}


def test_rules_formulas_and_variables_of_n3_are_violations(tmp_path: Path) -> None:
    text = f"@prefix e: <{BASE}> .\ne:a e:p 1 .\n{{ ?x e:p e:y }}\n => {{ ?x e:q 1 }} .\ne:a e:p ?y .\n"
    sources = read(tmp_path, {"data/x.n3": text})
    assert places(sources) == [("data/x.n3", 3), ("data/x.n3", 4), ("data/x.n3", 5)]


def test_n3_that_is_rdf_is_read(tmp_path: Path) -> None:
    text = f'@prefix e: <{BASE}> .\ne:a is e:p of e:b ; = e:c . e:a e:q "? {{ =>" . # ?x => {{'
    sources = read(tmp_path, {"data/x.n3": text})
    assert not sources.findings
    assert len(list(sources.quads())) == 3


def test_triple_terms_and_base_directions_are_violations(tmp_path: Path) -> None:
    text = f"@prefix e: <{BASE}> .\ne:a e:p\n <<( e:a e:p e:b )>> .\ne:a e:p 'x'@en--ltr .\n"
    assert places(read(tmp_path, {"data/x.ttl": text})) == [("data/x.ttl", 3), ("data/x.ttl", 4)]


def test_unknown_suffixes_are_warnings_that_say_what_to_do(tmp_path: Path) -> None:
    files = dict.fromkeys(["data/a.xyz", "data/a.ttl.gz", "data/README", "data/x.html", "shapes/a.owl"], "?")
    sources = read(tmp_path, files)
    assert {finding.file for finding in sources.findings} == set(files)
    assert {finding.severity for finding in sources.findings} == {Severity.WARNING}
    assert all(".ttl" in finding.message() and ".ttl" in finding.message("ja") for finding in sources.findings)


def test_text_and_hidden_files_are_left_alone(tmp_path: Path) -> None:
    names = ["data/a.txt", "data/a.md", "data/a.csv", "data/.a.ttl", "data/.git/x.ttl", "data/A.TXT"]
    sources = read(tmp_path, dict.fromkeys(names, "?"))
    assert (sources.data, sources.findings) == ((), ())


def test_questions_are_the_query_files_below_data(tmp_path: Path) -> None:
    sources = read(tmp_path, {"data/questions/b.rq": "ASK {}", "data/questions/a.rq": "# Why?\n", "data/c.rq": b"\xff"})
    assert sources.questions == (("data/questions/a.rq", "# Why?\n"), ("data/questions/b.rq", "ASK {}"))
    assert places(sources) == [("data/c.rq", 1)]


def test_links_are_followed_but_never_in_a_circle(tmp_path: Path) -> None:
    made = settings(tmp_path / "site", {"data/a.ttl": ONE})
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/x.ttl").write_text(ONE)
    (made.root / "data/linked").symlink_to(tmp_path / "elsewhere")
    (made.root / "data/circle").symlink_to(".")
    (made.root / "data/self.ttl").symlink_to("self.ttl")
    (made.root / "data/gone.ttl").symlink_to("nowhere.ttl")
    sources = read_sources(made)
    assert [file.path for file in sources.data] == ["data/a.ttl", "data/linked/x.ttl"]
    severities = {finding.file: finding.severity for finding in sources.findings}
    assert severities == {
        "data/circle": Severity.WARNING,
        "data/self.ttl": Severity.VIOLATION,
        "data/gone.ttl": Severity.VIOLATION,
    }


def test_a_pipe_is_no_file_and_is_not_waited_for(tmp_path: Path) -> None:
    made = settings(tmp_path, {"data/a.ttl": ONE})
    os.mkfifo(tmp_path / "data/pipe.ttl")
    assert places(read_sources(made)) == [("data/pipe.ttl", None)]


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that even root cannot read")
def test_a_file_that_cannot_be_read_is_a_violation(tmp_path: Path) -> None:
    made = settings(tmp_path, {"data/a.ttl": ONE})
    (tmp_path / "data/b.ttl").symlink_to("/proc/self/mem")
    assert places(read_sources(made)) == [("data/b.ttl", None)]


def test_a_name_that_is_not_utf_8_is_a_violation(tmp_path: Path) -> None:
    made = settings(tmp_path, {"data/a.ttl": ONE})
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/data/\xff.ttl")).write_text(ONE)
    assert message(read_sources(made)) == "its name is not UTF-8; rename it"


def test_prefixes_come_from_declarations_then_vann_then_files_in_order(tmp_path: Path) -> None:
    head = (
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix vann: <http://purl.org/vocab/vann/> .\n"
        "@prefix one: <http://file/> . @prefix two: <http://file/> . @prefix three: <http://file/> .\n"
    )
    sources = read(
        tmp_path,
        {
            "ontology/a.ttl": head
            + f'<{BASE}o> vann:preferredNamespacePrefix "two"; vann:preferredNamespaceUri "http://vann/" .',
            "ontology/b.ttl": head + f'<{BASE}o> sh:declare [ sh:prefix "one" ; sh:namespace "http://declared/" ] .',
            "data/c.ttl": "@prefix three: <http://later/> . @prefix four: <http://later/> .",
            "shapes/d.ttl": head + f'<{BASE}s> sh:declare [ sh:prefix "bad one" ; sh:namespace "http://x/" ], '
            '[ sh:prefix "five" ; sh:namespace "http://x:y/" ] .',
        },
    )
    wanted = {
        "one": "http://declared/",
        "two": "http://vann/",
        "three": "http://file/",
        "four": "http://later/",
    }
    assert wanted.items() <= dict(sources.prefixes).items()
    assert not {"bad one", "five"} & sources.prefixes.keys()
