"""SPARQL 1.1 Protocol, 2.1.5 and 2.1.6: which format is chosen, and that the body is what its media type says."""

import json
from collections.abc import Callable, Mapping
from xml.etree import ElementTree

import pytest
import rdflib
import requests
from exchanges import CSV, JSON, TSV, XML, Exchange, rows
from http_support import FIREFOX, triples
from support import Server

from publisher.formats import RDF_FORMATS, RESULT_FORMATS

HTML, TURTLE = "text/html; charset=utf-8", "text/turtle; charset=utf-8"
N3, JSON_LD, RDF_XML = "text/n3; charset=utf-8", "application/ld+json", "application/rdf+xml"
NT, NQ, TRIG = "application/n-triples", "application/n-quads", "application/trig"
SELECT, ASK = "SELECT ?v { ?s ex:p ?v }", "ASK { ?s ex:p 1 }"
CONSTRUCT, DESCRIBE = "CONSTRUCT WHERE { ?s ex:p ?v }", "DESCRIBE ?s { ?s ex:p 1 }"
TABLES, GRAPHS = (SELECT, ASK), (CONSTRUCT, DESCRIBE)

# Accept → the type of SELECT and ASK, None where nothing fits.
OF_TABLES: Mapping[str | None, str | None] = {
    None: JSON,
    "": JSON,
    "*/*": JSON,
    "application/*": JSON,
    "text/*": HTML,
    JSON: JSON,
    "application/json": JSON,
    XML: XML,
    "application/xml": XML,
    "text/csv": CSV,
    "text/tab-separated-values": TSV,
    "text/html": HTML,
    "application/xhtml+xml": HTML,
    FIREFOX: HTML,
    "Text/CSV": CSV,
    "APPLICATION/SPARQL-RESULTS+XML": XML,
    "text/csv; charset=utf-8": CSV,
    f"{JSON};q=0.5, text/csv;q=0.9": CSV,
    f"{JSON};q=0.5, */*;q=0.1": JSON,
    f"{JSON};q=0, */*": HTML,
    "text/csv;q=0.8, text/tab-separated-values": TSV,
    "text/turtle, text/csv;q=0.1": CSV,
    "image/png, */*;q=0.1": JSON,
    # What rdflib, SPARQLWrapper, YASGUI and Jena send.
    f"{XML}, {JSON};q=0.9": XML,
    "application/sparql-results+xml,application/rdf+xml,text/turtle,*/*;q=0.1": XML,
    "application/sparql-results+json,*/*;q=0.9": JSON,
    "rubbish": JSON,
    "text/csv, rubbish, ;;;": CSV,
    "text/turtle": None,
    "application/rdf+xml": None,
    "application/n-triples, text/turtle;q=0.9": None,
    "image/png": None,
    "*/*;q=0": None,
}
# Accept → the type of CONSTRUCT and DESCRIBE.
OF_GRAPHS: Mapping[str | None, str | None] = {
    None: TURTLE,
    "": TURTLE,
    "*/*": TURTLE,
    "text/*": TURTLE,
    "application/*": JSON_LD,
    "text/turtle": TURTLE,
    "application/x-turtle": TURTLE,
    "application/n-triples": NT,
    "application/n-quads": NQ,
    "application/trig": TRIG,
    "application/ld+json": JSON_LD,
    "application/json": JSON_LD,
    "application/rdf+xml": RDF_XML,
    "application/xml": RDF_XML,
    "text/xml": RDF_XML,
    "text/n3": N3,
    "text/html": HTML,
    FIREFOX: HTML,
    "TEXT/Turtle; charset=utf-8": TURTLE,
    'application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"': JSON_LD,
    "text/turtle;q=0.5, application/n-triples": NT,
    "application/sparql-results+xml, application/rdf+xml;q=0.5": RDF_XML,
    "text/turtle;q=0, */*;q=0.1": HTML,
    JSON: None,
    "text/csv": None,
    "image/png": None,
}
# The words of `format=` → the type of SELECT and ASK, and that of CONSTRUCT and DESCRIBE; None where Accept chooses.
WORDS: Mapping[str, tuple[str | None, str | None]] = {
    "json": (JSON, JSON_LD),
    "srj": (JSON, None),
    JSON: (JSON, None),
    "application/json": (JSON, JSON_LD),
    "xml": (XML, RDF_XML),
    "srx": (XML, None),
    XML: (XML, None),
    "application/xml": (XML, RDF_XML),
    "text/xml": (None, RDF_XML),
    "csv": (CSV, None),
    "text/csv": (CSV, None),
    "text/csv; charset=utf-8": (CSV, None),
    "tsv": (TSV, None),
    "text/tab-separated-values": (TSV, None),
    "table": (HTML, HTML),
    "html": (HTML, HTML),
    "text/html": (HTML, HTML),
    "turtle": (None, TURTLE),
    "ttl": (None, TURTLE),
    "text/turtle": (None, TURTLE),
    "application/x-turtle": (None, TURTLE),
    "ntriples": (None, NT),
    "nt": (None, NT),
    "application/n-triples": (None, NT),
    "nquads": (None, NQ),
    "nq": (None, NQ),
    "application/n-quads": (None, NQ),
    "trig": (None, TRIG),
    "application/trig": (None, TRIG),
    "jsonld": (None, JSON_LD),
    "json-ld": (None, JSON_LD),
    "application/ld+json": (None, JSON_LD),
    "rdfxml": (None, RDF_XML),
    "rdf+xml": (None, RDF_XML),
    "rdf": (None, RDF_XML),
    "application/rdf+xml": (None, RDF_XML),
    "n3": (None, N3),
    "text/n3": (None, N3),
    "rubbish": (None, None),
    "": (None, None),
    "image/png": (None, None),
    "application/octet-stream": (None, None),
}


def negotiated(queries: tuple[str, ...], table: Mapping[str | None, str | None]) -> list[Exchange]:
    """Return an exchange for each query and Accept header of a table."""
    return [
        Exchange(
            "2.1.5",
            f"{query.split()[0]} with Accept {accept!r}",
            url=[("query", query)],
            accept=accept,
            status=200 if expected else 406,
            type=expected,
        )
        for query in queries
        for accept, expected in table.items()
    ]


@rows(negotiated(TABLES, OF_TABLES), negotiated(GRAPHS, OF_GRAPHS))
def test_accept_chooses_the_format(conformance_server: Server, row: Exchange) -> None:
    answer = row.check(conformance_server)
    if row.status == 406:
        table = RESULT_FORMATS if row.url[0][1] in TABLES else RDF_FORMATS
        variants = {one["type"]: one["href"] for one in answer.json()["variants"]}
        assert set(variants) >= {one.media_type for one in table}
        assert all(media_type in answer.json()["detail"] for media_type in variants)


@pytest.mark.parametrize("word", WORDS, ids=lambda word: f"2.1.5 {word!r}")
@pytest.mark.parametrize("parameter", ["format", "output", "results"])
def test_a_word_chooses_the_format_before_accept(conformance_server: Server, parameter: str, word: str) -> None:
    for queries, expected, otherwise, accept in (
        (TABLES, WORDS[word][0], TSV, "text/tab-separated-values, text/n3"),
        (GRAPHS, WORDS[word][1], N3, "text/tab-separated-values, text/n3"),
    ):
        for spelling in {word, word.upper(), word.title()}:
            url = [("query", queries[0]), (parameter, spelling)]
            row = Exchange("2.1.5", "", url=url, accept=accept, type=expected or otherwise)
            row.check(conformance_server)


@rows(
    [
        Exchange("2.1.5", "format before output", url=[("query", ASK), ("output", "csv"), ("format", "tsv")], type=TSV),
        Exchange(
            "2.1.5", "output before results", url=[("query", ASK), ("results", "csv"), ("output", "tsv")], type=TSV
        ),
        Exchange(
            "2.1.5",
            "a word that fits after one that does not",
            url=[("query", ASK), ("format", "turtle"), ("output", "tsv")],
            type=TSV,
        ),
        Exchange(
            "2.1.5",
            "SPARQLWrapper's three",
            url=[("query", ASK), ("format", "xml"), ("output", "xml"), ("results", "xml")],
            type=XML,
        ),
        Exchange("2.1.5", "a word in the form", form=[("query", ASK), ("format", "csv")], type=CSV),
        Exchange("2.1.5", "a word in the URL of a form", url=[("format", "csv")], form=[("query", ASK)], type=CSV),
        Exchange(
            "2.1.5",
            "a plus that nobody encoded",
            target="sparql?query=ASK%7B%7D&format=application/sparql-results+xml",
            type=XML,
        ),
        Exchange(
            "2.1.5",
            "a word although Accept fits nothing",
            url=[("query", ASK), ("format", "csv")],
            accept="image/png",
            type=CSV,
        ),
        Exchange(
            "2.1.5",
            "a word although Accept is of a browser",
            url=[("query", ASK), ("format", "json")],
            accept=FIREFOX,
            type=JSON,
        ),
    ]
)
def test_which_word_chooses(conformance_server: Server, row: Exchange) -> None:
    row.check(conformance_server)


def as_json(body: bytes) -> object:
    return json.loads(body)


def as_xml(body: bytes) -> object:
    root = ElementTree.fromstring(body)
    assert root.tag == "{http://www.w3.org/2005/sparql-results#}sparql"
    return root


READ: Mapping[str, Callable[[bytes], object]] = {
    JSON: as_json,
    XML: as_xml,
    CSV: lambda body: body.decode().split("\r\n"),
    TSV: lambda body: body.decode().split("\n"),
    HTML: lambda body: b"<!doctype html>" in body.lower(),
}


@pytest.mark.parametrize("row", RESULT_FORMATS, ids=lambda row: f"2.1.6 {row.label}")
@pytest.mark.parametrize("query", TABLES)
def test_a_table_is_what_its_type_says(conformance_server: Server, row: object, query: str) -> None:
    answer = Exchange("2.1.6", "", url=[("query", query), ("format", row.name)], type=row.content_type).check(  # type: ignore[attr-defined]
        conformance_server
    )
    assert READ[answer.headers["Content-Type"]](answer.content)


@pytest.mark.parametrize("row", RDF_FORMATS, ids=lambda row: f"2.1.6 {row.label}")
@pytest.mark.parametrize("query", GRAPHS)
def test_a_graph_is_what_its_type_says(conformance_server: Server, row: object, query: str) -> None:
    exchange = Exchange("2.1.6", "", url=[("query", query), ("format", row.name)], type=row.content_type)  # type: ignore[attr-defined]
    found = triples(exchange.check(conformance_server), row)  # type: ignore[arg-type]
    assert len(found) == (13 if query is CONSTRUCT else 3)


def test_a_result_has_no_error_in_its_body_nor_a_success_in_its_failure(conformance_server: Server) -> None:
    query = 'SELECT ?v { { ?s ex:p ?v } UNION { BIND(1/0 AS ?v) } UNION { BIND(xsd:integer("x") AS ?v) } }'
    answer = Exchange("2.1.6", "", url=[("query", query)]).check(conformance_server)
    bindings = answer.json()["results"]["bindings"]
    assert len([one for one in bindings if one]) == 13
    assert len(bindings) == 15


def test_a_description_is_read_by_a_client_that_believes_the_type(conformance_server: Server) -> None:
    for accept in ("text/turtle", "application/rdf+xml", "application/n-triples"):
        answer: requests.Response = Exchange("2.1.6", "", url=[("query", DESCRIBE)], accept=accept).check(
            conformance_server
        )
        graph = rdflib.Graph().parse(data=answer.content, format=answer.headers["Content-Type"].split(";")[0])
        assert len(graph) == 3
