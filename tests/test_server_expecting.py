"""What an answer needs and others are at: waited for in the loop for a moment, then in a thread, and never lost."""

import socket
import struct
import threading
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from loops import answer_in, looping
from support import eventually

GET = b"GET /x HTTP/1.1\r\nHost: x\r\n\r\n"


class Errand:
    """What the answer to any request needs: it comes when `comes` is called, and then is `small` or not."""

    def __init__(self, small: bool = True) -> None:
        self.ours, self.theirs = socket.socketpair()
        self.small = small
        self.has_begun = False
        self.closed = False
        self.closing: list[threading.Thread] = []
        self.answering: list[threading.Thread] = []

    def begin(self, _: dict[str, Any]) -> "Errand":
        self.has_begun = True
        return self

    def comes(self) -> None:
        self.theirs.send(b"!")

    def answer(self, _: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.answering.append(threading.current_thread())
        assert self.ours.recv(1) == b"!"
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    def fileno(self) -> int:
        return self.ours.fileno()

    def is_at_hand(self) -> bool:
        return self.small

    def close(self) -> None:
        self.closing.append(threading.current_thread())
        if not self.answering and self.closing == [threading.current_thread()]:
            assert self.ours.recv(1) == b"!"
        self.closed = True


@pytest.fixture(params=[True, False])
def errand(request: pytest.FixtureRequest) -> Iterator[Errand]:
    found = Errand(request.param)
    with found.ours, found.theirs:
        found.ours.settimeout(20)
        yield found


def test_what_comes_in_a_moment_is_answered_in_the_loop_if_it_is_small(errand: Errand) -> None:
    with looping(errand.answer, prepare=errand.begin) as loop, loop.connect() as client:
        errand.comes()
        client.sendall(GET)
        assert answer_in(client)[1] == b"ok"
        in_loop = loop.call(threading.current_thread)
        assert [one is in_loop for one in errand.answering] == [errand.small]
        assert [one is in_loop for one in errand.closing] == [errand.small, True]
        errand.comes()
        client.sendall(GET)
        assert answer_in(client)[1] == b"ok"


def test_what_comes_later_is_waited_for_by_a_thread_and_holds_nobody_up(errand: Errand) -> None:
    with looping(errand.answer, prepare=errand.begin) as loop, loop.connect() as client:
        client.sendall(GET)
        eventually(lambda: errand.answering)
        in_loop = loop.call(threading.current_thread)
        errand.comes()
        assert answer_in(client)[1] == b"ok"
        assert [one is in_loop for one in errand.answering] == [False]


def test_what_is_not_needed_after_all_is_waited_for_by_a_thread(errand: Errand) -> None:
    def answer(_: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    with looping(answer, prepare=errand.begin) as loop, loop.connect() as client:
        client.sendall(GET)
        eventually(lambda: errand.closing)
        assert errand.closing[0] is not loop.call(threading.current_thread)
        errand.comes()
        assert answer_in(client)[1] == b"ok"


def test_what_was_begun_for_who_goes_is_waited_for_and_closed_by_a_thread(
    errand: Errand, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Longer, so that the client has gone before the moment is over however slow this machine is.
    monkeypatch.setattr("publisher.serve.expecting.MOMENT", 0.5)
    with looping(errand.answer, prepare=errand.begin) as loop:
        with loop.connect() as client:
            client.sendall(GET)
            eventually(lambda: errand.has_begun)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # no proper end
        eventually(lambda: not loop.connections)
        in_loop = loop.call(threading.current_thread)  # which nothing holds up
        eventually(lambda: errand.closing)
        assert errand.closing[0] is not in_loop
        errand.comes()
        eventually(lambda: errand.closed)
        assert not errand.answering
