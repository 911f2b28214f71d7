"""Moving from the authored to the published base: every IRI, three literals, SPARQL text, and nothing else."""

import time

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, parse
from pyoxigraph import Literal as Text

from publisher.namespaces import Prefixes
from publisher.sources import mover

AUTHORED = "https://example.org/t/"
BASE = "http://127.0.0.1:8000/kg/"
SH = "http://www.w3.org/ns/shacl#"


def quads(text: str) -> list[Quad]:
    return list(parse(text.replace("BASE/", AUTHORED), RdfFormat.TRIG))


def test_every_iri_term_moves() -> None:
    said = quads('<BASE/g> { <BASE/s> <BASE/p> <BASE/o>, "x"^^<BASE/dt>, <https://example.org/tt>, "y"@en, _:b }')
    subject, predicate, graph = (f"<{BASE}{name}>" for name in "spg")
    start = f"{subject} {predicate}"
    assert [str(quad) for quad in mover(AUTHORED, BASE).quads(said)] == [
        f"{start} <{BASE}o> {graph}",
        f'{start} "x"^^<{BASE}dt> {graph}',
        f"{start} <https://example.org/tt> {graph}",
        f'{start} "y"@en {graph}',
        f"{start} _:b {graph}",
    ]


def test_triple_terms_move() -> None:
    [moved] = mover(AUTHORED, BASE).quads(quads("<BASE/s> <BASE/p> <<( <BASE/a> <BASE/b> <BASE/c> )>> ."))
    assert AUTHORED not in str(moved)


@pytest.mark.parametrize(
    "predicate",
    [
        f"{SH}namespace",
        "http://purl.org/vocab/vann/preferredNamespaceUri",
        "http://rdfs.org/ns/void#uriSpace",
    ],
)
def test_three_kinds_of_literals_move(predicate: str) -> None:
    any_uri = "http://www.w3.org/2001/XMLSchema#anyURI"
    said = quads(f'<a:a> <{predicate}> "BASE/def#", "BASE/def#"^^<{any_uri}>, "http://e/" .')
    values = [quad.object for quad in mover(AUTHORED, BASE).quads(said)]
    assert values == [Text(f"{BASE}def#"), Text(f"{BASE}def#", datatype=NamedNode(any_uri)), Text("http://e/")]


@pytest.mark.parametrize("predicate", ["a:quote", f"{SH}select", f"{SH}prefix", f"{SH}pattern"])
def test_no_other_literal_moves(predicate: str) -> None:
    said = quads(f'<a:a> <{predicate}> "BASE/x", "SELECT * {{ <BASE/x> ?p ?o }}", "BASE/x"@en .')
    assert mover(AUTHORED, BASE).quads(said) == said


def test_the_same_base_moves_nothing() -> None:
    said = quads('<BASE/g> { <BASE/s> <BASE/p> "BASE/x" }')
    move = mover(AUTHORED, AUTHORED)
    assert move.quads(said) == said
    assert move.shapes(said) == said
    assert move.sparql(f"ASK {{ <{AUTHORED}> ?p ?o }}") == f"ASK {{ <{AUTHORED}> ?p ?o }}"


def test_prefixes_move() -> None:
    moved = mover(AUTHORED, BASE).prefixes(Prefixes({"t": f"{AUTHORED}def#", "e": "http://e/"}))
    assert dict(moved) == {"t": f"{BASE}def#", "e": "http://e/"}


def test_iris_and_prefixes_of_queries_move_but_no_string_and_no_comment() -> None:
    text = (
        "# Of <BASE/x>?\nPREFIX t: <BASE/def#>\nBASE <BASE/>\n"
        'SELECT ?a { ?a t:p <BASE/x>, \'<BASE/x>\', """BASE/ <BASE/x>"""; a <http://e/> FILTER(?a < 3 && ?b > 4) }'
    )
    moved = (
        "# Of <BASE/x>?\nPREFIX t: <NEW/def#>\nBASE <NEW/>\n"
        'SELECT ?a { ?a t:p <NEW/x>, \'<BASE/x>\', """BASE/ <BASE/x>"""; a <http://e/> FILTER(?a < 3 && ?b > 4) }'
    )
    moved = moved.replace("BASE/", AUTHORED).replace("NEW/", BASE)
    assert mover(AUTHORED, BASE).sparql(text.replace("BASE/", AUTHORED)) == moved


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        (
            "BASE <https://example.org/> ASK { <t/id/x> ?p <u/x> }",
            "BASE <https://example.org/> ASK { <NEW/id/x> ?p <u/x> }",
        ),
        (
            "BASE <https://example.org/> # t\nPREFIX t: <t/def#> ASK { t:x ?p <t/> }",
            "BASE <https://example.org/> # t\nPREFIX t: <NEW/def#> ASK { t:x ?p <NEW/> }",
        ),
        (
            "BASE <https://example.org/> PREFIX e: <u> PREFIX e: <.> ASK { e:t\\/x ?p e:x }",
            "BASE <https://example.org/> PREFIX e: <u> PREFIX e: <.> ASK { <NEW/x> ?p e:x }",
        ),
        (
            "BASE <https://example.org/> BASE <t/a/> ASK { <b> ?p <../c>, <../../d> }",
            "BASE <https://example.org/> BASE <NEW/a/> ASK { <b> ?p <../c>, <https://example.org/d> }",
        ),
        (
            "base <OLD/a/> ask { <b> ?p </t/c>, <//example.org/t/d>, </d> }",
            "base <NEW/a/> ask { <b> ?p <NEW/c>, <NEW/d>, <https://example.org/d> }",
        ),
        (r"ASK { <https://example.org/\u0074/x> ?p <http://e/\u0074> }", r"ASK { <NEW/x> ?p <http://e/\u0074> }"),
        ("ASK { <x> ?p <> }", "ASK { <x> ?p <> }"),
    ],
)
def test_iris_are_moved_by_what_they_stand_for(text: str, moved: str) -> None:
    expected = moved.replace("NEW/", BASE)
    assert mover(AUTHORED, BASE).sparql(text.replace("OLD/", AUTHORED)) == expected


def test_names_of_a_namespace_above_the_base_are_written_out() -> None:
    text = r"prefix e: <https://example.org/> select * { e:t\/a e:other ?x . e:t ?p e:tt }"
    assert mover(AUTHORED, BASE).sparql(text) == (
        f"prefix e: <https://example.org/> select * {{ <{BASE}a> e:other ?x . e:t ?p e:tt }}"
    )


def test_the_sparql_texts_of_shapes_move() -> None:
    said = quads(f"<BASE/s> <{SH}select> 'SELECT $this {{ $this <BASE/p> \"BASE/x\" }}' ; <{SH}message> 'see BASE/x' .")
    texts = [quad.object.value for quad in mover(AUTHORED, BASE).shapes(said)]
    assert texts == [f'SELECT $this {{ $this <{BASE}p> "{AUTHORED}x" }}', f"see {AUTHORED}x"]


def test_a_hundred_thousand_quads_move_in_linear_time() -> None:
    predicate, graph = NamedNode(f"{AUTHORED}p"), DefaultGraph()
    nodes = [NamedNode(f"{AUTHORED}id/{number}") for number in range(20_000)]
    said = [Quad(nodes[n % 20_000], predicate, nodes[n // 5], graph) for n in range(100_000)]
    started = time.process_time()
    mover(AUTHORED, BASE).quads(said)
    assert time.process_time() - started < 10
