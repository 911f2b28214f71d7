"""A worker: it takes connections from a socket that it shares, one at a time and no more than others, until the end."""

import asyncio
import errno
import signal
import socket
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import uvloop

from publisher.access import Identities, log_reason, logged
from publisher.app import with_common_headers
from publisher.cache import Cached
from publisher.mount import StartResponse
from publisher.serve.bodies import body_places
from publisher.serve.connection import Connection
from publisher.serve.expecting import Expected
from publisher.serve.front import Front
from publisher.serve.outgoing import FAULT
from publisher.serve.reading import Fault
from publisher.serve.service import Service
from publisher.serve.shares import NOBODY, Shares
from publisher.serve.threads import Lane, Threads
from publisher.serve.turn import Turn, Write, to_standard_error
from publisher.views.refusals import as_document
from publisher.views.small import Judge

# Seconds beyond those of a query in which an answer has begun, or something of it has moved.
BEYOND = 30
# Seconds between two looks at the connections.
LOOK = 1.0
# Seconds for which a connection is left to another worker, which has fewer; on a busy machine it may be asleep.
YIELD = 0.003
# Errors of a system that has no files or memory for one more connection.
EXHAUSTED = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
# Of the bytes for finished responses, the part that is kept as it is sent.
FRONT_SHARE = 4


@dataclass(frozen=True)
class Work:
    """What a worker does: `application` answers, of the snapshot that `owner` tells, from a cache of `room` bytes.

    `is_small` tells which requests it answers in a moment, `prepare` returns what it needs for one, if that is to be
    waited for; `threads` answer what takes time, `connections` are taken at most, by the worker at this `place` among
    the `shares`. Bodies are kept up to `most` bytes; after `seconds` an answer is there, or will not be.
    """

    application: Cached
    is_small: Judge
    prepare: Callable[[dict[str, Any]], Expected | None]
    owner: Callable[[], object]
    room: int
    threads: int
    shares: Shares
    place: int
    connections: int
    most: int
    seconds: float


def work(listening: socket.socket, work: Work) -> None:
    """Serve until SIGTERM; what has been asked for until then is answered."""
    loop = uvloop.new_event_loop()
    asyncio.set_event_loop(loop)
    # It is not closed, for that may wait for clients: what there is ends with the process.
    loop.run_until_complete(_Worker(listening, work).run())


class _Worker:
    """The connections of a worker, and the socket that they come from."""

    def __init__(self, listening: socket.socket, work: Work) -> None:
        self._listening, self._work = listening, work
        self._connections: set[Connection] = set()
        self._is_accepting = self._has_yielded = False
        self._loop: asyncio.AbstractEventLoop
        self._service: Service
        self._end: asyncio.Event

    async def run(self) -> None:
        """Serve until SIGTERM."""
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        self._service = service_of(self._loop, self._work)
        self._listening.setblocking(False)
        self._loop.add_signal_handler(signal.SIGTERM, self._end.set)
        self._count()
        self._look()
        await self._end.wait()
        await self._drain()

    async def _drain(self) -> None:
        """Take no more connections, and let those that there are come to their end."""
        self._accept(False)
        while len(self._connections) < self._work.connections and self._take_one():
            pass  # who has come before the end is answered
        self._work.shares.tell(self._work.place, NOBODY)
        self._listening.close()
        deadline = self._loop.time() + self._work.seconds + 5
        while self._connections and self._loop.time() < deadline:
            for connection in tuple(self._connections):
                connection.end_if_idle(self._loop.time())
            await asyncio.sleep(0.05)
        self._service.turn.flush()

    def _accept(self, is_accepting: bool) -> None:
        if is_accepting != self._is_accepting:
            self._is_accepting = is_accepting
            if is_accepting:
                self._loop.add_reader(self._listening, self._take)
            else:
                self._loop.remove_reader(self._listening)

    def _take(self) -> None:
        """Take one connection, unless another worker should: who has fewer may have it within a moment."""
        if not self._has_yielded and self._work.shares.is_larger(self._work.place):
            self._has_yielded = True
            self._accept(False)
            self._loop.call_later(YIELD, self._take_again)
            return
        self._has_yielded = False
        self._take_one()

    def _take_one(self) -> bool:
        """Take one connection; False when there is none."""
        try:
            one, address = self._listening.accept()
        except OSError as error:  # another worker has taken it, or the client has gone
            if error.errno in EXHAUSTED:  # it stays there: who asks again at once never rests
                self._accept(False)
                self._loop.call_later(LOOK, self._count)
            return False
        one.setblocking(False)
        connection = Connection(self._service, str(address[0]), self._gone)
        self._connections.add(connection)
        self._loop.create_task(self._open(connection, one))
        self._count()
        return True

    def _take_again(self) -> None:
        self._count()
        # Who comes next is taken, unless nobody is there any more: then it is as before.
        self._loop.call_later(YIELD, setattr, self, "_has_yielded", False)

    def _count(self) -> None:
        """Tell the others how many connections there are, and take more if there may be more."""
        number = len(self._connections)
        self._work.shares.tell(self._work.place, number)
        self._accept(number < self._work.connections and not self._end.is_set())

    async def _open(self, connection: Connection, one: socket.socket) -> None:
        try:
            await self._loop.connect_accepted_socket(lambda: connection, one)
        except OSError:  # gone already
            one.close()
            self._gone(connection)

    def _gone(self, connection: Connection) -> None:
        self._connections.discard(connection)
        self._count()

    def _look(self) -> None:
        """Look after connections whose time is over, again and again."""
        self._loop.call_later(LOOK, self._look)
        now = self._loop.time()
        for connection in tuple(self._connections):
            if connection.deadline < now:
                connection.look(now)


def service_of(loop: asyncio.AbstractEventLoop, work: Work, write: Write = to_standard_error) -> Service:
    """Return what the connections of a worker share; `write` takes lines for the log."""
    front, identify = Front(work.room // FRONT_SHARE), Identities()

    def look() -> None:
        owner = None
        with suppress(Exception):  # whatever it is, the application meets it too, and tells
            owner = work.owner()
        front.belong_to(owner)

    turn = Turn(loop, look, write)
    return Service(
        loop=loop,
        application=logged(work.application, turn.tell, identify),
        refuse=logged(with_common_headers(refuse), turn.tell, identify),
        is_at_hand=work.application.has,
        is_small=work.is_small,
        prepare=work.prepare,
        identify=identify,
        turn=turn,
        front=front,
        lane=Lane(loop),
        threads=Threads(work.threads),
        places=body_places(),
        most=work.most,
        silence=work.seconds + BEYOND,
    )


def refuse(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    """Answer a request that no application can answer."""
    fault: Fault = environ[FAULT]
    if fault.reason:
        log_reason(environ, fault.reason)
    body = as_document(fault.status, fault.detail, {"reason": fault.reason} if fault.reason else {})
    headers = [("Content-Type", "application/problem+json"), ("Content-Length", str(len(body)))]
    headers += [("Cache-Control", "no-store"), *fault.headers.items()]
    start_response(f"{fault.status} {HTTPStatus(fault.status).phrase.upper()}", headers)
    return [body]
