"""Answers that are remembered by the bytes of their requests: the same as when they were made, and as long-lived."""

import itertools
import re
import socket
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import pytest
from http_support import FIREFOX
from loops import SNAPSHOT, Loop, answer_in, looping
from support import Server

from publisher.serve.connection import FEW
from publisher.serve.front import LONGEST, Front

MEGABYTE = 1_000_000
HEADS = [
    "",
    "Accept: text/turtle\r\n",
    "Accept: text/turtle\r\nAccept-Encoding: gzip\r\n",
    f"Accept: {FIREFOX}\r\n",
    f"Accept: {FIREFOX}\r\nAccept-Language: ja\r\nAccept-Encoding: gzip\r\n",
    "Accept: text/turtle\r\nIf-None-Match: *\r\n",
    'Accept: text/turtle\r\nIf-None-Match: "other"\r\n',
    "If-Modified-Since: Thu, 01 Jan 2099 00:00:00 GMT\r\n",
    "Accept: image/png\r\n",
    "Range: bytes=0-3\r\n",
]
PATHS = ["doc/plain", "doc/plain.html", "doc/plain?lang=ja", "id/plain", "dataset", "sparql?query=ASK{}", "absent"]


def lasting(head: bytes) -> list[bytes]:
    return sorted(line for line in head.split(b"\r\n") if not line.startswith((b"date:", b"x-request-id:")))


@pytest.mark.parametrize("path", PATHS)
def test_the_same_bytes_have_the_same_answer_each_time(odd_server: Server, path: str) -> None:
    place = urlsplit(odd_server.base)
    for method, lines in itertools.product(("GET", "HEAD"), HEADS):
        sent = f"{method} {place.path}{path} HTTP/1.1\r\nHost: x\r\n{lines}\r\n".encode()
        answers = []
        with socket.create_connection((place.hostname, place.port), timeout=20) as client:
            for number in range(6):  # of two workers one at least has been asked twice before
                client.sendall(sent + b"\r\n" * (number % 2))
                head, body = answer_in(client) if method == "GET" else (headers_in(client), b"")
                answers.append((head, body))
        assert len({re.search(rb"x-request-id: (\S+)", head)[1] for head, _ in answers}) == 6  # type: ignore[index]
        assert all(b"\r\ndate: " in head for head, _ in answers)
        assert len({(tuple(lasting(head)), body) for head, body in answers}) == 1, (method, lines)


def headers_in(client: socket.socket) -> bytes:
    came = b""
    while not came.endswith(b"\r\n\r\n"):
        came += client.recv(1)
    return came


def counting(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer with what may be kept, and the snapshot's name."""
    body = f"{SNAPSHOT[0]} {environ['PATH_INFO']}".encode()
    headers = [("Cache-Control", "public, no-cache"), ("Content-Length", str(len(body))), ("ETag", '"x"')]
    start_response("200 OK", headers)
    return [body]


def asked(loop: Loop, head: bytes, times: int = 3) -> list[bytes]:
    with loop.connect() as client:
        bodies = []
        for _ in range(times):
            client.sendall(head)
            bodies.append(answer_in(client)[1])
        return bodies


def remembered(loop: Loop) -> list[bytes]:
    return list(loop.call(lambda: list(loop.service.front._answers)))


def head_of(path: str, more: str = "") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: x\r\n{more}\r\n".encode()


def test_a_switch_of_snapshots_forgets_all_of_them() -> None:
    with looping(counting, cache=MEGABYTE) as loop:
        assert set(asked(loop, head_of("/a"))) == {b"a snapshot /a"}
        assert remembered(loop) == [head_of("/a")]
        SNAPSHOT[0] = "another"
        try:
            assert asked(loop, head_of("/b"), 1) == [b"another /b"]
            assert remembered(loop) == []
            assert set(asked(loop, head_of("/a"))) == {b"another /a"}
        finally:
            SNAPSHOT[0] = "a snapshot"


def test_each_has_a_line_in_the_log_and_an_id_of_its_own() -> None:
    lines: list[str] = []
    with looping(counting, cache=MEGABYTE, lines=lines) as loop:
        asked(loop, head_of("/a%20b?c=%0A"), 5)
    told = [line.split(" ", 3) for line in "".join(lines).splitlines()]
    assert len({identity for _, identity, *_ in told}) == 5
    assert {client for _, _, client, _ in told} == {"127.0.0.1"}
    assert {what.rpartition(" ")[0] for *_, what in told} == {"GET /a%20b?c=%0A 200 15"}


def test_only_finished_answers_to_requests_that_may_be_repeated_are_remembered() -> None:
    with looping(counting, cache=MEGABYTE) as loop:
        asked(loop, head_of("/close", "Connection: close\r\n"), 1)
        asked(loop, head_of("/close", "Connection: close\r\n"), 1)
        asked(loop, head_of("/long", f"A: {'a' * LONGEST}\r\n"))
        asked(loop, head_of("/range", "Range: bytes=0-1\r\n"))
        post = b"POST /post HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"
        asked(loop, post)
        asked(loop, b"GET /chunks HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        kept = remembered(loop)
        assert not [head for head in kept if b"HTTP/1.0" not in head], kept


def test_requests_in_one_piece_are_remembered_each_by_itself() -> None:
    with looping(counting, cache=MEGABYTE) as loop, loop.connect() as client:
        for _ in range(3):
            client.sendall(head_of("/a") + head_of("/b"))
            assert [answer_in(client)[1] for _ in range(2)] == [b"a snapshot /a", b"a snapshot /b"]
        assert sorted(remembered(loop)) == [head_of("/a"), head_of("/b")]


def test_who_speaks_an_older_protocol_is_told_each_time_that_the_connection_stays() -> None:
    with looping(counting, cache=MEGABYTE) as loop, loop.connect() as client:
        for _ in range(4):
            client.sendall(b"GET /old HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            assert b"\r\nconnection: keep-alive\r\n" in answer_in(client)[0]


def test_very_many_in_one_piece_leave_time_for_others() -> None:
    lines: list[str] = []
    seen: list[int] = []
    with looping(counting, cache=MEGABYTE, lines=lines) as loop, loop.connect() as client:
        asked(loop, head_of("/a"))

        def look() -> None:
            seen.append(len(lines))  # one for each answer, or for several
            if len(lines) < 2_000:
                loop.service.loop.call_soon(look)

        loop.call(look)
        client.sendall(head_of("/a") * 2_000)
        assert [answer_in(client)[1] for _ in range(2_000)] == [b"a snapshot /a"] * 2_000
    assert max(after - before for before, after in itertools.pairwise(seen)) <= 2 * FEW


def test_the_room_is_bounded_and_what_came_first_goes_first() -> None:
    with looping(counting, cache=100_000) as loop:
        for number in range(60):
            asked(loop, head_of("/a", f"X-Number: {number:03} {'x' * 1000}\r\n"), 2)
        kept = remembered(loop)
        front = loop.service.front
        assert 2 < len(kept) < 20
        assert b"X-Number: 059" in kept[-1]
        held = sum(len(head) + front._answers[head].size for head in kept)
        assert held == front._size - front._room <= 25_000


def test_a_front_without_an_owner_remembers_nothing() -> None:
    front = Front(MEGABYTE)
    front.belong_to(None)
    assert front.find(head_of("/a")) is None
