"""Tests of errors over HTTP: problem documents, pages, methods, and what an error never does."""

import re
from pathlib import Path

import pytest
import requests
from http_support import FIREFOX
from odd_site import write_odd_site
from support import Server, serving

from publisher.formats import DOCUMENT_FORMATS

READING = ["", "id/plain", "doc/plain", "def", "dataset", "graph/tri", "class/Many", "dumps/", "dumps/t.ttl", "search"]
READING += ["store?default", "shapes", "report", "context.jsonld", "healthz", "readyz", "robots.txt", "favicon.ico"]
ERRORS = [
    ("id/absent", 404),
    ("absent", 404),
    ("dumps/absent.ttl", 404),
    ("static/absent.css", 404),
    ("class/Absent", 404),
    ("graph/absent", 404),
    ("doc?iri=relative", 400),
    ("store", 400),
    ("store?graph=urn:absent", 404),
    ("search?limit=x", 400),
    ("doc/old", 410),
    ("sparql?query=SELECT", 400),
    ("sparql?update=CLEAR%20ALL", 403),
    ("sparql?query=SELECT*%7BSERVICE%3Curn:x%3E%7B%7D%7D", 403),
    ("doc/plain?property=urn:absent", 404),
]


@pytest.mark.parametrize(("path", "status"), ERRORS)
def test_a_program_gets_a_problem_document(odd_server: Server, path: str, status: int) -> None:
    answer = odd_server.get(path)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert (told["type"], told["status"]) == ("about:blank", status)
    assert told["title"]
    assert told["detail"]


@pytest.mark.parametrize(("path", "status"), ERRORS)
def test_a_browser_gets_a_page_with_the_same_status(odd_server: Server, path: str, status: int) -> None:
    for language in ("en", "ja"):
        answer = odd_server.get(path, accept=FIREFOX, headers={"Accept-Language": language})
        assert answer.status_code == status
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert answer.headers["Content-Language"] == language
        assert f'<html lang="{language}"' in answer.text
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(("path", "status"), [(path, status) for path, status in ERRORS if "query=" not in path])
def test_a_japanese_reader_is_told_in_japanese(odd_server: Server, path: str, status: int) -> None:
    page = odd_server.get(path, accept=FIREFOX, headers={"Accept-Language": "ja"})
    assert (page.status_code, page.headers["Content-Language"]) == (status, "ja")
    [heading] = re.findall(r'<h1 lang="ja">(.*?)</h1>', page.text)
    [told] = re.findall(r'<p class="lede" lang="ja">(.*?)</p>', page.text)
    assert re.search("[ぁ-ん]", heading)
    assert re.search("[ぁ-ん]", told)
    assert f"<title>{heading} – " in page.text


@pytest.mark.parametrize("accept", [None, FIREFOX])
@pytest.mark.parametrize(("path", "status"), ERRORS)
def test_the_headers_of_an_error(odd_server: Server, path: str, status: int, accept: str | None) -> None:
    headers = odd_server.get(path, accept=accept).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Vary"] == "Accept, Accept-Language"
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert re.fullmatch(r"[0-9a-f]+-[0-9a-f]+-[0-9a-f]+", headers["X-Request-Id"])
    assert "ETag" not in headers
    assert "Last-Modified" not in headers


@pytest.mark.parametrize("path", ["doc/plain", "def", "dataset", "graph/tri", "class/Many", "shapes", "report", ""])
def test_406_lists_what_there_is(odd_server: Server, path: str) -> None:
    for accept in ("image/png", "*/*;q=0"):
        answer = odd_server.get(path, accept=accept)
        assert answer.status_code == 406
        variants = {one["type"]: one["href"] for one in answer.json()["variants"]}
        assert set(variants) <= {row.media_type for row in DOCUMENT_FORMATS}
        for media_type, href in variants.items():
            found = odd_server.get(href)
            assert (found.status_code, found.headers["Content-Type"].split(";")[0]) == (200, media_type)


def test_a_page_of_406_links_to_what_there_is(odd_server: Server) -> None:
    page = odd_server.get("doc/control.rdf", accept=FIREFOX)
    assert page.status_code == 406
    assert f'href="{odd_server.base}doc/control.ttl"' in page.text


@pytest.mark.parametrize(
    ("path", "accept"), [("store?default", FIREFOX[:9]), ("search", "text/turtle"), ("source", "image/png")]
)
def test_what_has_no_documents_refuses_too(site_server: Server, path: str, accept: str) -> None:
    answer = site_server.get(path, accept=accept)
    assert answer.status_code == 406


def test_406_of_a_query_links_to_the_formats_that_fit_it(odd_server: Server) -> None:
    for query, count in (("ASK {}", 5), ("CONSTRUCT WHERE { ?s ?p ?o }", len(DOCUMENT_FORMATS))):
        answer = odd_server.get("sparql", params={"query": query}, accept="image/png")
        assert answer.status_code == 406
        variants = answer.json()["variants"]
        assert len(variants) == count
        for one in variants:
            found = odd_server.get(one["href"])
            if one["type"] != "application/rdf+xml":
                assert found.headers["Content-Type"].split(";")[0] == one["type"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "NONSENSE"])
@pytest.mark.parametrize("path", READING)
def test_other_methods_are_405_with_allow(odd_server: Server, path: str, method: str) -> None:
    answer = odd_server.request(method, path)
    assert answer.status_code == 405
    assert {one.strip() for one in answer.headers["Allow"].split(",")} == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_the_endpoint_allows_post_too(odd_server: Server, method: str) -> None:
    answer = odd_server.request(method, "sparql")
    assert answer.status_code == 405
    assert {one.strip() for one in answer.headers["Allow"].split(",")} == {"GET", "HEAD", "OPTIONS", "POST"}


@pytest.mark.parametrize(
    "path", [*READING, "sparql", "absent", "id/absent", "dataset/", "sparql?query=ASK{}", "dumps/t.nt.gz"]
)
def test_head_is_get_without_the_body(odd_server: Server, path: str) -> None:
    for accept in (None, FIREFOX, "image/png"):
        whole, head = odd_server.get(path, accept=accept), odd_server.request("HEAD", path, accept=accept)
        assert head.content == b""
        assert head.status_code == whole.status_code
        both = [
            {n.lower(): v for n, v in one.headers.items() if n not in ("date", "x-request-id")} for one in (whole, head)
        ]
        assert both[0] == both[1]
        assert int(whole.headers["Content-Length"]) == len(whole.content)


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}", "%s%n", "${7*7}"]
)
def test_nothing_is_echoed_unescaped(odd_server: Server, text: str) -> None:
    asked = [("id/" + text, {}), ("doc", {"iri": "urn:" + text}), ("search", {"q": text}), ("search", {"limit": text})]
    asked += [("sparql", {"query": text}), ("store", {"graph": text}), ("doc/plain", {"property": text})]
    asked += [("class/Many", {"page": text}), ("search", {"q": "a", "type": text}), ("dumps/" + text, {})]
    for path, parameters in asked:
        page = odd_server.get(path, params=parameters, accept=FIREFOX)
        assert page.headers["Content-Type"] == "text/html; charset=utf-8"
        for forbidden in ("<script>alert", "<img src=x", ">49<", "$49"):
            assert forbidden not in page.text, path
        assert odd_server.get(path, params=parameters).headers["Content-Type"] != page.headers["Content-Type"]


def test_values_of_the_data_are_escaped_too(odd_server: Server) -> None:
    for path in ("doc/xss", "class/Thing", "search?q=alert", "search?q=onerror"):
        page = odd_server.get(path, accept=FIREFOX)
        assert page.status_code == 200
        assert "alert" in page.text
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text


def test_an_unforeseen_fault_is_500_without_a_word_of_the_code(tmp_path: Path) -> None:
    """The document table of a running server is destroyed: whatever is asked, the answer stays an answer."""
    with serving(write_odd_site(tmp_path / "site"), tmp_path / "state", PUBLISHER_SERVE_WORKERS="1") as server:
        table = next((tmp_path / "state" / "snapshots").glob("*/documents.sqlite"))
        table.write_bytes(b"This is no table.")
        for accept in (None, FIREFOX, "application/json"):
            for path in ("doc/plain", "id/plain", "absent", "graph/tri", "search?q=a"):
                answer = server.get(path, accept=accept)
                assert answer.status_code == 500, path
                assert answer.headers["Cache-Control"] == "no-store"
                assert not re.search(r"Traceback|sqlite|\.py\b", answer.text)
                assert answer.headers["X-Request-Id"] in server.log.read_text()
        assert server.get("healthz").status_code == 200
        assert server.get("doc/plain").json()["status"] == 500


def test_a_body_that_nobody_asked_for_does_no_harm(odd_server: Server) -> None:
    answer = odd_server.request("GET", "doc/plain", data=b"x" * 100_000)
    assert answer.status_code == 200
    assert odd_server.request("POST", "doc/plain", data=b"x" * 100_000).status_code == 405
    assert odd_server.get("doc/plain").status_code == 200


def test_each_request_has_an_id_of_its_own(odd_server: Server) -> None:
    answers: list[requests.Response] = [odd_server.get("healthz", headers={"X-Request-Id": "mine"}) for _ in range(8)]
    assert len({answer.headers["X-Request-Id"] for answer in answers} - {"mine"}) == 8
