"""The site as Comunica asks it: as an endpoint, as documents and dumps, and several of these in one query."""

import json
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from answers import QUESTIONS, Answer, expected, is_ordered, question, told, with_prefixes
from comunica import Comunica, comunica
from odd_site import MANY
from support import Server

from publisher.formats import RDF_FORMATS, Format

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
IN_GRAPHS = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
NAME = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
TOPIC = "<http://xmlns.com/foaf/0.1/primaryTopic>"
SERVICE_ENDPOINT = "<http://www.w3.org/ns/sparql-service-description#endpoint>"


@pytest.fixture(scope="module")
def client(packages: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Comunica]:
    """Run one Comunica for all tests."""
    assert (packages / "@comunica/query-sparql").is_dir()
    with comunica(tmp_path_factory.mktemp("comunica") / "errors.log") as process:
        yield process


def endpoint(server: Server) -> dict[str, str]:
    """Return the endpoint as a source that need not be found out."""
    return {"type": "sparql", "value": server.base + "sparql"}


def answered(server: Server, start: str) -> int:
    """Return how many requests the log tells of that start so."""
    path = server.base[server.base.index("/", 8) :]
    return server.log.read_text().count(start.replace(" /", f" {path}"))


def told_by(server: Server, query: str) -> Answer:
    """Return what the endpoint answers a plain request."""
    return told(server.get("sparql", params={"query": query}).content, server.base)


def test_the_lock_file_names_no_registry_and_exact_versions() -> None:
    locked = json.loads(Path(__file__).with_name("package-lock.json").read_text())["packages"]
    named = json.loads(Path(__file__).with_name("package.json").read_text())["dependencies"]
    assert locked[""]["dependencies"] == named
    assert {name: locked[f"node_modules/{name}"]["version"] for name in named} == named
    packages = [package for path, package in locked.items() if path]
    assert not [package for package in packages if "resolved" in package]
    assert all("integrity" in package for package in packages)


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_of_the_site_is_answered_at_the_endpoint(client: Comunica, site_server: Server, name: str) -> None:
    before = answered(site_server, " /sparql")
    answer = client.ask(with_prefixes(name, site_server.base), endpoint(site_server))
    found = told(answer["body"], site_server.base)
    assert found.agrees(expected(name), is_ordered(name)), found
    assert answered(site_server, " /sparql") > before


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_answered_from_a_dump_as_the_endpoint_answers_it(
    client: Comunica, site_server: Server, name: str
) -> None:
    before = answered(site_server, " /sparql")
    # Comunica 5.4 finds no path of length zero in a union of graphs.
    kind = "nq" if "GRAPH" in question(name) else "ttl"
    dump = {"type": "file", "value": f"{site_server.base}dumps/jpo-wipo.{kind}"}
    answer = client.ask(with_prefixes(name, site_server.base), dump, unionDefaultGraph=kind == "nq")
    found = told(answer["body"], site_server.base)
    assert found.agrees(expected(name), is_ordered(name)), found
    assert answered(site_server, " /sparql") == before


def test_an_endpoint_is_known_by_its_description(client: Comunica, odd_server: Server) -> None:
    address, before = odd_server.base + "sparql", answered(odd_server, "GET /sparql 200")
    assert told(client.ask(COUNT, address)["body"], odd_server.base) == told_by(odd_server, COUNT)
    assert answered(odd_server, "GET /sparql 200") == before + 1
    for query in ("ASK { ?s ?p 42 }", "ASK { ?s ?p 7777 }", IN_GRAPHS):
        found = told(client.ask(query, address)["body"], odd_server.base)
        assert found.agrees(told_by(odd_server, query), ordered=False)


def test_the_description_leads_to_the_endpoint(client: Comunica, odd_server: Server) -> None:
    [row] = client.rows(f"SELECT ?e {{ ?service {SERVICE_ENDPOINT} ?e }}", odd_server.base + "sparql.ttl")
    assert client.number("SELECT (COUNT(*) AS ?n) { ?s ?p 42 }", row["e"]) == 1


@pytest.mark.parametrize(
    "form", ["CONSTRUCT {{ ?s ?p ?o }} WHERE {{ VALUES ?s {{ {iri} }} ?s ?p ?o }}", "DESCRIBE {iri}"]
)
def test_a_graph_is_given_as_the_endpoint_gives_it(client: Comunica, odd_server: Server, form: str) -> None:
    query = form.format(iri=f"<{odd_server.base}id/特許>")
    answer = odd_server.get("sparql", params={"query": query, "format": "nt"})
    expected_triples = {quad.triple for quad in ox.parse(answer.content, format=ox.RdfFormat.N_TRIPLES)}
    assert client.triples(query, endpoint(odd_server)) == expected_triples
    assert len(expected_triples) > 1


def test_a_long_query_is_posted(client: Comunica, odd_server: Server) -> None:
    before = answered(odd_server, "POST /sparql 200")
    names = " ".join(f"<{odd_server.base}id/n{n:03}>" for n in range(100))
    query = f"SELECT (COUNT(*) AS ?n) {{ VALUES ?thing {{ {names} }} ?thing {LABEL} ?label }}"
    assert client.number(query, endpoint(odd_server)) == 100
    assert answered(odd_server, "POST /sparql 200") == before + 1


def test_a_refusal_is_told_with_its_reason(client: Comunica, odd_server: Server) -> None:
    service = "SELECT * { ?s ?p ?o SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"
    refused = client.ask(service, endpoint(odd_server))["error"]
    assert "HTTP status 403" in refused
    assert "SERVICE is not allowed" in refused
    large = client.ask("SELECT * { ?a ?b ?c . ?d ?e ?f }", endpoint(odd_server))["error"]
    assert "HTTP status 503" in large
    assert odd_server.base + "dumps/" in large


@pytest.mark.parametrize("row", RDF_FORMATS, ids=lambda row: row.name)
def test_a_document_is_read_in_each_format(client: Comunica, site_server: Server, row: Format) -> None:
    turtle = len(list(ox.parse(site_server.get("doc/org/wipo.ttl").content, format=ox.RdfFormat.TURTLE)))
    source = site_server.base + "doc/org/wipo." + row.suffix
    assert client.number(COUNT, source, unionDefaultGraph=True) == turtle


def test_a_thing_is_read_by_its_name(client: Comunica, site_server: Server) -> None:
    wipo = site_server.base + "id/org/wipo"
    query = f"SELECT ?label {{ <{wipo}> {NAME} ?label }}"
    # It asks for N-Quads first, and there the statements are in their graphs.
    rows = client.rows(query, wipo, unionDefaultGraph=True)
    assert {row["label"] for row in rows} == {"World Intellectual Property Organization", "世界知的所有権機関"}


@pytest.mark.parametrize("path", ["store?default", "dumps/jpo-wipo.nt", "dumps/jpo-wipo.rdf", "dumps/jpo-wipo.jsonld"])
def test_the_whole_dataset_is_read_as_a_document(client: Comunica, site_server: Server, path: str) -> None:
    [row] = client.rows(COUNT, site_server.base + path)
    assert row == {"n": told_by(site_server, COUNT).rows[0][0][0]}


def test_the_endpoint_and_a_document_are_asked_in_one_query(client: Comunica, site_server: Server) -> None:
    document = site_server.base + "doc/org/wipo"
    about = f"<{document}> {TOPIC} ?thing"
    named = f'?thing {NAME} ?label FILTER (lang(?label) = "ja")'
    query = f"SELECT ?label {{ {about} . {named} }}"
    # What a document is about stands in the document alone, in its default graph; the labels there stand in graphs.
    assert client.rows(query, endpoint(site_server)) == client.rows(query, document) == []
    for found in (
        client.rows(query, site_server.base + "sparql", document),
        client.rows(f"SELECT ?label {{ {about} SERVICE <{site_server.base}sparql> {{ {named} }} }}", document),
    ):
        assert found == [{"label": "世界知的所有権機関"}]


def test_two_endpoints_and_a_dump_are_asked_in_one_query(
    client: Comunica, site_server: Server, odd_server: Server
) -> None:
    wipo, many = f"<{site_server.base}id/org/wipo>", f"<{odd_server.base}def#Many>"
    query = f"SELECT ?s {{ {{ {wipo} a ?c BIND ({wipo} AS ?s) }} UNION {{ ?s a {many} }} }}"
    [one] = {row["s"] for row in client.rows(query, endpoint(site_server))}
    both = [row["s"] for row in client.rows(query, endpoint(site_server), endpoint(odd_server))]
    assert (one in both, len(set(both))) == (True, MANY + 1)
    dump = {"type": "file", "value": odd_server.base + "dumps/t.nt"}
    assert sorted(row["s"] for row in client.rows(query, endpoint(site_server), dump)) == sorted(both)
