"""The endpoint as SPARQLWrapper asks it: each format, way of asking, dataset and refusal."""

from collections.abc import Callable
from urllib.error import HTTPError
from xml.dom.minidom import Document

import pytest
import rdflib
from rdflib.compare import isomorphic
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLWrapper,
    SPARQLWrapper2,
)
from SPARQLWrapper.SPARQLExceptions import EndPointNotFound, QueryBadFormed, URITooLong
from SPARQLWrapper.Wrapper import QueryResult
from support import Server

WAYS = [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)]
THREE = "SELECT ?thing ?label { ?thing a ex:Many ; rdfs:label ?label } ORDER BY ?label LIMIT 3"
LABELS = ["N 000", "N 001", "N 002"]
CONSTRUCT = "CONSTRUCT { ?s a ex:Found ; rdfs:label ?l } WHERE { ?s a ex:Many ; rdfs:label ?l }"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"

every_way = pytest.mark.parametrize("way", WAYS, ids=lambda way: " ".join(way))
# SPARQLWrapper 2.0 makes a graph of a class that rdflib 7 warns of.
making_a_graph = pytest.mark.filterwarnings(
    "ignore:ConjunctiveGraph is deprecated:DeprecationWarning", "ignore:Dataset:DeprecationWarning"
)


def client(server: Server, query: str, kind: str = JSON, way: tuple[str, str] = WAYS[0]) -> SPARQLWrapper:
    """Return a client with a query, ready to ask."""
    made = SPARQLWrapper(server.base + "sparql", returnFormat=kind)
    made.setMethod(way[0])
    made.setRequestMethod(way[1])
    made.setQuery(query)
    return made


def in_json(answer: dict) -> list[str]:
    assert answer["head"]["vars"] == ["thing", "label"]
    return [row["label"]["value"] for row in answer["results"]["bindings"]]


def in_xml(answer: Document) -> list[str]:
    return [node.firstChild.data for node in answer.getElementsByTagName("literal")]


def in_csv(answer: bytes) -> list[str]:
    head, *rows = answer.decode().splitlines()
    assert head == "thing,label"
    return [row.split(",")[1] for row in rows]


def in_tsv(answer: bytes) -> list[str]:
    head, *rows = answer.decode().splitlines()
    assert head == "?thing\t?label"
    return [row.split("\t")[1].strip('"') for row in rows]


@every_way
@pytest.mark.parametrize(("kind", "labels"), [(JSON, in_json), (XML, in_xml), (CSV, in_csv), (TSV, in_tsv)])
def test_rows_are_converted_from_each_format(
    odd_server: Server, way: tuple[str, str], kind: str, labels: Callable[..., list[str]]
) -> None:
    assert labels(client(odd_server, THREE, kind, way).queryAndConvert()) == LABELS


@every_way
def test_a_yes_or_no_is_converted(odd_server: Server, way: tuple[str, str]) -> None:
    for query, truth in (("ASK { ?s a ex:Many }", True), ("ASK { ?s a ex:Absent }", False)):
        assert client(odd_server, query, JSON, way).queryAndConvert()["boolean"] is truth
        [told] = client(odd_server, query, XML, way).queryAndConvert().getElementsByTagName("boolean")
        assert told.firstChild.data == str(truth).lower()


@making_a_graph
@every_way
@pytest.mark.parametrize(
    "query", [CONSTRUCT, "DESCRIBE <{base}id/plain>", "PREFIX e: <urn:e> DESCRIBE ?s { ?s a ex:Many }"]
)
def test_a_graph_is_converted_from_each_format(odd_server: Server, way: tuple[str, str], query: str) -> None:
    query = query.format(base=odd_server.base) if "{base}" in query else query
    read = [client(odd_server, query, kind, way).queryAndConvert() for kind in (XML, RDFXML, JSONLD)]
    for kind in (TURTLE, N3):
        text = client(odd_server, query, kind, way).queryAndConvert()
        read.append(rdflib.Graph().parse(data=text, format="turtle" if kind == TURTLE else "n3"))
    graphs = [triples_of(graph) for graph in read]
    assert len(graphs[0]) > 10
    assert all(isomorphic(graph, graphs[0]) for graph in graphs[1:])


def triples_of(graph: rdflib.Graph) -> rdflib.Graph:
    """Return the triples of a graph of any class, as one that can be compared."""
    plain = rdflib.Graph()
    for triple in graph.triples((None, None, None)):
        plain.add(triple)
    return plain


@pytest.mark.parametrize("kind", [JSON, XML, CSV, TSV, RDFXML, TURTLE, JSONLD])
def test_by_accept_alone_the_answer_is_the_same(odd_server: Server, kind: str) -> None:
    query = THREE if kind in (JSON, XML, CSV, TSV) else CONSTRUCT
    both = [client(odd_server, query, kind) for _ in range(2)]
    both[1].setOnlyConneg(True)
    answers = []
    for asking in both:
        with asking.query().response as response:
            answers.append((response.headers["Content-Type"], response.read()))
    assert answers[0] == answers[1]


@every_way
def test_graphs_are_named_by_the_client(odd_server: Server, way: tuple[str, str]) -> None:
    tri, foreign = odd_server.base + "graph/tri", "https://foreign.example/g"
    for default, expected in (([tri], 2), ([tri, foreign], 3), (["urn:absent"], 0)):
        asking = client(odd_server, COUNT, JSON, way)
        for graph in default:
            asking.addDefaultGraph(graph)
        assert asking.queryAndConvert()["results"]["bindings"][0]["n"]["value"] == str(expected)
    asking = client(odd_server, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g", JSON, way)
    asking.addNamedGraph(tri)
    asking.addNamedGraph(foreign)
    rows = asking.queryAndConvert()["results"]["bindings"]
    assert [row["g"]["value"] for row in rows] == sorted([tri, foreign])


def test_what_else_it_sends_does_no_harm(odd_server: Server) -> None:
    asking = client(odd_server, THREE)
    asking.addParameter("soft-limit", "50")
    asking.addCustomHttpHeader("X-Requested-With", "nobody")
    asking.setCredentials("somebody", "secret")
    asking.setTimeout(30)
    assert in_json(asking.queryAndConvert()) == LABELS


def refused(asking: SPARQLWrapper, kind: type[Exception] = HTTPError) -> Exception:
    """Ask what is refused; return the client's exception, its connection closed."""
    with pytest.raises(kind) as caught:
        asking.query()
    answer = caught.value if isinstance(caught.value, HTTPError) else caught.value.__context__
    assert isinstance(answer, HTTPError)
    answer.close()
    return caught.value


@every_way
def test_what_is_refused_comes_as_its_exception(odd_server: Server, way: tuple[str, str]) -> None:
    malformed = refused(client(odd_server, "SELECT ?s WHERE { ?s rdfs:label }", JSON, way), QueryBadFormed)
    assert '"line": 1' in malformed.args[0].replace("\\n", "\n")
    service = "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"
    assert refused(client(odd_server, service, JSON, way)).code == 403
    late = client(odd_server, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", JSON, way)
    late.addParameter("timeout", "0.2")
    assert refused(late).code == 503
    absent = SPARQLWrapper(odd_server.base + "no-such-endpoint")
    absent.setQuery(THREE)
    refused(absent, EndPointNotFound)


def test_a_query_too_long_for_an_address_is_told_so_and_goes_by_post(odd_server: Server) -> None:
    refused(client(odd_server, THREE + " #" + "x" * 80_000), URITooLong)
    long = client(odd_server, THREE + " #" + "x" * 18_000, JSON, WAYS[2])
    assert in_json(long.queryAndConvert()) == LABELS


@pytest.mark.parametrize("way", WAYS[1:], ids=lambda way: " ".join(way))
def test_an_update_is_refused(odd_server: Server, way: tuple[str, str]) -> None:
    asking = client(odd_server, "INSERT DATA { <urn:a> <urn:b> <urn:c> }", JSON, way)
    assert asking.isSparqlUpdateRequest()
    assert refused(asking).code == 403


def test_its_second_class_gives_values_by_name(odd_server: Server) -> None:
    asking = SPARQLWrapper2(odd_server.base + "sparql")
    asking.setQuery('SELECT ?thing ?label ?none { ?thing a ex:Thing ; rdfs:label ?label FILTER(lang(?label) = "ja") }')
    found = asking.query()
    assert found.variables == ["thing", "label", "none"]
    [row] = found.bindings
    assert (row["thing"].type, row["thing"].value) == ("uri", odd_server.base + "id/plain")
    assert (row["label"].value, row["label"].lang) == ("ふつう", "ja")
    assert found["thing", "label"] == [{"thing": row["thing"], "label": row["label"]}]
    assert "none" not in found
    asking.setQuery("SELECT ?n { ?thing a ex:Many BIND(7 AS ?n) } LIMIT 1")
    [number] = asking.query().getValues("n")
    assert (number.value, number.datatype) == ("7", str(rdflib.XSD.integer))


def test_a_result_is_printed_as_a_table(odd_server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    with client(odd_server, THREE).query().response as response:
        QueryResult((response, JSON)).print_results()
    printed = capsys.readouterr().out
    assert [word for word in ("thing", "label", *LABELS) if word not in printed] == []
