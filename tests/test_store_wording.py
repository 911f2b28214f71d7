"""Queries as the engine gets them: graph by graph, calls in its words; tables it writes so that they cannot be read."""

import csv
import io
import time
from itertools import pairwise
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from publisher.errors import NotCarried, QueryError, ResultTooLarge
from publisher.formats import RESULTS_CSV
from publisher.lexer import tokens
from publisher.namespaces import Prefixes
from publisher.store import Query
from publisher.store.evaluation import Evaluator
from publisher.store.sparql.calls import respelt_calls
from publisher.store.sparql.graphs import graph_edits
from publisher.store.sparql.language import analyse
from publisher.store.sparql.patterns import engine_pattern, engine_replacement, groups
from publisher.store.sparql.rewriting import engine_text
from publisher.store.spool import CsvLines, Spool, XmlSpool

BASE = "http://site/sparql"
GRAPHS = 1500
EACH = "SELECT * { GRAPH ?g { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } }"


@pytest.fixture(scope="module")
def evaluator() -> Evaluator:
    """Return an evaluator of many graphs, one triple each."""
    store = Store()
    for number in range(GRAPHS):
        triple = NamedNode(f"http://site/s{number}"), NamedNode("http://site/p"), Literal(str(number))
        store.extend([Quad(*triple), Quad(*triple, NamedNode(f"http://site/graph/{number}"))])
    return Evaluator(store, Prefixes({}))


def rows(evaluator: Evaluator, query: Query, folder: Path) -> list[list[str]]:
    body = evaluator.respond(query, RESULTS_CSV, 10_000_000, folder).held()
    return list(csv.reader(io.StringIO(body.decode(), newline=""), strict=True))[1:]


def text(query: str, graphs: tuple[str, ...] = ("http://site/a", "http://site/b")) -> str:
    read = analyse(query, {}, BASE)
    return engine_text(read, graph_edits(read, graphs))


def test_many_graphs_are_evaluated_one_by_one(evaluator: Evaluator, tmp_path: Path) -> None:
    found = rows(evaluator, Query(EACH, BASE), tmp_path)
    assert sorted(found) == sorted([f"http://site/graph/{number}", "1"] for number in range(GRAPHS))


@pytest.mark.parametrize(
    "pattern",
    [
        "?s ?p ?o",
        "?s ?p ?o OPTIONAL { ?s ?p ?o2 } FILTER(?o != 1) FILTER NOT EXISTS { ?s ?s ?o }",
        "{ ?s ?p ?o } UNION { ?g ?p ?o }",
        "?s ?p ?o BIND(1 AS ?one)",
    ],
)
def test_a_pattern_that_the_engine_reads_rightly_stays_as_it_is(pattern: str) -> None:
    query = f"SELECT * {{ GRAPH ?g {{ {pattern} }} GRAPH <urn:g> {{ SELECT * {{ ?s ?p ?o }} }} }}"
    assert text(query) == query


def test_blank_nodes_of_the_copies_have_labels_of_their_own() -> None:
    written = text("ASK { GRAPH ?g { _:x ?p _:x . { SELECT ?q { _:y ?q _:y } } } }")
    assert [written.count(f"_:{name}-in-graph-{n}") for name in "xy" for n in (0, 1)] == [2, 2, 2, 2]


def test_past_a_length_the_query_is_refused_with_its_place() -> None:
    read = analyse("SELECT *\n{ ?a ?b ?c\n  GRAPH ?g { SELECT * { ?s ?p ?o } } }", {}, BASE)
    with pytest.raises(QueryError, match=r"each of 100 graphs.*FROM NAMED") as caught:
        graph_edits(read, [f"http://site/{number}" for number in range(100)], largest=2000)
    assert (caught.value.line, caught.value.column) == (3, 3)


@pytest.mark.parametrize("name", ["http://x/> {} } SELECT #", "http://x/a b", "relative"])
def test_a_name_of_a_graph_cannot_end_its_iri(evaluator: Evaluator, tmp_path: Path, name: str) -> None:
    with pytest.raises(QueryError, match="names no graph"):
        rows(evaluator, Query(EACH, BASE, None, (name,)), tmp_path)


def test_what_is_wrong_is_told_at_its_place_in_the_query_as_it_was(evaluator: Evaluator, tmp_path: Path) -> None:
    with pytest.raises(QueryError) as caught:
        rows(evaluator, Query("SELECT ?a ?a ?b\n{ GRAPH ?g { SELECT * {} } }\nGROUP ?a", BASE), tmp_path)
    assert caught.value.line == 3


@pytest.mark.parametrize(
    ("many", "closing"),
    [
        ("COUNT(", ")"),
        ("REPLACE(", ")"),
        ("GRAPH ?g { VALUES ", "}"),
        ("SELECT ?x ?x (", ")"),
        ("!() ", ""),
        ("} GROUP BY (?x AS ", ")"),
        ("REGEX(?x, ", ")"),
        ("GRAPH ?g { VALUES ?x { 1 } } ", ""),
        ("'SERVICE' ?p 1 GRAPH ?g { VALUES ?x { 1 } } ", ""),
    ],
)
def test_time_is_linear_in_the_length_of_a_query(many: str, closing: str) -> None:
    began = time.process_time()
    assert len(respelt_calls(tuple(tokens(many * 20_000 + ")" * 20_000)))) >= 0
    text("SELECT * { " + (many + closing) * 20_000 + "}")
    assert time.process_time() - began < 10  # the square of it takes minutes


def test_a_keyword_of_other_servers_is_out_of_sight_in_calls_too() -> None:
    written = text('SELECT (REPLACE("SERVICE", "(service)[a-z-[b]]", "$1SERVICE") AS ?x) {}')
    assert "service" not in written.lower()


@pytest.mark.parametrize(
    ("pattern", "written"),
    [
        ("a.b", "a.b"),
        (r"\d+\.\[x\]", r"\d+\.\[x\]"),
        ("[a-z-[aeiou]]", "[a-z--[aeiou]]"),
        ("[^a-z-[0]]x", "[[^a-z]--[0]]x"),
        (r"[\]-[a]]", r"[\]--[a]]"),
        ("[]a]", "[]a]"),
        ("[a&~]&~", r"[a\&\~]&~"),
        ("a-[b]", "a-[b]"),
        (r"\d-[a-z-[aeiou]]", r"\d-[a-z--[aeiou]]"),
        ("x-[a&&b]", r"x-[a\&\&b]"),
        ("[+--]", r"[+-\-]"),
        ("[a--[b]]", r"[a\---[b]]"),
        (r"[\--0a-]", r"[\--0a\-]"),
        ("[a-z-[^b-[c]]]", "[a-z--[[^b]--[c]]]"),
        (r"[\p{Lu}-]", r"[\p{Lu}\-]"),
        ("a #[ #]", "a #[ #]"),
        ("\\", "\\"),
    ],
)
def test_patterns_are_in_the_engines_words(pattern: str, written: str) -> None:
    assert engine_pattern(pattern) == written


def holds(expression: str) -> str:
    """Return what an expression comes to."""
    body = Evaluator(Store(), Prefixes({})).respond(
        Query(f"SELECT ({expression} AS ?x) {{}}", BASE), RESULTS_CSV, 100, Path("/nowhere")
    )
    return body.held().decode().split("\r\n")[1]


@pytest.mark.parametrize(
    ("text", "pattern", "flags", "matches"),
    [
        ("1-a", r"^\\d-[a-z-[aeiou]]$", "", "false"),
        ("1-b", r"^\\d-[a-z-[aeiou]]$", "", "true"),
        ("x-&", "^x-[a&&b]$", "", "true"),
        (",", "^[+--]$", "", "true"),
        ("-", "^[a--[b]]$", "", "true"),
        ("é", "^[^b-z-[c]]$", "", "true"),
        ("ac", "a#b", "x", "false"),
        ("a#b", "a # b", "x", "true"),
        ("a#b", "^a[#]b", "ix", "true"),
        ("a b", "a[ ]b", "x", "true"),
        ("aab", "^ a {2} b $", "x", "true"),
    ],
)
def test_patterns_match_what_xpath_says(text: str, pattern: str, flags: str, matches: str) -> None:
    assert holds(f'REGEX("{text}", "{pattern}", "{flags}")') == matches
    assert holds(f'REPLACE("{text}", "{pattern}", "", "{flags}") != "{text}"') == matches


@pytest.mark.parametrize(("pattern", "count"), [("", 0), ("(a)(b(c))", 3), (r"\((?:x)[(]", 0), ("[](](a)", 1)])
def test_groups_of_a_pattern_are_counted(pattern: str, count: int) -> None:
    assert groups(pattern) == count


@pytest.mark.parametrize(
    ("replacement", "written"),
    [
        ("x", "x"),
        ("$0$1a", "${0}${1}a"),
        ("$12", "${12}"),
        ("$13", "${1}3"),
        ("$0012", "${0012}"),
        ("$1" + "3" * 9_000, "${1}" + "3" * 9_000),
        (r"\$1\\", "$$1\\"),
        ("$", None),
        ("\\", None),
        (r"\n", None),
        ("${1}", None),
    ],
)
def test_replacements_are_in_the_engines_words(replacement: str, written: str | None) -> None:
    assert engine_replacement(replacement, 12) == written


TERMS = [
    "<http://e/a>",
    "<http://e/a,b>",
    '"plain"',
    '"with, comma"@en-GB',
    '""',
    "'quote \" and , comma'",
    '"tab\\t line\\n return\\r back\\\\slash \\\\t"',
    '"x"^^<http://e/type,1>',
    '"<http://e/no> ?x @en ^^"',
    "1",
    "1.50",
    "1e3",
    "true",
    "UNDEF",
]


@pytest.mark.parametrize("wide", [*([one] for one in TERMS), *map(list, pairwise(TERMS)), TERMS])
def test_tables_can_be_read_back(wide: list[str], tmp_path: Path) -> None:
    names = " ".join(f"?v{number}" for number in range(len(wide)))
    row = f"({' '.join(wide)}) "
    text = f"SELECT {names} {{ VALUES ({names}) {{ {row * 3} }} }}"
    solutions = Store().query(text)
    expected = [["" if one is None else one.value for one in row] for row in solutions]
    assert rows(Evaluator(Store(), Prefixes({})), Query(text, BASE), tmp_path) == expected


@pytest.mark.parametrize(
    ("table", "written"),
    [
        (b"\n\n\n", b"\r\n\r\n\r\n"),
        (b"?x\n", b"x\r\n"),
        (b'?x\n""\n\n\n<x:a>\n', b'x\r\n""\r\n""\r\n""\r\nx:a\r\n'),
        (b'?x\t?y\n\t\n<x:a,b>\t"a"\n', b'x,y\r\n,\r\n"x:a,b",a\r\n'),
        (b'?x\t?y\n"1"^^<x:t>\t"a\\"\\n"@en\n', b'x,y\r\n1,"a""\n"\r\n'),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_tables_are_the_same_however_they_are_cut(table: bytes, written: bytes, size: int) -> None:
    spool = Spool(1000, Path("/nowhere"))
    lines = CsvLines(spool)
    for start in range(0, len(table), size):
        lines.write(table[start : start + size])
    assert spool.held() == written


@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize("sign", ["\ufffe", "\uffff", "\x01"])
def test_what_xml_cannot_carry_is_found_however_it_is_cut(sign: str, size: int) -> None:
    spool, body = XmlSpool(1000, Path("/nowhere")), f"<a>\r{sign}".encode()
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    with pytest.raises(NotCarried, match=f"{ord(sign):04X}"):
        list(map(spool.write, pieces))


def test_a_table_with_commas_in_iris_keeps_its_limit(evaluator: Evaluator, tmp_path: Path) -> None:
    cells = "SELECT (IRI(CONCAT(STR(?s), ',', ?o)) AS ?x) ?o { ?s ?p ?o }"
    assert len(rows(evaluator, Query(cells, BASE), tmp_path)) == GRAPHS
    with pytest.raises(ResultTooLarge):
        evaluator.respond(Query(cells, BASE), RESULTS_CSV, 10_000, tmp_path)
