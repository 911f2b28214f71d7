"""One connection: its requests are read, answered in their order, and never for longer than a client may take."""

import io
import time
from collections.abc import Callable
from functools import partial
from typing import cast

from publisher.access import BEGAN, line
from publisher.serve.bodies import Body
from publisher.serve.exchange import Exchange
from publisher.serve.expecting import Expected, when_readable
from publisher.serve.front import Remembered
from publisher.serve.outgoing import FAULT, IDLE, PATIENCE, SLOWEST, Outgoing
from publisher.serve.reading import Fault, check_length
from publisher.serve.service import Service
from publisher.views.thresholds import MOST_READ

# Seconds in which the head of a request is there, from its first byte.
HEAD = 30
# Seconds for which a request may be on its way to a server that ends: to a new connection, or after another.
GRACE = 0.25
# Methods whose bodies mean nothing (RFC 9110, 9.3.1): nobody waits for them.
BODILESS = ("GET", "HEAD", "OPTIONS")
# Requests of one connection that are read in one turn: others have theirs answered between.
FEW = 32
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_END_OF_HEAD = b"\r\n\r\n"


class Connection(Outgoing):
    """A connection of a client, both sides of it."""

    def __init__(self, service: Service, client: str, gone: Callable[["Connection"], None]) -> None:
        super().__init__(service, client)
        self._gone = gone
        self._find = service.front.find
        self._body: Body | None = None
        self._passed_over = 0

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
        if self._passage:
            self._passage.close()
        self._gone(self)

    def end_if_idle(self, now: float) -> None:
        """Ask for the end of the connection after what is under way: soon if there is nothing, and nothing comes."""
        self._is_last = True
        is_busy = self._came or self._body or self._exchange or self._is_full or self._is_leaving
        if not is_busy and now > self.deadline - IDLE + GRACE:
            self._close()

    def look(self, now: float) -> None:
        """Look after a connection whose deadline has come."""
        self._turn.begin()
        is_giving = self._passage or self._transport.get_write_buffer_size()
        if is_giving and not (self._exchange and self._exchange.is_running):
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
        left = FEW
        try:
            while left and self._came and self._exchange is None and not self._is_full and not self._is_leaving:
                left -= 1
                if not (self._read_head() if self._body is None else self._read_body()):
                    break
        except Fault as fault:
            self._refuse(fault)
        if not left:
            self._service.loop.call_soon(self._read_on)
        is_waiting = bool(self._came) and (self._exchange is not None or self._is_full or not left)
        if is_waiting != self._is_paused and not self._is_leaving:
            self._pause(is_waiting)
        if self._is_half and not (self._exchange or self._is_full or self._is_leaving or is_waiting):
            self._close()

    def _read_on(self) -> None:
        if not self._transport.is_closing():
            self._turn.begin()
            self._read()

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
        is_awaited = is_awaited and reader.environ["SERVER_PROTOCOL"] == "HTTP/1.1"  # RFC 9110, 10.1.1
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
        # Looked up first, whatever comes of it: an answer is kept, if at all, with those of now.
        is_here = body is None and service.is_at_hand(environ)
        if head is not None and is_here:
            exchange = self._exchange = Exchange(service.application, environ)
            exchange.begin()
            # Who speaks HTTP/1.0 must be told that the connection stays.
            if self._reader.goes_on and environ["SERVER_PROTOCOL"] == "HTTP/1.1":
                service.front.remember(head, exchange)
            self._deliver(exchange)
            return
        environ[BEGAN] = time.perf_counter()
        expected = service.prepare(environ) if body is None else None
        exchange = self._exchange = Exchange(service.application, environ, body, expected)
        exchange.is_running = True
        self.deadline = self._turn.now + service.silence
        if expected:
            when_readable(service.loop, expected.fileno(), partial(self._go_in, exchange, expected))
        elif not self._begin(exchange):
            self._exchange = None
            exchange.close()
            raise Fault(503, "Too many requests wait for their answers: ask again.", {"Retry-After": "2"}, "busy")

    def _begin(self, exchange: Exchange) -> bool:
        """Have the application asked, in the loop where that takes a moment; False when too much waits already."""
        if self._service.is_small(exchange.environ):
            return self._service.lane.begin(partial(self._do, exchange))
        return self._service.threads.begin(partial(self._work, exchange.begin, exchange))

    def _go_in(self, exchange: Exchange, expected: Expected, has_come: bool) -> None:
        """Let the application answer now that what it needs has come, or wait for that in a thread."""
        if has_come and expected.is_at_hand():
            self._do(exchange)
        else:
            self._service.threads.go_on(partial(self._work, exchange.begin, exchange))

    def _refuse(self, fault: Fault) -> None:
        """Answer a request that is none, and end the connection."""
        self._drop_body()
        self._reader.goes_on, self._came = False, b""
        environ = {"REQUEST_METHOD": "", **self._reader.environ, FAULT: fault}
        exchange = self._exchange = Exchange(self._service.refuse, environ)
        exchange.begin()
        self._deliver(exchange)

    def _drop_body(self) -> None:
        body, self._body = self._body, None
        if body:
            body.close()
