"""Tests of what browsers need to be let in from other sites."""

import pytest
from support import Server

PATHS = [
    "",
    "id/plain",
    "id/absent",
    "doc/plain",
    "dataset/",
    "sparql",
    "store?default",
    "dumps/t.nt",
    "healthz",
    "x/y/",
]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_may_be_read_from_anywhere(odd_server: Server, path: str) -> None:
    answers = [
        odd_server.request(method, path, headers={"Origin": "https://app.example"}) for method in ("GET", "HEAD", "PUT")
    ]
    for headers in (answer.headers for answer in answers):
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert headers["Access-Control-Expose-Headers"] == "Content-Location, ETag, Link, Location, Retry-After"
        assert "Access-Control-Allow-Credentials" not in headers


@pytest.mark.parametrize("path", PATHS)
def test_a_preflight_is_answered_without_a_redirect(odd_server: Server, path: str) -> None:
    headers = {
        "Origin": "https://app.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    answer = odd_server.request("OPTIONS", path, headers=headers)
    assert (answer.status_code, answer.content) == (204, b"")
    assert "Content-Type" not in answer.headers
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Headers"] == "Content-Type, Accept, If-None-Match, Range"
    assert {"GET", "HEAD", "POST"} <= {one.strip() for one in answer.headers["Access-Control-Allow-Methods"].split(",")}


def test_options_says_what_is_allowed(odd_server: Server) -> None:
    for path, methods in (("doc/plain", {"GET", "HEAD", "OPTIONS"}), ("sparql", {"GET", "HEAD", "OPTIONS", "POST"})):
        answer = odd_server.request("OPTIONS", path)
        assert {one.strip() for one in answer.headers["Allow"].split(",")} == methods
