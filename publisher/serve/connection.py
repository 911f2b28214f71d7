"""One connection: its requests are read, answered in their order, and never for longer than a client may take."""

import asyncio
import io
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from publisher.access import line
from publisher.mount import Application
from publisher.serve.bodies import Body
from publisher.serve.exchange import Exchange
from publisher.serve.front import Front, Remembered
from publisher.serve.reading import COMMON, Fault, Reader, check_length
from publisher.serve.threads import Lane, Threads
from publisher.serve.turn import Turn
from publisher.views.places import Places
from publisher.views.thresholds import MOST_READ

# Bytes that are sent at once, not at the end of the turn.
LARGE = 65_536
# Seconds in which a request begins, in which its head is there, and in which who is told the end goes himself.
IDLE, HEAD, LEAVING = 30, 30, 5
# Bytes a second that a client must send of a body, or take of an answer, on average, once it has had so many seconds.
SLOWEST, PATIENCE = 4_096, 60
# Seconds beyond those of a query in which an answer has begun, or something has moved.
BEYOND = 30
# Methods whose bodies mean nothing (RFC 9110, 9.3.1): nobody waits for them.
BODILESS = ("GET", "HEAD", "OPTIONS")
FAULT = "publisher.fault"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_END_OF_HEAD = b"\r\n\r\n"
# struct linger: what is not sent yet is dropped, and the client told that it has not all.
_NO_PROPER_END = struct.pack("ii", 1, 0)


@dataclass(frozen=True)
class Service:
    """What the connections of a worker share: `application` answers, `refuse` those requests that are none.

    `is_at_hand` tells of which requests the application answers in no time, `is_small` of which in a moment; `silence`
    is after how many seconds without a byte either way an answer comes to nothing, `most` the bytes of a body that are
    kept.
    """

    loop: asyncio.AbstractEventLoop
    application: Application
    refuse: Application
    is_at_hand: Callable[[dict[str, Any]], bool]
    is_small: Callable[[dict[str, Any]], bool]
    identify: Callable[[], str]
    turn: Turn
    front: Front
    lane: Lane
    threads: Threads
    places: Places
    most: int
    silence: float


class Connection(asyncio.Protocol):
    """A connection of a client; `deadline` is when it must be looked at, by the loop's clock."""

    def __init__(self, service: Service, client: str, gone: Callable[["Connection"], None]) -> None:
        self._service, self._client, self._gone = service, client, gone
        self._turn, self._find = service.turn, service.front.find
        self._reader = Reader({**COMMON, "REMOTE_ADDR": client})
        self._transport = cast(asyncio.Transport, None)
        self._came = b""
        self._body: Body | None = None
        self._exchange: Exchange | None = None
        self._passed_over = 0
        self._is_full = self._is_paused = self._is_half = self._is_leaving = self._is_last = False
        self._began = 0.0  # when the body, or the answer, began that is on its way, or was looked after last
        self._sent = self._taken = 0  # bytes; those that the client had taken then
        self.deadline = service.loop.time() + IDLE

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to listen to a client."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Take what a client sends; what comes before an answer has gone waits for it."""
        if not self._turn.is_open:
            self._turn.begin()
        if self._is_leaving:
            self._passed_over += len(data)
            if self._passed_over > MOST_READ:
                self._transport.abort()
            return
        if not self._came:
            self._came = data
            if self._body is None and self._exchange is None:
                self.deadline = self._turn.now + HEAD
        else:
            self._came += data
        self._read()

    def eof_received(self) -> bool:
        """Answer what has been asked for, though nothing more will be; return whether there is such a thing."""
        self._is_half = True
        self._turn.begin()
        if self._body is not None:
            said = self._reader.length
            told = f"after {self._body.length} of {said} bytes" if said else "before its last chunk"
            self._refuse(Fault(400, f"The body ended {told}: send it whole."))
        self._turn.flush()
        return self._exchange is not None or self._is_full

    def connection_lost(self, error: Exception | None) -> None:
        """Let go what the client has held."""
        exchange, self._exchange = self._exchange, None
        if exchange and not exchange.is_running:
            exchange.close()
        self._drop_body()
        self._gone(self)

    def pause_writing(self) -> None:
        """Give no more: the client takes it slowly."""
        self._is_full = True

    def resume_writing(self) -> None:
        """Go on giving."""
        self._is_full = False
        self._turn.begin()
        if self._exchange and not self._exchange.is_running:
            self._go_on(self._exchange)
        self._read()

    def end_if_idle(self) -> None:
        """Ask for the end of the connection after what is under way: at once if there is nothing."""
        self._is_last = True
        if not (self._came or self._body or self._exchange or self._is_full or self._is_leaving):
            self._close()

    def look(self, now: float) -> None:
        """Look after a connection whose deadline has come."""
        self._turn.begin()
        if self._transport.get_write_buffer_size() and not (self._exchange and self._exchange.is_running):
            if not self._is_taking(now):
                self._break()
        elif self._came and not (self._body or self._exchange or self._is_leaving or self._is_full):
            self._refuse(Fault(408, f"The head of the request took longer than {HEAD} seconds: send it at once."))
        elif self._body:
            self._refuse(Fault(408, "The body of the request came too slowly: send it faster."))
        elif self._exchange:
            self._break()
        else:
            self._close()

    def _read(self) -> None:
        """Read what has come, as far as it is to be answered now; what follows waits, and so does the client."""
        try:
            while self._came and self._exchange is None and not self._is_full and not self._is_leaving:
                if not (self._read_head() if self._body is None else self._read_body()):
                    break
        except Fault as fault:
            self._refuse(fault)
        is_waiting = bool(self._came) and (self._exchange is not None or self._is_full)
        if is_waiting != self._is_paused and not self._is_leaving:
            self._pause(is_waiting)
        if self._is_half and not (self._exchange or self._is_full or self._is_leaving):
            self._close()

    def _read_head(self) -> bool:
        """Read and answer a request, or as much of it as is its head; False when that is not all there."""
        came = self._came
        end = came.find(_END_OF_HEAD) + 4
        if end > 3:
            head, self._came = (came, b"") if end == len(came) else (came[:end], came[end:])
        elif b"\n\n" in came:  # a line break that is none: the parser tells
            head, self._came = came, b""
        else:
            check_length(came)
            return False
        found = self._find(head)
        if found is not None and not self._is_last:
            self._answer_again(found)
            return True
        self._reader.read_head(head)
        if self._reader.is_complete:
            self._answer(head)
        elif self._reader.has_head:
            self._expect_body()
        return True

    def _answer_again(self, found: Remembered) -> None:
        turn, identity = self._turn, self._service.identify()
        turn.tell(f"{line(turn.moment, identity, self._client, found.told, 0.0)}\n")
        answer = b"%b%bx-request-id: %b\r\n\r\n%b" % (found.head, turn.date, identity.encode(), found.body)
        turn.answer(self._transport, answer)
        if self._came:
            turn.flush()  # so that the client's pace is known before the next one
        self._began = turn.now
        self._sent += len(answer)
        self.deadline = turn.now + IDLE

    def _expect_body(self) -> None:
        """Prepare for a body; one that nobody reads is not waited for, and ends the connection."""
        reader, service = self._reader, self._service
        length = reader.length
        is_awaited = reader.environ.get("HTTP_EXPECT", "").lower() == "100-continue"
        most = service.most if is_awaited else MOST_READ
        if reader.environ["REQUEST_METHOD"] in BODILESS:
            reader.environ.pop("CONTENT_LENGTH", None)
            reader.environ.pop("HTTP_TRANSFER_ENCODING", None)
        elif length is None or length <= most:
            reader.body = self._body = Body(service.most, service.places, self._client)
            self._began = self._turn.now
            self.deadline = self._began + min(PATIENCE, service.silence)
            if is_awaited and not self._came:
                self._send([CONTINUE])
                self._turn.flush()
            return
        reader.goes_on, self._came = False, b""
        self._answer(None)

    def _read_body(self) -> bool:
        """Read what has come of a body; the request is answered when it is all there, or too much."""
        reader, body = self._reader, cast(Body, self._body)
        self._came = reader.read_body(self._came)
        if body.is_refused:
            detail = "Too many bodies are on their way: send the query again, or in the URL."
            raise Fault(503, detail, {"Retry-After": "1"}, "busy")
        if not reader.is_complete and body.length <= MOST_READ:
            by_rate = self._began + PATIENCE + body.length / SLOWEST
            self.deadline = min(by_rate, self._turn.now + self._service.silence)
            return False
        if not reader.is_complete:
            reader.goes_on = False
        reader.environ["CONTENT_LENGTH"] = str(body.length)
        reader.environ.pop("HTTP_TRANSFER_ENCODING", None)
        self._answer(None)
        return True

    def _answer(self, head: bytes | None) -> None:
        """Let the application answer the request that has been read; `head` is all of it, where it has no body."""
        service, environ = self._service, self._reader.environ
        body, self._body = self._body, None
        environ["wsgi.input"] = body.file() if body else io.BytesIO()
        if head is not None and service.is_at_hand(environ):
            exchange = self._exchange = Exchange(service.application, environ)
            exchange.begin()
            if self._reader.goes_on:
                service.front.remember(head, exchange)
            self._deliver(exchange)
            return
        exchange = Exchange(service.application, environ, body)
        exchange.is_running = True
        self.deadline = self._turn.now + service.silence
        if service.is_small(environ):
            is_begun = service.lane.begin(partial(self._do, exchange))
        else:
            is_begun = service.threads.begin(partial(self._work, exchange.begin, exchange))
        if is_begun:
            self._exchange = exchange
        else:
            exchange.close()
            raise Fault(503, "Too many requests wait for their answers: ask again.", {"Retry-After": "2"}, "busy")

    def _do(self, exchange: Exchange) -> None:
        """Do what takes a moment, in the loop, unless the client has gone."""
        if self._exchange is exchange:
            exchange.begin()
        self._come_back(exchange)

    def _work(self, act: Callable[[], None], exchange: Exchange) -> None:
        """Do what may take time (in a thread), and hand over what comes of it."""
        act()
        with suppress(RuntimeError):  # the loop has ended
            self._service.loop.call_soon_threadsafe(self._come_back, exchange)

    def _come_back(self, exchange: Exchange) -> None:
        self._turn.begin()
        exchange.is_running = False
        if self._exchange is not exchange:  # the client has gone
            exchange.close()
            return
        self._deliver(exchange)
        self._read()

    def _deliver(self, exchange: Exchange) -> None:
        """Send what there is of an answer."""
        pieces = exchange.pieces
        if not exchange.head:
            self._fail(exchange)
            return
        if not exchange.has_begun:
            exchange.has_begun = True
            self._mark(self._turn.now)
            pieces = [self._head_of(exchange), *pieces]
        self._send(pieces)
        if not exchange.is_done:
            self._turn.flush()  # so that the client's pace is known
        self._go_on(exchange)

    def _fail(self, exchange: Exchange) -> None:
        exchange.close()
        self._exchange = None
        if FAULT in exchange.environ:
            self._break()
        else:
            self._refuse(Fault(500, "Something went wrong here; it is in the log under the id of this request."))

    def _head_of(self, exchange: Exchange) -> bytes:
        goes_on = self._reader.goes_on and exchange.has_length and not self._is_last
        self._reader.goes_on = goes_on
        manner = b"connection: close\r\n" if not goes_on else b""
        if goes_on and self._reader.environ.get("SERVER_PROTOCOL") == "HTTP/1.0":
            manner = b"connection: keep-alive\r\n"
        return b"%b%b%b\r\n" % (exchange.head, self._turn.date, manner)

    def _go_on(self, exchange: Exchange) -> None:
        """Fetch more of an answer when the client takes it, end it when that was all."""
        if exchange.is_broken:
            self._break()
        elif self._is_full:
            pass  # until the client has taken some
        elif not exchange.is_done:
            exchange.is_running = True
            self.deadline = self._turn.now + self._service.silence
            self._service.threads.go_on(partial(self._work, exchange.go_on, exchange))
        else:
            exchange.close()
            self._exchange = None
            self.deadline = self._turn.now + IDLE
            if self._reader.goes_on:
                self._reader.reset()
            else:
                self._leave()

    def _mark(self, now: float) -> None:
        """Measure from now on how fast the client takes its answer."""
        self._began, self._taken = now, self._sent - self._transport.get_write_buffer_size()
        self.deadline = now + min(PATIENCE, self._service.silence)

    def _is_taking(self, now: float) -> bool:
        """Return whether the client has taken enough since it was looked after last; if so, measure anew."""
        taken, seconds = self._taken, now - self._began
        self._mark(now)
        return self._taken - taken >= SLOWEST * seconds

    def _refuse(self, fault: Fault) -> None:
        """Answer a request that is none, and end the connection."""
        self._drop_body()
        self._reader.goes_on, self._came = False, b""
        environ = {"REQUEST_METHOD": "", **self._reader.environ, FAULT: fault}
        exchange = self._exchange = Exchange(self._service.refuse, environ)
        exchange.begin()
        self._deliver(exchange)

    def _send(self, pieces: list[bytes]) -> None:
        """Send at the end of the turn; what is large at once, without a copy."""
        length = sum(map(len, pieces))
        self._sent += length
        if length <= LARGE and not self._came:
            self._turn.answer(self._transport, b"".join(pieces))
        else:
            self._turn.flush()
            if not self._transport.is_closing():
                self._transport.writelines(pieces)

    def _close(self) -> None:
        """End the connection once all has been sent."""
        self._turn.flush()
        self._transport.close()

    def _leave(self) -> None:
        """End our half, and wait a little for the client to end its own: who still sends would lose the answer."""
        self._is_leaving, self._came = True, b""
        self.deadline = self._turn.now + LEAVING
        if self._is_half:
            self._close()
            return
        self._turn.flush()
        self._transport.write_eof()
        if self._is_paused:
            self._pause(False)

    def _break(self) -> None:
        """End the connection so that the client sees that its answer is not whole."""
        self._turn.flush()
        with suppress(OSError, AttributeError):
            self._transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_PROPER_END)
        self._transport.abort()

    def _pause(self, is_waiting: bool) -> None:
        self._is_paused = is_waiting
        if self._transport.is_closing():
            return
        if is_waiting:
            self._transport.pause_reading()
        else:
            self._transport.resume_reading()

    def _drop_body(self) -> None:
        body, self._body = self._body, None
        if body:
            body.close()
