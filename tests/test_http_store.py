"""Tests of the Graph Store Protocol's reading half."""

import pytest
from http_support import dataset, triples
from pyoxigraph import DefaultGraph
from support import Server

from publisher.formats import RDF_FORMATS, RDF_XML, TURTLE, Format

RDF = pytest.mark.parametrize("row", RDF_FORMATS, ids=lambda row: row.name)


@RDF
def test_a_graph_is_read_by_its_iri(odd_server: Server, row: Format) -> None:
    for iri, path in ((odd_server.base + "graph/tri", "graph/tri"), ("https://foreign.example/g", "graph/g-2")):
        answer = odd_server.get("store", params={"graph": iri}, accept=row.media_type)
        assert answer.status_code == 200
        assert triples(answer, row) == triples(odd_server.get(f"{path}.ttl"), TURTLE)
        assert {quad.graph_name for quad in dataset(answer, row)} == {DefaultGraph()}
        assert answer.headers["Vary"] == "Accept, Accept-Encoding"


def test_the_default_graph_is_the_union_in_which_a_triple_counts_once(site_server: Server) -> None:
    whole = triples(site_server.get("store?default", accept=TURTLE.media_type), TURTLE)
    counted = site_server.get("sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}).json()
    assert len(whole) == int(counted["results"]["bindings"][0]["n"]["value"])
    for row in RDF_FORMATS:
        answer = site_server.get("store?default", accept=row.media_type)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, row.content_type)
        assert triples(answer, row) == whole


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("?graph=", 400),
        ("?graph=graph/tri", 400),
        ("?graph=%2Fkg%2Fgraph%2Ftri", 400),
        ("?default&graph=urn:x", 400),
        ("?graph=urn:x&graph=urn:y", 400),
        ("?graph=urn:absent", 404),
        ("?graph=https://foreign.example/g%0D%0AX:y", 400),
    ],
)
def test_a_graph_must_be_named_once_in_full_and_exist(odd_server: Server, query: str, status: int) -> None:
    for method in ("GET", "HEAD"):
        assert odd_server.request(method, f"store{query}").status_code == status


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
def test_writing_is_not_allowed(odd_server: Server, method: str) -> None:
    answer = odd_server.request(
        method, "store?default", data=b"<a:> <b:> <c:> .", headers={"Content-Type": "text/turtle"}
    )
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_a_format_that_cannot_carry_the_graph_is_not_acceptable(odd_server: Server) -> None:
    answer = odd_server.get("store?default", accept=RDF_XML.media_type)
    assert answer.status_code == 406
    assert RDF_XML.media_type not in {one["type"] for one in answer.json()["variants"]}


def test_conditions_hold_for_graphs(odd_server: Server) -> None:
    first = odd_server.get("store?default")
    again = odd_server.get("store?default", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
