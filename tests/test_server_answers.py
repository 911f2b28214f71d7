"""Answers as they go out over a socket: whole or visibly broken, no faster than they are taken, by few threads."""

import socket
import struct
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from loops import SNAPSHOT, answer_in, looping, received
from support import eventually

from publisher.serve.exchange import AT_ONCE
from publisher.serve.threads import LINE

GET = b"GET /x HTTP/1.1\r\nHost: x\r\n\r\n"
LAST = b"GET /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
Answering = Callable[[dict[str, Any], Any], Iterable[bytes]]


def answering(status: str, headers: list[tuple[str, str]], *pieces: bytes) -> Answering:
    """Return an application that answers the same always."""

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response(status, headers)
        return iter(pieces)

    return application


def failing(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Fail, before or after it has begun to answer."""
    if environ["PATH_INFO"] == "/before":
        raise ValueError("before")
    start_response("200 OK", [("Content-Length", str(3 * AT_ONCE))])

    def pieces() -> Iterator[bytes]:
        yield b"a" * AT_ONCE
        raise ValueError("after")

    return pieces()


class Endless:
    """A body of a terabyte, which counts what is asked of it, and whether it was closed."""

    def __init__(self) -> None:
        self.given, self.is_closed = 0, False

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/short":
            start_response("200 OK", [("Content-Length", "2")])
            return [b"ok"]
        start_response("200 OK", [("Content-Length", str(10**12))])
        return self

    def __iter__(self) -> Iterator[bytes]:
        while True:
            self.given += 1
            yield b"x" * 65_536

    def close(self) -> None:
        self.is_closed = True


@pytest.mark.parametrize("status", ["204 NO CONTENT", "304 NOT MODIFIED"])
def test_an_answer_without_a_body_has_none(status: str) -> None:
    with looping(answering(status, [("Content-Length", "3"), ("ETag", '"x"')], b"abc")) as loop:
        head, _, body = loop.ask(GET + LAST).partition(b"\r\n\r\n")
        assert head.startswith(f"HTTP/1.1 {status}".encode())
        assert body.startswith(b"HTTP/1.1 "), "the next answer follows at once"
        assert (b"content-length" in head) is (status[:3] == "304")


def test_a_head_is_the_whole_without_its_body() -> None:
    with looping(answering("200 OK", [("Content-Length", "3")], b"abc")) as loop:
        answer = loop.ask(b"HEAD /x HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b"content-length: 3\r\n" in answer
        assert answer.endswith(b"\r\n\r\n")


def test_headers_that_are_the_servers_are_not_the_applications() -> None:
    own = [("Connection", "keep-alive, x"), ("Transfer-Encoding", "chunked"), ("Date", "never"), ("Keep-Alive", "1")]
    with looping(answering("200 OK", [*own, ("X-Own", "1"), ("Content-Length", "1")], b"a")) as loop:
        head = loop.ask(LAST).partition(b"\r\n\r\n")[0]
        names = [line.partition(b":")[0] for line in head.split(b"\r\n")[1:]]
        assert sorted(names) == [b"connection", b"content-length", b"date", b"x-own", b"x-request-id"]
        assert b"never" not in head


@pytest.mark.parametrize("value", ["a\r\nSet-Cookie: b", "a\nb", "a\rb", "特"])
def test_a_header_that_would_be_two_is_never_sent(value: str, capsys: pytest.CaptureFixture[str]) -> None:
    with looping(answering("200 OK", [("X-A", value), ("Content-Length", "1")], b"a")) as loop:
        answer = loop.ask(GET)
        assert answer.startswith(b"HTTP/1.1 500 ")
        assert b"Set-Cookie" not in answer
    assert "Error" in capsys.readouterr().err


def test_a_body_without_a_length_gets_one_or_ends_with_the_connection() -> None:
    with looping(answering("200 OK", [], b"abc", b"def")) as loop:
        answer = loop.ask(GET + LAST)
        assert answer.count(b"content-length: 6\r\n") == 2
    with looping(answering("200 OK", [], b"a" * AT_ONCE, b"b" * AT_ONCE)) as loop:
        head, _, body = loop.ask(GET + GET).partition(b"\r\n\r\n")
        assert (b"content-length" in head, b"connection: close" in head) == (False, True)
        assert body == b"a" * AT_ONCE + b"b" * AT_ONCE


@pytest.mark.parametrize("pieces", [(b"abc",), (b"a" * AT_ONCE, b"b")])
def test_a_body_that_is_too_short_ends_the_connection(pieces: tuple[bytes, ...]) -> None:
    with looping(answering("200 OK", [("Content-Length", str(3 * AT_ONCE))], *pieces)) as loop:
        answer = loop.ask(GET + GET)
        assert answer.count(b"HTTP/1.1 200 ") <= 1
        assert len(answer) < 3 * AT_ONCE


def test_a_body_that_is_too_long_is_cut() -> None:
    with looping(answering("200 OK", [("Content-Length", "3")], b"ab", b"cdef")) as loop:
        answer = loop.ask(GET + GET)
        assert answer.count(b"HTTP/1.1 200 ") == 1
        assert answer.partition(b"\r\n\r\n")[2] in (b"abc", b"", b"<reset>", b"abc<reset>")


def test_an_application_that_fails_is_500_or_a_broken_connection(capsys: pytest.CaptureFixture[str]) -> None:
    with looping(failing) as loop:
        answer = loop.ask(GET.replace(b"/x", b"/before"))
        assert answer.startswith(b"HTTP/1.1 500 ")
        assert b"before" not in answer
        identity = answer.partition(b"x-request-id: ")[2].partition(b"\r\n")[0].decode()
        assert f"{identity} Traceback" in (failed := capsys.readouterr().err), "the client is told where to look"
        after = loop.ask(GET + GET)
        assert after.count(b"HTTP/1.1 ") <= 1
        assert len(after) < 2 * AT_ONCE
    assert (failed + capsys.readouterr().err).count("Traceback") >= 2


def test_who_reads_slowly_holds_no_thread_and_gets_no_more_than_he_takes() -> None:
    body = Endless()
    with looping(body, threads=1) as loop, loop.connect() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        client.sendall(GET)
        client.recv(1000)
        taken = -1

        def has_stopped() -> bool:
            nonlocal taken
            before, taken = taken, body.given
            return before == taken

        eventually(has_stopped)
        assert body.given < 1000, "some megabytes lie in the system's buffers"
        assert loop.ask(GET.replace(b"/x", b"/short")).endswith(b"ok"), "the one thread is free"
        for _ in range(400):
            client.recv(65_536)
        eventually(lambda: body.given > taken)


def test_a_client_that_goes_is_noticed() -> None:
    body = Endless()
    with looping(body) as loop:
        with loop.connect() as client:
            client.sendall(GET)
            client.recv(1000)
        eventually(lambda: body.is_closed)
        assert not loop.connections


def test_who_takes_nothing_is_ended_and_who_takes_enough_is_not() -> None:
    body = Endless()
    with looping(body) as loop, loop.connect() as client:
        client.sendall(GET)
        client.recv(1000)
        for later in (40, 80, 120):
            for _ in range(400):
                client.recv(65_536)
            eventually(lambda: loop.call(lambda: any(one._is_full for one in loop.connections)))
            loop.pass_time(later)
        assert len(loop.connections) == 1
        loop.pass_time(2000)
        eventually(lambda: not loop.connections)
        assert body.is_closed


def test_what_is_asked_by_who_has_gone_is_not_begun() -> None:
    has_begun, end = threading.Event(), threading.Event()
    begun: list[str] = []

    def waiting(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        begun.append(environ["PATH_INFO"])
        has_begun.set()
        end.wait(20)
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    with looping(waiting, threads=1) as loop, loop.connect() as first, loop.connect() as last:
        first.sendall(GET)
        eventually(has_begun.is_set)
        with loop.connect() as gone:
            gone.sendall(GET.replace(b"/x", b"/gone"))
            eventually(lambda: loop.service.threads.waiting == 1)
            gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        eventually(lambda: len(loop.connections) == 2)
        last.sendall(GET)
        end.set()
        assert answer_in(last)[1] == b"ok"
        assert begun == ["/x", "/x"]


def test_an_answer_that_does_not_come_is_not_waited_for_without_end() -> None:
    end = threading.Event()

    def stuck(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        end.wait(20)
        start_response("200 OK", [("Content-Length", "0")])
        return []

    with looping(stuck) as loop, loop.connect() as client:
        client.sendall(GET)
        eventually(lambda: loop.call(lambda: any(one._exchange for one in loop.connections)))
        loop.pass_time(31)
        assert len(loop.connections) == 1, "two seconds of a query, and thirty"
        loop.pass_time(40)
        assert received(client) in (b"", b"<reset>")
        end.set()


def test_more_than_may_wait_are_told_to_come_again() -> None:
    has_begun, end = threading.Event(), threading.Event()

    def waiting(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        has_begun.set()
        end.wait(20)
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    with looping(waiting, threads=1) as loop:
        clients = [loop.connect() for _ in range(LINE // 8)]
        loop.service.threads._line = len(clients) - 1
        clients[0].sendall(GET)
        eventually(has_begun.is_set)
        for one in clients[1:]:
            one.sendall(GET)
        eventually(lambda: loop.service.threads.waiting == len(clients) - 1)
        refused = loop.ask(GET)
        assert refused.startswith(b"HTTP/1.1 503 ")
        assert b"retry-after: " in refused
        assert b"application/problem+json" in refused
        end.set()
        assert all(answer_in(one)[1] == b"ok" for one in clients)
        for one in clients:
            one.close()


def test_pipelined_requests_of_who_reads_nothing_take_no_more_room() -> None:
    big = answering("200 OK", [("Content-Length", "60000")], b"x" * 60_000)
    calls = 0

    def counted(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        nonlocal calls
        calls += 1
        return big(environ, start_response)

    with looping(counted) as loop, loop.connect() as client:
        client.setblocking(False)
        client.send(GET * 3000)
        seen = -1

        def has_stopped() -> bool:
            nonlocal seen
            before, seen = seen, calls
            return before == seen > 0

        eventually(has_stopped)
        assert calls < 1000
        assert max(one._transport.get_write_buffer_size() for one in loop.connections) < 200_000


@pytest.mark.parametrize("path", ["/x", "/small"])
@pytest.mark.parametrize("more", ["", "Content-Length: 9\r\n"], ids=["plain", "with a body that nobody reads"])
def test_what_was_looked_up_before_a_switch_is_not_kept_after_it(path: str, more: str) -> None:
    looked_up: list[str] = []
    asked: list[str] = []

    def prepare(_: dict[str, Any]) -> None:
        looked_up.append(SNAPSHOT[0])
        SNAPSHOT[0] = "another"

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        asked.append(looked_up[-1])
        start_response("200 OK", [("Content-Length", "2"), ("Cache-Control", "public, no-cache")])
        return [b"ok"]

    try:
        with looping(application, cache=1_000_000, prepare=prepare) as loop:
            for fields in (more, "", ""):
                assert loop.ask(f"GET {path} HTTP/1.1\r\nHost: x\r\n{fields}\r\n".encode()).endswith(b"ok")
    finally:
        SNAPSHOT[0] = "a snapshot"
    assert asked == ["a snapshot", "another"]
