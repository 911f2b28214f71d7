"""SPARQL 1.1 Service Description, 2 and 3: how it is had, and every class, property and instance that applies."""

from dataclasses import dataclass

import pytest
import rdflib
from conformance_site import GRAPHS, LIMITS, graph_iri
from exchanges import PROBLEM, Exchange, rows
from http_support import FIREFOX, linked, triples
from rdflib import RDF, RDFS, SDO, VOID, XSD, Literal, URIRef
from support import Server

from publisher.formats import RDF_FORMATS, TURTLE, Format

SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS = rdflib.Namespace("http://www.w3.org/ns/formats/")
HTML = "text/html; charset=utf-8"
EVERY_FORMAT = pytest.mark.parametrize("format", RDF_FORMATS, ids=lambda row: f"2 {row.label}")


@pytest.fixture(scope="module")
def described(conformance_server: Server) -> rdflib.Graph:
    """Return what the endpoint says of itself."""
    return rdflib.Graph().parse(data=conformance_server.get("sparql").text, format="turtle")


@pytest.fixture(scope="module")
def endpoint(conformance_server: Server) -> URIRef:
    """Return the IRI of the endpoint."""
    return URIRef(conformance_server.base + "sparql")


@rows(
    [
        Exchange("2", "GET without a query", type=TURTLE.content_type),
        Exchange("2", "an empty query string", target="sparql?", type=TURTLE.content_type),
        Exchange("2", "parameters that ask nothing", target="sparql?x=1&format=csv", type=TURTLE.content_type),
        Exchange("2", "anything", accept="*/*", type=TURTLE.content_type),
        Exchange("2", "a browser gets the page", accept=FIREFOX, type=HTML),
        Exchange("2", "what no description is", accept="application/sparql-results+json", status=406, type=PROBLEM),
        Exchange("2", "nothing acceptable", accept="image/png", status=406, type=PROBLEM),
        Exchange("2", "HEAD", method="HEAD", type=TURTLE.content_type),
    ]
)
def test_the_description_is_had_without_a_query(conformance_server: Server, row: Exchange) -> None:
    answer = row.check(conformance_server)
    if row.status == 406:
        assert {one["type"] for one in answer.json()["variants"]} >= {one.media_type for one in RDF_FORMATS}
    else:
        assert "Accept" in answer.headers["Vary"].split(", ")


@EVERY_FORMAT
def test_the_description_is_negotiated_and_the_same_in_every_format(conformance_server: Server, format: Format) -> None:
    plain = triples(conformance_server.get("sparql"), TURTLE)
    answer = Exchange("2", "", accept=format.media_type, type=format.content_type).check(conformance_server)
    assert triples(answer, format) == plain
    assert answer.headers["Content-Location"] == f"{conformance_server.base}sparql.{format.suffix}"
    assert triples(conformance_server.get(answer.headers["Content-Location"]), format) == plain
    assert answer.headers["Content-Location"] in linked(answer, "alternate")


def test_the_description_is_not_sent_again(conformance_server: Server) -> None:
    tag = conformance_server.get("sparql").headers["ETag"]
    assert Exchange("2", "", headers={"If-None-Match": tag}, status=304).check(conformance_server).content == b""


@dataclass(frozen=True)
class Said:
    """One statement that the description must hold; `{endpoint}` in a name is the endpoint's IRI."""

    section: str
    subject: str
    predicate: URIRef
    object: str | Literal

    def __str__(self) -> str:
        return f"{self.section} {self.subject} {self.predicate.rpartition('#')[2]} {self.object}"


STATEMENTS = (
    Said("3.3.1", "{endpoint}", RDF.type, SD.Service),
    Said("3.2.1", "{endpoint}", SD.endpoint, "{endpoint}"),
    Said("3.2.2", "{endpoint}", SD.feature, SD.UnionDefaultGraph),
    Said("3.2.3", "{endpoint}", SD.defaultEntailmentRegime, "http://www.w3.org/ns/entailment/Simple"),
    Said("3.2.10", "{endpoint}", SD.supportedLanguage, SD.SPARQL11Query),
    Said("3.2.12", "{endpoint}", SD.defaultDataset, "{endpoint}#dataset"),
    Said("3.2.13", "{endpoint}", SD.availableGraphs, "{endpoint}#dataset"),
    Said("3.3.8", "{endpoint}#dataset", RDF.type, SD.GraphCollection),
    Said("3.3.9", "{endpoint}#dataset", RDF.type, SD.Dataset),
    Said("3.2.16", "{endpoint}#dataset", SD.defaultGraph, "{endpoint}#default-graph"),
    Said("3.3.10", "{endpoint}#default-graph", RDF.type, SD.Graph),
)
# What would be untrue: nothing is written, fetched or asked elsewhere, no dataset need be named, no graph is empty.
ABSENT = (
    ("3.4.3", SD.supportedLanguage, SD.SPARQL11Update),
    ("3.4.4", SD.feature, SD.DereferencesURIs),
    ("3.4.6", SD.feature, SD.RequiresDataset),
    ("3.4.7", SD.feature, SD.EmptyGraphs),
    ("3.4.8", SD.feature, SD.BasicFederatedQuery),
    ("3.2.4", SD.entailmentRegime, None),
    ("3.2.5", SD.defaultSupportedEntailmentProfile, None),
    ("3.2.6", SD.supportedEntailmentProfile, None),
    ("3.2.8", SD.extensionAggregate, None),
    ("3.2.11", SD.propertyFeature, None),
    ("3.2.15", SD.inputFormat, None),
)


@pytest.mark.parametrize("said", STATEMENTS, ids=str)
def test_the_description_says(described: rdflib.Graph, endpoint: URIRef, said: Said) -> None:
    subject, thing = (URIRef(one.replace("{endpoint}", endpoint)) for one in (said.subject, said.object))
    assert (subject, said.predicate, thing) in described


@pytest.mark.parametrize(("section", "predicate", "thing"), ABSENT, ids=lambda one: str(one).rpartition("#")[2])
def test_the_description_does_not_say(
    described: rdflib.Graph, section: str, predicate: URIRef, thing: URIRef | None
) -> None:
    assert (None, predicate, thing) not in described, section


def test_no_term_of_the_vocabulary_is_misspelt(described: rdflib.Graph) -> None:
    used = {one for triple in described for one in triple if str(one).startswith(str(SD))}
    properties = "endpoint feature defaultEntailmentRegime extensionFunction languageExtension supportedLanguage "
    properties += "defaultDataset availableGraphs resultFormat defaultGraph namedGraph name graph"
    classes = "Service Feature Function GraphCollection Dataset Graph NamedGraph SPARQL11Query UnionDefaultGraph"
    assert used == {SD[name] for name in f"{properties} {classes}".split()}


@pytest.mark.parametrize("graph", GRAPHS, ids=lambda graph: f"3.2.17 {graph}")
def test_each_named_graph_is_described(conformance_server: Server, described: rdflib.Graph, graph: str) -> None:
    name = URIRef(graph_iri(conformance_server.base, graph))
    dataset = URIRef(conformance_server.base + "sparql#dataset")
    (node,) = described.subjects(SD.name, name)  # 3.2.18
    assert (dataset, SD.namedGraph, node) in described
    assert (node, RDF.type, SD.NamedGraph) in described  # 3.3.11
    graph_node = described.value(node, SD.graph)  # 3.2.19
    assert (graph_node, RDF.type, SD.Graph) in described
    assert isinstance(described.value(graph_node, VOID.triples), Literal)


def test_no_other_graph_is_described(described: rdflib.Graph) -> None:
    assert len(set(described.objects(None, SD.namedGraph))) == len(GRAPHS) == len(set(described.objects(None, SD.name)))


def test_each_format_is_named_and_has_its_media_type(described: rdflib.Graph, endpoint: URIRef) -> None:
    formats = set(described.objects(endpoint, SD.resultFormat))  # 3.2.14
    assert {str(one).removeprefix(str(FORMATS)) for one in formats} == {
        *("Turtle", "JSON-LD", "N-Triples", "N-Quads", "TriG", "RDF_XML", "N3"),
        *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
    }
    for one in formats:
        assert (one, RDF.type, FORMATS.Format) in described
        assert "/" in str(described.value(one, FORMATS.media_type))
        assert str(described.value(one, FORMATS.preferred_suffix)).startswith(".")


def test_extensions_are_named(described: rdflib.Graph, endpoint: URIRef) -> None:
    functions = set(described.objects(endpoint, SD.extensionFunction))  # 3.2.7
    assert len(functions) > 40
    assert all((one, RDF.type, SD.Function) in described for one in functions)  # 3.3.4
    extensions = set(described.objects(endpoint, SD.languageExtension))  # 3.2.9
    assert len(extensions) == 4
    assert all((one, RDF.type, SD.Feature) in described for one in extensions)  # 3.3.2
    assert all(described.value(one, RDFS.label) for one in extensions)


UNITS = {
    "query_seconds": "SEC",
    "query_memory_mb": "4L",
    "result_mb": "4L",
    "concurrent_queries": "C62",
    "request_bytes": "AD",
}


@pytest.mark.parametrize("key", LIMITS)
def test_each_limit_is_a_number_with_its_unit(described: rdflib.Graph, endpoint: URIRef, key: str) -> None:
    (node,) = described.subjects(SDO.propertyID, Literal(key))
    assert (endpoint, SDO.additionalProperty, node) in described
    assert (node, RDF.type, SDO.PropertyValue) in described
    value = described.value(node, SDO.value)
    assert isinstance(value, Literal)
    assert float(value) == LIMITS[key]
    assert value.datatype == (XSD.decimal if key == "query_seconds" else XSD.integer)
    assert described.value(node, SDO.unitCode) == Literal(UNITS[key])
    names = described.objects(node, SDO.name)
    assert {name.language for name in names if isinstance(name, Literal)} == {"en", "ja"}


def test_the_limits_are_told_to_readers_too(described: rdflib.Graph, endpoint: URIRef) -> None:
    comment = str(described.value(endpoint, RDFS.comment))
    for part in ("7.5 s or", "300 MB of memory", "9 MB", "503"):
        assert part in comment


def test_every_iri_of_the_description_leads_to_it(conformance_server: Server, described: rdflib.Graph) -> None:
    base = conformance_server.base
    own = {str(one) for one in described.subjects() if str(one).startswith(base)}
    assert len(own) > len(GRAPHS)
    for path in {one.partition("#")[0] for one in own}:
        assert conformance_server.get(path).status_code == 200
