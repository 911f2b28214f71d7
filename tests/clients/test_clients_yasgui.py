"""The endpoint as YASGUI asks it from a page of another site: its requests one by one, and itself in a browser."""

from pathlib import Path
from typing import Any

import pytest
import requests
from browser import told_by_page
from odd_site import MANY
from support import Server

ORIGIN = "https://yasgui.example"
# What Chromium adds to a request of a page for another site.
OF_A_BROWSER = {
    "Origin": ORIGIN,
    "Referer": ORIGIN + "/",
    "Sec-Fetch-Mode": "cors",
    "Sec-Fetch-Site": "cross-site",
    "Sec-Fetch-Dest": "empty",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Accept-Language": "ja,en-GB;q=0.9,en;q=0.8",
}
THREE = "SELECT ?thing ?label { ?thing a ex:Many ; rdfs:label ?label } ORDER BY ?label LIMIT 3"
GRAPH = "CONSTRUCT WHERE { ?s a ex:Many }"
# Accept as the editor sends it by itself (@zazuko/yasqe 4.6.2, @triply/yasqe 4.2.28) and as its settings offer; answer.
ACCEPTS = [
    (THREE, "application/sparql-results+json,*/*;q=0.9", "application/sparql-results+json"),
    (THREE, "application/sparql-results+json", "application/sparql-results+json"),
    (THREE, "application/sparql-results+xml", "application/sparql-results+xml"),
    (THREE, "text/csv", "text/csv; charset=utf-8"),
    (THREE, "text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
    (GRAPH, "application/n-triples,*/*;q=0.9", "application/n-triples"),
    (GRAPH, "text/turtle", "text/turtle; charset=utf-8"),
    (GRAPH, "application/rdf+xml", "application/rdf+xml"),
    (GRAPH, "application/trig", "application/trig"),
    (GRAPH, "application/n-triples", "application/n-triples"),
    (GRAPH, "application/n-quads", "application/n-quads"),
    (GRAPH, "text/csv", None),
    (GRAPH, "application/rdf+json", None),
]


def as_a_browser(server: Server, method: str, parameters: object, accept: str) -> requests.Response:
    """Send the editor's request: parameters in the address, or as a form."""
    where = {"params": parameters} if method == "GET" else {"data": parameters}
    return server.request(method, "sparql", headers=OF_A_BROWSER, accept=accept, **where)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(("query", "accept", "kind"), ACCEPTS)
def test_a_request_of_the_editor_is_answered(
    odd_server: Server, method: str, query: str, accept: str, kind: str | None
) -> None:
    answer = as_a_browser(odd_server, method, {"query": query}, accept)
    assert answer.status_code == (200 if kind else 406)
    assert answer.headers["Content-Type"] == (kind or "application/problem+json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    if query == THREE:
        assert "N 002" in answer.text
    elif kind is None:
        assert "text/turtle" in answer.json()["detail"]


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_graphs_and_arguments_of_a_tab_go_along(odd_server: Server, method: str) -> None:
    tri, foreign = odd_server.base + "graph/tri", "https://foreign.example/g"
    query, accept = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", ACCEPTS[0][1]
    for named in ([tri], [tri, foreign]):
        # Where a tab has default graphs, the editor sends its named graphs as these too.
        parameters = {"query": query, "named-graph-uri": named, "default-graph-uri": named, "debug": ["on", "off"]}
        rows = as_a_browser(odd_server, method, parameters, accept).json()["results"]["bindings"]
        assert {row["g"]["value"] for row in rows} == set(named)
    refused = as_a_browser(odd_server, "POST", {"update": "CLEAR ALL"}, "text/plain,*/*;q=0.9")
    assert (refused.status_code, refused.headers["Access-Control-Allow-Origin"]) == (403, "*")


def test_the_editor_sees_from_elsewhere_what_is_wrong(odd_server: Server) -> None:
    for query, status in (("SELECT * {", 400), ("SELECT * { SERVICE <urn:x> {} }", 403)):
        answer = as_a_browser(odd_server, "POST", {"query": query}, ACCEPTS[0][1])
        assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (status, "*")
        assert answer.json()["detail"]


# What a page of another origin has YASGUI ask.
QUERIES = {
    "select": THREE,
    "no rows": "SELECT ?x { VALUES ?x {} }",
    "yes": "ASK {}",
    "no": "ASK { <urn:a> <urn:b> <urn:c> }",
    "construct": GRAPH,
    "describe": "DESCRIBE <BASEid/n007>",
    "malformed": "SELECT * {",
    "refused": "SELECT * { SERVICE <urn:x> { ?s ?p ?o } }",
}
# What the page fetches by itself: path, options, status; and whether the browser asks for leave first.
DIRECT = {"Content-Type": "application/sparql-query", "Accept": "text/csv"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
FETCHES: dict[str, tuple[str, dict[str, Any], int, bool]] = {
    "plain": ("sparql?query=ASK{}", {}, 200, False),
    "form": ("sparql", {"method": "POST", "headers": FORM, "body": "query=ASK{}"}, 200, False),
    "direct": ("sparql", {"method": "POST", "headers": DIRECT, "body": THREE}, 200, True),
    "again": ("sparql?query=ASK{}", {"headers": {"If-None-Match": "*"}}, 304, True),
    "part": ("dumps/t.nt", {"headers": {"Range": "bytes=5-14"}}, 206, False),
    "thing": ("id/plain", {"headers": {"Accept": "text/turtle"}}, 200, False),
    "head": ("sparql?query=ASK{}", {"method": "HEAD"}, 200, False),
}


@pytest.fixture(scope="module")
def told(odd_server: Server, fetched_files: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what a page of another origin got to see."""
    files = {
        "/": Path(__file__).with_name("yasgui.html"),
        "/yasgui.js": Path(__file__).with_name("yasgui.js"),
        "/yasgui.min.js": fetched_files / "yasgui.min.js",
        "/yasgui.min.css": fetched_files / "yasgui.min.css",
    }
    texts = [query.replace("BASE", odd_server.base) for query in QUERIES.values()]
    task = {
        "endpoint": odd_server.base + "sparql",
        "queries": [{"query": query, "method": method} for method in ("GET", "POST") for query in texts],
        "requests": [{"url": odd_server.base + path, **options} for path, options, _, _ in FETCHES.values()],
    }
    logged = len(odd_server.log.read_text())
    answer: dict[str, Any] = told_by_page(files, task, tmp_path_factory.mktemp("browser"))
    assert "failure" not in answer, answer["failure"]
    keys = [(method, name) for method in ("GET", "POST") for name in QUERIES]
    return {
        "queries": dict(zip(keys, answer["queries"], strict=True)),
        "fetches": dict(zip(FETCHES, answer["requests"], strict=True)),
        "log": odd_server.log.read_text()[logged:],
    }


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_editor_shows_rows(told: dict[str, Any], method: str) -> None:
    found = told["queries"][method, "select"]
    assert (found["shown"], found["variables"]) == ("table", ["thing", "label"])
    assert [row["label"]["value"] for row in found["rows"]] == ["N 000", "N 001", "N 002"]
    none = told["queries"][method, "no rows"]
    assert (none["shown"], none["variables"], none["rows"]) == ("table", ["x"], [])


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_editor_shows_a_yes_or_no(told: dict[str, Any], method: str) -> None:
    for name, truth in (("yes", True), ("no", False)):
        found = told["queries"][method, name]
        assert (found["shown"], found["truth"]) == ("boolean", truth)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_editor_shows_a_graph(told: dict[str, Any], method: str) -> None:
    for name, triples in (("construct", MANY), ("describe", 3)):
        found = told["queries"][method, name]
        assert (found["shown"], found["type"], len(found["rows"])) == ("table", "ttl", triples)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_the_editor_shows_what_is_wrong(told: dict[str, Any], method: str) -> None:
    for name, words in (("malformed", '"line": 1'), ("refused", "SERVICE is not allowed")):
        found = told["queries"][method, name]
        assert (found["shown"], found["rows"]) == ("error", None)
        assert words in found["error"]


@pytest.mark.parametrize("name", FETCHES)
def test_a_page_of_another_origin_may_ask_and_read(odd_server: Server, told: dict[str, Any], name: str) -> None:
    assert told["fetches"][name].get("status") == FETCHES[name][2], told["fetches"][name]


def test_only_what_is_not_simple_is_asked_leave_for(told: dict[str, Any]) -> None:
    preflights = [
        line.split(" OPTIONS /kg/")[1].split(" ")[0] for line in told["log"].splitlines() if "OPTIONS" in line
    ]
    assert preflights == [path.replace("{}", "%7B%7D") for path, _, _, asks in FETCHES.values() if asks]


def test_a_page_of_another_origin_sees_the_headers_that_it_needs(odd_server: Server, told: dict[str, Any]) -> None:
    plain, again, thing = (told["fetches"][name] for name in ("plain", "again", "thing"))
    assert again["headers"]["etag"] == plain["headers"]["etag"]
    assert thing["url"] == odd_server.base + "doc/plain"
    assert thing["headers"]["content-location"] == odd_server.base + "doc/plain.ttl"
    assert 'rel="alternate"' in thing["headers"]["link"]
    assert len(told["fetches"]["part"]["body"]) == 10
    assert told["fetches"]["direct"]["body"].splitlines()[0] == "thing,label"
    assert told["fetches"]["form"]["body"] == plain["body"]
