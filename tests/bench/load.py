"""Ask a server: with wrk, to see what it can do, or over one connection, to see how long an answer takes."""

import os
import re
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from process_tree import processes_of
from support import need

CONNECTIONS = 16
SCRIPT = Path(__file__).with_name("wrk.lua")
PATIENCE = 60  # seconds for one answer
# A server rests when it takes less than so many microseconds of processor in so many seconds.
RESTING, LOOK, RESTLESS = 3000, 0.05, 120.0
ATTEMPTS = 4


class Refused(Exception):
    """A server does not answer what it was asked: it says what it answers instead."""


@dataclass(frozen=True)
class Load:
    """What a server did: answers and bytes a second, and microseconds of processor that an answer cost it."""

    rate: float
    cpu: float
    bytes: float


def load(pid: int, url: str, headers: Mapping[str, str], seconds: float, connections: int = CONNECTIONS) -> Load:
    """Ask for one address again and again; `pid` is the first of the server's processes."""
    return _load(pid, url, headers, seconds, connections, {})


def load_each(pid: int, urls: Sequence[str], headers: Mapping[str, str], seconds: float) -> Load:
    """Ask for each address once, or for as many as are answered in so many seconds; the last may be asked twice."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.writelines(f"{_target(url)}\n" for url in urls)
        file.flush()
        return _load(pid, urls[0], headers, seconds, CONNECTIONS, {"ADDRESSES": file.name})


def _load(
    pid: int, url: str, headers: Mapping[str, str], seconds: float, connections: int, environment: Mapping[str, str]
) -> Load:
    command = [need("wrk"), *f"-t1 -c{connections} -d1h".split(), f"--timeout={PATIENCE}", f"--script={SCRIPT}"]
    command += [*(f"--header={name}: {value}" for name, value in headers.items()), url]
    found = None
    for longer in range(ATTEMPTS):
        # wrk knows whole seconds alone, but an interrupt ends it in good order; unless it comes before wrk listens.
        limited = [need("timeout"), "--signal=INT", f"{seconds * 4**longer:g}", *command]
        before = rested(pid)
        done = subprocess.run(limited, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
        spent = processor_of(pid) - before
        found = re.search(r"^figures (\d+) (\d+) (\d+) (\d+) (\d+)$", done.stdout, re.MULTILINE)
        if found:
            break
    assert found, done.stdout + done.stderr
    answers, duration, size, refused, failed = map(int, found.groups())
    if refused or failed:
        raise Refused(f"{refused} answers of {answers} are errors, {failed} did not come")
    # None in time counts as one: the server is slower than that.
    return Load(max(answers, 1) * 1e6 / duration, spent / max(answers, 1), size * 1e6 / duration)


def processor_of(root: int) -> float:
    """Return the microseconds that a process and all below it have run on a processor."""
    total = 0.0
    for process in processes_of(root):
        with suppress(OSError):  # it has gone
            # As clock_getcpuclockid(3) makes it: threads that have ended are counted too.
            total += time.clock_gettime_ns((~process.pid << 3) | 2)
    return total / 1000


def rested(root: int) -> float:
    """Return what `processor_of` says once the server has done with all that it was asked before."""
    deadline = time.monotonic() + RESTLESS
    now = processor_of(root)
    while time.monotonic() < deadline:
        time.sleep(LOOK)
        before, now = now, processor_of(root)
        if now - before < RESTING:
            break
    return now


class Conversation:
    """One connection to a server, on which one request follows another."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._base = url
        self._connection = socket.create_connection((parts.hostname, parts.port), PATIENCE)
        self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def get(self, path: str, accept: str = "text/turtle") -> None:
        """Ask for a path below the address of the server, and take the whole answer; Refused when it is no 200."""
        self._connection.sendall(_request(self._base + path, accept))
        _receive(self._connection)

    def __enter__(self) -> "Conversation":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()


def _request(url: str, accept: str) -> bytes:
    return f"GET {_target(url)} HTTP/1.1\r\nHost: {urlsplit(url).netloc}\r\nAccept: {accept}\r\n\r\n".encode()


def _target(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _receive(connection: socket.socket) -> None:
    """Take one answer from the connection: a 200 that tells its length or comes in chunks."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += _piece(connection)
    head, _, body = data.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise Refused(head.split(b"\r\n")[0].decode("latin-1"))
    _, has_length, rest = head.lower().partition(b"content-length:")
    if not has_length:
        while not body.endswith(b"0\r\n\r\n"):
            body = body[-4:] + _piece(connection)
        return
    left = int(rest.split(b"\r\n")[0]) - len(body)
    while left > 0:
        left -= len(_piece(connection))


def _piece(connection: socket.socket) -> bytes:
    piece = connection.recv(262_144)
    if not piece:
        raise Refused("the connection was closed before the end")
    return piece
