"""SPARQL 1.1 Protocol, 2: all of HTTP holds for it. Methods, lengths, codings, conditions, origins, time."""

import gzip

import pytest
import requests
from exchanges import FORM, JSON, QUERY, Exchange, rows
from http_support import FIREFOX, raw
from support import Server

ASK, SELECT = "ASK {}", "SELECT ?s ?v { ?s ex:p ?v } ORDER BY ?v"
CONSTRUCT, DESCRIBE = "CONSTRUCT WHERE { ?s ex:p ?v }", "DESCRIBE ?s { ?s ex:p 1 }"
QUERIES = (ASK, SELECT, CONSTRUCT, DESCRIBE)
# Some 5 MB: past what is kept in memory and gzipped.
LARGE = "SELECT * { ?a ex:p ?b . ?c ex:p ?d . ?e ex:p ?f . ?g ex:p ?h } LIMIT 15000"
METHODS = {"GET", "HEAD", "OPTIONS", "POST"}
ORIGIN = {"Origin": "https://app.example"}
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?p ?q ?r }"

EVERY_QUERY = pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.split()[0])
EVERY_WAY = pytest.mark.parametrize("accept", [None, "*/*", FIREFOX], ids=["no Accept", "any", "browser"])


def listed(header: str) -> set[str]:
    """Return the members of a header's list."""
    return {one.strip() for one in header.split(",")}


@EVERY_QUERY
@EVERY_WAY
def test_head_is_get_without_its_body(conformance_server: Server, query: str, accept: str | None) -> None:
    got, head = (
        Exchange("2", "", url=[("query", query)], accept=accept, method=method).check(conformance_server)
        for method in ("GET", "HEAD")
    )
    assert head.content == b""
    for name in ("Content-Type", "Content-Length", "ETag", "Vary", "Cache-Control", "Last-Modified"):
        assert head.headers.get(name) == got.headers.get(name), name
    assert int(got.headers["Content-Length"]) == len(got.content)


@rows(
    [
        Exchange("2", "HEAD of the service description", method="HEAD"),
        Exchange("2", "HEAD of the page", method="HEAD", accept=FIREFOX, type="text/html; charset=utf-8"),
        Exchange("2", "HEAD of no query", method="HEAD", url=[("query", "SELECT")], status=400),
        Exchange("2", "HEAD of an update", method="HEAD", url=[("update", "CLEAR ALL")], status=403),
        Exchange(
            "2", "HEAD of what is not acceptable", method="HEAD", url=[("query", ASK)], accept="image/png", status=406
        ),
    ]
)
def test_head_has_the_status_of_get(conformance_server: Server, row: Exchange) -> None:
    assert row.check(conformance_server).content == b""


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "QUERY", "UNKNOWN"])
def test_another_method_is_405_and_says_which_there_are(conformance_server: Server, method: str) -> None:
    row = Exchange("2", "", method=method, url=[("query", ASK)], status=405)
    assert listed(row.check(conformance_server).headers["Allow"]) == METHODS


def test_a_method_with_a_body_leaves_the_connection_in_order(conformance_server: Server) -> None:
    with requests.Session() as session:
        for kind, method, status in ((QUERY, "PUT", 405), ("text/plain", "POST", 415), (QUERY, "POST", 200)):
            answer = session.request(
                method, conformance_server.base + "sparql", data=b"ASK {}", headers={"Content-Type": kind}, timeout=10
            )
            assert answer.status_code == status


def test_options_tells_methods_and_bodies(conformance_server: Server) -> None:
    answer = conformance_server.request("OPTIONS", "sparql")
    assert (answer.status_code, answer.content) == (204, b"")
    assert listed(answer.headers["Allow"]) == METHODS
    assert listed(answer.headers["Accept-Post"]) == {FORM, QUERY}
    assert "Accept-Post" not in conformance_server.request("OPTIONS", "sparql.ttl").headers


@pytest.mark.parametrize("kind", [QUERY, FORM])
def test_a_page_of_another_site_may_ask(conformance_server: Server, kind: str) -> None:
    preflight = conformance_server.request(
        "OPTIONS",
        "sparql",
        headers={
            **ORIGIN,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type, accept",
        },
    )
    assert preflight.status_code == 204
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in listed(preflight.headers["Access-Control-Allow-Methods"])
    assert {"Content-Type", "Accept"} <= listed(preflight.headers["Access-Control-Allow-Headers"])
    body = ASK if kind == QUERY else "query=ASK%7B%7D"
    answer = Exchange("2", "", body=body, kind=kind, headers=ORIGIN, gives=True).check(conformance_server)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@rows(
    [
        Exchange("2", "a result", url=[("query", ASK)], headers=ORIGIN),
        Exchange("2", "no query", url=[("query", "SELECT")], headers=ORIGIN, status=400),
        Exchange("2", "an update", url=[("update", "x")], headers=ORIGIN, status=403),
        Exchange("2", "another method", method="PUT", headers=ORIGIN, status=405),
        Exchange("2", "nothing acceptable", url=[("query", ASK)], accept="image/png", headers=ORIGIN, status=406),
        Exchange("2", "another type", body=ASK, kind="text/plain", headers=ORIGIN, status=415),
        Exchange("2", "past its time", url=[("query", CROSS), ("timeout", "0.2")], headers=ORIGIN, status=503),
    ]
)
def test_a_script_of_another_site_may_read_every_answer(conformance_server: Server, row: Exchange) -> None:
    headers = row.check(conformance_server).headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert {"ETag", "Retry-After", "Content-Location"} <= listed(headers["Access-Control-Expose-Headers"])
    assert ("no-store" in headers["Cache-Control"]) == (row.status >= 400)


@EVERY_QUERY
@EVERY_WAY
def test_vary_names_what_chose(conformance_server: Server, query: str, accept: str | None) -> None:
    answer = Exchange("2.1.5", "", url=[("query", query)], accept=accept).check(conformance_server)
    language = {"Accept-Language"} if accept == FIREFOX else set()
    assert listed(answer.headers["Vary"]) == {"Accept", "Accept-Encoding"} | language


@pytest.mark.parametrize("coding", ["identity", "gzip"])
@pytest.mark.parametrize("query", [*QUERIES, LARGE], ids=["ASK", "SELECT", "CONSTRUCT", "DESCRIBE", "large"])
def test_every_result_says_its_length(conformance_server: Server, query: str, coding: str) -> None:
    target = requests.Request("GET", conformance_server.base + "sparql", params={"query": query}).prepare().path_url
    status, headers, body = raw(conformance_server, target.encode(), Accept_Encoding=coding)
    assert (status, int(headers["content-length"])) == (200, len(body))
    assert "transfer-encoding" not in headers
    if headers.get("content-encoding") == "gzip":
        assert coding == "gzip"
        assert gzip.decompress(body) == Exchange("2", "", url=[("query", query)]).check(conformance_server).content


@EVERY_QUERY
def test_a_result_that_is_at_hand_is_not_sent_again(conformance_server: Server, query: str) -> None:
    first = Exchange("2", "", url=[("query", query)], tells={"Cache-Control": "public, no-cache"}).check(
        conformance_server
    )
    tag = first.headers["ETag"]
    assert not tag.startswith("W/")
    for method in ("GET", "HEAD"):
        row = Exchange("2", "", url=[("query", query)], method=method, headers={"If-None-Match": tag}, status=304)
        again = row.check(conformance_server)
        assert (again.content, again.headers["ETag"]) == (b"", tag)
    other = Exchange("2", "", url=[("query", query)], headers={"If-None-Match": '"other"'})
    assert other.check(conformance_server).content == first.content


@pytest.mark.parametrize(
    "change",
    [
        {"url": [("query", SELECT + " ")]},
        {"url": [("query", SELECT), ("default-graph-uri", "{base}graph/left")]},
        {"url": [("query", SELECT), ("named-graph-uri", "{base}graph/left")]},
        {"accept": "text/csv"},
        {"accept": FIREFOX},
        {"headers": {"Accept-Encoding": "gzip"}},
    ],
    ids=["text", "default graph", "named graph", "format", "page", "coding"],
)
def test_another_result_has_another_validator(conformance_server: Server, change: dict[str, object]) -> None:
    plain = Exchange("2", "", url=[("query", SELECT)]).check(conformance_server)
    other = Exchange("2", "", **{"url": [("query", SELECT)], **change}).check(conformance_server)  # type: ignore[arg-type]
    assert plain.headers["ETag"] != other.headers["ETag"]


def test_what_is_posted_is_not_kept(conformance_server: Server) -> None:
    for row in (Exchange("2", "", form=[("query", ASK)]), Exchange("2", "", body=ASK, kind=QUERY)):
        answer = row.check(conformance_server)
        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers


@pytest.mark.parametrize("call", ["NOW()", "RAND()", "UUID()", "STRUUID()", "BNODE()"])
def test_what_is_new_each_time_is_not_kept(conformance_server: Server, call: str) -> None:
    answer = Exchange("2", "", url=[("query", f"SELECT ({call} AS ?x) {{}}")]).check(conformance_server)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers
    again = Exchange("2", "", url=[("query", f"SELECT ({call} AS ?x) {{}}")]).check(conformance_server)
    assert call in ("NOW()", "BNODE()") or again.content != answer.content


TIMES = (
    Exchange("2.1.7", "a shorter time", url=[("query", CROSS), ("timeout", "0.2")], status=503),
    Exchange("2.1.7", "a shorter time in a form", form=[("query", CROSS), ("timeout", "0.2")], status=503),
    Exchange(
        "2.1.7", "a shorter time in the URL of a body", url=[("timeout", "0.2")], body=CROSS, kind=QUERY, status=503
    ),
    *(
        Exchange("2.1.7", f"a time of {time!r}", url=[("query", ASK), ("timeout", time)], gives=True)
        for time in ("", "x", "-1", "0", "nan", "inf", "-inf", "1e9", "99999999", "0x10", "5 seconds", "5")
    ),
)


@rows(TIMES)
def test_a_client_may_only_ask_for_less_time(conformance_server: Server, row: Exchange) -> None:
    answer = row.check(conformance_server)
    if row.status == 503:
        assert "0.2 s" in answer.json()["detail"]


def test_the_page_is_for_browsers_and_keeps_the_query(conformance_server: Server) -> None:
    page = Exchange("2", "", url=[("query", SELECT)], accept=FIREFOX, type="text/html; charset=utf-8").check(
        conformance_server
    )
    assert "ORDER BY ?v" in page.text
    posted = Exchange("2", "", form=[("query", SELECT)], accept=FIREFOX, type="text/html; charset=utf-8")
    assert "ORDER BY ?v" in posted.check(conformance_server).text
    assert Exchange("2", "", url=[("query", SELECT)], type=JSON).check(conformance_server)
