"""SPARQL 1.1 Graph Store HTTP Protocol, 4.1 and 5: reading graphs at their own IRIs, and that nothing is written."""

from urllib.parse import quote

import pytest
import requests
from conformance_site import GRAPHS
from exchanges import PROBLEM, Exchange, rows
from http_support import FIREFOX, links, triples
from pyoxigraph import Literal
from support import Server

from publisher.formats import RDF_FORMATS, TURTLE, Format

# Graphs whose IRI is an address of this server, and no more than a graph's name; a fragment never reaches a server.
OWN = [graph for graph in GRAPHS if not graph.startswith(("https:", "urn:", "described/")) and "#" not in graph]
EVERY_FORMAT = pytest.mark.parametrize("format", RDF_FORMATS, ids=lambda row: f"5.2 {row.label}")
LEFT, RIGHT = "graph/left", "store?graph={base}graph/right"
WRITING = ("PUT", "POST", "DELETE", "PATCH")
TURTLE_BODY = "<urn:a> <urn:b> <urn:c> ."


def numbers(answer: requests.Response, row: Format = TURTLE) -> tuple[int, ...]:
    """Return what ex:p says in a body."""
    objects = [quad.object for quad in triples(answer, row) if quad.predicate.value.endswith("def#p")]
    return tuple(sorted(int(one.value) for one in objects if isinstance(one, Literal)))


@pytest.mark.parametrize("graph", OWN, ids=lambda graph: f"4.1 {graph}")
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_iri_of_a_graph_leads_to_its_triples(conformance_server: Server, method: str, graph: str) -> None:
    answer = conformance_server.request(method, quote(graph, safe="/+&%"), accept="text/turtle", allow_redirects=True)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, TURTLE.content_type)
    assert answer.headers["Content-Location"].startswith(conformance_server.base + "graph/")
    assert [one.status_code for one in answer.history] in ([], [303])
    if method == "GET":
        assert numbers(answer) == GRAPHS[graph]


@pytest.mark.parametrize("graph", ["graph/left", "graph/right", "graph/ontology", "graph/特許"])
def test_a_graph_below_the_path_of_graphs_answers_itself(conformance_server: Server, graph: str) -> None:
    answer = conformance_server.get(quote(graph), accept="text/turtle")
    assert (answer.status_code, numbers(answer)) == (200, GRAPHS[graph])


def test_what_is_said_of_a_graph_comes_before_it(conformance_server: Server) -> None:
    answer = conformance_server.get("described/g", accept="text/turtle", allow_redirects=True)
    assert answer.url == conformance_server.base + "doc/described/g"
    assert "A graph of one number" in answer.text


@EVERY_FORMAT
def test_a_graph_at_its_iri_is_negotiated(conformance_server: Server, format: Format) -> None:
    answer = Exchange("4.1", "", target=LEFT, accept=format.media_type, type=format.content_type).check(
        conformance_server
    )
    assert numbers(answer, format) == (1, 2)
    assert answer.headers["Vary"] == "Accept, Accept-Encoding"
    assert answer.headers["Content-Location"] == f"{conformance_server.base}graph/left.{format.suffix}"
    indirect = conformance_server.get(f"store?graph={conformance_server.base}graph/left", accept=format.media_type)
    assert triples(indirect, format) == triples(answer, format)


@EVERY_FORMAT
def test_a_suffix_chooses_whatever_accept_says(conformance_server: Server, format: Format) -> None:
    row = Exchange("4.1", "", target=f"{LEFT}.{format.suffix}", accept="image/png", type=format.content_type)
    assert numbers(row.check(conformance_server), format) == (1, 2)


@rows(
    [
        Exchange("5", "no Accept is Turtle", target=LEFT, type=TURTLE.content_type),
        Exchange("5", "a browser gets a page", target=LEFT, accept=FIREFOX, type="text/html; charset=utf-8"),
        Exchange("5.2", "nothing acceptable", target=LEFT, accept="image/png", status=406, type=PROBLEM),
        Exchange("5.1", "an absent graph", target="graph/absent", status=404, type=PROBLEM),
        Exchange("5.1", "an absent graph with a suffix", target="graph/absent.ttl", status=404, type=PROBLEM),
        Exchange("5.6", "HEAD of an absent graph", target="graph/absent", method="HEAD", status=404),
        Exchange("5.6", "HEAD of what is not acceptable", target=LEFT, method="HEAD", accept="image/png", status=406),
    ]
)
def test_a_graph_at_its_iri_is_answered_or_refused(conformance_server: Server, row: Exchange) -> None:
    row.check(conformance_server)


def test_a_graph_tells_its_variants(conformance_server: Server) -> None:
    answer = Exchange("4.1", "", target=LEFT).check(conformance_server)
    alternates = {target: more["type"] for target, more in links(answer) if more["rel"] == "alternate"}
    assert set(alternates.values()) == {row.media_type for row in RDF_FORMATS} | {"text/html"}
    assert (conformance_server.base + LEFT, {"rel": "describes"}) in links(answer)
    for target, media_type in alternates.items():
        found = conformance_server.request("HEAD", target)
        assert (found.status_code, found.headers["Content-Type"].split(";")[0]) == (200, media_type)


def test_conditions_hold(conformance_server: Server) -> None:
    first = Exchange("5", "", target=LEFT).check(conformance_server)
    for method in ("GET", "HEAD"):
        row = Exchange(
            "5", "", target=LEFT, method=method, headers={"If-None-Match": first.headers["ETag"]}, status=304
        )
        assert row.check(conformance_server).content == b""


@rows(
    [
        Exchange(
            section,
            f"{method} {target} as {kind}",
            target=target,
            method=method,
            body=TURTLE_BODY,
            kind=kind,
            status=405,
        )
        for section, method in zip(("5.3", "5.5", "5.4", "5.7"), WRITING, strict=True)
        for target in (LEFT, RIGHT, "store?default", "store?graph=urn:example:absent", "store", "graph/new")
        for kind in ("text/turtle", "image/png", None)
    ]
)
def test_writing_is_no_method_here(conformance_server: Server, row: Exchange) -> None:
    answer = row.check(conformance_server)
    assert {one.strip() for one in answer.headers["Allow"].split(",")} == {"GET", "HEAD", "OPTIONS"}


def test_nothing_was_written(conformance_server: Server) -> None:
    for method in WRITING:
        Exchange("5.3", "", target=RIGHT, method=method, body=TURTLE_BODY, kind="text/turtle", status=405).check(
            conformance_server
        )
    assert numbers(Exchange("5.2", "", target=RIGHT).check(conformance_server)) == (3, 4)
    assert numbers(Exchange("5.2", "", target="graph/right").check(conformance_server)) == (3, 4)


@pytest.mark.parametrize("target", [LEFT, "store?default", "store"])
def test_options_tells_the_methods(conformance_server: Server, target: str) -> None:
    answer = conformance_server.request("OPTIONS", target)
    assert (answer.status_code, {one.strip() for one in answer.headers["Allow"].split(",")}) == (
        204,
        {"GET", "HEAD", "OPTIONS"},
    )
    assert "Accept-Post" not in answer.headers


@pytest.mark.parametrize("target", [LEFT, "store?default", "store", "graph/absent"])
def test_a_script_of_another_site_may_read_graphs(conformance_server: Server, target: str) -> None:
    answer = conformance_server.get(target, headers={"Origin": "https://app.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
