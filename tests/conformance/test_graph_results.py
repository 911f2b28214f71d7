"""CONSTRUCT and DESCRIBE in each RDF format: the graph that was made, as other people's parsers read it."""

import warnings
from xml.etree import ElementTree

import pyoxigraph
import pytest
import rdflib
import requests
from cases import ask
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, DefaultGraph, Quad, RdfFormat
from rdflib.compare import to_canonical_graph
from support import Server
from test_results import CONTROLS, IRIS, TAGGED, TEXTS, TYPED

from publisher.formats import N_TRIPLES, RDF_FORMATS, RDF_XML, Format

CONTENT_TYPES = {
    "turtle": "text/turtle; charset=utf-8",
    "jsonld": "application/ld+json",
    "ntriples": "application/n-triples",
    "rdfxml": "application/rdf+xml",
    "trig": "application/trig",
    "nquads": "application/n-quads",
    "n3": "text/n3; charset=utf-8",
}
# The engine's parsers refuse none of these; rdflib has no Turtle lists in N3 trouble here.
QUERIES = {
    "empty": "CONSTRUCT {} {}",
    "nothing found": "CONSTRUCT WHERE { ?s :nothing ?o }",
    "all": "CONSTRUCT WHERE { ?s ?p ?o }",
    "nodes": "CONSTRUCT { ?s :has [ :name ?n ; :twin _:t ] . _:t :of ?s } { ?s :name ?n }",
    "lists": "CONSTRUCT { ?s :items ( ?n [ :a ?n ] () ) } { ?s :name ?n }",
    "nodes of the data": 'CONSTRUCT { ?s :is ?s , "Dan" } { ?s :name "Dan" }',
    "described": "DESCRIBE :alice :numbers ?x { ?x :age 23 }",
    "described of a node": 'DESCRIBE ?x { ?x :name "Dan" }',
    "described, absent": "DESCRIBE :absent",
}
LITERALS = [*TEXTS, *TAGGED, *TYPED]


def graph(server: Server, query: str, row: Format) -> requests.Response:
    answer = ask(server, query, format=row.name)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == CONTENT_TYPES[row.name]
    return answer


def read(answer: requests.Response, row: Format) -> set[str]:
    """Return the triples with canonical labels, whatever graph they stand in."""
    parsed = pyoxigraph.parse(answer.content, RdfFormat.from_media_type(row.media_type))
    union = Dataset(Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) for quad in parsed)
    union.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in union}


def read_by_rdflib(answer: requests.Response, row: Format) -> set[tuple[rdflib.term.Node, ...]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib 7.6 warns of what its own parsers do
        store = rdflib.Dataset()
        store.parse(data=answer.content, format=row.media_type)
        union = rdflib.Graph()
        for subject, predicate, value, _ in store.quads((None, None, None, None)):
            union.add((subject, predicate, value))
        return set(to_canonical_graph(union))


@pytest.mark.parametrize("row", RDF_FORMATS, ids=lambda row: row.name)
@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES.keys())
def test_every_format_holds_the_same_graph(case_server: Server, query: str, row: Format) -> None:
    wanted, found = graph(case_server, query, N_TRIPLES), graph(case_server, query, row)
    assert read(found, row) == read(wanted, N_TRIPLES)
    assert read_by_rdflib(found, row) == read_by_rdflib(wanted, N_TRIPLES)


@pytest.mark.parametrize("row", RDF_FORMATS, ids=lambda row: row.name)
def test_the_same_question_is_the_same_bytes(case_server: Server, row: Format) -> None:
    assert len({graph(case_server, QUERIES["nodes"], row).content for _ in range(3)}) == 1


@pytest.mark.parametrize("row", RDF_FORMATS, ids=lambda row: row.name)
def test_every_term_comes_back_as_it_is(case_server: Server, row: Format) -> None:
    texts = LITERALS if row is RDF_XML else LITERALS + CONTROLS
    values = " ".join(f"(:n{number} {one})" for number, one in enumerate([*texts, *IRIS]))
    query = f"CONSTRUCT {{ ?n :is ?v }} {{ VALUES (?n ?v) {{ {values} }} }}"
    found = graph(case_server, query, row)
    assert len(read(found, row)) == len(texts) + len(IRIS)
    assert read(found, row) == read(graph(case_server, query, N_TRIPLES), N_TRIPLES)


def test_ntriples_say_what_the_query_made(case_server: Server) -> None:
    query = 'CONSTRUCT { :s :p "a\\tb\\"\\\\\\n"@EN , 5 , <http://x/特> , ?b } { BIND(BNODE() AS ?b) }'
    lines = graph(case_server, query, N_TRIPLES).text.splitlines()
    e = "http://example.org/e/"
    assert sorted(lines) == [
        f'<{e}s> <{e}p> "5"^^<http://www.w3.org/2001/XMLSchema#integer> .',
        f'<{e}s> <{e}p> "a\\tb\\"\\\\\\n"@en .',
        f"<{e}s> <{e}p> <http://x/特> .",
        f"<{e}s> <{e}p> _:made0 .",
    ]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        (f"CONSTRUCT {{ :s :p {CONTROLS[0]} }} {{}}", "U+0000"),
        (f"CONSTRUCT {{ :s :p {CONTROLS[4]} }} {{}}", "U+FFFE"),
        ("CONSTRUCT { :s <http://x/1> 1 } {}", "http://x/1"),
        ("CONSTRUCT { :s <http://x/> 1 } {}", "http://x/"),
    ],
)
def test_what_xml_cannot_carry_is_406_that_says_why(case_server: Server, query: str, named: str) -> None:
    answer = ask(case_server, query, format="rdfxml")
    assert answer.status_code == 406
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert named in answer.json()["detail"]
    assert ask(case_server, query, format="turtle").status_code == 200


def test_an_empty_graph_is_a_document_of_its_syntax(case_server: Server) -> None:
    bodies = {row.name: graph(case_server, QUERIES["empty"], row) for row in RDF_FORMATS}
    assert bodies["ntriples"].content == bodies["nquads"].content == b""
    assert ElementTree.fromstring(bodies["rdfxml"].content).tag.endswith("}RDF")
    assert bodies["jsonld"].json() is not None


def test_a_node_made_and_a_node_of_the_data_are_two(case_server: Server) -> None:
    query = 'CONSTRUCT { ?s :knows _:new . _:new :knows ?s } { ?s :name "Dan" }'
    parsed = list(pyoxigraph.parse(graph(case_server, query, N_TRIPLES).content, RdfFormat.N_TRIPLES))
    assert len(parsed) == 2
    nodes = {node for quad in parsed for node in (quad.subject, quad.object) if isinstance(node, BlankNode)}
    assert len(nodes) == 2
    found = ask(case_server, 'SELECT ?s { ?s :name "Dan" }', format="json").json()["results"]["bindings"][0]["s"]
    assert found["value"] in {node.value for node in nodes}


def test_every_format_has_a_media_type_of_this_table() -> None:
    assert {row.name: row.content_type for row in RDF_FORMATS} == CONTENT_TYPES
