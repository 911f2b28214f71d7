"""Tests of the SPARQL endpoint over HTTP: the protocol, formats, datasets, refusals, containment, caching."""

import csv
import gzip
import io
import threading
import time
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
import requests
from html_site import Page
from http_support import FIREFOX, path_of, raw, triples
from odd_site import MANY, write_odd_site
from support import Server, serving

from publisher.formats import RDF_FORMATS, RESULT_FORMATS, Format
from publisher.formats import TURTLE as TURTLE_FORMAT

MANIES = "SELECT ?thing ?label { ?thing a ex:Many ; rdfs:label ?label } ORDER BY ?label LIMIT 3"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
UPDATE = "application/sparql-update"


def ask(server: Server, query: str, **parameters: object) -> requests.Response:
    """Send a query by GET."""
    return server.get("sparql", params={"query": query, **parameters})


def number(answer: requests.Response) -> int:
    """Return the one number in a result."""
    assert answer.status_code == 200, answer.text
    return int(answer.json()["results"]["bindings"][0]["n"]["value"])


def test_the_three_ways_to_ask_are_answered_alike(odd_server: Server) -> None:
    post = odd_server.request
    answers = [
        ask(odd_server, MANIES),
        post("POST", "sparql", data={"query": MANIES}),
        post("POST", "sparql", data=MANIES.encode(), headers={"Content-Type": QUERY}),
        post("POST", "sparql", data=MANIES.encode(), headers={"Content-Type": f"{QUERY}; charset=UTF-8"}),
        post(
            "POST",
            "sparql?format=json",
            data=iter([MANIES[:9].encode(), MANIES[9:].encode()]),
            headers={"Content-Type": QUERY},
        ),
    ]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert {answer.headers["Content-Type"] for answer in answers} == {"application/sparql-results+json"}
    assert {answer.headers["Cache-Control"] for answer in answers[1:]} == {"no-store"}


@pytest.mark.parametrize("row", RESULT_FORMATS, ids=lambda row: row.name)
def test_each_result_format_is_given_by_accept_and_by_its_names(odd_server: Server, row: Format) -> None:
    for query in (MANIES, "ASK { ?s a ex:Many }"):
        answers = [
            odd_server.get("sparql", params={"query": query}, accept=name) for name in (row.media_type, *row.aliases)
        ]
        for parameter in ("format", "output", "results"):
            for word in (row.name, row.suffix, row.name.upper(), row.media_type, *row.names):
                answers.append(ask(odd_server, query, **{parameter: word}))
        assert {answer.status_code for answer in answers} == {200}
        assert {answer.headers["Content-Type"] for answer in answers} == {row.content_type}
        if row.name != "html":
            assert len({(answer.content, answer.headers["ETag"]) for answer in answers}) == 1


@pytest.mark.parametrize("row", RDF_FORMATS, ids=lambda row: row.name)
def test_each_graph_format_is_given_by_accept_and_by_its_names(odd_server: Server, row: Format) -> None:
    for query in ("CONSTRUCT WHERE { ?s a ex:Many }", f"DESCRIBE <{odd_server.base}id/plain>"):
        answers = [
            odd_server.get("sparql", params={"query": query}, accept=name) for name in (row.media_type, *row.aliases)
        ]
        answers += [ask(odd_server, query, format=word) for word in (row.name, row.suffix, row.media_type, *row.names)]
        assert {(answer.status_code, answer.headers["Content-Type"]) for answer in answers} == {(200, row.content_type)}
        assert triples(answers[0], row) == triples(ask(odd_server, query, format="ttl"), TURTLE_FORMAT)


def test_results_say_the_same_in_every_format(odd_server: Server) -> None:
    query = 'SELECT ?b ?a { VALUES (?b ?a) { ("x, \\"y\\"\\n特"@ja <urn:a>) (7 UNDEF) } }'
    table = ask(odd_server, query).json()
    assert table["head"]["vars"] == ["b", "a"]
    assert table["results"]["bindings"][0]["b"] == {"type": "literal", "xml:lang": "ja", "value": 'x, "y"\n特'}
    assert "a" not in table["results"]["bindings"][1]
    rows = list(csv.reader(io.StringIO(ask(odd_server, query, format="csv").content.decode(), newline="")))
    assert rows == [["b", "a"], ['x, "y"\n特', "urn:a"], ["7", ""]]
    lines = ask(odd_server, query, format="tsv").content.decode().splitlines()
    assert lines == ["?b\t?a", '"x, \\"y\\"\\n特"@ja\t<urn:a>', "7\t"]
    names = {"s": "http://www.w3.org/2005/sparql-results#"}
    tree = ElementTree.fromstring(ask(odd_server, query, format="xml").content)
    assert [one.attrib["name"] for one in tree.findall(".//s:variable", names)] == ["b", "a"]
    assert tree.findtext(".//s:literal", namespaces=names) == 'x, "y"\n特'


def test_a_word_that_does_not_fit_the_form_is_ignored(odd_server: Server) -> None:
    for word in ("turtle", "rubbish", "", "text/turtle"):
        assert ask(odd_server, "ASK {}", format=word).headers["Content-Type"] == "application/sparql-results+json"
    assert ask(odd_server, "ASK {}", format="turtle", output="csv").headers["Content-Type"].startswith("text/csv")
    graph = "CONSTRUCT WHERE { ?s a ex:Many }"
    assert ask(odd_server, graph, format="csv").headers["Content-Type"] == "text/turtle; charset=utf-8"
    assert ask(odd_server, graph, format="json").headers["Content-Type"] == "application/ld+json"
    assert ask(odd_server, graph, format="xml").headers["Content-Type"] == "application/rdf+xml"
    unencoded = odd_server.get("sparql?query=ASK{}&format=application/sparql-results+xml")
    assert unencoded.headers["Content-Type"] == "application/sparql-results+xml"


def test_a_browser_gets_a_page_with_a_table(odd_server: Server) -> None:
    page = odd_server.get("sparql", params={"query": MANIES}, accept=FIREFOX)
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.headers["Vary"] == "Accept, Accept-Encoding, Accept-Language"
    assert page.headers["Content-Language"] == "en"
    assert "N 000" in page.text
    for query in ("ASK {}", "CONSTRUCT WHERE { ?s a ex:Many }", f"DESCRIBE <{odd_server.base}id/plain>"):
        assert odd_server.get("sparql", params={"query": query}, accept=FIREFOX).status_code == 200
    form = odd_server.get("sparql", accept=FIREFOX)
    assert "<textarea" in form.text
    assert odd_server.get("sparql").headers["Content-Type"] == "text/turtle; charset=utf-8"


def test_a_page_shows_the_beginning_of_a_result_however_large_it_is(site_server: Server) -> None:
    total = number(ask(site_server, COUNT))
    page = Page(site_server.get("sparql", params={"query": "SELECT * { ?s ?p ?o }"}, accept=FIREFOX).text)
    assert page.one("h2", id="page-result").text == f"Result {total:,} rows"
    assert page.one("p", class_="notice").text.startswith(f"The first 1,000 rows of {total:,} are shown; the files")
    assert len(list(page.all("tr"))) > 1000
    assert not list(page.all("section", role="alert"))
    query = "CONSTRUCT WHERE { ?s ?p ?o }"
    graph = Page(site_server.get("sparql", params={"query": query}, accept=FIREFOX).text)
    assert graph.one("p", class_="notice").text.startswith("The first 200 kB of ")
    whole = site_server.get(graph.link("N-Triples").attributes["href"])
    assert len(whole.content.splitlines()) == total


def test_a_browser_keeps_its_query_when_it_is_wrong(odd_server: Server) -> None:
    page = odd_server.get("sparql", params={"query": "SELECT * {\n ?s ?p <x"}, accept=FIREFOX)
    assert page.status_code == 400
    assert page.headers["Cache-Control"] == "no-store"
    assert "?s ?p &lt;x" in page.text
    assert "Line 2" in page.text


def test_prefixes_of_the_site_need_no_declaration_and_relative_iris_are_the_endpoints(odd_server: Server) -> None:
    assert number(ask(odd_server, "SELECT (COUNT(*) AS ?n) { ?s a ex:Many }")) == MANY
    assert number(ask(odd_server, "SELECT (COUNT(*) AS ?n) { <id/plain> a ex:Thing }")) == 1


def test_a_query_is_decoded_once(odd_server: Server) -> None:
    query = 'ASK { FILTER(STRLEN("a%20c") = 5 && STRLEN("a+c") = 3 && STRLEN("特") = 1) }'
    for answer in (
        ask(odd_server, query),
        odd_server.request("POST", "sparql", data={"query": query}),
        odd_server.request("POST", "sparql", data=query.encode(), headers={"Content-Type": QUERY}),
    ):
        assert answer.json()["boolean"] is True


@pytest.mark.parametrize(
    ("parameters", "count"),
    [
        ({"default-graph-uri": "urn:absent"}, 0),
        ({"default-graph-uri": "{base}graph/tri"}, 2),
        ({"default-graph-uri": ["{base}graph/tri", "https://foreign.example/g"]}, 3),
        ({"default-graph-uri": ["{base}graph/tri", "{base}graph/things"]}, None),
        ({"named-graph-uri": "{base}graph/tri"}, 0),
    ],
)
def test_the_protocol_names_the_dataset(odd_server: Server, parameters: dict[str, object], count: int | None) -> None:
    filled = {
        name: [one.format(base=odd_server.base) for one in ([value] if isinstance(value, str) else value)]  # type: ignore[attr-defined]
        for name, value in parameters.items()
    }
    found = number(ask(odd_server, COUNT, **filled))
    posted = odd_server.request("POST", "sparql", data={"query": COUNT, **filled})
    assert number(posted) == found
    if count is not None:
        assert found == count
    # The protocol's dataset comes before the query's own (2.1.4).
    assert number(ask(odd_server, COUNT.replace("{", "FROM <urn:other> {", 1), **filled)) == found


def test_the_union_is_the_default_graph_and_a_set(odd_server: Server) -> None:
    everything = number(ask(odd_server, COUNT))
    distinct = number(ask(odd_server, "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { ?s ?p ?o } }"))
    in_graphs = number(ask(odd_server, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"))
    assert everything == distinct == in_graphs - 1
    assert number(ask(odd_server, f"SELECT (COUNT(*) AS ?n) FROM <{odd_server.base}graph/tri> {{ ?s ?p ?o }}")) == 2
    assert number(ask(odd_server, "SELECT (COUNT(*) AS ?n) FROM <http://127.0.0.1:9/x> { ?s ?p ?o }")) == 0


@pytest.mark.parametrize(
    "query", ["SELECT", "SELECT * {\n  ?s ?p }", "rubbish", "", "SELECT ?x { ?s nope:p ?x }", "ASK {} ASK {}"]
)
def test_a_malformed_query_is_400_with_its_place(odd_server: Server, query: str) -> None:
    for answer in (
        ask(odd_server, query),
        odd_server.request("POST", "sparql", data={"query": query}),
        odd_server.request("POST", "sparql", data=query.encode(), headers={"Content-Type": QUERY}),
    ):
        assert answer.status_code == 400
        told = answer.json()
        assert told["detail"]
        assert (told["line"] >= 1, told["column"] >= 1) == (True, True)


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "DELETE WHERE { ?s ?p ?o }",
        "LOAD <http://127.0.0.1:9/x>",
        "CLEAR ALL",
        "PREFIX x: <urn:x> DROP ALL",
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { { { service ?x { ?s ?p ?o } } } }",
        "CONSTRUCT { ?s ?p ?o } { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    ],
)
def test_updates_and_service_are_refused(odd_server: Server, query: str) -> None:
    for answer in (
        ask(odd_server, query),
        odd_server.request("POST", "sparql", data={"query": query}),
        odd_server.request("POST", "sparql", data=query.encode(), headers={"Content-Type": QUERY}),
        odd_server.get("sparql", params={"update": query}),
        odd_server.request("POST", "sparql", data={"update": query}),
        odd_server.request(
            "POST", "sparql", data=query.encode(), headers={"Content-Type": "application/sparql-update"}
        ),
    ):
        assert answer.status_code == 403
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_words_of_updates_are_harmless_where_they_mean_nothing(odd_server: Server) -> None:
    query = """SELECT ?INSERT { # SERVICE <urn:x>
        ?INSERT rdfs:label "Plain"@en FILTER(?INSERT != <urn:LOAD> && "SERVICE" != "DROP") }"""
    assert len(ask(odd_server, query).json()["results"]["bindings"]) == 1


def test_one_query_is_asked_at_a_time(odd_server: Server) -> None:
    assert odd_server.get("sparql?query=ASK{}&query=ASK{}").status_code == 400
    form = {"Content-Type": FORM}
    assert odd_server.request("POST", "sparql", data="x=1", headers=form).status_code == 400
    assert odd_server.request("POST", "sparql", data="query=ASK{}&query=ASK{}", headers=form).status_code == 400
    assert odd_server.request("POST", "sparql?query=ASK{}", data="query=ASK{}", headers=form).status_code == 400


@pytest.mark.parametrize(
    "kind", [None, "text/plain", "application/json", "multipart/form-data; boundary=x", f"{QUERY}; charset=utf-16"]
)
def test_another_media_type_is_415(odd_server: Server, kind: str | None) -> None:
    answer = odd_server.request("POST", "sparql", data=b"ASK {}", headers={"Content-Type": kind})
    assert answer.status_code == 415
    assert answer.headers["Accept-Post"] == f"{FORM}, {QUERY}"


def test_what_is_not_utf8_is_400(odd_server: Server) -> None:
    bad = b'SELECT ("\xff" AS ?x) {}'
    assert odd_server.request("POST", "sparql", data=bad, headers={"Content-Type": QUERY}).status_code == 400
    form = odd_server.request("POST", "sparql", data=b"query=ASK%7B%7D%20%23%FF", headers={"Content-Type": FORM})
    assert form.status_code == 400
    assert odd_server.get("sparql?query=ASK%7B%7D%20%23%FF").status_code == 400
    assert raw(odd_server, path_of(odd_server) + b"sparql?query=ASK{}%23\xff")[0] == 400


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_past_the_limit_is_413_and_never_cut(odd_server: Server, chunked: bool) -> None:
    body = b"ASK {} #" + b"x" * 30_000
    for kind in (QUERY, FORM):
        data = iter([body]) if chunked else body
        answer = odd_server.request("POST", "sparql", data=data, headers={"Content-Type": kind})
        assert answer.status_code == 413
    assert odd_server.request("POST", "sparql", data=body[:20_000], headers={"Content-Type": QUERY}).status_code == 200


def test_a_result_past_the_limit_is_503_and_says_where_all_of_it_is(odd_server: Server) -> None:
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
    for accept in (None, "text/csv", FIREFOX):
        answer = odd_server.get("sparql", params={"query": query}, accept=accept)
        assert answer.status_code == 503
        assert "1 MB" in answer.text
        assert accept == FIREFOX or answer.json()["reason"] == "size"
        assert odd_server.base + "dumps/" in answer.text


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the odd site with one worker that runs one query at a time."""
    folder = tmp_path_factory.mktemp("narrow")
    limits = {
        "PUBLISHER_SERVE_WORKERS": "1",
        "PUBLISHER_LIMITS_CONCURRENT_QUERIES": "1",
        "PUBLISHER_LIMITS_QUERY_SECONDS": "6",
    }
    with serving(write_odd_site(folder / "site"), folder / "state", **limits) as server:
        yield server


def test_a_query_past_its_time_is_stopped_and_others_are_answered_meanwhile(narrow: Server) -> None:
    answers: list[requests.Response] = []
    slow = threading.Thread(
        target=lambda: answers.append(requests.get(f"{narrow.base}sparql", {"query": CROSS, "timeout": 4}, timeout=30))
    )
    slow.start()
    time.sleep(0.3)
    for path in ("doc/plain", "", "healthz", "search?q=plain", "dumps/t.nt"):
        assert narrow.get(path).status_code == 200
    assert answers == []
    slow.join()
    assert answers[0].status_code == 503
    assert "4 s" in answers[0].json()["detail"]
    assert number(ask(narrow, COUNT)) > 0


def test_past_its_places_and_its_queue_the_endpoint_says_when_to_come_again(narrow: Server) -> None:
    answers: list[requests.Response] = []

    def run() -> None:
        answers.append(requests.get(f"{narrow.base}sparql", {"query": CROSS, "timeout": 4}, timeout=60))

    threads = [threading.Thread(target=run) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {503}
    busy = [answer for answer in answers if "Retry-After" in answer.headers]
    assert len(busy) >= 3
    assert all(int(answer.headers["Retry-After"]) >= 1 for answer in busy)
    assert all(answer.json()["reason"] == ("busy" if answer in busy else "time") for answer in answers)


@pytest.mark.parametrize("seconds", ["0.2", "0.001"])
def test_a_client_may_ask_for_less_time(odd_server: Server, seconds: str) -> None:
    answer = ask(odd_server, CROSS, timeout=seconds)
    assert answer.status_code == 503
    assert f"{seconds} s" in answer.json()["detail"]


@pytest.mark.parametrize("seconds", ["", "x", "nan", "inf", "-1", "0", "1e9", "99999"])
def test_a_bad_time_or_a_longer_one_is_ignored(odd_server: Server, seconds: str) -> None:
    assert ask(odd_server, "ASK {}", timeout=seconds).status_code == 200


def test_a_result_has_a_validator_of_its_query_and_needs_no_second_evaluation(odd_server: Server) -> None:
    whole = ask(odd_server, MANIES)
    tag = whole.headers["ETag"]
    assert whole.headers["Cache-Control"] == "public, no-cache"
    assert whole.headers["Vary"] == "Accept, Accept-Encoding"
    for method in ("GET", "HEAD"):
        for match in (tag, f"W/{tag}", f'"x", {tag}', "*"):
            again = odd_server.request(method, "sparql", params={"query": MANIES}, headers={"If-None-Match": match})
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["ETag"] == tag
            assert again.headers["Cache-Control"] == "public, no-cache"
            assert again.headers["Vary"] == "Accept, Accept-Encoding"
    tags = {
        tag,
        ask(odd_server, MANIES + " ").headers["ETag"],
        ask(odd_server, MANIES, format="csv").headers["ETag"],
        ask(odd_server, MANIES, **{"default-graph-uri": "urn:x"}).headers["ETag"],
        ask(odd_server, MANIES, **{"named-graph-uri": "urn:x"}).headers["ETag"],
        odd_server.get("sparql", params={"query": MANIES}, accept=FIREFOX).headers["ETag"],
    }
    assert len(tags) == 6
    # A match would spare the evaluation; a star knows of no query that it fails.
    failing = odd_server.get("sparql", params={"query": CROSS, "timeout": "0.2"}, headers={"If-None-Match": "*"})
    assert failing.status_code == 503


@pytest.mark.parametrize("call", ["NOW()", "RAND()", "UUID()", "STRUUID()", "BNODE()"])
@pytest.mark.parametrize("accept", [None, "text/csv", FIREFOX])
def test_what_differs_each_time_is_not_kept(odd_server: Server, call: str, accept: str | None) -> None:
    for headers in ({}, {"If-None-Match": "*"}, {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}):
        answer = odd_server.get(
            "sparql", params={"query": f"SELECT ({call} AS ?x) {{}}"}, accept=accept, headers=headers
        )
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers
        assert "Last-Modified" not in answer.headers


def test_results_are_gzipped_where_that_is_welcome(odd_server: Server) -> None:
    query = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o"
    plain = ask(odd_server, query)
    target = path_of(
        odd_server, requests.Request("GET", "http://x/sparql", params={"query": query}).prepare().path_url[1:]
    )
    status, headers, body = raw(odd_server, target, Accept_Encoding="gzip")
    assert (status, headers["content-encoding"]) == (200, "gzip")
    assert gzip.decompress(body) == plain.content
    assert int(plain.headers["Content-Length"]) == len(plain.content)


def test_describe_gives_what_the_document_tells_without_its_metadata(odd_server: Server) -> None:
    plain = odd_server.base + "id/plain"
    described = triples(ask(odd_server, f"DESCRIBE <{plain}>"), TURTLE_FORMAT)
    document = triples(odd_server.get("doc/plain.ttl"), TURTLE_FORMAT)
    assert {quad for quad in described if getattr(quad.subject, "value", "") == plain} == {
        quad for quad in document if getattr(quad.subject, "value", "") == plain
    }
    assert not any("primaryTopic" in quad.predicate.value or "void" in quad.predicate.value for quad in described)
    cut = triples(ask(odd_server, f"DESCRIBE <{plain}> FROM <{odd_server.base}graph/tri>"), TURTLE_FORMAT)
    assert len(cut) == 2
    assert triples(ask(odd_server, "DESCRIBE <urn:absent>"), TURTLE_FORMAT) == set()


def test_a_form_that_a_browser_sends_is_answered(odd_server: Server) -> None:
    page = odd_server.get(f"sparql?query={'ASK+%7B%7D'}&lang=ja", accept=FIREFOX)
    assert (page.status_code, page.headers["Content-Language"]) == (200, "ja")
    posted = odd_server.request("POST", "sparql", data={"query": "ASK {}"}, accept=FIREFOX)
    assert (posted.status_code, posted.headers["Cache-Control"]) == (200, "no-store")
