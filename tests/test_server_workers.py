"""Workers share the connections of a server evenly, and take no more than they may have."""

import asyncio
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import uvloop
from loops import answer_in, received, work_of
from support import Server, eventually

from publisher.serve.http import Task, start
from publisher.serve.pointer import NAME
from publisher.serve.shares import NOBODY, Shares
from publisher.serve.worker import LOOK, _Worker, service_of
from publisher.settings import Limits


def workers_of(clients: list[socket.socket], path: str) -> Counter[bytes]:
    """Return how many connections each worker has, by its number, which a request's id begins with."""
    found: Counter[bytes] = Counter()
    for client in clients:
        client.sendall(f"GET {path}healthz HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        head, _ = answer_in(client)
        found[head.partition(b"x-request-id: ")[2].partition(b"-")[0]] += 1
    return found


def test_two_workers_have_as_many_connections(odd_server: Server) -> None:
    place = urlsplit(odd_server.base)
    odd_server.session.close()  # which has one too

    def is_even() -> bool:
        clients = [socket.create_connection((place.hostname, place.port), timeout=20) for _ in range(16)]
        try:
            found = workers_of(clients, place.path)
            return len(found) == 2 and max(found.values()) <= 10
        finally:
            for client in clients:
                client.close()

    eventually(is_even)


def test_who_has_more_than_another_is_told_so() -> None:
    shares = Shares(3)
    assert not shares.is_larger(0), "nobody else is there"
    shares.tell(0, 0)
    shares.tell(1, 2)
    assert (shares.is_larger(0), shares.is_larger(1)) == (False, True)
    shares.tell(0, NOBODY)
    assert not shares.is_larger(1), "who has died has no share"


def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer the same always."""
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]


@contextmanager
def worker_at(listening: socket.socket) -> Iterator[_Worker]:
    """Give a worker whose loop does not run yet."""
    work = work_of(answer, 0)
    worker, worker._loop = _Worker(listening, work), uvloop.new_event_loop()
    worker._service, worker._end = service_of(worker._loop, work, lambda _: None), asyncio.Event()
    listening.setblocking(False)
    yield worker
    worker._loop.close()


def test_who_has_come_before_the_end_is_answered() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening, worker_at(listening) as worker:
        clients = [socket.create_connection(listening.getsockname(), timeout=20) for _ in range(40)]
        for client in clients[:20]:
            client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        worker._end.set()
        worker._take_one()  # is accepted, and not open yet, when the end begins
        thread = threading.Thread(target=worker._loop.run_until_complete, args=(worker._drain(),))
        thread.start()
        for client in clients[:20]:
            head, body = answer_in(client)
            assert (b"connection: close" in head, body) == (True, b"ok")
            client.close()
        for client in clients[20:]:
            assert received(client) == b"", "who asks nothing is ended"
            client.close()
        thread.join(20)
        assert not worker._connections


def run(worker: _Worker, seconds: float) -> None:
    """Let the loop of a worker run, in a thread of its own: what drives browsers has one that runs in this one."""
    thread = threading.Thread(target=worker._loop.run_until_complete, args=(asyncio.sleep(seconds),))
    thread.start()
    thread.join()


def test_a_worker_without_files_for_connections_rests() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening, worker_at(listening) as worker:
        client = socket.create_connection(listening.getsockname(), timeout=20)
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        worker._accept(True)
        resource.setrlimit(resource.RLIMIT_NOFILE, (1, hard))
        try:
            worker._take()
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        assert not worker._is_accepting
        run(worker, LOOK + 0.2)
        assert len(worker._connections) == 1, "there are files again"
        client.close()
        run(worker, 0.05)


def test_a_worker_that_breaks_tells_why(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / NAME).touch()
    broken = Task("127.0.0.1", 0, "http://127.0.0.1/", tmp_path, Limits(concurrent_queries=None), 1, 1, 1)  # type: ignore[arg-type]
    with socket.create_server(("127.0.0.1", 0)) as listening:
        worker = start(listening, broken, Shares(1), 0)
        try:
            assert os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1]) == 1
        except BaseException:
            os.kill(worker, signal.SIGKILL)
            raise
    assert "TypeError" in capfd.readouterr().err


@pytest.mark.parametrize("lines", [1, 90], ids=["a line at once", "9 KB at once"])
def test_a_log_that_nobody_reads_holds_up_nobody(lines: int) -> None:
    text = ("x" * 99 + "\n") * lines
    script = f"from publisher.serve.turn import to_standard_error\nfor _ in range(3000): to_standard_error({text!r})"
    with subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.PIPE) as process:
        try:
            assert process.wait(30) == 0
        finally:
            process.kill()
        written = process.stderr.read().splitlines()  # type: ignore[union-attr]
    assert len(written) >= 40
    assert set(written) == {b"x" * 99}, "lines are whole"
