"""DESCRIBE over HTTP: what documents tell, without what they say of themselves, cut to a dataset, within the limits."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from http_support import FIREFOX, dataset, triples
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, parse
from support import Server, serving, write_site

from publisher.formats import N_QUADS, RDF_FORMATS, TURTLE, Format

SETTINGS = """[site]
title = "To be described"
authored_base = "https://example.org/t/"
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
"""
PREFIXES = """@base <https://example.org/t/> .
@prefix d: <https://example.org/t/def#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
INCOMING, LINKS, SHARING, LISTED = 10, 30, 2_000, 1_000
DATA = """
<graph/one> {
  <id/thing> a d:Thing ; rdfs:label "A thing"@en ; d:code "007"^^xsd:int ; d:list ( 1 "two" [ d:says "in a list" ] ) ;
    d:shared _:s ; d:knows <id/other>, <https://foreign.example/x> ; d:nested [ d:nested [ d:says "deep" ] ] .
  <id/thing#part> rdfs:label "a part" ; d:shared _:s .
  <id/other> a d:Thing ; d:shared _:s ; d:knows <id/thing> .
  _:s d:says "in one" ; d:round _:s .
  _:far d:says "told in one, reached from two" ; d:on [ d:says "further" ] .
  <https://foreign.example/x> rdfs:label "foreign" ; d:knows <id/thing> .
  <id/hub> rdfs:label "a hub" .
  [] d:points <id/thing> ; d:says "points" .
  d:Thing rdfs:label "Things" . d:points rdfs:label "points to" .
}
<graph/two> {
  <id/thing> a d:Thing ; d:node _:far ; rdfs:label "said in two" .
  _:s d:says "in two" .
  <graph/one> rdfs:label "the first graph" .
  <id/of-two> d:knows <id/thing>, <id/hub> ; d:measure "1"^^d:unit .
}
"""
# What each document is of; of the last nothing is said but that things are typed by it, or use it.
DOCUMENTS = ("id/thing", "id/other", "id/hub", "id/of-two", "graph/one", "graph/two", "id/none-but-object")
FOREIGN = ("https://foreign.example/x", "http://www.w3.org/2000/01/rdf-schema#label", "urn:only:mentioned")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve a site with little room for results and few incoming links."""
    folder = tmp_path_factory.mktemp("described")
    links = "".join(f"<id/n/{n:02}> d:points <id/hub> .\n" for n in range(LINKS))
    more = links + "<id/of-two> d:knows <id/none-but-object>, <urn:only:mentioned> .\n"
    items = " ".join(f'"item {n:04} {"x" * 850}"' for n in range(LISTED))
    sharing = f"<id/first> d:list _:list . _:list d:items ({items}) .\n"
    sharing += "".join(f"<id/s/{n:04}> a d:Sharing ; d:list _:list .\n" for n in range(SHARING))
    files = {
        "data/all.trig": PREFIXES + DATA,
        "data/three.ttl": PREFIXES + more,
        "data/sharing.ttl": PREFIXES + sharing,
    }
    limits = {"PUBLISHER_LIMITS_INCOMING": str(INCOMING), "PUBLISHER_LIMITS_RESULT_MB": "1"}
    with serving(write_site(folder / "site", files, SETTINGS), folder / "state", "kg/", **limits) as running:
        yield running


def describe(server: Server, query: str, row: Format = N_QUADS, **parameters: object) -> set[Quad]:
    """Return what a DESCRIBE answers, `<id/…>` and the like resolved below the base."""
    text = f"BASE <{server.base}> PREFIX d: <{server.base}def#> {query}"
    answer = server.get("sparql", params={"query": text, **parameters}, accept=row.media_type)
    assert answer.status_code == 200, answer.text
    return set(parse(answer.content, RdfFormat.from_media_type(row.media_type)))


@pytest.fixture(scope="module")
def data(server: Server) -> set[Quad]:
    """Return all that the site says."""
    return set(parse(server.get("dumps/t.nq").content, RdfFormat.N_QUADS))


def own(data: set[Quad], *names: str) -> set[Quad]:
    """Return what is said of some IRIs, blank nodes followed."""
    nodes: set[NamedNode | BlankNode] = {NamedNode(name) for name in names}
    while fresh := {q.object for q in data if q.subject in nodes and isinstance(q.object, BlankNode)} - nodes:
        nodes |= fresh
    return {quad for quad in data if quad.subject in nodes}


def to(data: set[Quad], *names: str) -> set[Quad]:
    """Return what points to some IRIs."""
    nodes = {NamedNode(name) for name in names}
    return {quad for quad in data if quad.object in nodes}


def within(data: set[Quad], *graphs: str) -> set[Quad]:
    """Return what some graphs say."""
    return {quad for quad in data if quad.graph_name in {NamedNode(graph) for graph in graphs}}


def texts(quads: set[Quad]) -> set[str]:
    """Return what d:says says."""
    return {quad.object.value for quad in quads if quad.predicate.value.endswith("#says")}


@pytest.mark.parametrize("path", [*DOCUMENTS, *FOREIGN])
def test_a_resource_is_described_as_its_document_tells_without_what_that_says_of_itself(
    server: Server, path: str
) -> None:
    iri = path if path in FOREIGN else server.base + path
    address = f"doc/{path[3:]}.nq" if path.startswith("id/") else f"doc.nq?iri={quote(iri, safe='')}"
    answer = server.get(address)
    assert answer.status_code == 200, address
    document = set(parse(answer.content, RdfFormat.N_QUADS))
    described = describe(server, f"DESCRIBE <{iri}>")
    assert described == {quad for quad in document if quad.graph_name != DefaultGraph()}
    assert described
    assert document - described, "the metadata"


def test_a_thing_is_described_with_lists_shared_nodes_and_fragments_across_graphs(
    server: Server, data: set[Quad]
) -> None:
    thing, part = server.base + "id/thing", server.base + "id/thing#part"
    described = describe(server, f"DESCRIBE <{thing}>")
    assert described == own(data, thing, part) | to(data, thing)
    assert texts(described) == {
        *("in a list", "deep", "in one", "in two", "further", "told in one, reached from two"),
    }


def test_an_iri_with_a_fragment_is_described_alone(server: Server, data: set[Quad]) -> None:
    part, kind = server.base + "id/thing#part", server.base + "def#Thing"
    assert describe(server, f"DESCRIBE <{part}>") == own(data, part)
    assert describe(server, "DESCRIBE d:Thing") == own(data, kind) | to(data, kind)
    points = server.base + "def#points"
    assert describe(server, "DESCRIBE d:points") == own(data, points)


def test_what_is_only_a_datatype_or_a_predicate_is_described_by_its_uses(server: Server, data: set[Quad]) -> None:
    [measured] = describe(server, "DESCRIBE d:unit")
    assert measured.predicate == NamedNode(server.base + "def#measure")
    assert describe(server, "DESCRIBE d:code") == {q for q in data if q.predicate.value.endswith("def#code")}


def test_a_hub_has_as_many_incoming_links_as_its_document(server: Server, data: set[Quad]) -> None:
    hub = server.base + "id/hub"
    described = describe(server, f"DESCRIBE <{hub}>")
    points = [quad for quad in described if quad.predicate.value.endswith("#points")]
    assert len(points) == INCOMING
    assert set(points) < to(data, hub)
    assert described - set(points) == own(data, hub) | {q for q in to(data, hub) if "knows" in q.predicate.value}


def test_several_are_described_together_each_statement_once(server: Server) -> None:
    one, other, absent = (describe(server, f"DESCRIBE <id/{name}>") for name in ("thing", "other", "absent"))
    assert absent == set()
    assert describe(server, "DESCRIBE <id/thing> <id/other> <id/absent> <id/thing>") == one | other
    text = quote(f"DESCRIBE <{server.base}id/thing> <{server.base}id/other>")
    lines = server.get(f"sparql?query={text}", accept=N_QUADS.media_type).text.splitlines()
    assert len(lines) == len(set(lines)) == len(one | other)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("DESCRIBE ?x { ?x d:knows <id/hub> }", ["id/of-two"]),
        ("DESCRIBE ?x <id/hub> { ?x d:knows <id/hub> }", ["id/of-two", "id/hub"]),
        ("DESCRIBE * { ?x d:knows ?y FILTER(?y = <id/hub>) }", ["id/of-two", "id/hub"]),
        ("DESCRIBE ?x WHERE { ?x a d:Thing } ORDER BY ?x LIMIT 1", ["id/other"]),
        ("DESCRIBE ?x { ?x a d:Thing } ORDER BY ?x LIMIT 1 OFFSET 1", ["id/thing"]),
        ("DESCRIBE ?x { ?x a d:Thing } ORDER BY DESC(?x) LIMIT 1", ["id/thing"]),
        ("DESCRIBE ?x { ?x a d:Thing } LIMIT 0", []),
        ("DESCRIBE ?x { VALUES ?x { 'a literal' 7 <id/hub> UNDEF } }", ["id/hub"]),
        ("DESCRIBE ?x ?y { BIND('a literal' AS ?x) OPTIONAL { <id/none> d:knows ?y } }", []),
        ("DESCRIBE ?x { { SELECT ?x { ?x d:knows <id/hub> } } }", ["id/of-two"]),
        ("DESCRIBE ?nowhere { ?x d:knows <id/hub> }", []),
        ("DESCRIBE <id/hub> { ?x d:knows <id/nobody> }", ["id/hub"]),
        ("DESCRIBE ?x { ?x d:knows <id/thing> } GROUP BY ?x HAVING(?x = <id/other>)", ["id/other"]),
    ],
)
def test_what_variables_are_bound_to_is_described(server: Server, query: str, names: list[str]) -> None:
    wanted = [describe(server, f"DESCRIBE <{name}>") for name in names]
    assert describe(server, query) == set().union(*wanted)


def test_a_blank_node_that_is_found_is_described_with_what_points_to_it(server: Server, data: set[Quad]) -> None:
    described = describe(server, "DESCRIBE ?x { ?x d:says 'in one' }")
    [node] = {quad.subject for quad in data if quad.object.value == "in one"}
    assert described == {quad for quad in data if node in (quad.subject, quad.object)}
    assert texts(describe(server, "DESCRIBE ?x { ?x d:says 'told in one, reached from two' }")) == {
        *("told in one, reached from two", "further")
    }
    lonely = describe(server, "DESCRIBE ?x { ?x d:says 'points' }")
    assert {quad.predicate.value.rpartition("#")[2] for quad in lonely} == {"points", "says"}


WAYS = [
    ("FROM <{}>", {}),
    ("FROM NAMED <{}>", {}),
    ("", {"default-graph-uri": "{}"}),
    ("", {"named-graph-uri": "{}"}),
    ("FROM <urn:other>", {"default-graph-uri": "{}"}),
    ("FROM <urn:other>", {"named-graph-uri": "{}"}),
]


@pytest.mark.parametrize(("clause", "parameters"), WAYS)
def test_a_description_is_cut_to_the_dataset(
    server: Server, data: set[Quad], clause: str, parameters: dict[str, str]
) -> None:
    thing, part = server.base + "id/thing", server.base + "id/thing#part"

    def cut(name: str) -> set[Quad]:
        graph = f"{server.base}graph/{name}"
        given = {key: value.format(graph) for key, value in parameters.items()}
        return describe(server, f"DESCRIBE <{thing}> {clause.format(graph)}", **given)

    for name in ("one", "two"):
        here = within(data, f"{server.base}graph/{name}")
        assert cut(name) == own(here, thing, part) | to(here, thing)
    assert "told in one, reached from two" not in texts(cut("one")), "no statement of the dataset leads there"
    assert texts(cut("two")) == set(), "what is shared is reached in the other graph only"
    assert cut("three") == cut("absent") == set()


def test_a_dataset_of_several_graphs_is_their_union(server: Server, data: set[Quad]) -> None:
    thing, part = server.base + "id/thing", server.base + "id/thing#part"
    here = within(data, server.base + "graph/one", server.base + "graph/two")
    for clauses in ("FROM <graph/one> FROM <graph/two>", "FROM <graph/one> FROM NAMED <graph/two>"):
        described = describe(server, f"DESCRIBE <{thing}> {clauses}")
        assert described == own(here, thing, part) | to(here, thing)
    graphs = [server.base + "graph/one", server.base + "graph/two"]
    assert describe(server, f"DESCRIBE <{thing}>", **{"default-graph-uri": graphs}) == described


def test_the_pattern_is_looked_for_in_the_dataset(server: Server) -> None:
    assert describe(server, "DESCRIBE ?x FROM <graph/two> { ?x d:knows <id/hub> }")
    assert describe(server, "DESCRIBE ?x FROM <graph/one> { ?x d:knows <id/hub> }") == set()
    assert describe(server, "DESCRIBE ?x FROM NAMED <graph/two> { ?x d:knows <id/hub> }") == set()
    named = describe(server, "DESCRIBE ?x FROM NAMED <graph/two> { GRAPH ?g { ?x d:knows <id/hub> } }")
    assert named == describe(server, "DESCRIBE <id/of-two> FROM <graph/two>")


@pytest.mark.parametrize("row", RDF_FORMATS, ids=lambda row: row.name)
def test_every_format_carries_the_same_description_and_two_of_them_its_graphs(server: Server, row: Format) -> None:
    text = f"DESCRIBE <{server.base}id/thing>"
    answer = server.get("sparql", params={"query": text}, accept=row.media_type)
    whole = server.get("sparql", params={"query": text, "format": "nquads"})
    assert triples(answer, row) == triples(whole, N_QUADS)
    graphs = {str(quad.graph_name) for quad in dataset(answer, row)}
    kept = {f"<{server.base}graph/{name}>" for name in ("one", "two")}
    assert graphs == (kept if row.name in ("trig", "nquads") else {str(DefaultGraph())})
    assert '"007"' in answer.text or '"@value": "007"' in answer.text or ">007<" in answer.text, "as it was written"


@pytest.mark.parametrize("row", RDF_FORMATS, ids=lambda row: row.name)
def test_what_is_absent_is_described_by_an_empty_graph(server: Server, row: Format) -> None:
    answer = server.get("sparql", params={"query": "DESCRIBE <urn:absent>"}, accept=row.media_type)
    assert answer.status_code == 200
    assert set(dataset(answer, row)) == set()


def test_a_description_has_its_validator_and_is_not_sent_twice(server: Server) -> None:
    target = "sparql?query=" + quote(f"DESCRIBE <{server.base}id/thing>")
    first, again = server.get(target, accept=TURTLE.media_type), server.get(target, accept=TURTLE.media_type)
    assert (first.content, first.headers["ETag"]) == (again.content, again.headers["ETag"])
    assert first.headers["Vary"] == "Accept, Accept-Encoding"
    known = {"If-None-Match": first.headers["ETag"]}
    assert server.get(target, accept=TURTLE.media_type, headers=known).status_code == 304
    assert server.get(target, accept=N_QUADS.media_type, headers=known).status_code == 200
    head = server.request("HEAD", target, accept=TURTLE.media_type)
    assert (head.content, head.headers["Content-Length"]) == (b"", str(len(first.content)))


def test_a_browser_sees_the_description_on_the_query_page(server: Server) -> None:
    page = server.get("sparql", params={"query": f"DESCRIBE <{server.base}id/hub>"}, accept=FIREFOX)
    assert page.status_code == 200
    assert "a hub" in page.text


def test_a_description_past_the_size_of_a_result_is_refused_whole(server: Server) -> None:
    # The long list takes more than a megabyte in N-Quads, less in Turtle.
    query = {"query": f"DESCRIBE <{server.base}id/first>"}
    assert 800_000 < len(server.get("sparql", params=query, accept=TURTLE.media_type).content) < 1_000_000
    answer = server.get("sparql", params=query, accept=N_QUADS.media_type)
    assert answer.status_code == 503
    assert "larger than 1 MB" in answer.json()["detail"]
    assert server.base + "dumps/" in answer.json()["detail"]
    assert describe(server, "DESCRIBE <id/hub>"), "the next one is answered"


def test_gathering_what_was_found_takes_from_the_time_of_the_query(server: Server) -> None:
    # Each of them leads to the whole list: they are found at once, and gathered in far more than a second.
    query = f"DESCRIBE ?x {{ ?x a <{server.base}def#Sharing> }}"
    answer = server.get("sparql", params={"query": query, "timeout": "0.4"}, accept=TURTLE.media_type)
    assert answer.status_code == 503
    assert "stopped after 0.4 s," in answer.json()["detail"]
    found = server.get("sparql", params={"query": query.replace("DESCRIBE", "SELECT")}, accept="text/csv")
    assert found.text.count("\n") == SHARING + 1
