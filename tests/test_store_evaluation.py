"""Evaluation on a real store: datasets, columns, formats, blank nodes, and a store that is only read."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph
import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QueryResultsFormat, RdfFormat, parse

from publisher.errors import NotCarried, QueryError, ResultTooLarge, SurroundingsError
from publisher.formats import (
    HTML,
    N_QUADS,
    N_TRIPLES,
    RDF_FORMATS,
    RESULTS_CSV,
    RESULTS_JSON,
    RESULTS_TSV,
    RESULTS_XML,
    TURTLE,
    Format,
)
from publisher.namespaces import XSD, Prefixes
from publisher.store import Query, write_store
from publisher.store.evaluation import Evaluator
from publisher.store.files import open_store
from publisher.store.fresh_nodes import Lines, relabelled
from publisher.store.held import held_in
from publisher.store.sparql.language import analyse
from publisher.store.spool import INLINE

SITE = "http://site/"
BASE = "http://site/sparql"
A, B, C = (f"{SITE}graph/{name}" for name in "abc")
UNKNOWN = f"{SITE}graph/unknown"
TABLES = (RESULTS_JSON, RESULTS_XML, RESULTS_CSV, RESULTS_TSV)
COUNT = "SELECT (COUNT(*) AS ?n) {} {{ ?s ?p ?o }}"
COUNT_NAMED = "SELECT (COUNT(*) AS ?n) {} {{ GRAPH ?g {{ ?s ?p ?o }} }}"
MB = 1_000_000
PREFIXES = Prefixes({"ex": SITE})


def node(name: str) -> NamedNode:
    return NamedNode(SITE + name)


def quads() -> Iterator[Quad]:
    """1 000 in graph a, 500 in b of which 100 are in a too, 4 in c."""
    for n in range(1000):
        yield Quad(node(f"s{n // 5}"), node(f"p{n % 5}"), Literal(f"v{n}"), NamedNode(A))
    for n in range(900, 1400):
        yield Quad(node(f"s{n // 5}"), node(f"p{n % 5}"), Literal(f"v{n}"), NamedNode(B))
    for n in range(3):
        yield Quad(BlankNode(f"c14n{n}"), node("next"), BlankNode(f"c14n{n + 1}"), NamedNode(C))
    yield Quad(BlankNode("c14n3"), node("label"), Literal("é日本", language="ja"), NamedNode(C))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("evaluation") / "store"
    write_store(path, quads())
    return path


@pytest.fixture(scope="module")
def evaluator(store: Path) -> Evaluator:
    return Evaluator(open_store(store), Prefixes({"ex": SITE}))


def body(evaluator: Evaluator, query: Query, format: Format = RESULTS_JSON) -> bytes:
    return evaluator.respond(query, format, MB, Path("/nowhere")).held()


def table(evaluator: Evaluator, query: Query) -> tuple[list[str], list[dict[str, str]]]:
    found = json.loads(body(evaluator, query))
    rows = [{name: term["value"] for name, term in row.items()} for row in found["results"]["bindings"]]
    return found["head"]["vars"], rows


def count(evaluator: Evaluator, query: Query) -> int:
    return int(table(evaluator, query)[1][0]["n"])


@pytest.mark.parametrize(
    ("clauses", "default", "named", "triples", "quads_by_name"),
    [
        ("", None, None, 1404, 1504),
        (f"FROM <{A}>", None, None, 1000, 0),
        (f"FROM <{A}> FROM <{B}>", None, None, 1400, 0),
        (f"FROM <{A}> FROM <{B}> FROM <{C}> FROM <{UNKNOWN}>", None, None, 1404, 0),
        (f"FROM <{B}> FROM <{C}>", None, None, 504, 0),
        (f"FROM <{A}> FROM <{B}> FROM NAMED <{B}>", None, None, 1400, 500),
        (f"FROM NAMED <{A}> FROM NAMED <{B}>", None, None, 0, 1500),
        (f"FROM <{UNKNOWN}>", None, None, 0, 0),
        (f"FROM <{C}> FROM NAMED <{A}>", None, None, 4, 1000),
        ("", (A,), None, 1000, 0),
        ("", (A, B), None, 1400, 0),
        ("", (A, B), (C,), 1400, 4),
        ("", (A, B, C), (A, B, C), 1404, 1504),
        ("", None, (B,), 0, 500),
        ("", (UNKNOWN,), (UNKNOWN,), 0, 0),
        (f"FROM <{A}> FROM NAMED <{A}>", (C,), None, 4, 0),
        (f"FROM <{A}> FROM NAMED <{A}>", None, (C,), 0, 4),
        (f"FROM <{A}>", (B,), (C,), 500, 4),
    ],
)
def test_dataset_is_the_protocols_else_the_querys_else_the_stores(
    evaluator: Evaluator,
    clauses: str,
    default: tuple[str, ...] | None,
    named: tuple[str, ...] | None,
    triples: int,
    quads_by_name: int,
) -> None:
    assert count(evaluator, Query(COUNT.format(clauses), BASE, default, named)) == triples
    assert count(evaluator, Query(COUNT_NAMED.format(clauses), BASE, default, named)) == quads_by_name


def test_graphs_without_common_triples_are_not_copied(store: Path) -> None:
    # Where nothing overlaps, the engine's own union is right; that it is asked shows in what it counts twice.
    told_so = Evaluator(open_store(store), Prefixes({}), overlaps=False)
    assert count(told_so, Query(COUNT.format(f"FROM <{A}> FROM <{B}>"), BASE)) == 1500


def test_graph_that_is_no_iri_is_a_fault(evaluator: Evaluator) -> None:
    with pytest.raises(QueryError, match="not an absolute IRI"):
        body(evaluator, Query("ASK {}", BASE, ("relative",)))


def test_prefixes_of_the_site_are_known_and_the_querys_own_win(evaluator: Evaluator) -> None:
    assert b"true" in body(evaluator, Query("ASK { ex:s0 ex:p0 ?o }", BASE))
    assert b"false" in body(evaluator, Query("PREFIX ex: <http://other/> ASK { ex:s0 ex:p0 ?o }", BASE))


def test_relative_iris_are_resolved_against_the_base(evaluator: Evaluator) -> None:
    assert b"true" in body(evaluator, Query("ASK { <s0> <p0> ?o }", BASE))
    assert b"true" in body(evaluator, Query("BASE <http://site/x/> ASK { <../s0> <../p0> ?o }", "http://other/"))


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("SELECT * { ?z ?b ?a } LIMIT 1", ["z", "b", "a"]),
        ("SELECT ?b ?z ?a { ?z ?b ?a } LIMIT 1", ["b", "z", "a"]),
        (
            "SELECT DISTINCT * { ?s ?p ?o OPTIONAL { ?o ?a ?m } BIND(1 AS ?first) } LIMIT 9",
            ["s", "p", "o", "a", "m", "first"],
        ),
        ("SELECT * { { SELECT ?x ?c { ?x ?b ?c } } # ?q\n FILTER('?d' != '') }", ["x", "c"]),
        ("SELECT * { $z ?y 'SERVICE' } VALUES ?k { 1 }", ["z", "y", "k"]),
        ("SELECT * {}", []),
    ],
)
def test_columns_are_in_the_querys_order(evaluator: Evaluator, text: str, columns: list[str]) -> None:
    assert table(evaluator, Query(text, BASE))[0] == columns


@pytest.mark.parametrize("format", TABLES, ids=lambda row: row.name)
@pytest.mark.parametrize(
    "text", ["SELECT ?s ?o { ?s ex:p1 ?o } ORDER BY ?o LIMIT 7", "SELECT * {}", "SELECT ?x { ?x ex:none 1 }", "ASK {}"]
)
def test_tables_are_what_the_engine_reads_back(evaluator: Evaluator, text: str, format: Format) -> None:
    written = body(evaluator, Query(text, BASE), format)
    if format in (RESULTS_CSV, RESULTS_TSV):
        assert written.decode().splitlines()[0] in ("true", "s,o", "?s\t?o", "x", "?x", "")
        return
    kind = {RESULTS_JSON: QueryResultsFormat.JSON, RESULTS_XML: QueryResultsFormat.XML}[format]
    results = pyoxigraph.parse_query_results(written, format=kind)
    rows = [] if isinstance(results, pyoxigraph.QueryBoolean) else list(results)
    assert len(rows) == {"SELECT ?s ": 7, "SELECT * {": 1}.get(text[:10], 0)


@pytest.mark.parametrize("format", RDF_FORMATS, ids=lambda row: row.name)
def test_graphs_come_in_every_rdf_format(evaluator: Evaluator, format: Format) -> None:
    written = body(evaluator, Query("CONSTRUCT WHERE { ?s ex:p1 ?o }", BASE), format)
    parsed = RdfFormat.from_media_type(format.media_type)
    assert parsed
    assert len(list(pyoxigraph.parse(written, parsed))) == 280


@pytest.mark.parametrize(
    ("text", "format"), [("SELECT * {}", TURTLE), ("CONSTRUCT WHERE {}", RESULTS_CSV), ("ASK {}", HTML)]
)
def test_format_of_another_form_is_not_carried(evaluator: Evaluator, text: str, format: Format) -> None:
    with pytest.raises(NotCarried, match="ask for one of"):
        body(evaluator, Query(text, BASE), format)


@pytest.mark.parametrize("character", ["\\u0001", "\\u001F", "\\uFFFE", "\\uFFFF"])
def test_xml_says_what_it_cannot_carry(evaluator: Evaluator, character: str) -> None:
    query = Query(f'SELECT ("é{character}" AS ?x) {{}}', BASE)
    with pytest.raises(NotCarried, match=character.replace("\\u", r"U\+")):
        body(evaluator, query, RESULTS_XML)
    assert json.loads(body(evaluator, query))


def test_xml_keeps_line_ends(evaluator: Evaluator) -> None:
    written = body(evaluator, Query('SELECT ("a\\r\\n\\tb\\rc\\n" AS ?x) {}', BASE), RESULTS_XML)
    literal = ElementTree.fromstring(written).find(".//{*}literal")
    assert literal is not None
    assert literal.text == "a\r\n\tb\rc\n"


def test_blank_nodes_keep_their_labels(evaluator: Evaluator) -> None:
    rows = table(evaluator, Query("SELECT ?s { ?s ex:next ?o } ORDER BY STR(?s)", BASE))[1]
    assert {row["s"] for row in rows} == {"c14n0", "c14n1", "c14n2"}
    assert b"_:c14n0" in body(evaluator, Query("CONSTRUCT WHERE { ?s ex:next ?o }", BASE), TURTLE)


def test_nodes_that_construct_makes_have_the_same_labels_each_time(evaluator: Evaluator, store: Path) -> None:
    query = Query("CONSTRUCT { ?s ex:has [ ex:is ?o ; ex:of _:x ] . _:x ex:a ex:b } { ?s ex:next ?o }", BASE)
    bodies = {body(Evaluator(open_store(store), Prefixes({"ex": SITE})), query, row) for row in [N_TRIPLES] * 3}
    assert len(bodies) == 1
    text = bodies.pop().decode()
    assert "_:made" in text
    assert "_:c14n0" in text
    parsed = [pyoxigraph.Dataset(pyoxigraph.parse(text, RdfFormat.N_TRIPLES))]
    parsed.append(pyoxigraph.Dataset(Quad(*triple) for triple in evaluator_triples(store, query)))
    for dataset in parsed:
        dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    assert parsed[0] == parsed[1]


def evaluator_triples(store: Path, query: Query) -> list[pyoxigraph.Triple]:
    return list(open_store(store).query(query.text, prefixes={"ex": SITE}))


def test_statements_without_new_nodes_are_left_alone() -> None:
    triples = [pyoxigraph.Triple(BlankNode("c14n0"), node("p"), BlankNode("c14n1"))]
    assert relabelled(triples * 2) == triples


def test_same_query_is_the_same_bytes_on_another_handle(store: Path) -> None:
    for text in (
        "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p",
        "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }",
        "SELECT * { ?s ex:p1 ?a ; ex:p2 ?b OPTIONAL { ?s ex:p3 ?c } } LIMIT 50",
    ):
        assert (
            len({body(Evaluator(open_store(store), Prefixes({"ex": SITE})), Query(text, BASE)) for _ in range(3)}) == 1
        )


def test_large_result_lies_in_a_file_without_a_name(evaluator: Evaluator, tmp_path: Path) -> None:
    spool = evaluator.respond(Query("SELECT * { ?a ?b ?c . ?d ex:p1 ?f } LIMIT 3000", BASE), RESULTS_JSON, MB, tmp_path)
    assert spool.length > INLINE
    assert spool.file
    assert list(tmp_path.iterdir()) == []
    spool.file.seek(0)
    assert len(json.loads(spool.file.read())["results"]["bindings"]) == 3000
    spool.close()


@pytest.mark.parametrize(
    ("text", "format"), [("SELECT * { ?s ?p ?o }", RESULTS_CSV), ("CONSTRUCT WHERE { ?s ?p ?o }", TURTLE)]
)
def test_result_past_its_limit_is_no_result(evaluator: Evaluator, tmp_path: Path, text: str, format: Format) -> None:
    with pytest.raises(ResultTooLarge, match=r"larger than 0.01 MB"):
        evaluator.respond(Query(text, BASE), format, 10_000, tmp_path)


def test_describe_finds_resources(evaluator: Evaluator) -> None:
    def resources(text: str) -> list[str]:
        read = analyse(text, PREFIXES, BASE)
        return [str(resource) for resource in evaluator.resources(Query(text, BASE), read)]

    assert resources("DESCRIBE <s0> ex:absent <s0>") == ["<http://site/s0>", "<http://site/absent>", "<http://site/s0>"]
    assert resources("DESCRIBE ex:s1 ?s { ?s ex:p1 'v1', ?o }") == ["<http://site/s1>", "<http://site/s0>"]
    assert resources("DESCRIBE * { ?s ex:next ?o } ORDER BY STR(?s) LIMIT 1")[0].startswith("_:c14n")
    assert len(resources("DESCRIBE ?s { ?s ?p ?o FILTER(?s = ex:s1) } LIMIT 3")) == 3
    assert resources(f"DESCRIBE ?s FROM <{C}> {{ ?s ex:p1 ?o }}") == []
    with pytest.raises(QueryError, match="ends before") as caught:
        resources("DESCRIBE ex:s1\n{ ex: ")
    assert caught.value.line == 2


def test_describe_answers_what_it_is_told_of_each_resource_once_and_of_which_graphs(
    store: Path, tmp_path: Path
) -> None:
    asked: list[tuple[str, frozenset[str] | None]] = []

    def describe(resource: NamedNode | BlankNode, graphs: frozenset[str] | None) -> list[Quad]:
        asked.append((str(resource), graphs))
        return [Quad(resource, NamedNode("http://site/seen"), Literal("007"), NamedNode(A))] * 2

    told = Evaluator(open_store(store), PREFIXES, describe=describe)

    def body(query: Query) -> str:
        return told.respond(query, N_QUADS, MB, tmp_path).held().decode()

    assert body(Query("DESCRIBE <s0> ex:s0 ex:none", BASE)).count("\n") == 2
    assert asked == [("<http://site/s0>", None), ("<http://site/none>", None)]
    assert f'<http://site/s0> <http://site/seen> "007" <{A}> .\n' in body(Query("DESCRIBE ex:s0", BASE))
    asked.clear()
    body(Query(f"DESCRIBE <s0> FROM <{A}> FROM NAMED <{B}>", BASE))
    body(Query(f"DESCRIBE <s0> FROM <{A}>", BASE, None, (B,)))
    assert [graphs for _, graphs in asked] == [frozenset((A, B)), frozenset((B,))]
    with pytest.raises(QueryError, match="names no graph"):
        body(Query("DESCRIBE <s0>", BASE, ("no graph",), None))


def test_function_that_the_engine_lacks_is_a_fault_of_the_query(evaluator: Evaluator) -> None:
    with pytest.raises(QueryError, match="no function that is known here"):
        body(evaluator, Query("SELECT (<http://f>(1) AS ?x) {}", BASE))


def test_reading_changes_no_file(store: Path) -> None:
    def digests() -> dict[str, str]:
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(store.iterdir())}

    before = digests()
    evaluator = Evaluator(open_store(store), Prefixes({}))
    body(evaluator, Query("SELECT * { ?s ?p ?o } ORDER BY ?o", BASE))
    del evaluator
    assert digests() == before
    assert "LOG" not in before


def test_store_of_nothing_answers(tmp_path: Path) -> None:
    write_store(tmp_path / "store", [])
    evaluator = Evaluator(open_store(tmp_path / "store"), Prefixes({}))
    assert count(evaluator, Query(COUNT.format(f"FROM <{A}> FROM <{B}>"), BASE)) == 0


def test_store_that_is_not_there_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(SurroundingsError, match="cannot be opened"):
        open_store(tmp_path / "none")
    (tmp_path / "file").touch()
    with pytest.raises(SurroundingsError, match="cannot be written"):
        write_store(tmp_path / "file", [])


def test_what_construct_finds_is_written_as_the_engine_writes_it(tmp_path: Path) -> None:
    odd = Literal('é日本😀 _:abcdef0123456789abcdef \t\n\r\\"\x00\x7f\u0085\u2028\ufffe')
    inner = pyoxigraph.Triple(node("s"), node("p"), odd)
    quads = [
        Quad(node("s"), node("p"), odd),
        Quad(node("s"), node("p"), Literal("x", language="en-gb")),
        Quad(BlankNode("c14n0"), node("p"), Literal("7", datatype=node("type"))),
        Quad(node("s"), node("p"), inner),
    ]
    write_store(tmp_path / "store", [Quad(q.subject, q.predicate, q.object, node("g")) for q in quads])
    asked = Evaluator(open_store(tmp_path / "store"), PREFIXES)
    text = body(asked, Query("CONSTRUCT WHERE { ?s ?p ?o }", BASE), N_TRIPLES).decode()
    assert text == "".join(sorted(f"{quad.triple} .\n" for quad in quads))


def test_a_line_of_a_graph_that_comes_in_pieces_is_one() -> None:
    lines = Lines()
    for piece in ('<a> <b> "é'.encode()[:-1], "é".encode()[-1:] + b'" .\n<a> <b> <c>', b" .", b"\n<a> <b> <c> .\n"):
        assert lines.write(piece) == len(piece)
    assert list(lines.statements) == ['<a> <b> "é"', "<a> <b> <c>"]


@pytest.mark.parametrize(
    ("lines", "overlaps"),
    [
        ("", False),
        (f'<{A}x> <{A}p> "1" <{A}> .\n<{A}x> <{A}p> "1" .\n', False),
        (f'<{A}x> <{A}p> "1" <{A}> .\n<{A}x> <{A}p> "2" <{B}> .\n', False),
        (f'<{A}x> <{A}p> "1" <{A}> .\n<{A}x> <{A}p> "1" <{B}> .\n', True),
        (f'<{A}x> <{A}p> "1"^^<{XSD}integer> <{A}> .\n<{A}x> <{A}p> "01"^^<{XSD}integer> <{B}> .\n', True),
    ],
)
def test_a_triple_in_two_graphs_is_known_from_the_build_on(tmp_path: Path, lines: str, overlaps: bool) -> None:
    write_store(tmp_path / "store", parse(lines, format=RdfFormat.N_QUADS))
    assert held_in(tmp_path / "store").overlaps == overlaps
