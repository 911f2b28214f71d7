"""Requests as they come over a socket: read whole, in their order, or refused with a reason."""

import json
import socket
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from loops import Loop, answer_in, looping, received
from support import eventually

from publisher.serve.bodies import FILES, SMALL
from publisher.serve.reading import LONGEST_HEAD
from publisher.views.thresholds import MOST_READ

HOST = b"Host: x\r\n"


def echo(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer with what the application was told."""
    told = {name: value for name, value in environ.items() if isinstance(value, str)}
    kept = environ["wsgi.input"].read()
    body = json.dumps({**told, "length": len(kept), "body": kept[:100].decode("latin-1")}).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


@pytest.fixture(scope="module")
def served() -> Iterator[Loop]:
    with looping(echo) as loop:
        yield loop


def told(answer: bytes) -> dict[str, Any]:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 "), answer
    return dict(json.loads(body))


def status(answer: bytes) -> int:
    return int(answer.split()[1])


def test_the_application_is_told_what_wsgi_asks_for(served: Loop) -> None:
    seen = told(
        served.ask(
            b"GET /a%20b/%FF?x=%20y#z HTTP/1.1\r\nHost: h\r\nX-One: 1\r\nX-One: 2\r\nCookie: a\r\nCookie: b\r\n\r\n"
        )
    )
    assert (seen["PATH_INFO"], seen["QUERY_STRING"], seen["SCRIPT_NAME"]) == ("/a b/\xff", "x=%20y", "")
    assert (seen["HTTP_X_ONE"], seen["HTTP_COOKIE"], seen["HTTP_HOST"]) == ("1,2", "a; b", "h")
    assert (seen["REMOTE_ADDR"], seen["REQUEST_METHOD"], seen["SERVER_PROTOCOL"]) == ("127.0.0.1", "GET", "HTTP/1.1")


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("/特".encode(), "/特".encode().decode("latin-1")),
        (b"http://evil.example:80/a?b", "/a"),
        (b"HTTPS://evil.example/a", "/a"),
        (b"/%E7%89", b"/\xe7\x89".decode("latin-1")),
        (b"/%zz", "/%zz"),
    ],
)
def test_a_target_is_decoded_into_the_bytes_that_it_stands_for(served: Loop, target: bytes, path: str) -> None:
    assert told(served.ask(b"GET " + target + b" HTTP/1.1\r\n" + HOST + b"\r\n"))["PATH_INFO"] == path


def test_a_header_that_would_be_taken_for_another_is_not_told(served: Loop) -> None:
    seen = told(served.ask(b"GET / HTTP/1.1\r\n" + HOST + b"X_Forwarded_For: 1\r\n\r\n"))
    assert "HTTP_X_FORWARDED_FOR" not in seen


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400),
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n0\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400),
        (b"POST / HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"GET / HTTP/1.1\nHost: x\n\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\nA\0: b\r\n\r\n", 400),
        (b"\x16\x03\x01\r\n\r\n", 400),
        (b"GET / HTTP/2.0\r\nHost: x\r\n\r\n", 505),
        (b"CONNECT a:1 HTTP/1.1\r\nHost: x\r\n\r\n", 405),
    ],
)
def test_what_is_no_request_is_refused_with_a_problem_and_the_connection_ends(
    served: Loop, lines: bytes, wanted: int
) -> None:
    answer = served.ask(lines + b"GET /second HTTP/1.1\r\nHost: x\r\n\r\n")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert status(answer) == wanted
    assert b"connection: close" in head
    assert b"application/problem+json" in head
    assert b"x-request-id: " in head
    assert (json.loads(body)["status"], len(json.loads(body)["detail"]) > 20) == (wanted, True)
    assert answer.count(b"x-request-id: ") == 1, "what follows is nobody's"


def test_a_head_has_its_limit_and_an_address_too(served: Loop) -> None:
    short = LONGEST_HEAD - 100
    assert status(served.ask(b"GET /a HTTP/1.1\r\nHost: x\r\nA: " + b"a" * short + b"\r\n\r\n")) == 200
    assert status(served.ask(b"GET /a HTTP/1.1\r\nHost: x\r\nA: " + b"a" * (short + 100) + b"\r\n\r\n")) == 431
    assert status(served.ask(b"GET /a HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 20_000)) == 431
    assert status(served.ask(b"GET /" + b"a" * (LONGEST_HEAD + 9))) == 414


def test_a_head_may_come_byte_by_byte(served: Loop) -> None:
    with served.connect() as client:
        for byte in b"GET /slow HTTP/1.1\r\n" + HOST + b"\r\n":
            client.sendall(bytes((byte,)))
        assert json.loads(answer_in(client)[1])["PATH_INFO"] == "/slow"


def test_a_head_behind_empty_lines_comes_whole_or_not_at_all(served: Loop) -> None:
    assert status(served.ask(b"\n\n\r\n\r\nGET /a HTTP/1.1\r\nHost: x\r\n\r\n")) == 200
    with served.connect() as client:
        client.sendall(b"\n\nGET /a HTTP/1.1\r\nHost: x\r\nA: ")  # of which the next request would be a part
        assert status(received(client)) == 400


def test_requests_that_come_at_once_are_answered_in_their_order(served: Loop) -> None:
    numbers = range(200)
    sent = b"".join(b"GET /%s%d HTTP/1.1\r\nHost: x\r\n\r\n" % (b"small" * (n % 3 == 0), n) for n in numbers)
    sent += b"POST /last HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody"
    with served.connect() as client:
        client.sendall(sent)
        paths = [json.loads(answer_in(client)[1])["PATH_INFO"].lstrip("/smal") for _ in numbers]
        assert paths == [str(n) for n in numbers]
        assert json.loads(answer_in(client)[1])["body"] == "body"


def test_who_ends_his_half_is_answered_what_he_asked_for(served: Loop) -> None:
    assert served.ask(b"GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n").count(b"200 OK") == 2
    assert served.ask(b"GET /half HTTP/1.1\r\nHo") == b""
    assert served.ask(b"") == b""


@pytest.mark.parametrize(
    ("version", "line", "stays"),
    [
        (b"1.1", b"", True),
        (b"1.1", b"Connection: close\r\n", False),
        (b"1.0", b"", False),
        (b"1.0", b"Connection: keep-alive\r\n", True),
    ],
)
def test_a_connection_stays_as_its_client_wants(served: Loop, version: bytes, line: bytes, stays: bool) -> None:
    with served.connect() as client:
        client.sendall(b"GET /a HTTP/" + version + b"\r\nHost: x\r\n" + line + b"\r\n")
        head, _ = answer_in(client)
        assert (b"connection: close" in head) is not stays
        assert (b"connection: keep-alive" in head) is (stays and version == b"1.0")
        if stays:
            client.sendall(b"GET /b HTTP/1.1\r\nHost: x\r\n\r\n")
            assert answer_in(client)[0].startswith(b"HTTP/1.1 200 ")
        else:
            assert received(client) == b""


def test_a_wish_for_another_protocol_is_passed_over(served: Loop) -> None:
    upgrade = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: x\r\n"
    with served.connect() as client:
        for _ in range(2):
            client.sendall(b"POST /u HTTP/1.1\r\nHost: x\r\n" + upgrade + b"Content-Length: 3\r\n\r\nabc")
            assert json.loads(answer_in(client)[1])["body"] == "abc"


def test_a_method_that_nobody_knows_is_the_applications_to_refuse(served: Loop) -> None:
    assert told(served.ask(b"NONSENSE /x HTTP/1.1\r\nHost: x\r\n\r\n"))["REQUEST_METHOD"] == "NONSENSE"
    assert status(served.ask(b"(X) /x HTTP/1.1\r\nHost: x\r\n\r\n")) == 400


@pytest.mark.parametrize("length", [0, 1, SMALL, SMALL + 1, 20_000])
def test_a_body_is_there_whole_before_the_application_is_asked(served: Loop, length: int) -> None:
    body = bytes(range(256)) * (length // 256 + 1)
    seen = told(served.ask(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % length + body[:length]))
    assert (seen["length"], seen["CONTENT_LENGTH"]) == (length, str(length))
    assert seen["body"] == body[: min(length, 100)].decode("latin-1")


def test_a_body_in_chunks_is_one_with_a_length_and_its_trailers_are_nobodys(served: Loop) -> None:
    chunks = b"3;x=y\r\nabc\r\n2\r\nde\r\n0\r\nX-Trailer: t\r\nHost: y\r\n\r\n"
    with served.connect() as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        for byte in chunks:
            client.sendall(bytes((byte,)))
        seen = json.loads(answer_in(client)[1])
        assert (seen["body"], seen["CONTENT_LENGTH"]) == ("abcde", "5")
        assert not {"HTTP_TRANSFER_ENCODING", "HTTP_X_TRAILER"} & set(seen)
        client.sendall(b"GET /next HTTP/1.1\r\nHost: x\r\n\r\n")
        assert json.loads(answer_in(client)[1])["PATH_INFO"] == "/next"


def test_chunks_of_nothing_but_frame_are_refused(served: Loop) -> None:
    head = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert status(served.ask(head + b"1;" + b"x" * 200_000 + b"\r\na\r\n0\r\n\r\n")) == 400
    assert status(served.ask(head + b"1\r\na\r\n" * 10_000 + b"0\r\n\r\n")) == 200


def test_a_trailer_has_its_limit_however_long_the_body_is(served: Loop) -> None:
    head = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    body = b"100000\r\n" + b"a" * 0x100000 + b"\r\n0\r\n"
    assert status(served.ask(head + body + b"A: b\r\n" * 10 + b"\r\n")) == 200
    with served.connect() as client:
        client.sendall(head + body + b"A: ")
        with suppress(ConnectionError):
            for _ in range(20):
                client.sendall(b"b" * 100_000)
            client.sendall(b"\r\n\r\n")
        assert status(received(client)) == 400


@pytest.mark.parametrize(
    "second",
    [
        b"GET /b HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /b HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n",
        b"CONNECT a:1 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"nonsense",
    ],
)
def test_what_comes_in_one_piece_behind_chunks_is_told_to_be_lost(served: Loop, second: bytes) -> None:
    head = b"POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer = served.ask(head + b"1\r\na\r\n0\r\n\r\n" + second)
    assert answer.count(b"HTTP/1.1 ") == 1
    assert b"connection: close" in answer
    assert (told(answer)["PATH_INFO"], told(answer)["body"]) == ("/a", "a")


def test_a_body_past_the_limit_is_counted_and_not_kept(served: Loop) -> None:
    seen = told(served.ask(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 30000\r\n\r\n" + b"a" * 30_000))
    assert seen["CONTENT_LENGTH"] == "30000", "by which the application refuses it"
    assert seen["length"] <= 20_000


def test_a_body_that_is_far_too_long_is_answered_before_it_has_come(served: Loop) -> None:
    with served.connect() as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % (MOST_READ + 1))
        head, body = answer_in(client)
        assert b"connection: close" in head
        assert json.loads(body)["CONTENT_LENGTH"] == str(MOST_READ + 1)
        client.sendall(b"a" * 1_000_000)
        client.shutdown(socket.SHUT_WR)
        assert received(client) == b"", "who still sends sees the answer first"


def test_who_asks_whether_to_go_on_is_told(served: Loop) -> None:
    with served.connect() as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
        assert answer_in(client) == (b"HTTP/1.1 100 Continue\r\n\r\n", b"")
        client.sendall(b"abc")
        assert json.loads(answer_in(client)[1])["body"] == "abc"
        client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 30000\r\n\r\n")
        head, _ = answer_in(client)
        assert head.startswith(b"HTTP/1.1 200 "), "the application refuses it by its length"


def test_who_speaks_an_older_protocol_is_not_told_to_go_on(served: Loop) -> None:
    head = b"POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n"
    with served.connect() as client:
        client.sendall(head)
        eventually(lambda: served.call(lambda: any(one._body for one in served.connections)))
        client.sendall(b"abc")
        assert json.loads(answer_in(client)[1])["body"] == "abc"


def test_a_body_that_ends_early_is_refused(served: Loop) -> None:
    answer = served.ask(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 30\r\n\r\n" + b"a" * 12)
    assert (status(answer), b"ended after 12 of 30 bytes" in answer) == (400, True)
    answer = served.ask(b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab")
    assert (status(answer), b"before its last chunk" in answer) == (400, True)


@pytest.mark.parametrize("method", [b"GET", b"HEAD", b"OPTIONS"])
def test_a_body_that_means_nothing_is_not_waited_for(served: Loop, method: bytes) -> None:
    with served.connect() as client:
        client.sendall(method + b" /x HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n")
        answer = received_after_end(client)
        assert answer.startswith(b"HTTP/1.1 200 ")
        assert b"connection: close" in answer


def received_after_end(client: socket.socket) -> bytes:
    return received(client)


def test_bodies_that_lie_in_files_have_a_number_of_places() -> None:
    with looping(echo, most=1_000_000) as loop:
        clients = [loop.connect() for _ in range(FILES + 1)]
        head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % (SMALL + 10)
        for one in clients:
            one.sendall(head + b"a" * (SMALL + 5))
        refused = []

        def look() -> None:
            for one in clients:
                one.settimeout(0.05)
                try:
                    refused.append((one, answer_in(one)))
                except TimeoutError:
                    one.settimeout(20)

        look()
        eventually(lambda: bool(refused) or bool(look()))
        [(one, (answer, body))] = refused
        assert (status(answer), json.loads(body)["reason"]) == (503, "busy")
        assert b"retry-after: 1" in answer
        for other in clients:
            if other is not one:
                other.sendall(b"aaaaa")
                assert answer_in(other)[0].startswith(b"HTTP/1.1 200 "), "those that have a place go on"
        again = told(loop.ask(head + b"a" * (SMALL + 10)))
        assert again["length"] == SMALL + 10, "places are given back"
        for client in clients:
            client.close()


def test_silence_ends_each_kind_of_request_in_its_time() -> None:
    with looping(echo) as loop:
        silent, headless, bodiless = (loop.connect() for _ in range(3))
        headless.sendall(b"GET / HTTP/1.1\r\n")
        bodiless.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc")
        eventually(lambda: len(loop.connections) == 3)
        time.sleep(0.1)
        loop.pass_time(25)
        assert len(loop.connections) == 3
        loop.pass_time(100)
        assert received(silent) == b""
        assert status(received(headless)) == 408
        assert status(received(bodiless)) == 408
        for one in (silent, headless, bodiless):
            one.close()
        eventually(lambda: not loop.connections)
