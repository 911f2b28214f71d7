"""SPARQL 1.1 Graph Store HTTP Protocol, 4.2 and 5: reading graphs by name through /store."""

from urllib.parse import quote

import pytest
import requests
from conformance_site import ALL, GRAPHS, graph_iri
from exchanges import PROBLEM, Exchange, rows
from http_support import FIREFOX, dataset, triples
from pyoxigraph import DefaultGraph, Literal
from support import Server

from publisher.formats import N_TRIPLES, RDF_FORMATS, RDF_XML, TURTLE, Format

EVERY_FORMAT = pytest.mark.parametrize("format", RDF_FORMATS, ids=lambda row: f"5.2 {row.label}")
EVERY_GRAPH = pytest.mark.parametrize("graph", GRAPHS, ids=lambda graph: f"4.2 {graph}")
LEFT = "store?graph={base}graph/left"


def numbers(answer: requests.Response, row: Format = TURTLE) -> tuple[int, ...]:
    """Return what ex:p says in a body."""
    objects = [quad.object for quad in triples(answer, row) if quad.predicate.value.endswith("def#p")]
    return tuple(sorted(int(one.value) for one in objects if isinstance(one, Literal)))


def constructed(server: Server, pattern: str) -> requests.Response:
    """Return the graph that the Recommendation says a request is equivalent to (5.2)."""
    return server.get("sparql", params={"query": f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}"})


@EVERY_GRAPH
def test_a_graph_is_what_constructing_it_gives(conformance_server: Server, graph: str) -> None:
    iri = graph_iri(conformance_server.base, graph)
    answer = conformance_server.get("store?graph=" + quote(iri, safe=""))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, TURTLE.content_type)
    assert numbers(answer) == GRAPHS[graph]
    assert triples(answer, TURTLE) == triples(constructed(conformance_server, f"GRAPH <{iri}> {{ ?s ?p ?o }}"), TURTLE)


@EVERY_GRAPH
def test_a_name_is_found_however_its_letters_are_encoded(conformance_server: Server, graph: str) -> None:
    iri = graph_iri(conformance_server.base, graph)
    every = "".join(f"%{byte:02x}" for byte in iri.encode())
    for spelling in (quote(iri, safe=""), every, quote(iri, safe=":/")):
        assert numbers(conformance_server.get(f"store?graph={spelling}")) == GRAPHS[graph]


@EVERY_FORMAT
def test_a_graph_comes_in_every_format_as_plain_triples(conformance_server: Server, format: Format) -> None:
    row = Exchange("5.2", "", target=LEFT, accept=format.media_type, type=format.content_type)
    answer = row.check(conformance_server)
    assert {quad.graph_name for quad in dataset(answer, format)} == {DefaultGraph()}
    assert numbers(answer, format) == (1, 2)


@EVERY_FORMAT
def test_the_default_graph_is_the_union_of_all(conformance_server: Server, format: Format) -> None:
    row = Exchange("5.2", "", target="store?default", accept=format.media_type, type=format.content_type)
    answer = row.check(conformance_server)
    assert {quad.graph_name for quad in dataset(answer, format)} == {DefaultGraph()}
    assert numbers(answer, format) == ALL
    assert triples(answer, format) == triples(constructed(conformance_server, "?s ?p ?o"), TURTLE)


ANSWERED = (
    Exchange("5", "no Accept is Turtle", target=LEFT, type=TURTLE.content_type),
    Exchange("5", "anything is Turtle", target=LEFT, accept="*/*", type=TURTLE.content_type),
    Exchange(
        "5.2",
        "the Accept of the Recommendation",
        target=LEFT,
        accept="text/turtle; charset=utf-8",
        type=TURTLE.content_type,
    ),
    Exchange(
        "5.2",
        "a preference",
        target=LEFT,
        accept="text/turtle;q=0.2, application/n-triples;q=0.7",
        type=N_TRIPLES.content_type,
    ),
    Exchange("5.2", "an alias", target=LEFT, accept="application/x-turtle", type=TURTLE.content_type),
    Exchange("5.2", "odd letters", target=LEFT, accept="Application/RDF+XML", type=RDF_XML.content_type),
    Exchange("5.2", "a browser is answered too", target=LEFT, accept=FIREFOX),
    Exchange("4.2", "default with a value", target="store?default=true", type=TURTLE.content_type),
    Exchange("4.2", "default with an empty value", target="store?default=", type=TURTLE.content_type),
    Exchange("4.2", "beside an unknown parameter", target=LEFT + "&x=1", type=TURTLE.content_type),
)
REFUSED = (
    Exchange("4.2", "a relative name", target="store?graph=graph/left", status=400, type=PROBLEM),
    Exchange("4.2", "a name relative to the server", target="store?graph=/kg/graph/left", status=400, type=PROBLEM),
    Exchange(
        "4.2", "a name without a scheme", target="store?graph=//127.0.0.1/kg/graph/left", status=400, type=PROBLEM
    ),
    Exchange("4.2", "an empty name", target="store?graph=", status=400, type=PROBLEM),
    Exchange("4.2", "a name without a value", target="store?graph", status=400, type=PROBLEM),
    Exchange(
        "4.2", "a name that is no IRI", target="store?graph=http%3A%2F%2Fx.example%2Fa%20b", status=400, type=PROBLEM
    ),
    Exchange("4.2", "a name in brackets", target="store?graph=%3Curn:example:graph%3E", status=400, type=PROBLEM),
    Exchange("4.2", "neither graph nor default", target="store", status=400, type=PROBLEM),
    Exchange("4.2", "both graph and default", target=LEFT + "&default", status=400, type=PROBLEM),
    Exchange("4.2", "two graphs", target=LEFT + "&graph=urn:example:graph", status=400, type=PROBLEM),
    Exchange("5.1", "an absent graph", target="store?graph=urn:example:absent", status=404, type=PROBLEM),
    Exchange("5.1", "an absent graph of ours", target="store?graph={base}graph/absent", status=404, type=PROBLEM),
    Exchange("5.1", "a thing that is no graph", target="store?graph={base}id/a", status=404, type=PROBLEM),
    Exchange(
        "5.1",
        "a name that is encoded twice too often",
        target="store?graph=urn%25253Aexample%25253Agraph",
        status=400,
        type=PROBLEM,
    ),
    Exchange("5.2", "nothing acceptable", target=LEFT, accept="image/png", status=406, type=PROBLEM),
    Exchange("5.2", "results are no graphs", target=LEFT, accept="text/csv", status=406, type=PROBLEM),
    Exchange("5.2", "nothing at all acceptable", target=LEFT, accept="*/*;q=0", status=406, type=PROBLEM),
)


@rows(ANSWERED)
def test_a_graph_is_negotiated(conformance_server: Server, row: Exchange) -> None:
    answer = row.check(conformance_server)
    assert answer.headers["Vary"] == "Accept, Accept-Encoding"
    assert answer.headers["Cache-Control"] == "public, no-cache"


@rows(REFUSED)
def test_what_names_no_graph_is_refused(conformance_server: Server, row: Exchange) -> None:
    row.check(conformance_server)
    head = Exchange(row.section, row.name, target=row.target, accept=row.accept, method="HEAD", status=row.status)
    assert head.check(conformance_server).content == b""


def test_what_is_not_acceptable_tells_what_there_is(conformance_server: Server) -> None:
    for target in (LEFT, "store?default"):
        answer = Exchange("5.2", "", target=target, accept="image/png", status=406).check(conformance_server)
        variants = answer.json()["variants"]
        assert {one["type"] for one in variants} == {row.media_type for row in RDF_FORMATS}
        for one in variants:
            if "href" in one:
                found = conformance_server.get(one["href"])
                assert (found.status_code, found.headers["Content-Type"].split(";")[0]) == (200, one["type"])


@EVERY_FORMAT
@pytest.mark.parametrize("target", [LEFT, "store?graph=https://foreign.example/g", "store?default"])
def test_head_is_get_without_its_body(conformance_server: Server, target: str, format: Format) -> None:
    got, head = (
        Exchange("5.6", "", target=target, accept=format.media_type, method=method).check(conformance_server)
        for method in ("GET", "HEAD")
    )
    assert (head.content, int(got.headers["Content-Length"])) == (b"", len(got.content))
    for name in ("Content-Type", "Content-Length", "ETag", "Vary", "Last-Modified", "Content-Location"):
        assert head.headers.get(name) == got.headers.get(name), name


@EVERY_FORMAT
@pytest.mark.parametrize(
    "target", [LEFT, "store?graph=https://foreign.example/g", "store?graph={base}graph/特許", "store?default"]
)
def test_content_location_leads_to_the_same_bytes(conformance_server: Server, target: str, format: Format) -> None:
    answer = Exchange("5.2", "", target=target, accept=format.media_type).check(conformance_server)
    place = answer.headers.get("Content-Location")
    # Where graphs are named, a graph's own variant names it; the union has no dump in N3.
    assert (place is None) == (format.holds_graphs or (target == "store?default" and format.suffix == "n3"))
    if place:
        assert place.isascii()
        found = conformance_server.get(place)
        assert (found.content, found.headers["Content-Type"]) == (answer.content, answer.headers["Content-Type"])


@pytest.mark.parametrize("target", [LEFT, "store?default"])
def test_what_is_at_hand_is_not_sent_again(conformance_server: Server, target: str) -> None:
    first = Exchange("5", "", target=target).check(conformance_server)
    for name, value in (
        ("If-None-Match", first.headers["ETag"]),
        ("If-Modified-Since", first.headers["Last-Modified"]),
    ):
        for method in ("GET", "HEAD"):
            again = Exchange("5", "", target=target, method=method, headers={name: value}, status=304)
            assert again.check(conformance_server).content == b""
    tags = {
        Exchange("5", "", target=target, accept=row.media_type).check(conformance_server).headers["ETag"]
        for row in RDF_FORMATS
    }
    packed = Exchange("5", "", target=target, headers={"Accept-Encoding": "gzip"}).check(conformance_server)
    assert len(tags | {packed.headers["ETag"]}) == len(RDF_FORMATS) + 1
