"""The endpoint as rdflib's SPARQLStore asks it: patterns, queries, graphs, each method and format."""

from collections.abc import Callable
from urllib.error import HTTPError

import pytest
import rdflib
from odd_site import MANY
from rdflib import RDF, RDFS, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from support import Server

METHODS = ("GET", "POST", "POST_FORM")
TABLES = ("xml", "json", "csv", "tsv")
GRAPHS = ("graph/tri", "graph/things", "graph/ontology", "other/g")

every_method = pytest.mark.parametrize("method", METHODS)
# rdflib 7 warns of the class; people use it.
with_the_old_class = pytest.mark.filterwarnings(
    "ignore:ConjunctiveGraph is deprecated:DeprecationWarning", "ignore:Dataset:DeprecationWarning"
)


def store(server: Server, method: str = "GET", kind: str = "xml", aware: bool = True) -> SPARQLStore:
    """Return a store on the endpoint."""
    return SPARQLStore(server.base + "sparql", returnFormat=kind, method=method, context_aware=aware)


def things(server: Server) -> tuple[URIRef, URIRef, URIRef]:
    """Return a thing, one that it knows, and the predicate of that."""
    return URIRef(server.base + "id/plain"), URIRef(server.base + "id/特許"), URIRef(server.base + "def#knows")


def wholly_read(server: Server) -> rdflib.Graph:
    """Return the union as rdflib reads it from the dump."""
    return rdflib.Graph().parse(data=server.get("dumps/t.nt").content, format="nt")


@every_method
@pytest.mark.parametrize("bound", range(8))
def test_a_pattern_finds_the_same_as_in_a_graph_in_memory(odd_server: Server, method: str, bound: int) -> None:
    plain, known, knows = things(odd_server)
    pattern = tuple(term if bound & bit else None for term, bit in zip((plain, knows, known), (4, 2, 1), strict=True))
    at_hand = wholly_read(odd_server)
    # One value of the site is none that XML can carry.
    found = list(rdflib.Graph(store(odd_server, method, "json" if bound == 0 else "xml")).triples(pattern))
    expected = list(at_hand.triples(pattern))
    assert len(found) == len(set(found)) == len(expected) > 0
    if bound & 4 and bound & 1:
        assert set(found) == set(expected)


@every_method
@pytest.mark.parametrize("kind", TABLES)
def test_a_query_gives_rows_in_each_format(odd_server: Server, method: str, kind: str) -> None:
    graph = rdflib.Graph(store(odd_server, method, kind))
    rows = graph.query("SELECT ?s ?l { ?s a ex:Many ; rdfs:label ?l } ORDER BY ?l LIMIT 3")
    assert [str(variable) for variable in rows.vars] == ["s", "l"]
    assert [(str(row.s), str(row.l)) for row in rows] == [
        (f"{odd_server.base}id/n{n:03}", f"N {n:03}") for n in range(3)
    ]


@every_method
@pytest.mark.parametrize("kind", ["xml", "json"])
def test_a_query_gives_terms_with_language_and_datatype(odd_server: Server, method: str, kind: str) -> None:
    graph = rdflib.Graph(store(odd_server, method, kind))
    [row] = graph.query('SELECT ?a ?b ?c ?d { VALUES (?a ?b ?c ?d) { ("特"@ja 7 <urn:é> UNDEF) } }')
    assert row.asdict() == {"a": Literal("特", lang="ja"), "b": Literal(7), "c": URIRef("urn:é")}
    for query, truth in (("ASK { ?s a ex:Many }", True), ("ASK { ?s a ex:Absent }", False)):
        assert graph.query(query).askAnswer is truth


@every_method
def test_a_query_gives_a_graph(odd_server: Server, method: str) -> None:
    graph = rdflib.Graph(store(odd_server, method))
    assert len(graph.query("CONSTRUCT WHERE { ?s a ex:Many ; rdfs:label ?l }").graph) == 2 * MANY
    described = graph.query(f"DESCRIBE <{odd_server.base}id/plain>").graph
    assert (things(odd_server)[0], RDFS.label, Literal("ふつう", lang="ja")) in described


@every_method
def test_bindings_and_prefixes_go_along(odd_server: Server, method: str) -> None:
    plain, known, _ = things(odd_server)
    graph = rdflib.Graph(store(odd_server, method))
    query = "SELECT ?label ?other { ?thing words:label ?label OPTIONAL { ?thing own:knows ?other } }"
    prefixes = {"words": RDFS, "own": rdflib.Namespace(odd_server.base + "def#")}
    bindings = {"thing": plain, "other": known}
    rows = list(graph.query(query, initNs=prefixes, initBindings=bindings))
    assert {(row.label, row.other) for row in rows} == {
        (Literal("Plain", lang="en"), known),
        (Literal("ふつう", lang="ja"), known),
    }
    quoted = {"x": Literal('a "quoted" \\ \n line')}
    [row] = graph.query("SELECT ?y { BIND(1 AS ?one) } ", initBindings={"y": quoted["x"]})
    assert row.y == quoted["x"]


def test_helpers_of_a_graph_work(odd_server: Server) -> None:
    plain, known, knows = things(odd_server)
    graph = rdflib.Graph(store(odd_server))
    assert graph.value(URIRef(odd_server.base + "id/n007"), RDFS.label) == Literal("N 007")
    many = URIRef(odd_server.base + "def#Many")
    assert len(set(graph.subjects(RDF.type, many))) == MANY
    assert known in set(graph.objects(plain, knows))
    assert knows in set(graph.predicates(plain, known))
    assert (RDF.type, many) in set(graph.predicate_objects(URIRef(odd_server.base + "id/n000")))
    assert set(graph.objects(URIRef(odd_server.base + "id/n000"), knows / knows)) >= {known}


def test_a_graph_is_paged(odd_server: Server) -> None:
    graph = rdflib.Graph(store(odd_server))
    graph.LIMIT, graph.OFFSET = 50, 100
    pattern = (None, RDF.type, URIRef(odd_server.base + "def#Many"))
    assert [str(s) for s, _, _ in graph.triples(pattern)] == [f"{odd_server.base}id/n{n}" for n in range(100, MANY)]


def in_one(of: SPARQLStore) -> rdflib.Graph:
    return rdflib.Graph(of)


def in_the_old_class(of: SPARQLStore) -> rdflib.Graph:
    return rdflib.ConjunctiveGraph(of)


def in_a_dataset(of: SPARQLStore) -> rdflib.Graph:
    return rdflib.Dataset(of, default_union=True)


@with_the_old_class
@every_method
@pytest.mark.parametrize("graph_of", [in_one, in_the_old_class, in_a_dataset])
def test_the_union_is_asked_where_no_graph_is_named(
    odd_server: Server, method: str, graph_of: Callable[[SPARQLStore], rdflib.Graph]
) -> None:
    graph = graph_of(store(odd_server, method))
    whole = wholly_read(odd_server)
    assert len(graph) == len(whole)
    assert len(list(graph.triples((None, RDFS.label, None)))) == len(list(whole.triples((None, RDFS.label, None))))
    assert len(graph.query("SELECT ?s { ?s a ex:Many }")) == MANY


@with_the_old_class
def test_the_graphs_are_told(odd_server: Server) -> None:
    plain = things(odd_server)[0]
    named = {odd_server.base + path for path in GRAPHS} | {"https://foreign.example/g"}
    assert {str(one) for one in store(odd_server).contexts()} == named
    assert {str(one.identifier) for one in rdflib.ConjunctiveGraph(store(odd_server)).contexts()} == named
    holding = {str(one) for one in store(odd_server).contexts((plain, None, None))}
    assert holding == named - {odd_server.base + "graph/ontology"}


@with_the_old_class
@every_method
def test_a_named_graph_is_asked_alone(odd_server: Server, method: str) -> None:
    name = URIRef(odd_server.base + "graph/tri")
    for graph in (
        rdflib.Graph(store(odd_server, method), identifier=name),
        rdflib.ConjunctiveGraph(store(odd_server, method)).get_context(name),
    ):
        assert len(graph) == 2
        assert {p for _, p, _ in graph} == {RDF.type, things(odd_server)[2]}
        assert len(graph.query("SELECT * { ?s ?p ?o }")) == 2
    absent = rdflib.Graph(store(odd_server, method), identifier=URIRef("urn:absent"))
    assert (len(absent), list(absent)) == (0, [])


def test_a_store_that_knows_no_graphs_asks_the_union(odd_server: Server) -> None:
    name = URIRef(odd_server.base + "graph/tri")
    unaware = rdflib.Graph(store(odd_server, aware=False), identifier=name)
    assert len(unaware) == len(wholly_read(odd_server))


def refused(graph: rdflib.Graph, query: str) -> int:
    """Ask by GET what is refused; return the status, which this client only hints at."""
    with pytest.raises(ValueError, match="your SPARQL query") as caught:
        graph.query(query)
    answer = caught.value.__context__
    assert isinstance(answer, HTTPError)
    answer.close()
    return answer.code


def test_what_xml_cannot_carry_is_asked_for_in_another_format(odd_server: Server) -> None:
    query = f"SELECT ?value {{ <{odd_server.base}id/control> ?property ?value }}"
    assert refused(rdflib.Graph(store(odd_server)), query) == 406
    [row] = rdflib.Graph(store(odd_server, kind="json")).query(query)
    assert row.value == Literal("\x01")


def test_what_is_refused_is_an_error(odd_server: Server) -> None:
    service = "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"
    for query, status in (("SELECT nonsense", 400), (service, 403)):
        assert refused(rdflib.Graph(store(odd_server)), query) == status
        # By POST this client returns the status in place of a result.
        assert store(odd_server, "POST").query(query)[0] == status
        assert store(odd_server, "POST_FORM").query(query)[0] == status
    graph = rdflib.Graph(store(odd_server))
    for change in (graph.add, graph.remove):
        with pytest.raises(TypeError, match="read only"):
            change((URIRef("urn:a"), URIRef("urn:b"), URIRef("urn:c")))
