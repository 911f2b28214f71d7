"""The side of a connection on which answers go out: in their order, and no faster than the client takes them."""

import asyncio
import errno
import math
import socket
import struct
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import IO, cast

from publisher.serve.exchange import Exchange
from publisher.serve.kernel import Passage
from publisher.serve.reading import COMMON, Fault, Reader
from publisher.serve.service import Service

# Bytes that are sent at once, not at the end of the turn.
LARGE = 65_536
# Seconds in which another request begins, and in which who is told the end goes himself.
IDLE, LEAVING = 30, 5
# Bytes a second that a client must send of a body, or take of an answer, on average, once it has had so many seconds.
SLOWEST, PATIENCE = 4_096, 60
# Errors of a socket whose client has gone, or can be reached no more.
UNREACHABLE = (errno.EPIPE, errno.ECONNRESET, errno.ENOTCONN, errno.ETIMEDOUT, errno.EHOSTUNREACH, errno.ENETUNREACH)
# In the environment of a request that is none: what is wrong with it.
FAULT = "publisher.fault"
# struct linger: what is not sent yet is dropped, and the client told that it has not all.
_NO_PROPER_END = struct.pack("ii", 1, 0)


class Outgoing(asyncio.Protocol, ABC):
    """A connection of a client; `deadline` is when it must be looked at, by the loop's clock."""

    def __init__(self, service: Service, client: str) -> None:
        self._service, self._client = service, client
        self._turn = service.turn
        self._reader = Reader({**COMMON, "REMOTE_ADDR": client})
        self._transport = cast(asyncio.Transport, None)
        self._came = b""  # and is not read yet
        self._exchange: Exchange | None = None
        self._passage: Passage | None = None
        self._is_full = self._is_paused = self._is_half = self._is_leaving = self._is_last = False
        self._began = 0.0  # when the body, or the answer, began that is on its way, or was looked after last
        self._sent = self._taken = 0  # bytes; those that the client had taken then
        self.deadline = math.inf  # until it is open

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to listen to a client."""
        self._transport = cast(asyncio.Transport, transport)
        self.deadline = self._service.loop.time() + IDLE

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

    def _do(self, exchange: Exchange) -> None:
        """Do what takes a moment, in the loop, unless the client has gone."""
        if self._exchange is exchange:
            exchange.begin()
        self._come_back(exchange)

    def _work(self, act: Callable[[], None], exchange: Exchange) -> None:
        """Do what may take time (in a thread), unless the client has gone, and hand over what comes of it."""
        if self._exchange is exchange:
            act()
        else:  # which may take time as well
            exchange.close()
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
        elif exchange.is_done:
            exchange.close()
            self._exchange = None
            self.deadline = self._turn.now + IDLE
            if self._reader.goes_on:
                self._reader.reset()
            else:
                self._leave()
        elif exchange.file and not self._transport.get_write_buffer_size():
            self._pass(exchange, exchange.file)
        else:
            exchange.is_running = True
            self.deadline = self._turn.now + self._service.silence
            self._service.threads.go_on(partial(self._work, exchange.go_on, exchange))

    def _pass(self, exchange: Exchange, file: IO[bytes]) -> None:
        """Let the kernel send a file that is a whole body."""
        exchange.file = None
        to = self._transport.get_extra_info("socket").fileno()
        try:
            passage = self._passage = Passage(self._service.loop, to, file.fileno(), exchange.length)
        except OSError:  # too many files are open
            self._go_on(exchange)
        else:
            passage.begin(partial(self._passed, exchange, passage))

    def _passed(self, exchange: Exchange, passage: Passage, number: int) -> None:
        self._turn.begin()
        self._sent += number
        if passage.left and not passage.fault:
            return
        self._passage = None
        exchange.is_done = not passage.left
        if isinstance(passage.fault, OSError) and passage.fault.errno in UNREACHABLE:  # the client has gone
            exchange.is_broken = True
        elif passage.fault and passage.sent:
            exchange.break_off(passage.fault)
        self._go_on(exchange)  # reads and sends a file of which nothing went: not every file system can do it
        self._read()

    def _mark(self, now: float) -> None:
        """Measure from now on how fast the client takes its answer."""
        self._began, self._taken = now, self._sent - self._transport.get_write_buffer_size()
        self.deadline = now + min(PATIENCE, self._service.silence)

    def _is_taking(self, now: float) -> bool:
        """Return whether the client has taken enough since it was looked after last; if so, measure anew."""
        taken, seconds = self._taken, now - self._began
        self._mark(now)
        return self._taken - taken >= SLOWEST * seconds

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

    def _pause(self, is_waiting: bool) -> None:
        self._is_paused = is_waiting
        if self._transport.is_closing():
            return
        if is_waiting:
            self._transport.pause_reading()
        else:
            self._transport.resume_reading()

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

    def _close(self) -> None:
        """End the connection once all has been sent."""
        self._turn.flush()
        self._transport.close()

    def _break(self) -> None:
        """End the connection so that the client sees that its answer is not whole."""
        self._turn.flush()
        with suppress(OSError, AttributeError):
            self._transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_PROPER_END)
        self._transport.abort()

    @abstractmethod
    def _read(self) -> None:
        """Read what has come, as far as it is to be answered now."""

    @abstractmethod
    def _refuse(self, fault: Fault) -> None:
        """Answer a request that is none."""
