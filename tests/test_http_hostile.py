"""Tests of what hostile or broken clients send: hosts, paths, headers, log lines."""

import re
import socket
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from http_support import FIREFOX, lasting, path_of, raw
from odd_site import write_odd_site
from support import ROOT, Server, serving

HOSTILE = {
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Port": "666",
    "X-Forwarded-Prefix": "/evil",
    "X-Forwarded-For": "203.0.113.66",
    "X-Forwarded-Server": "evil.example",
    "X-Script-Name": "/evil",
    "X-Original-URL": "/evil",
    "X-Rewrite-URL": "/evil",
    "X-HTTP-Method-Override": "DELETE",
    "Forwarded": 'for=203.0.113.66;host="evil.example";proto=https',
    "X-Request-Id": "evil",
    "Origin": "https://evil.example",
    "Referer": "https://evil.example/",
    "Cookie": "lang=evil",
    "User-Agent": "evil<script>",
}
HOSTS = ["evil.example", "evil.example:666", "[::1]", 'evil"><script>', "..", "xn--a", "%00", "", "a" * 300]
# One address at least for each rule of the application, and for each way to answer.
ADDRESSES = [
    "",
    "?lang=ja",
    ".well-known/void",
    "absent",
    "absent/",
    "class/Many",
    "class/Many.nt?page=2",
    "context.jsonld",
    "dataset",
    "dataset.ttl",
    "dataset.xyz",
    "dataset/",
    "def",
    "def.rdf",
    "doc",
    "doc.ttl?iri=urn:isbn:123",
    "doc/",
    "doc/old",
    "doc/plain",
    "doc/plain.html",
    "doc/plain?property=urn:absent",
    "dumps",
    "dumps/",
    "dumps/SHA256SUMS",
    "dumps/t.ttl",
    "dumps/t.nt.gz",
    "evidence/e",
    "favicon.ico",
    "graph/tri",
    "graph/tri.trig",
    "healthz",
    "id/absent",
    "id/plain",
    "id/slash/",
    "other/thing",
    "readyz",
    "report",
    "report.nt",
    "robots.txt",
    "scheme/absent",
    "search",
    "search?q=plain",
    "search/suggestions?q=plain",
    "shapes",
    "shapes.nt",
    "source",
    "sparql",
    "sparql.jsonld",
    "sparql?query=ASK{}",
    "sparql?query=SELECT",
    "sparql?update=x",
    "static/style.css",
    "static/absent",
    "store",
    "store?default",
]


def test_there_is_an_address_for_every_rule(odd_server: Server) -> None:
    views = "".join(path.read_text() for path in (ROOT / "publisher/views").glob("*.py"))
    rules = re.findall(r'@\w+\.(?:get|post)\("([^"]*)"', views)
    assert len(rules) > 20
    for rule in rules:
        pattern = re.compile("/".join(re.sub("<[^>]*>", ".+", re.sub(r"\.<", r"[.]<", rule)).split("/")))
        assert any(pattern.fullmatch("/" + address.partition("?")[0]) for address in ADDRESSES), rule


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_header_about_where_we_are_changes_a_byte(odd_server: Server, address: str) -> None:
    for method in ("GET", "HEAD", "OPTIONS", "PUT"):
        for accept in (None, FIREFOX):
            honest = odd_server.request(method, address, accept=accept)
            for host in ("evil.example", None):
                headers = {**HOSTILE, **({"Host": host} if host else {})}
                hostile = odd_server.request(method, address, accept=accept, headers=headers)
                assert hostile.status_code == honest.status_code
                assert hostile.content == honest.content
                assert lasting(hostile.headers) == lasting(honest.headers)
                assert "evil" not in hostile.text


@pytest.mark.parametrize("host", HOSTS)
@pytest.mark.parametrize("address", ["", "id/plain", "dataset/", "doc/plain.nt", "absent"])
def test_no_host_changes_a_byte(odd_server: Server, address: str, host: str) -> None:
    honest = raw(odd_server, path_of(odd_server, address))
    hostile = raw(odd_server, path_of(odd_server, address), Host=host)
    assert (hostile[0], lasting(hostile[1]), hostile[2]) == (honest[0], lasting(honest[1]), honest[2])


def test_the_base_without_its_slash_and_what_is_outside_it_know_no_host_either(odd_server: Server) -> None:
    for target in (b"/kg", b"/kg?x=1", b"/", b"/other", b"//evil.example/kg/"):
        honest, hostile = (
            raw(odd_server, target),
            raw(odd_server, target, Host="evil.example", X_Forwarded_Prefix="/kg"),
        )
        assert (hostile[0], lasting(hostile[1]), hostile[2]) == (honest[0], lasting(honest[1]), honest[2])
        assert honest[0] in (308, 404)


@pytest.mark.parametrize(
    ("target", "status"),
    [
        (b"/kg//", 308),
        (b"/kg//dataset", 404),
        (b"/kg///id/plain", 404),
        (b"/kg/id//plain", 404),
        (b"/kg/id/../dataset", 404),
        (b"/kg/./dataset", 404),
        (b"/kg/%2e%2e/%2e%2e/etc/passwd", 404),
        (b"/kg/..%2f..%2f..%2fetc%2fpasswd", 404),
        (b"/kg/static/..%2f..%2fapp.py", 404),
        (b"/kg/static/%2e%2e/%2e%2e/app.py", 404),
        (b"/kg/dumps/..%2fmanifest.json", 404),
        (b"/kg/%00", 404),
        (b"/kg/id/plain%00", 404),
        (b"/kg/id/plain%00.ttl", 404),
        (b"/kg/%FF", 404),
        (b"/kg/id/\xff\xfe", 400),  # the HTTP server itself takes no such octets
        (b"/kg/id/%", 404),
        (b"/kg/id/%zz", 404),
        (b"/kg/id/%C0%AF", 404),
        (b"/kg/id/%ED%A0%80", 404),
        (b"/kg/id/plain;x=1", 404),
        (b"/kg/doc/plain%0D%0ASet-Cookie:%20a=b", 404),
        (b"/kg/id/plain%0D%0ASet-Cookie:%20a=b/", 308),
        (b"/kg/doc/plain%23x", 404),
        (b"/kg/doc/plain%3Fx", 404),
        (b"/kg/id/" + b"a" * 9000, 404),
        (b"/kg/id/" + b"%E7%89%B9" * 2000, 404),
        (b"/kg/search?q=" + b"a" * 20000, 200),
        (b"/kg/search?q=%00&lang=%00", 200),
        (b"/kg/search?q=%FF%FE", 200),
        (b"/kg/search?q=a&limit=99999999999999999999&offset=99999999999999999999", 200),
        (b"/kg/doc/plain?" + b"a=1&" * 3000, 200),
        ("/kg/id/特許".encode(), 303),
        ("/kg/id/特許/".encode(), 308),
        ("/kg/dataset/?x=特".encode(), 308),
    ],
)
def test_a_strange_target_has_an_ordinary_answer(odd_server: Server, target: bytes, status: int) -> None:
    for accept in ("*/*", "text/html"):
        found, headers, body = raw(odd_server, target, Accept=accept)
        assert found == status
        assert "set-cookie" not in headers
        assert headers.get("location", odd_server.base).startswith(odd_server.base)
        assert headers.get("location", "").isascii()
        assert b"root:" not in body
        assert b"Traceback" not in body


@pytest.mark.parametrize("size", [70_000, 400_000])
def test_a_target_that_is_far_too_long_is_refused_and_the_server_goes_on(odd_server: Server, size: int) -> None:
    with suppress(ConnectionError, IndexError):  # the connection may end before all of it was sent
        assert raw(odd_server, b"/kg/id/" + b"a" * size)[0] in (404, 414, 431)
    assert odd_server.get("healthz").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "a" * 20000},
        {"Accept": ",".join(["text/turtle;q=0.5"] * 1500)},
        {"Accept": "text/html;q=" + "9" * 400},
        {"Accept": '"' * 1001},
        {"Accept-Language": ",".join(f"x{n}" for n in range(4000))},
        {"Accept-Encoding": "gzip;q=nan, *;q=inf"},
        {"If-None-Match": '"' * 999},
        {"If-None-Match": ",".join(['"a"'] * 4000)},
        {"If-Modified-Since": "99999999999999"},
        {"If-Modified-Since": "Mon, 01 Jan 99999 00:00:00 GMT"},
        {"If-Range": "\x80\xff", "Range": "bytes=0-1"},
        {"Range": "bytes=" + "9" * 5000 + "-"},
        {"Range": "bytes=-" + "9" * 5000},
        {"Range": "bytes=" + ",".join(["0-"] * 2000)},
        {"Content-Length": "0"},
        {"Content-Type": "application/x-www-form-urlencoded; charset=\x80"},
        {"Cookie": "a" * 20000},
    ],
)
@pytest.mark.parametrize("path", ["doc/plain", "dumps/t.nt", "sparql?query=ASK{}"])
def test_strange_headers_have_ordinary_answers(odd_server: Server, path: str, headers: dict[str, str]) -> None:
    status, _, body = raw(odd_server, path_of(odd_server, path), **headers)
    assert status in (200, 206, 406, 416)
    assert body


def test_several_accept_lines_are_one_header(odd_server: Server) -> None:
    lines = "text/turtle;q=0.1\r\nAccept: application/n-triples"
    assert raw(odd_server, path_of(odd_server, "doc/plain"), Accept=lines)[1]["content-type"] == "application/n-triples"


def test_the_log_has_one_sound_line_for_each_request(tmp_path: Path) -> None:
    with serving(write_odd_site(tmp_path / "site"), tmp_path / "state") as server:
        targets = [
            b"/id/plain",
            b"/absent%0A127.0.0.1%20GET%20/forged%20200",
            b"/x%1B[31mred",
            b"/search?q=a%0D%0Ab",
            "/特".encode(),
        ]
        answers = [raw(server, target) for target in targets]
        answers.append(raw(server, b"/doc/plain", "HEAD"))
        answers.append(raw(server, b"/sparql", "POST", Content_Length="0"))
        ids = [headers["x-request-id"] for _, headers, _ in answers]
        lines = [line for line in server.log.read_text().splitlines() if set(line.split()[1:2]) & set(ids)]
        assert len(lines) == len(answers)
        for line, identity, (status, headers, _) in zip(lines, ids, answers, strict=True):
            moment, told, client, method, target, code, size, duration = line.split(" ")
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", moment)
            assert (told, client, int(code)) == (identity, "127.0.0.1", status)
            assert (size, duration.endswith("ms")) == (headers["content-length"], True)
            assert method in ("GET", "HEAD", "POST")
            assert target.isascii()
            assert target.isprintable()


def test_very_many_requests_to_one_connection_are_answered_in_turn(odd_server: Server) -> None:
    for number in range(200):
        assert odd_server.get(f"id/n{number:03}").status_code == (303 if number < 120 else 404)


@pytest.mark.parametrize(
    ("request_line", "kind"),
    [(b"GET /kg/healthz", b"text/plain"), (b"POST /kg/sparql", b"application/sparql-query"), (b"PUT /kg/x", b"a/b")],
)
def test_bodies_that_never_come_keep_nobody_from_documents(
    odd_server: Server, request_line: bytes, kind: bytes
) -> None:
    place = urlsplit(odd_server.base)
    head = request_line + b" HTTP/1.1\r\nHost: x\r\nContent-Type: " + kind + b"\r\nContent-Length: 10\r\n\r\n"
    with ExitStack() as stack:
        for _ in range(200):
            stalled = stack.enter_context(socket.create_connection((place.hostname, place.port), timeout=10))
            stalled.sendall(head)
        for path in ("healthz", "doc/plain", "sparql?query=ASK{}") * 2:
            # A new connection each: any worker may take it.
            assert requests.get(odd_server.base + path, timeout=10).status_code == 200
    for _ in range(50):  # the slots are free again as soon as the server has seen the connections end
        answer = odd_server.request("POST", "sparql", data={"query": "ASK{}"})
        if answer.status_code == 200:
            break
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
        time.sleep(0.1)
    assert answer.status_code == 200


def test_a_get_whose_body_never_comes_is_answered_at_once(odd_server: Server) -> None:
    status, headers, body = raw(odd_server, path_of(odd_server, "healthz"), Content_Length="10")
    assert (status, headers["connection"], body) == (200, "close", b"ok\n")


@pytest.mark.parametrize("page", ["9" * 5000, "9" * 10, "0", "-1", "01", "1 ", "1\n", "１", ""])
def test_a_page_number_that_is_none_is_404(odd_server: Server, page: str) -> None:
    assert odd_server.get("class/Many", params={"page": page}).status_code == 404
