"""Ask a server: raw sockets kept open, so that the client costs as little as Python can."""

import socket
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import cycle
from urllib.parse import urlsplit

CLIENTS = 4
SECONDS = 1.0


def requests_per_second(urls: Sequence[str], clients: ProcessPoolExecutor) -> float:
    """Return how many answers a second several clients get, each asking for the addresses in turn."""
    shares = [urls[start::CLIENTS] or urls for start in range(CLIENTS)]
    return sum(clients.map(_ask, shares))


class Conversation:
    """One connection to a server, on which one request follows another."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._base = url
        self._connection = socket.create_connection((parts.hostname, parts.port))
        self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def get(self, path: str) -> None:
        """Ask for a path below the address of the server, and take the whole answer, which must be a 200."""
        self._connection.sendall(_request(self._base + path))
        _receive(self._connection)

    def __enter__(self) -> "Conversation":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()


def _ask(urls: Sequence[str]) -> float:
    parts = urlsplit(urls[0])
    requests = cycle([_request(url) for url in urls])
    with socket.create_connection((parts.hostname, parts.port)) as connection:
        answers, end = 0, time.perf_counter() + SECONDS
        began = time.perf_counter()
        while time.perf_counter() < end:
            connection.sendall(next(requests))
            _receive(connection)
            answers += 1
        return answers / (time.perf_counter() - began)


def _request(url: str) -> bytes:
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    return f"GET {target} HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept: text/turtle\r\n\r\n".encode()


def _receive(connection: socket.socket) -> None:
    """Take one answer from the connection; it must be a 200 that tells its length."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200"), head[:200]
    length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
    left = length - len(body)
    while left > 0:
        left -= len(connection.recv(65536))
