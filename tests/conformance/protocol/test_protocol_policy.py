"""SPARQL 1.1 Protocol, 2.3 and 4.1: the base IRI, and that no request makes the server ask another one."""

import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from exchanges import QUERY, Exchange, rows
from support import Server

BASE = (
    Exchange("2.3", "relative IRIs are the endpoint's", url=[("query", "SELECT ?v { <id/b> ex:p ?v }")], gives=(2,)),
    Exchange("2.3", "the endpoint itself", url=[("query", "SELECT (STR(<>) AS ?x) {}")]),
    Exchange("2.3", "BASE comes first", url=[("query", "BASE <{base}id/> SELECT ?v { <b> ex:p ?v }")], gives=(2,)),
    Exchange(
        "2.3", "a relative BASE is the endpoint's", url=[("query", "BASE <id/> SELECT ?v { <b> ex:p ?v }")], gives=(2,)
    ),
    Exchange("2.3", "in a body too", body="SELECT ?v { <id/b> ex:p ?v }", kind=QUERY, gives=(2,)),
    Exchange(
        "2.3",
        "whatever the address of the request",
        url=[("x", "/y/z"), ("query", "SELECT ?v { <id/b> ex:p ?v }")],
        gives=(2,),
    ),
)


@rows(BASE)
def test_a_relative_iri_is_resolved_by_the_endpoint(conformance_server: Server, row: Exchange) -> None:
    answer = row.check(conformance_server)
    if row.gives is None:
        assert answer.json()["results"]["bindings"][0]["x"]["value"] == conformance_server.base + "sparql"


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host", "Content-Location", "Referer"])
def test_no_header_moves_the_base(conformance_server: Server, header: str) -> None:
    row = Exchange("2.3", "", url=BASE[0].url, headers={header: "evil.example"}, gives=(2,))
    row.check(conformance_server)


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Listen where nobody may call."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(8)
        listening.setblocking(False)
        yield listening


def called(listener: socket.socket) -> bool:
    """Return whether somebody has called: a connection waits to be accepted from the moment it is made."""
    try:
        listener.accept()[0].close()
    except BlockingIOError:
        return False
    return True


CALLS = (
    "ASK { SERVICE <%s> { ?s ?p ?o } }",
    "ASK { SERVICE SILENT <%s> { ?s ?p ?o } }",
    "ASK { VALUES ?e { <%s> } SERVICE ?e { ?s ?p ?o } }",
    "ASK { SERVICESILENT<%s>{ ?s ?p ?o } }",
    "ASK { FILTER EXISTS { SERVICE <%s> { ?s ?p ?o } } }",
    "ASK { { SELECT * { SERVICE <%s> { ?s ?p ?o } } } }",
    "SELECT * FROM <%s> { ?s ?p ?o }",
    "SELECT * FROM NAMED <%s> { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * { GRAPH <%s> { ?s ?p ?o } }",
    "CONSTRUCT { ?s ?p ?o } FROM <%s> WHERE { ?s ?p ?o }",
    "DESCRIBE <%s>",
    "DESCRIBE <%s> FROM <%s>",
    "LOAD <%s>",
    "LOAD SILENT <%s> INTO GRAPH <urn:g>",
    "BASE <%s> ASK FROM <> {}",
    "PREFIX x: <%s> SELECT * FROM x: { ?s ?p ?o }",
    'SELECT (IRI("%s") AS ?x) {}',
)


def test_the_listener_would_notice(listener: socket.socket) -> None:
    assert not called(listener)
    with socket.create_connection(listener.getsockname(), timeout=5):
        assert called(listener)


@pytest.mark.parametrize("query", CALLS, ids=lambda query: f"4.1 {query}")
def test_no_query_calls_anybody(conformance_server: Server, listener: socket.socket, query: str) -> None:
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/data.ttl"
    text = query.replace("%s", url)
    ways = (
        Exchange("4.1", "", url=[("query", text)]),
        Exchange("4.1", "", form=[("query", text)]),
        Exchange("4.1", "", body=text, kind=QUERY),
        Exchange("4.1", "", url=[("update", text)]),
    )
    assert {way.ask(conformance_server).status_code for way in ways} <= {200, 403}
    assert not called(listener)


@pytest.mark.parametrize(
    "target",
    [
        "sparql?query=SELECT*%7B?s?p?o%7D&default-graph-uri={}",
        "sparql?query=SELECT*%7BGRAPH?g%7B?s?p?o%7D%7D&named-graph-uri={}",
        "sparql?query=ASK%7B%7D&using-graph-uri={}",
        "sparql?query=ASK%7B%7D&callback={}&url={}&endpoint={}&stylesheet={}",
        "store?graph={}",
        "doc?iri={}",
    ],
)
def test_no_parameter_calls_anybody(conformance_server: Server, listener: socket.socket, target: str) -> None:
    url = quote(f"http://127.0.0.1:{listener.getsockname()[1]}/data.ttl", safe="")
    assert conformance_server.get(target.replace("{}", url)).status_code in (200, 404)
    assert not called(listener)


def test_no_name_of_a_graph_reads_a_file(conformance_server: Server, tmp_path: Path) -> None:
    file = tmp_path / "secret.ttl"
    file.write_text('<urn:secret> <urn:says> "nothing" .')
    for url in (file.as_uri(), "file:" + str(file)):
        Exchange("4.1", "", url=[("query", f"ASK FROM <{url}> {{ ?s ?p ?o }}")], gives=False).check(conformance_server)
        Exchange("4.1", "", url=[("query", "ASK { ?s ?p ?o }"), ("default-graph-uri", url)], gives=False).check(
            conformance_server
        )
        assert conformance_server.get("store", params={"graph": url}).status_code == 404
