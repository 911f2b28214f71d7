"""SPARQL 1.1 Protocol, 2.1.7 and 2.2: what is refused, with which status, and that no update passes in any form."""

import pytest
from exchanges import FORM, PROBLEM, QUERY, UPDATE, Exchange, rows
from http_support import FIREFOX
from support import Server

ASK, INSERT = "ASK {}", "INSERT DATA { <urn:a> <urn:b> <urn:c> }"
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?p ?q ?r }"
WIDE = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"

MALFORMED = (
    "SELECT",
    "SELECT ?x",
    "SELECT ?x WHERE",
    "SELECT ?x { ?x ?y }",
    "SELECT ?x { ?x ?y ?z",
    "SELECT ?x { ?x ?y ?z } }",
    "SELECT ?x { ?x nope:y ?z }",
    "SELECT ?x { ?x ?y 'text }",
    "SELECT ?x { <not an IRI> ?y ?z }",
    "SELECT ?x { ?x ?y ?z } LIMIT x",
    "SELECT ?x { ?x ?y ?z } LIMIT -1",
    "SELECT (1 AS ?x) (2 AS ?x) {}",
    "SELECT ?x { BIND(1 AS ?y) BIND(2 AS ?y) }",
    "SELECT ?x (COUNT(?y) AS ?n) { ?x ?z ?y }",
    "ASK {} ASK {}",
    "ASK { FILTER(nosuch(1)) }",
    "CONSTRUCT { ?s ?p } WHERE { ?s ?p ?o }",
    "DESCRIBE",
    "PREFIX ex: ASK {}",
    "query=ASK {}",
    "{}",
    "\x00",
)
UPDATES = (
    INSERT,
    "DELETE DATA { <urn:a> <urn:b> <urn:c> }",
    "DELETE WHERE { ?s ?p ?o }",
    "DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
    "INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
    "WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "LOAD <urn:x>",
    "LOAD SILENT <urn:x> INTO GRAPH <urn:g>",
    "CLEAR ALL",
    "CREATE GRAPH <urn:g>",
    "DROP DEFAULT",
    "COPY DEFAULT TO <urn:g>",
    "MOVE <urn:g> TO DEFAULT",
    "ADD <urn:g> TO DEFAULT",
    "insert data { <urn:a> <urn:b> <urn:c> }",
    "# a comment\nBASE <urn:b> PREFIX x: <urn:x> DROP ALL",
    "ADD <urn:g> TO DEFAULT ; DROP ALL",
)
WAYS_OF_UPDATES = (
    Exchange("2.2", "update in the URL", url=[("update", INSERT)], status=403),
    Exchange("2.2", "update in the URL and empty", target="sparql?update", status=403),
    Exchange("2.2", "update in the URL beside a query", url=[("query", ASK), ("update", INSERT)], status=403),
    Exchange("2.2.1", "update in a form", form=[("update", INSERT)], status=403),
    Exchange("2.2.1", "update in a form beside a query", form=[("query", ASK), ("update", INSERT)], status=403),
    Exchange("2.2.1", "update twice", form=[("update", INSERT), ("update", INSERT)], status=403),
    Exchange(
        "2.2.1", "update in the URL, query in a form", url=[("update", INSERT)], form=[("query", ASK)], status=403
    ),
    Exchange(
        "2.2.1", "update in a form with a charset", form=[("update", INSERT)], kind=f"{FORM};charset=utf-8", status=403
    ),
    Exchange("2.2.1", "an empty update in a form", form=[("update", "")], status=403),
    Exchange("2.2.2", "update as the body", body=INSERT, kind=UPDATE, status=403),
    Exchange("2.2.2", "update as the body, with a charset", body=INSERT, kind=f"{UPDATE}; charset=UTF-8", status=403),
    Exchange("2.2.2", "update as the body, its type in odd letters", body=INSERT, kind=UPDATE.title(), status=403),
    Exchange("2.2.2", "a query as an update", body=ASK, kind=UPDATE, status=403),
    Exchange("2.2.2", "an update without a body", body="", kind=UPDATE, status=403),
    Exchange("2.2.2", "an update beside a query", url=[("query", ASK)], body=INSERT, kind=UPDATE, status=403),
    Exchange(
        "2.2.2", "a query beside an update in the URL", url=[("update", INSERT)], body=ASK, kind=QUERY, status=403
    ),
    Exchange(
        "2.2.3", "with graphs to use, in a form", form=[("update", INSERT), ("using-graph-uri", "urn:g")], status=403
    ),
    Exchange(
        "2.2.3",
        "with graphs to use, in the URL",
        url=[("using-named-graph-uri", "urn:g")],
        body=INSERT,
        kind=UPDATE,
        status=403,
    ),
)
HARMLESS = (
    Exchange(
        "2.2.3",
        "graphs to use mean nothing to a query",
        url=[("query", "SELECT ?v { ?s ex:p ?v FILTER(?v = 1) }"), ("using-graph-uri", "urn:g")],
        gives=(1,),
    ),
    Exchange(
        "2.2",
        "words of updates in strings, names and comments",
        url=[("query", 'ASK { FILTER("INSERT DATA" != "DROP") } # DELETE WHERE')],
        gives=True,
    ),
    Exchange(
        "2.2",
        "a variable called INSERT",
        url=[("query", "SELECT ?INSERT { ?DELETE ex:p ?INSERT FILTER(?INSERT = 2) }")],
        gives=(2,),
    ),
    Exchange(
        "2.2", "an IRI that says LOAD", url=[("query", "ASK { FILTER(<urn:LOAD> != <urn:SERVICE>) }")], gives=True
    ),
    Exchange("2.2", "a parameter called updates", url=[("query", ASK), ("updates", "1")], gives=True),
)


def every_way(section: str, name: str, query: str, status: int) -> list[Exchange]:
    """Return the exchanges that send a query by GET, as a form, and as a body."""
    return [
        Exchange(section, f"{name} by GET", url=[("query", query)], status=status, type=PROBLEM),
        Exchange(section, f"{name} in a form", form=[("query", query)], status=status, type=PROBLEM),
        Exchange(section, f"{name} as a body", body=query, kind=QUERY, status=status, type=PROBLEM),
    ]


@rows(*[every_way("2.1.7", repr(query), query, 400) for query in MALFORMED])
def test_what_is_no_query_is_400_with_its_place(conformance_server: Server, row: Exchange) -> None:
    told = row.check(conformance_server).json()
    assert (told["status"], told["title"]) == (400, "Bad Request")
    assert told["line"] >= 1
    assert told["column"] >= 1


@rows(*[every_way("2.2", f"as a query: {update!r}", update, 403) for update in UPDATES])
def test_an_update_is_no_query(conformance_server: Server, row: Exchange) -> None:
    row.check(conformance_server)


@rows(WAYS_OF_UPDATES)
def test_an_update_is_refused_however_it_is_sent(conformance_server: Server, row: Exchange) -> None:
    assert "read-only" in row.check(conformance_server).json()["detail"]


@rows(HARMLESS)
def test_what_only_looks_like_an_update_is_answered(conformance_server: Server, row: Exchange) -> None:
    row.check(conformance_server)


def test_nothing_was_changed(conformance_server: Server) -> None:
    for row in WAYS_OF_UPDATES:
        row.ask(conformance_server)
    Exchange(
        "2.2", "", url=[("query", "ASK { { ?s <urn:b> ?o } UNION { GRAPH ?g { ?s <urn:b> ?o } } }")], gives=False
    ).check(conformance_server)


FAILING = (
    Exchange("2.1.7", "a query past its time", url=[("query", CROSS), ("timeout", "0.3")], status=503, type=PROBLEM),
    Exchange("2.1.7", "a result past its size", url=[("query", WIDE)], status=503, type=PROBLEM),
    Exchange(
        "2.1.7",
        "a function that nobody knows",
        url=[("query", "SELECT (<urn:f>(1) AS ?x) {}")],
        status=400,
        type=PROBLEM,
    ),
    Exchange("2.1.7", "a federated query", url=[("query", "ASK { SERVICE <urn:x> {} }")], status=403, type=PROBLEM),
    Exchange(
        "2.1.7", "a silent federated query", url=[("query", "ASK { SERVICE SILENT ?x {} }")], status=403, type=PROBLEM
    ),
)


@rows(FAILING)
@pytest.mark.parametrize("accept", [None, "text/csv", "application/sparql-results+json"])
def test_a_failure_is_never_dressed_as_a_result(conformance_server: Server, row: Exchange, accept: str | None) -> None:
    Exchange(row.section, row.name, url=row.url, accept=accept, status=row.status, type=PROBLEM).check(
        conformance_server
    )


@rows(FAILING, [Exchange("2.1.7", "no query", url=[("query", "SELECT")], status=400)])
def test_people_are_told_on_a_page(conformance_server: Server, row: Exchange) -> None:
    answer = Exchange(row.section, row.name, url=row.url, accept=FIREFOX, status=row.status).ask(conformance_server)
    assert (answer.status_code, answer.headers["Content-Type"]) == (row.status, "text/html; charset=utf-8")
    assert answer.headers["Cache-Control"] == "no-store"
