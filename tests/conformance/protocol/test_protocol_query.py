"""SPARQL 1.1 Protocol, 2.1.1 to 2.1.3: the three ways in which a query is sent, to the letter."""

import pytest
import requests
from exchanges import FORM, JSON, QUERY, Exchange, rows, said
from http_support import path_of, raw
from support import Server

ASK = "ASK {}"
ONE = "SELECT ?v { ?s ex:p ?v }"
LEFT = ("default-graph-uri", "{base}graph/left")
RIGHT = ("default-graph-uri", "{base}graph/right")
# Percent-encoding, "+", letters beyond ASCII, and what separates parameters must reach the query decoded once.
DECODED = 'ASK { FILTER(STRLEN("a%20c") = 5 && STRLEN("a+c") = 3 && STRLEN("特許&=;?#") = 7) }'
LONG = ASK + " #" + "x" * 6000

BY_GET = (
    Exchange("2.1.1", "a query in the URL", url=[("query", ASK)], gives=True, type=JSON),
    Exchange("2.1.1", "decoded once", url=[("query", DECODED)], gives=True),
    Exchange("2.1.1", "in any order", url=[RIGHT, ("query", ONE), LEFT], gives=(1, 2, 3, 4)),
    Exchange("2.1.1", "unknown parameters around it", url=[("x", "1"), ("query", ASK), ("debug", "")], gives=True),
    Exchange("2.1.1", "spaces as +", target="sparql?query=ASK+%7B+%7D", gives=True),
    Exchange("2.1.1", "spaces as %20", target="sparql?query=ASK%20%7B%20%7D", gives=True),
    Exchange("2.1.1", "line ends of a form", target="sparql?query=ASK%0D%0A%7B%0D%0A%7D", gives=True),
    Exchange("2.1.1", "small letters in encodings", target="sparql?query=ASK%7b%7d", gives=True),
    Exchange("2.1.1", "empty parameters between ampersands", target="sparql?&&query=ASK%7B%7D&", gives=True),
    Exchange("2.1.1", "a semicolon separates nothing", target="sparql?x=1;query=ASK%7B%7D", status=200),
    Exchange("2.1.1", "a long query", url=[("query", LONG)], gives=True),
    Exchange("2.1.1", "a name in other letters is another name", target="sparql?QUERY=nonsense", status=200),
    Exchange("2.1", "two queries in the URL", url=[("query", ASK), ("query", ASK)], status=400),
    Exchange("2.1", "the empty query", url=[("query", "")], status=400),
    Exchange("2.1", "a query without a value", target="sparql?query", status=400),
)
BY_FORM = (
    Exchange("2.1.2", "a query in a form", form=[("query", ASK)], gives=True, type=JSON),
    Exchange("2.1.2", "decoded once", form=[("query", DECODED)], gives=True),
    Exchange("2.1.2", "in any order", form=[RIGHT, ("query", ONE), LEFT], gives=(1, 2, 3, 4)),
    Exchange("2.1.2", "spaces as %20", body="query=ASK%20%7B%20%7D", kind=FORM, gives=True),
    Exchange("2.1.2", "a type in odd letters", form=[("query", ASK)], kind=FORM.title(), gives=True),
    Exchange("2.1.2", "a type with a charset", form=[("query", ASK)], kind=f"{FORM}; charset=UTF-8", gives=True),
    Exchange("2.1.2", "a type with another parameter", form=[("query", ASK)], kind=f"{FORM};x=1", gives=True),
    Exchange("2.1.2", "parameters of the URL too", url=[LEFT], form=[("query", ONE)], gives=(1, 2)),
    Exchange(
        "2.1.2", "graphs of the URL and of the form", url=[LEFT], form=[RIGHT, ("query", ONE)], gives=(1, 2, 3, 4)
    ),
    Exchange("2.1.2", "the query in the URL", url=[("query", ASK)], body="", kind=FORM, gives=True),
    Exchange("2.1.2", "a long query", form=[("query", LONG)], gives=True),
    Exchange("2.1", "no query in the form", form=[("x", "1")], status=400),
    Exchange("2.1", "an empty form", body="", kind=FORM, status=400),
    Exchange("2.1", "the empty query in a form", form=[("query", "")], status=400),
    Exchange("2.1", "two queries in the form", form=[("query", ASK), ("query", ASK)], status=400),
    Exchange("2.1", "a query in the URL and one in the form", url=[("query", ASK)], form=[("query", ASK)], status=400),
    Exchange("2.1.2", "another charset", form=[("query", ASK)], kind=f"{FORM}; charset=iso-8859-1", status=415),
    Exchange("2.1.2", "a form whose type is not said", body="query=ASK%7B%7D", status=415),
    Exchange("2.1.2", "a form of parts", body="--x--", kind="multipart/form-data; boundary=x", status=415),
    Exchange("2.1.2", "not UTF-8 once decoded", body="query=ASK%7B%7D%23%FF", kind=FORM, status=400),
    Exchange("2.1.2", "not UTF-8 as it stands", body=b"query=ASK{}%23\xff", kind=FORM, status=400),
)
DIRECT = (
    Exchange("2.1.3", "a query as the body", body=ASK, kind=QUERY, gives=True, type=JSON),
    Exchange("2.1.3", "taken as it stands", body=DECODED, kind=QUERY, gives=True),
    Exchange("2.1.3", "graphs in the URL", url=[LEFT, RIGHT], body=ONE, kind=QUERY, gives=(1, 2, 3, 4)),
    Exchange(
        "2.1.3", "a format in the URL", url=[("format", "csv")], body=ONE, kind=QUERY, type="text/csv; charset=utf-8"
    ),
    Exchange("2.1.3", "a type in odd letters", body=ASK, kind="Application/SPARQL-Query", gives=True),
    Exchange("2.1.3", "a type with a charset", body=ASK, kind=f'{QUERY}; Charset="utf-8"', gives=True),
    Exchange("2.1.3", "a type with an empty parameter", body=ASK, kind=f"{QUERY};", gives=True),
    Exchange("2.1.3", "a mark of byte order before it", body=b"\xef\xbb\xbf" + ASK.encode(), kind=QUERY, gives=True),
    Exchange(
        "2.1.3", "a coding that is none", body=ASK, kind=QUERY, headers={"Content-Encoding": "identity"}, gives=True
    ),
    Exchange("2.1.3", "a long query", body=LONG, kind=QUERY, gives=True),
    Exchange("2.1", "a query in the URL and one as the body", url=[("query", ASK)], body=ASK, kind=QUERY, status=400),
    Exchange("2.1.3", "an empty body", body="", kind=QUERY, status=400),
    Exchange("2.1.3", "another charset", body=ASK, kind=f"{QUERY}; charset=utf-16", status=415),
    Exchange("2.1.3", "a query whose type is not said", body=ASK, status=415),
    Exchange("2.1.3", "a query as plain text", body=ASK, kind="text/plain", status=415),
    Exchange("2.1.3", "a query as JSON", body=ASK, kind="application/json", status=415),
    Exchange("2.1.3", "a form that says it is a query", body="query=ASK%7B%7D", kind=QUERY, status=400),
    Exchange("2.1.3", "not UTF-8", body=b'SELECT ("\xff" AS ?x) {}', kind=QUERY, status=400),
    Exchange("2.1.3", "a body that is packed", body=ASK, kind=QUERY, headers={"Content-Encoding": "gzip"}, status=415),
    Exchange("2.1.3", "past the limit of bodies", body=ASK + "#" * 20_001, kind=QUERY, status=413),
)


@rows(BY_GET, BY_FORM, DIRECT)
def test_a_query_is_answered_or_refused_by_how_it_is_sent(conformance_server: Server, row: Exchange) -> None:
    row.check(conformance_server)


@rows([row for row in (*BY_FORM, *DIRECT) if row.status == 415])
def test_what_cannot_be_read_is_told_what_can(conformance_server: Server, row: Exchange) -> None:
    headers = row.ask(conformance_server).headers
    packed = row.headers.get("Content-Encoding") == "gzip"
    name, value = ("Accept-Encoding", "identity") if packed else ("Accept-Post", f"{FORM}, {QUERY}")
    assert headers[name] == value


@pytest.mark.parametrize("accept", [None, "text/csv", "application/sparql-results+xml"])
def test_the_three_ways_give_the_same_bytes(conformance_server: Server, accept: str | None) -> None:
    query = "SELECT ?s ?v { ?s ex:p ?v } ORDER BY ?v"
    ways = (
        Exchange("2.1.1", "", url=[("query", query)], accept=accept),
        Exchange("2.1.2", "", form=[("query", query)], accept=accept),
        Exchange("2.1.3", "", body=query, kind=QUERY, accept=accept),
    )
    answers = [way.check(conformance_server) for way in ways]
    assert len({(answer.content, answer.headers["Content-Type"]) for answer in answers}) == 1


def test_a_body_in_pieces_is_read_whole(conformance_server: Server) -> None:
    pieces = iter([b"SELECT ?v { ", b"?s ex:p ?v", b" }"])
    answer = conformance_server.request("POST", "sparql", data=pieces, headers={"Content-Type": QUERY})
    assert len(said(answer)) == 13


def test_a_client_that_waits_to_be_told_to_go_on_is_not_left_waiting(conformance_server: Server) -> None:
    headers = {"Content-Type": QUERY, "Expect": "100-continue"}
    for _ in range(2):  # the connection serves for the next
        answer = requests.post(conformance_server.base + "sparql", data=b"ASK {}", headers=headers, timeout=10)
        assert answer.json()["boolean"] is True


def test_a_body_of_a_get_changes_nothing(conformance_server: Server) -> None:
    plain = conformance_server.get("sparql", params={"query": ASK})
    with_body = conformance_server.request(
        "GET", "sparql", params={"query": ASK}, data=b"query=SELECT", headers={"Content-Type": FORM}
    )
    assert (with_body.status_code, with_body.content) == (200, plain.content)


def test_an_address_that_nobody_encoded_is_read_too(conformance_server: Server) -> None:
    target = path_of(conformance_server, "sparql?query=ASK{FILTER(STRLEN('特')=1)}")
    status, headers, body = raw(conformance_server, target)
    assert (status, headers["content-type"], b"true" in body) == (200, JSON, True)


@pytest.mark.parametrize("kind", [QUERY, FORM])
def test_a_slash_at_the_end_leads_to_the_endpoint_with_the_same_method(conformance_server: Server, kind: str) -> None:
    for method in ("GET", "POST"):
        answer = conformance_server.request(
            method, "sparql/?query=ASK%7B%7D", data=b"" if method == "POST" else None, headers={"Content-Type": kind}
        )
        assert answer.status_code == 308
        assert answer.headers["Location"] == conformance_server.base + "sparql?query=ASK%7B%7D"
