"""Answer queries in a forked process: one at a time, its clock running and its memory bounded."""

import mmap
import select
import signal
import socket
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from publisher.errors import PublisherError, QueryOutOfMemory, SurroundingsError
from publisher.formats import RDF_FORMATS, RESULT_FORMATS
from publisher.settings.model import Limits
from publisher.store import Query
from publisher.store.evaluation import Evaluator
from publisher.store.processes.isolation import AddressSpace, allow_memory, allow_stack, limit_memory
from publisher.store.processes.messages import ConnectionEnded, receive, send, send_file, tell_ready
from publisher.store.processes.shared import offer
from publisher.store.spool import Spool
from publisher.units import MEGABYTE

REQUEST_SECONDS = 5.0  # for a client to send its request and to take the answer's next piece
LEFT = 64 * MEGABYTE  # that queries may leave in a process, in caches mostly (32 are the engine's): past that it ends
SHORTEST = 0.001  # seconds of a query's limit
STACK = 64 * MEGABYTE  # the engine goes down a level for each of ten thousand terms that `||` or UNION join
COURTESY = 0.005  # seconds in which a process without a client may take a new one before one that would leave its own


class Worker:
    """A process that serves one client, query after query, for as long as no other waits in vain."""

    def __init__(self, limits: Limits, folder: Path, evaluator: Evaluator, listener: socket.socket, alive: int) -> None:
        self._limits = limits
        self._folder = folder
        self._evaluator = evaluator
        self._listener = listener
        self._alive = alive
        self._client: socket.socket | None = None
        self._shared: mmap.mmap | None = None  # with the client
        self._space = AddressSpace()
        self._baseline = self._space.size()
        self._memory = limits.query_memory_mb * MEGABYTE
        allow_stack(STACK)
        if self._baseline:
            limit_memory(self._baseline + LEFT + self._memory)

    def work(self) -> None:
        """Answer until the parent ends, or until the queries so far have left more than they may."""
        while self._space.size() <= self._baseline + LEFT:
            ready = self._awaited()
            if self._alive in ready:
                return
            if self._client and self._client in ready:
                self._serve(self._client)
            elif ready:
                self._welcome()
        self._leave()

    def _awaited(self) -> list[Any]:
        """Return what there is to do, when there is something."""
        own: list[Any] = [self._alive, *([self._client] if self._client else [])]
        ready = select.select([*own, self._listener], [], [])[0]
        if self._client and ready == [self._listener]:
            return select.select(own, [], [], COURTESY)[0] or ready
        return ready

    def _welcome(self) -> None:
        """Take a new client, in place of the one before."""
        try:
            connection, _ = self._listener.accept()
        except BlockingIOError:  # another one was quicker
            return
        connection.settimeout(REQUEST_SECONDS)
        try:
            shared = offer(connection, self._folder)
        except OSError:  # it has gone: the one before may stay
            connection.close()
            return
        self._leave()
        self._client, self._shared = connection, shared

    def _leave(self) -> None:
        """Tell the client that no question of its is taken here any more, should it be sending one."""
        if self._client:
            with suppress(OSError):  # it has gone itself
                tell_ready(self._client, False)
            self._part()

    def _part(self) -> None:
        if self._client:
            self._client.close()
            self._client = None
        if self._shared:
            self._shared.close()
            self._shared = None

    def _serve(self, client: socket.socket) -> None:
        try:
            asked = receive(client)
            if select.select([client], [], [], 0)[0]:
                raise ConnectionEnded  # nothing follows a question but the end: the client has gone
            self._answer(client, asked)
        except (OSError, ConnectionEnded):  # the client has gone, or is none of ours
            self._part()

    def _answer(self, client: socket.socket, asked: dict[str, Any]) -> None:
        # A timer of 0 never rings, and max() takes its first argument before a NaN.
        seconds = max(SHORTEST, min(float(asked["seconds"]), self._limits.query_seconds))
        spool = None
        self._allow(int(asked["memory_mb"]) * MEGABYTE)
        # The default action of SIGALRM ends the process, whatever native code is at: nothing in it could.
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            header, spool = self._evaluated(asked)
        except PublisherError as error:
            header = _error(error)
        except MemoryError:
            header = _error(QueryOutOfMemory("the query was stopped: it needs more memory than it may have"))
        except OSError as error:
            header = _error(SurroundingsError(f"the SPARQL store cannot be read: {error}"))
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        send(client, header)
        if spool and spool.file:
            with spool.file as file:
                send_file(client, file)

    def _allow(self, memory: int) -> None:
        """Let the next query take so many bytes beside those that the queries before have left."""
        if self._baseline:
            allow_memory(self._space.size() + min(memory, self._memory))

    def _evaluated(self, asked: dict[str, Any]) -> tuple[dict[str, Any], Spool | None]:
        """Return what is told of a query and, where a format for it is named, its result."""
        if asked["format"] is None:
            return asdict(self._evaluator.gist(_query(asked))), None
        limit = self._limits.result_mb * MEGABYTE
        format = next(row for row in (*RDF_FORMATS, *RESULT_FORMATS) if row.name == asked["format"])
        spool = self._evaluator.respond(_query(asked), format, limit, self._folder, self._shared)
        return {"length": spool.length, "file": spool.file is not None}, spool


def _query(asked: dict[str, Any]) -> Query:
    default, named = (None if asked[key] is None else tuple(asked[key]) for key in ("default_graphs", "named_graphs"))
    return Query(asked["text"], asked["base"], default, named)


def _error(error: PublisherError) -> dict[str, Any]:
    retry_after = getattr(error, "retry_after", None)
    place = {"line": getattr(error, "line", None), "column": getattr(error, "column", None)}
    return {"error": type(error).__name__, "message": str(error), "retry_after": retry_after, **place}
