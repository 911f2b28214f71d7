"""A loop with our connections in this process: any application is served, and time may be told to have passed."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import uvloop
from support import eventually

from publisher.cache import Cached
from publisher.mount import Application
from publisher.serve.connection import Connection
from publisher.serve.expecting import Expected
from publisher.serve.service import Service
from publisher.serve.shares import Shares
from publisher.serve.worker import Work, service_of

SNAPSHOT = ["a snapshot"]


@dataclass
class Loop:
    """A loop that serves at a port; `connections` are those that are open."""

    service: Service
    port: int
    connections: set[Connection] = field(default_factory=set)

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)

    def ask(self, sent: bytes) -> bytes:
        """Send bytes, end our half, and return all that comes back."""
        with self.connect() as client:
            client.sendall(sent)
            with suppress(OSError):  # it has been broken off already
                client.shutdown(socket.SHUT_WR)
            return received(client)

    def pass_time(self, seconds: float) -> None:
        """Look after connections as if it were so many seconds later."""

        def look() -> None:
            later = self.service.loop.time() + seconds
            for one in tuple(self.connections):
                if one.deadline < later:
                    one.look(later)

        self.call(look)

    def call(self, act: Callable[[], Any]) -> Any:
        """Have something done in the loop, and return what comes of it."""

        async def do() -> Any:
            return act()

        return asyncio.run_coroutine_threadsafe(do(), self.service.loop).result(20)


def narrow(loop: Loop) -> socket.socket:
    """Return the only client of a loop, between whom and the server little is on its way at once."""

    def narrow_ours() -> None:
        (one,) = loop.connections
        one._transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65_536)

    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
    client.settimeout(20)
    client.connect(("127.0.0.1", loop.port))
    eventually(lambda: loop.connections)
    loop.call(narrow_ours)
    return client


def received(client: socket.socket) -> bytes:
    """Return all that comes until the end of the connection, whatever that is."""
    pieces = []
    try:
        while piece := client.recv(65_536):
            pieces.append(piece)
    except ConnectionError:
        pieces.append(b"<reset>")
    return b"".join(pieces)


def answer_in(client: socket.socket) -> tuple[bytes, bytes]:
    """Return head and body of one answer with a length, and leave the connection open."""
    came = b""
    while b"\r\n\r\n" not in came:
        piece = client.recv(1)
        assert piece, came
        came += piece
    length = next((int(line.split(b":")[1]) for line in came.split(b"\r\n") if line.startswith(b"content-length")), 0)
    body = b""
    while len(body) < length:
        piece = client.recv(length - len(body))
        assert piece, body
        body += piece
    return came, body


def nothing(_: dict[str, Any]) -> None:
    """Tell that no request needs anything."""


def work_of(
    application: Application,
    cache: int,
    most: int = 20_000,
    seconds: float = 2.0,
    threads: int = 4,
    prepare: Callable[[dict[str, Any]], Expected | None] = nothing,
) -> Work:
    """Return the work of one worker, alone."""
    return Work(
        Cached(application, lambda: SNAPSHOT[0], cache),
        lambda environ: environ["PATH_INFO"].startswith("/small"),
        prepare,
        lambda: SNAPSHOT[0],
        cache,
        threads=threads,
        shares=Shares(1),
        place=0,
        connections=1000,
        most=most,
        seconds=seconds,
    )


@contextmanager
def looping(
    application: Application,
    cache: int = 0,
    most: int = 20_000,
    seconds: float = 2.0,
    threads: int = 4,
    lines: list[str] | None = None,
    prepare: Callable[[dict[str, Any]], Expected | None] = nothing,
) -> Iterator[Loop]:
    """Serve an application; `lines` takes those of the log."""
    loop = uvloop.new_event_loop()
    work = work_of(application, cache, most, seconds, threads, prepare)
    service = service_of(loop, work, (lines if lines is not None else []).append)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        served = Loop(service, listening.getsockname()[1])

        def connection() -> Connection:
            one = Connection(service, "127.0.0.1", served.connections.discard)
            served.connections.add(one)
            return one

        # All in its own thread: what drives browsers has a loop that runs in this one.
        thread = threading.Thread(target=loop.run_forever, daemon=True)
        thread.start()
        server = asyncio.run_coroutine_threadsafe(loop.create_server(connection, sock=listening), loop).result(20)
        try:
            yield served
        finally:
            served.call(lambda: (server.close(), [one._transport.abort() for one in served.connections]))
            eventually(lambda: not served.connections)
            loop.call_soon_threadsafe(loop.stop)
            thread.join(20)
            loop.close()
