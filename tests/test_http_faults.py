"""What the endpoint, its page and the command tell of queries that cannot be answered."""

import shlex

import pytest
from http_support import FIREFOX
from support import ROOT, Server, publisher

from publisher.formats import RDF_FORMATS
from publisher.store.diagnosis.excerpt import excerpt
from tests.html_site import Page

CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
QUERY = {"Content-Type": "application/sparql-query"}
# Query, line, column, words; of the first three the tokens tell, of the others the engine.
TABLE = [
    ("SELCT * { ?s ?p ?o }", 1, 1, "did you mean SELECT?"),
    ("SELECT *\r\n{ ?s schema:name '特許庁' }", 2, 6, "write PREFIX schema: <https://schema.org/> before the query"),
    ("SELECT *\n{\t?s ?p “x” }", 2, 9, "left double quotation mark"),
    ("SELECT * {\n { ?s ?p '特許庁'\n}", 3, 2, "expected '}' to close the group opened at line 1, column 10"),
    ("ASK { '特許庁' <http://p> ?o ?x }", 1, 27, "the triple before it is complete"),
    ("SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }", 1, 8, "?s is neither grouped nor aggregated"),
    ("ASK { FILTER(<http://f>(1)) }", 1, 14, "<http://f> is no function that is known here"),
    ("DESCRIBE ?s { ?s ?p }", 1, 21, "expected an object"),
]
REFUSED = [
    ("INSERT DATA { <a> <b> <c> }", 1, 1, "INSERT is an update"),
    ("ASK {\n SERVICE <http://x> {} }", 2, 2, "SERVICE is not allowed"),
]


ROWS = [*((400, *row) for row in TABLE), *((403, *row) for row in REFUSED)]


@pytest.mark.parametrize(("status", "query", "line", "column", "words"), ROWS)
def test_a_program_is_told_the_place_and_a_caret_under_it(
    odd_server: Server, status: int, query: str, line: int, column: int, words: str
) -> None:
    for answer in (
        odd_server.get("sparql", params={"query": query}),
        odd_server.request("POST", "sparql", data=query.encode(), headers=QUERY),
    ):
        told = answer.json()
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert (answer.status_code, told["status"]) == (status, status)
        assert words in told["detail"]
        assert (told["line"], told["column"]) == (line, column)
        assert told["excerpt"] == excerpt(query, line, column).text


@pytest.mark.parametrize(("language", "frame"), [("en", "Line {}, column {}:"), ("ja", "{}行目、{}文字目：")])
@pytest.mark.parametrize(("query", "line", "column", "words"), TABLE)
def test_a_page_tells_it_in_its_language_and_keeps_the_query(
    odd_server: Server, language: str, frame: str, query: str, line: int, column: int, words: str
) -> None:
    answer = odd_server.get("sparql", params={"query": query, "lang": language}, accept=FIREFOX)
    assert (answer.status_code, answer.headers["Content-Language"].split(", ")[-1]) == (400, language)
    page = Page(answer.text)
    notice = page.one("section", role="alert")
    assert frame.format(line, column) in notice.text
    assert words in page.one("p", class_="words", lang="en").text
    assert "".join(page.one("pre", class_="excerpt").texts).rstrip() == excerpt(query, line, column).text.split("\n")[0]
    assert page.one("mark").text == excerpt(query, line, column).place.strip()
    kept = "".join(page.one("textarea").texts).removeprefix("\n")
    assert kept.replace("\r\n", "\n") == query.replace("\r\n", "\n")


def test_what_is_echoed_is_only_text(odd_server: Server) -> None:
    query = "ASK { <script>alert(1)</script> '&lt;' ?x <img src=x> \x1b }"
    answer = odd_server.get("sparql", params={"query": query}, accept=FIREFOX)
    assert answer.status_code == 400
    page = Page(answer.text)
    assert not [one for one in page.all("script") if "alert" in one.text]
    assert not list(page.all("img", src="x"))
    assert "\x1b" not in answer.text


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("", "The query is empty: expected SELECT, ASK, CONSTRUCT or DESCRIBE."),
        ("ASK { ?s ?p ?o . ?s }", "Unexpected '}': expected a predicate."),
        ("ASK { FILTER(foo(1)) }", "'foo' is no function of SPARQL."),
        ("SELECT (1 AS ?s) { ?s ?p ?o }", "?s has its values from the pattern: give the expression another name."),
        ("PREFIX ex: <http://x/> ASK { FILTER(ex:f()) }", "ex:f is no function that is known here: "),
        ("ASK { ?s unknown:p ?o }", 'The prefix "unknown:" is not declared; '),
        ("CLEAR ALL", "CLEAR is an update; "),
    ],
)
def test_a_detail_is_a_sentence_unless_a_name_begins_it(odd_server: Server, query: str, detail: str) -> None:
    told = odd_server.get("sparql", params={"query": query}).json()["detail"]
    assert told.startswith(detail)
    assert told[-1] in ".?"


def test_a_query_of_many_letters_is_shown_around_its_fault(odd_server: Server) -> None:
    query = "ASK { " + "?s ?p '特許庁' . " * 500 + "FOO }"
    told = odd_server.get("sparql", params={"query": query}).json()
    line, _ = told["excerpt"].split("\n")
    assert (told["column"], line[0]) == (len(query) - 4, "…")
    assert len(told["excerpt"]) < 250
    assert line.endswith("FOO }")


def test_a_program_is_told_nothing_of_places_where_there_is_none(odd_server: Server) -> None:
    told = odd_server.get("sparql", params={"query": CROSS, "timeout": "0.2"}).json()
    assert set(told) == {"type", "title", "status", "detail", "reason"}
    assert told["reason"] == "time"
    assert told["detail"].startswith("The query was stopped after 0.2 s, its limit of time. Ask for less")
    assert told["detail"].endswith(f"{odd_server.base}dumps/")


@pytest.mark.parametrize(
    ("query", "parameters", "status", "english", "japanese"),
    [
        (CROSS, {"timeout": "0.2"}, 503, "stopped after 0.2 s, its limit", "制限時間の0.2秒で停止しました"),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f }", {}, 503, "larger than 1 MB", "送信の上限である1 MB"),
        (
            'CONSTRUCT { <a:> <a:b> "\\u0001" } {}',
            {"format": "rdf"},
            406,
            "choose another one",
            "別の形式を選んでください",
        ),
        ("DROP ALL", {}, 403, "only reads its own data", "自らのデータを読むだけです"),
    ],
)
def test_a_page_says_what_to_do_where_a_query_cannot_be_answered(
    odd_server: Server, query: str, parameters: dict[str, str], status: int, english: str, japanese: str
) -> None:
    for language, words in (("en", english), ("ja", japanese)):
        sent = {"query": query, "lang": language, **parameters}
        answer = odd_server.get("sparql", params=sent, accept=FIREFOX)
        assert answer.status_code == status
        page = Page(answer.text)
        notice = page.one("section", role="alert")
        assert words in notice.text
        assert page.one("textarea").text == query
        if status == 503:
            assert page.link(f"{odd_server.base}dumps/")
        if status == 406:
            offered = [
                one.attributes["href"] for one in page.all("a") if "query=CONSTRUCT%20" in one.attributes["href"]
            ]
            assert len(offered) == len(RDF_FORMATS) - 1
            assert {odd_server.get(address).status_code for address in offered} == {200}


@pytest.mark.parametrize(("query", "line", "column", "words"), [TABLE[1], TABLE[4], TABLE[5]])
def test_the_command_prints_the_same_below_its_first_line(
    odd_server: Server, query: str, line: int, column: int, words: str
) -> None:
    done = publisher("query", "--site", odd_server.site, "--state", odd_server.state, query)
    first, *rest = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (1, "")
    assert first.startswith(f"publisher: error: line {line}, column {column}: ")
    assert words in first
    assert rest == excerpt(query, line, column).text.split("\n")


def test_the_readme_shows_what_the_command_prints(odd_server: Server) -> None:
    shown = (ROOT / "README.md").read_text(encoding="utf-8").partition("<!-- a query gone wrong -->")[2]
    command, *lines = shown.partition("```text\n$ ")[2].partition("```")[0].splitlines()
    done = publisher(*shlex.split(command)[1:], "--site", odd_server.site, "--state", odd_server.state)
    assert done.stderr.splitlines() == lines
