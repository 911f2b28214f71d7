"""Files as they go out over a socket, sent by the kernel: whole or visibly broken, as fast as they are taken."""

import errno
import os
import socket
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import pytest
from loops import Loop, answer_in, looping, narrow, received
from support import eventually
from werkzeug.wsgi import FileWrapper

from publisher.serve.kernel import PORTION, Passage

GET = b"GET /x HTTP/1.1\r\nHost: x\r\n\r\n"
# No two places in it look alike.
BYTES = os.urandom(20 * PORTION + 7)


@dataclass
class Filed:
    """An application that answers with a file, said to be longer by `more`; it keeps what it has handed over."""

    path: Path
    more: int = 0
    files: list[IO[bytes]] = field(default_factory=list)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.files.append(self.path.open("rb"))
        start_response("200 OK", [("Content-Length", str(self.path.stat().st_size + self.more))])
        return FileWrapper(self.files[-1])


@pytest.fixture
def filed(tmp_path: Path) -> Iterator[Filed]:
    path = tmp_path / "file"
    path.write_bytes(BYTES)
    found = Filed(path)
    yield found
    assert found.files
    assert all(file.closed for file in found.files)


def descriptors() -> int:
    """Return how many files this process has open."""
    return len(os.listdir("/dev/fd"))


def passage_of(loop: Loop) -> Passage | None:
    """Return what is on its way to the only client."""
    found: Passage | None = loop.call(lambda: next((one._passage for one in loop.connections), None))
    return found


def test_a_file_comes_whole_and_the_next_answer_after_it(filed: Filed) -> None:
    with looping(filed) as loop, loop.connect() as client:
        eventually(lambda: loop.connections)
        before = descriptors()
        client.sendall(GET)
        assert answer_in(client)[1] == BYTES
        client.sendall(GET + GET)
        assert [answer_in(client)[1] for _ in range(2)] == [BYTES, BYTES]
        assert descriptors() == before
        assert loop.ask(GET.replace(b"GET", b"HEAD")).endswith(b"\r\n\r\n")


def test_a_file_that_is_shorter_than_was_said_ends_the_connection(filed: Filed) -> None:
    filed.more = 7
    with looping(filed) as loop:
        answer = loop.ask(GET + GET)
        assert answer.count(b"HTTP/1.1 200 ") == 1
        assert len(answer) <= len(BYTES) + 1000


def test_who_takes_a_file_slowly_holds_nobody_up_and_who_goes_is_noticed(filed: Filed) -> None:
    with looping(filed, threads=1) as loop:
        before = descriptors()
        with loop.connect() as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
            client.sendall(GET)
            client.recv(1000)
            eventually(lambda: passage_of(loop) is not None)
            assert received_by_another(loop) == BYTES
        eventually(lambda: not loop.connections)
        eventually(lambda: descriptors() == before)


def test_who_takes_nothing_of_a_file_is_ended_and_who_takes_enough_is_not(filed: Filed) -> None:
    with looping(filed) as loop, loop.connect() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        client.sendall(GET)
        client.recv(1000)
        eventually(lambda: passage_of(loop) is not None)
        passage = passage_of(loop)
        assert passage
        left = passage.left
        for _ in range(20):
            client.recv(65_536)
        eventually(lambda: passage.left < left)
        loop.pass_time(80)
        assert passage_of(loop) is passage
        loop.pass_time(2000)
        assert len(received(client)) < len(BYTES)
        eventually(lambda: not loop.connections)


@pytest.mark.parametrize("size", [1000, PORTION - 1, 3 * PORTION])
def test_a_file_after_an_answer_that_is_still_on_its_way_comes_from_its_beginning(filed: Filed, size: int) -> None:
    filed.path.write_bytes(BYTES[:size])

    def padded(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/x":
            return filed(environ, start_response)
        start_response("200 OK", [("Content-Length", environ["QUERY_STRING"])])
        return [b"p" * int(environ["QUERY_STRING"])]

    with looping(padded) as loop:
        for padding in range(20_000, 400_000, 20_000):
            with narrow(loop) as client:
                client.sendall(GET.replace(b"/x", b"/pad?%d" % padding) + GET)
                for _ in range(5):
                    loop.call(lambda: None)
                assert answer_in(client)[1] == b"p" * padding
                assert answer_in(client)[1] == BYTES[:size]
            eventually(lambda: not loop.connections)


@pytest.mark.parametrize(("sent", "is_whole"), [(0, True), (PORTION, False)])
def test_a_file_that_the_kernel_does_not_send(
    filed: Filed, sent: int, is_whole: bool, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    send = os.sendfile

    def fail(to: int, file: int, offset: int, number: int) -> int:
        if offset < sent:
            return send(to, file, offset, min(number, sent - offset))
        raise OSError(errno.EIO if sent else errno.EINVAL, "not this one")

    # In its place, for the file systems and disks that refuse or fail are not here; what it sends before is real.
    monkeypatch.setattr("publisher.serve.kernel.os.sendfile", fail)
    with looping(filed) as loop:
        body = loop.ask(GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")).partition(b"\r\n\r\n")[2]
    assert (body == BYTES) is is_whole
    assert ("not this one" in capfd.readouterr().err) is not is_whole


def test_where_no_more_files_can_be_opened_it_is_read_and_sent(filed: Filed, monkeypatch: pytest.MonkeyPatch) -> None:
    def none_left(_: int) -> int:
        raise OSError(24, "Too many open files")

    with looping(filed) as loop, loop.connect() as client:
        # In its place, for the real limit would meet the sockets of this test first.
        monkeypatch.setattr("publisher.serve.kernel.os.dup", none_left)
        client.sendall(GET)
        assert answer_in(client)[1] == BYTES


def received_by_another(loop: Loop) -> bytes:
    """Return the body that another client receives."""
    with loop.connect() as other:
        other.sendall(GET)
        return answer_in(other)[1]
