"""Clients who stop half-way: their connections end, their places are few, and nobody else waits for them."""

import socket
from collections.abc import Iterable
from typing import Any

import pytest
from http_support import path_of
from support import Server

from publisher.cache import WHOLE
from publisher.serve.sending import BODIES_TO_ONE, sent_by_few
from publisher.views.places import Places
from publisher.views.responses import REFUSED

PUBLIC, ANOTHER, PROXY = "1.2.3.4", "2606:4700::1", "10.0.0.1"


def test_one_client_has_a_part_of_the_places_and_gives_them_back() -> None:
    places = Places(5, share=2)
    assert [places.take(PUBLIC) for _ in range(3)] == [True, True, False]
    assert [places.take(ANOTHER) for _ in range(3)] == [True, True, False]
    places.give_back(PUBLIC)
    assert [places.take(PUBLIC) for _ in range(2)] == [True, False]


def test_a_proxy_may_have_all_places() -> None:
    places = Places(5, share=2)
    assert [places.take(PROXY) for _ in range(6)] == [True] * 5 + [False]
    assert not places.take(PUBLIC)
    places.give_back(PROXY)
    assert places.take(PUBLIC)


def large(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer with a large body, or say that it was refused."""
    body = b"refused" if REFUSED in environ else b"x" * (WHOLE + 1)
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


def test_large_answers_on_their_way_are_few_and_the_next_is_asked_for_as_refused() -> None:
    application = sent_by_few(large)

    def ask(method: str = "GET") -> Iterable[bytes]:
        return application({"REQUEST_METHOD": method, "REMOTE_ADDR": PUBLIC}, lambda *_: None)

    underway = [ask() for _ in range(BODIES_TO_ONE)]
    assert b"".join(ask()) == b"refused"
    assert b"".join(ask("HEAD")) != b"refused", "a head needs no place"
    assert len(b"".join(underway[0])) == WHOLE + 1
    underway[0].close()  # type: ignore[attr-defined]
    assert b"".join(ask()) != b"refused"


@pytest.mark.parametrize("client", ["", "unknown", "127.0.0.1", "::1", "fd00::1", "192.168.1.1"])
def test_who_is_nobody_in_public_may_be_a_proxy(client: str) -> None:
    places = Places(3, share=1)
    assert [places.take(client) for _ in range(4)] == [True, True, True, False]


def test_a_body_that_ends_early_is_no_query(odd_server: Server) -> None:
    head = b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 30\r\n\r\n"
    host, _, port = odd_server.base.removeprefix("http://").partition("/")[0].partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(head % path_of(odd_server, "sparql") + b"ASK {} # cut")
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := connection.recv(65_536):
            answer += piece
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"ended after 12 of 30 bytes" in answer
