"""Results in JSON, XML, CSV and TSV say what their specifications say, term by term, as other people's parsers read."""

import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from xml.etree import ElementTree

import pytest
import rdflib
import requests
from cases import PREFIXES, Term, ask, from_json, term
from pyoxigraph import BlankNode, Literal, NamedNode
from rdflib.query import Result
from support import Server

from publisher.formats import RESULT_FORMATS

XSD = PREFIXES["xsd"]
LINK, LANG = "{http://www.w3.org/2005/sparql-results#}", "{http://www.w3.org/XML/1998/namespace}lang"
Table = tuple[list[str], list[dict[str, Term]]]
CONTENT_TYPES = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
}
# Text that trips a writer up, as SPARQL writes it.
TEXTS = [
    '""',
    r'"quo\"ted"',
    r'"\""',
    r'"back\\slash \\n"',
    r'"line\nfeed"',
    r'"carriage\rreturn"',
    r'"both\r\n"',
    r'"\n"',
    r'"tab\tbed"',
    '"comma, semicolon; and | bar"',
    '" spaces around "',
    '"  "',
    '"<b>&amp;</b> ]]> <!-- -->"',
    '"=1+1"',
    '"?x"',
    '"_:b"',
    '"<http://x/>"',
    '"true"',
    '"1"',
    r'"\u0301 a combining accent alone"',
    r'"e\u0301 is not é"',
    r'"\U0001F600\U0001F1EF\U0001F1F5 \U0010FFFD"',
    r'"\u007F\u0085\u00A0\u2028\u2029\uFEFF\uFFFD"',
    '"特許庁"',
    '"it\'s"',
]
CONTROLS = [r'"\u0000"', r'"a\u0001b"', r'"\u000B"', r'"\u001F"', r'"\uFFFE"', r'"\uFFFF"']
TAGGED = ['"chat"@fr', '"colour"@en-gb', r'"\"x\"\n"@zh-hant-tw', '"1996"@de-1996', '""@en']
TYPED = [
    "1",
    "-1",
    "99999999999999999999999",
    "1.5",
    "-0.5",
    "true",
    "false",
    '"INF"^^xsd:double',
    '"NaN"^^xsd:float',
    '"abc"^^xsd:integer',
    '"2020-02-29"^^xsd:date',
    '"2020-02-29T12:00:00.5Z"^^xsd:dateTime',
    '"P1Y"^^xsd:duration',
    r'"x\t,\"y"^^<http://x/type?a=1&b=2>',
    '"<p/>"^^rdf:XMLLiteral',
]
IRIS = [
    "<http://x/with%20space>",
    "<http://x/特許>",
    "<http://x/caf%C3%A9/café>",
    "<http://x/?a=1&b='2'#c>",
    "<http://x/a,b;c(d)>",
    "<urn:isbn:0-306-40615-2>",
    "<mailto:a@b.example>",
    "<http://x/\U0001f600>",
]
TERMS = [*TEXTS, *TAGGED, *TYPED, *IRIS]


def in_json(body: bytes) -> Table:
    told = json.loads(body)
    assert set(told) == {"head", "results"}
    assert set(told["head"]) <= {"vars", "link"}
    assert set(told["results"]) == {"bindings"}
    for row in told["results"]["bindings"]:
        for cell in row.values():
            assert cell["type"] in ("uri", "literal", "bnode")
            assert set(cell) <= {"type", "value", "xml:lang", "datatype"}
            assert cell["type"] == "literal" or set(cell) == {"type", "value"}
            assert not {"xml:lang", "datatype"} <= set(cell)
    rows = [{name: from_json(cell) for name, cell in row.items()} for row in told["results"]["bindings"]]
    return told["head"]["vars"], rows


def in_xml(body: bytes) -> Table:
    root = ElementTree.fromstring(body)
    assert root.tag == f"{LINK}sparql"
    head, results = root
    assert (head.tag, results.tag) == (f"{LINK}head", f"{LINK}results")
    rows: list[dict[str, Term]] = []
    for result in results:
        assert result.tag == f"{LINK}result"
        rows.append({})
        for binding in result:
            (cell,) = binding
            assert binding.attrib.keys() == {"name"}
            rows[-1][binding.attrib["name"]] = _xml_term(cell)
    return [variable.attrib["name"] for variable in head.findall(f"{LINK}variable")], rows


def _xml_term(cell: ElementTree.Element) -> Term:
    text, kind = cell.text or "", cell.tag.removeprefix(LINK)
    if kind == "literal" and LANG in cell.attrib:
        return Literal(text, language=cell.attrib[LANG])
    if kind == "literal":
        return Literal(text, datatype=NamedNode(cell.attrib.get("datatype", f"{XSD}string")))
    return {"uri": NamedNode, "bnode": BlankNode}[kind](text)


def in_tsv(body: bytes) -> Table:
    text = body.decode()
    assert text.endswith("\n")
    assert "\r" not in text
    head, *lines = text[:-1].split("\n")
    names = head.split("\t") if head else []
    assert all(name.startswith("?") for name in names)
    cells = [line.split("\t") if names else [] for line in lines]
    assert {len(row) for row in cells} <= {len(names)}
    rows = [{name[1:]: term(cell) for name, cell in zip(names, row, strict=True) if cell} for row in cells]
    return [name[1:] for name in names], rows  # type: ignore[return-value]


def in_csv(body: bytes) -> tuple[list[str], list[dict[str, str]]]:
    head, *lines = csv.reader(io.StringIO(body.decode(), newline=""), strict=True)
    assert {len(line) for line in lines} <= {len(head)}
    return head, [{name: cell for name, cell in zip(head, line, strict=True) if cell} for line in lines]


READERS: Mapping[str, Callable[[bytes], Table]] = {"json": in_json, "xml": in_xml, "tsv": in_tsv}


def result(server: Server, query: str, format: str) -> bytes:
    answer = ask(server, query, format=format)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == CONTENT_TYPES[format]
    return answer.content


def plain(cell: Term) -> str:
    """Return what CSV shows of a term (3.2): its string, and nothing of its kind."""
    return f"_:{cell.value}" if isinstance(cell, BlankNode) else cell.value


def values(terms: list[str]) -> str:
    rows = " ".join(f"({number} {cell})" for number, cell in enumerate(terms))
    return f"SELECT ?n ?v {{ VALUES (?n ?v) {{ {rows} }} }} ORDER BY ?n"


@pytest.mark.parametrize("format", READERS)
def test_every_term_comes_back_as_it_is(case_server: Server, format: str) -> None:
    terms = TERMS if format == "xml" else TERMS + CONTROLS
    names, rows = READERS[format](result(case_server, values(terms), format))
    assert names == ["n", "v"]
    assert [row["v"] for row in rows] == [term(one) for one in terms]


def test_csv_has_the_string_of_every_term(case_server: Server) -> None:
    terms = TERMS + CONTROLS
    names, rows = in_csv(result(case_server, values(terms), "csv"))
    assert names == ["n", "v"]
    assert [row.get("v", "") for row in rows] == [plain(term(one) or NamedNode("")) for one in terms]


@pytest.mark.parametrize("format", ["json", "xml"])
def test_another_reader_finds_the_same_terms(case_server: Server, format: str) -> None:
    body = result(case_server, values(TERMS), format)
    read = Result.parse(io.BytesIO(body), format=format)
    assert [str(name) for name in read.vars or ()] == ["n", "v"]
    wanted = [term(one) for one in TERMS]
    for row, one in zip(read, wanted, strict=True):
        found = row["v"]  # type: ignore[index]
        if isinstance(found, rdflib.URIRef):
            assert one == NamedNode(str(found))
        elif found.language:
            assert one == Literal(str(found), language=found.language)
        else:
            # rdflib rewrites numbers as it reads them, so that only the type of those is compared.
            assert isinstance(one, Literal)
            assert one.datatype.value == str(found.datatype or f"{XSD}string")
            assert found.datatype or one.value == str(found)


@pytest.mark.parametrize("text", CONTROLS)
def test_what_xml_cannot_carry_is_406_that_names_the_character(case_server: Server, text: str) -> None:
    answer = ask(case_server, f"SELECT ({text} AS ?v) {{}}", format="xml")
    assert answer.status_code == 406
    assert answer.headers["Content-Type"] == "application/problem+json"
    named = re.search(r"\\u(....)", text)
    assert named
    assert f"U+{named[1]}" in answer.json()["detail"]
    assert "JSON" in answer.json()["detail"]


@pytest.mark.parametrize("format", ["json", "xml", "tsv"])
def test_a_text_of_a_megabyte_arrives_whole(case_server: Server, format: str) -> None:
    doubled = "".join(f"BIND(CONCAT(?t{n}, ?t{n}) AS ?t{n + 1}) " for n in range(16))
    rows = READERS[format](
        result(case_server, f'SELECT ?t16 {{ BIND("\\t\\"特許庁\\",\\r\\n" AS ?t0) {doubled} }}', format)
    )[1]
    assert rows == [{"t16": Literal('\t"特許庁",\r\n' * 2**16)}]


def test_a_text_of_a_megabyte_arrives_whole_in_csv(case_server: Server) -> None:
    doubled = "".join(f"BIND(CONCAT(?t{n}, ?t{n}) AS ?t{n + 1}) " for n in range(16))
    body = result(case_server, f'SELECT (1 AS ?n) ?t16 {{ BIND("\\t\\"特許庁\\",\\r\\n" AS ?t0) {doubled} }}', "csv")
    text = '\t"特許庁",\r\n' * 2**16
    assert body.decode() == 'n,t16\r\n1,"' + text.replace('"', '""') + '"\r\n'


@pytest.mark.parametrize(
    ("query", "names", "rows"),
    [
        ("SELECT ?b ?a { BIND(1 AS ?a) BIND(2 AS ?b) }", ["b", "a"], 1),
        ("SELECT * { VALUES ?z { 1 } BIND(2 AS ?b) BIND(3 AS ?a) }", ["z", "b", "a"], 1),
        ("SELECT ?x ?y ?x { VALUES ?x { 1 } }", ["x", "y"], 1),
        ("SELECT ?x { ?x :nothing ?y }", ["x"], 0),
        ("SELECT ?x ?y { ?x :nothing ?y }", ["x", "y"], 0),
        ("SELECT * { ?y :nothing ?x }", ["y", "x"], 0),
        ("SELECT ?x { VALUES ?x { UNDEF UNDEF } }", ["x"], 2),
        ("SELECT ?x ?y ?z { VALUES ?y { UNDEF 1 } }", ["x", "y", "z"], 2),
        ("SELECT * {}", [], 1),
        ("SELECT * { FILTER(false) }", [], 0),
        ("SELECT * { VALUES () { () () () } }", [], 3),
        ("SELECT ?特許 ?_1 ?9 { BIND(1 AS ?特許) }", ["特許", "_1", "9"], 1),
    ],
)
def test_columns_and_rows_are_those_of_the_query(case_server: Server, query: str, names: list[str], rows: int) -> None:
    for format, read in READERS.items():
        found = read(result(case_server, query, format))
        assert (found[0], len(found[1])) == (names, rows)
    head, lines = in_csv(result(case_server, query, "csv"))
    assert (head, len(lines)) == (names, rows)


@pytest.mark.parametrize(
    ("query", "in_csv", "in_tsv"),
    [
        ("SELECT * {}", "\r\n\r\n", "\n\n"),
        ("SELECT * { FILTER(false) }", "\r\n", "\n"),
        ("SELECT ?x { FILTER(false) }", "x\r\n", "?x\n"),
        # An empty line would be lost on readers that skip them; `""` is an empty field too (RFC 4180).
        ("SELECT ?x { VALUES ?x { UNDEF 1 } }", 'x\r\n""\r\n1\r\n', "?x\n\n1\n"),
        ('SELECT ?x { VALUES ?x { "" } }', 'x\r\n""\r\n', '?x\n""\n'),
        ("SELECT ?x ?y { VALUES ?y { UNDEF 1 } }", "x,y\r\n,\r\n,1\r\n", "?x\t?y\n\t\n\t1\n"),
        ('SELECT ?x ?y { VALUES (?x ?y) { (1.5 "a,b") } }', 'x,y\r\n1.5,"a,b"\r\n', '?x\t?y\n1.5\t"a,b"\n'),
        ("SELECT (<http://x/a,b> AS ?x) {}", 'x\r\n"http://x/a,b"\r\n', "?x\n<http://x/a,b>\n"),
        ('SELECT ("a\\tb\\nc\\rd\\"e\\\\" AS ?x) {}', 'x\r\n"a\tb\nc\rd""e\\"\r\n', '?x\n"a\\tb\\nc\\rd\\"e\\\\"\n'),
        ('SELECT ("x"@EN AS ?x) ("x"^^:t AS ?y) {}', "x,y\r\nx,x\r\n", f'?x\t?y\n"x"@en\t"x"^^<{PREFIXES[""]}t>\n'),
        ("SELECT (7 AS ?x) (true AS ?y) (-2.5 AS ?z) {}", "x,y,z\r\n7,true,-2.5\r\n", "?x\t?y\t?z\n7\ttrue\t-2.5\n"),
    ],
)
def test_lines_are_those_of_the_specification(case_server: Server, query: str, in_csv: str, in_tsv: str) -> None:
    assert result(case_server, query, "csv").decode() == in_csv
    assert result(case_server, query, "tsv").decode() == in_tsv


def test_many_rows_of_one_column_keep_their_lines(case_server: Server) -> None:
    cells = ["UNDEF", '"a,b"', '""', "<http://x/c,d>", '"\\r\\n"', '"\\r\\n\\r\\n"', '"\\""', '"plain"'] * 4000
    body = result(case_server, f"SELECT ?x {{ VALUES ?x {{ {' '.join(cells)} }} }}", "csv")
    _, *rows = csv.reader(io.StringIO(body.decode(), newline=""), strict=True)
    assert [row[0] for row in rows] == [plain(cell) if (cell := term(one)) else "" for one in cells]


@pytest.mark.parametrize("format", READERS)
def test_a_blank_node_is_one_node_wherever_it_stands(case_server: Server, format: str) -> None:
    query = 'SELECT ?x ?m ?y { ?x :name "Dan" ; :mail ?m . ?y :name "Dan" BIND(BNODE() AS ?new) } ORDER BY ?m'
    rows = READERS[format](result(case_server, query, format))[1]
    assert len({row["x"] for row in rows} | {row["y"] for row in rows}) == 1
    assert isinstance(rows[0]["x"], BlankNode)
    again = READERS[format](result(case_server, query, format))[1]
    assert again == rows


def test_a_blank_node_has_its_label_in_csv(case_server: Server) -> None:
    rows = in_csv(result(case_server, 'SELECT ?x ?y { ?x :name "Dan" BIND(?x AS ?y) }', "csv"))[1]
    assert rows[0]["x"] == rows[0]["y"]
    assert re.fullmatch(r"_:[A-Za-z0-9]+", rows[0]["x"])


@pytest.mark.parametrize(("query", "value"), [("ASK { ?x :age 23 }", True), ("ASK { ?x :age 24 }", False)])
def test_ask_has_its_answer_in_every_format(case_server: Server, query: str, value: bool) -> None:
    word = str(value).lower()
    assert json.loads(result(case_server, query, "json")) == {"head": {}, "boolean": value}
    root = ElementTree.fromstring(result(case_server, query, "xml"))
    assert [child.tag for child in root] == [f"{LINK}head", f"{LINK}boolean"]
    assert root[1].text == word
    for format in ("csv", "tsv"):
        assert result(case_server, query, format).decode().strip() == word
    for format in ("json", "xml"):
        assert Result.parse(io.BytesIO(result(case_server, query, format)), format=format).askAnswer is value
    page = ask(case_server, query, format="html")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.status_code == 200


def test_json_and_xml_have_no_byte_order_mark_and_are_utf8(case_server: Server) -> None:
    for format in CONTENT_TYPES:
        body = result(case_server, 'SELECT ("特" AS ?x) {}', format)
        assert not body.startswith(b"\xef\xbb\xbf")
        assert "特".encode() in body


def test_every_format_has_a_media_type_of_this_table() -> None:
    assert {row.name: row.content_type for row in RESULT_FORMATS if row.name != "html"} == CONTENT_TYPES


def test_head_says_what_get_does(case_server: Server) -> None:
    for format in CONTENT_TYPES:
        answers: list[requests.Response] = [
            case_server.request(method, "sparql", params={"query": "SELECT (1 AS ?x) {}", "format": format})
            for method in ("GET", "HEAD")
        ]
        assert answers[0].headers["Content-Type"] == answers[1].headers["Content-Type"] == CONTENT_TYPES[format]
        assert answers[0].headers["Content-Length"] == answers[1].headers["Content-Length"]
        assert answers[1].content == b""
