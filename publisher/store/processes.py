"""Ask the query processes: start them, stop them, and a store that waits in line for one."""

import json
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pyoxigraph import BlankNode, NamedNode, QueryBoolean, QueryResultsFormat, parse_query_results

from publisher.errors import (
    NotCarried,
    PublisherError,
    QueryError,
    QueryOutOfMemory,
    QueryRefused,
    QueryTimeout,
    ResultTooLarge,
    StoreBusy,
    StoreUnreachable,
    SurroundingsError,
)
from publisher.formats import RESULTS_JSON, Format
from publisher.namespaces import Prefixes
from publisher.settings import Limits
from publisher.store import Query, Resource, Result, Term
from publisher.store.messages import ConnectionEnded, receive, receive_bytes, receive_file, send
from publisher.store.runtime import runtime_folder
from publisher.store.spool import INLINE
from publisher.store.task import MEGABYTE, Task

QUEUE_SECONDS = 2.0  # how long a query waits for a process
QUEUE_PLACES = 2  # queries that wait, per query that runs
GRACE_SECONDS = 5.0  # after its limit, for a query's process to end
STOP_SECONDS = 10.0
LONGEST_SOCKET = 100  # bytes of a socket's path; sockaddr_un holds 104 (macOS) to 108 (Linux)
_ERRORS: Mapping[str, type[PublisherError]] = MappingProxyType(
    {
        kind.__name__: kind
        for kind in (
            QueryError,
            QueryRefused,
            QueryOutOfMemory,
            ResultTooLarge,
            StoreBusy,
            NotCarried,
            SurroundingsError,
        )
    }
)


class ProcessStore:
    """A `Store` whose queries run in the processes behind a socket; any thread may ask.

    At most `limits.concurrent_queries` are asked at once, twice as many wait for two seconds; then StoreBusy.
    """

    def __init__(self, socket_path: Path, limits: Limits) -> None:
        self._path = socket_path
        self._limits = limits
        self._line = _Line(limits.concurrent_queries)

    def respond(self, query: Query, format: Format) -> Result:
        """Return the whole result in a format (`Store.respond`)."""
        return self._ask(query, format)

    def select(self, query: Query) -> list[dict[str, Term]]:
        """Return the solutions (`Store.select`)."""
        with self._ask(query, RESULTS_JSON) as result:
            results = parse_query_results(result.read(), format=QueryResultsFormat.JSON)
        if isinstance(results, QueryBoolean):
            return [{}] if results else []
        names = [variable.value for variable in results.variables]
        return [
            {name: term for name, term in zip(names, solution, strict=True) if term is not None} for solution in results
        ]

    def describe_resources(self, query: Query) -> list[Resource]:
        """Return the resources that a DESCRIBE asks for (`Store.describe_resources`)."""
        with self._ask(query, None) as result:
            lines = result.read().decode().splitlines()
        return [NamedNode(line[1:-1]) if line[0] == "<" else BlankNode(line[2:]) for line in lines]

    def close(self) -> None:
        """Do nothing: each query has a connection of its own, the processes belong to who started them."""

    def _ask(self, query: Query, format: Format | None) -> Result:
        seconds = min(query.seconds, self._limits.query_seconds)
        asked = {**asdict(query), "seconds": seconds, "format": format.name if format else None}
        with self._line.place(), self._connection() as connection:
            try:
                send(connection, asked)
                deadline = float(receive(connection)["deadline"])
            except (ConnectionEnded, OSError):  # TimeoutError is one: nobody took the query on
                raise StoreBusy("all query processes are busy; try again in a moment") from None
            try:
                connection.settimeout(max(0.0, deadline - time.monotonic()) + GRACE_SECONDS)
                return self._answer(connection, format or RESULTS_JSON)
            except (ConnectionEnded, OSError):
                raise self._ended(seconds, time.monotonic() >= deadline) from None

    def _answer(self, connection: socket.socket, format: Format) -> Result:
        header = receive(connection)
        if "error" in header:
            raise _told(header)
        length = int(header["length"])
        if not 0 <= length <= (self._limits.result_mb * MEGABYTE if header["file"] else INLINE):
            raise ConnectionEnded
        body = receive_file(connection, length) if header["file"] else receive_bytes(connection, length)
        return Result(format, body, length)

    @contextmanager
    def _connection(self) -> Iterator[socket.socket]:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(QUEUE_SECONDS)
            try:
                connection.connect(str(self._path))
            except OSError:
                raise StoreUnreachable("queries are not answered: their processes are not running", 5) from None
            yield connection

    def _ended(self, seconds: float, is_late: bool) -> QueryError:
        if is_late:
            return QueryTimeout(f"the query was stopped after {seconds:g} seconds")
        memory = self._limits.query_memory_mb
        return QueryOutOfMemory(f"the query was stopped: it needs more than {memory} MB of memory, or its process died")


def start_query_server(
    store_path: Path, socket_path: Path, prefixes: Prefixes, limits: Limits, size: int
) -> "subprocess.Popen[bytes]":
    """Start `size` processes that answer queries on a store, and return when they do.

    The socket lies in a folder that only its owner may enter; large results lie there too, without a name. The
    server lives until SIGTERM (it ends its processes, removes the socket and exits with 0) and at most as long as
    the process that called this, or the returned object. Raises SurroundingsError when it cannot start.
    """
    if len(str(socket_path).encode()) > LONGEST_SOCKET:
        raise SurroundingsError(f"the path of the socket {socket_path} is too long; choose a shorter TMPDIR")
    task = Task(
        store=str(store_path.resolve()),
        socket=str(socket_path.resolve()),
        prefixes=dict(prefixes),
        query_seconds=limits.query_seconds,
        query_memory_mb=limits.query_memory_mb,
        result_mb=limits.result_mb,
        size=size,
    )
    server = subprocess.Popen(
        [sys.executable, "-m", "publisher.store.forkserver"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],  # so that `-m` finds this package and no other
    )
    told = _greeting(server, task)
    if told != "ready":
        stop_query_server(server)
        raise SurroundingsError(told or "the query processes cannot be started")
    return server


def _greeting(server: "subprocess.Popen[bytes]", task: Task) -> str:
    """Tell a new fork server its task and return its answer, "" when it ended without one."""
    assert server.stdin
    assert server.stdout
    with suppress(BrokenPipeError):  # it ended at once, and says why on standard error
        server.stdin.write(json.dumps(asdict(task)).encode() + b"\n")
        server.stdin.flush()
    with server.stdout:
        return server.stdout.readline().decode().strip()


def stop_query_server(server: "subprocess.Popen[bytes]") -> int:
    """End a query server with all its processes; return its exit status, 0 when it ended as asked."""
    server.terminate()
    try:
        status = server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        status = server.wait()
    if server.stdin:
        server.stdin.close()
    return status


@contextmanager
def query_processes(
    store_path: Path, prefixes: Prefixes, limits: Limits, size: int, runtime: Path | None = None
) -> Iterator[ProcessStore]:
    """Provide a store whose queries run in `size` processes, ended with the block.

    The socket lies in a new private folder in `runtime`, by default where the system keeps temporary files.
    """
    with runtime_folder(runtime) as folder:
        server = start_query_server(store_path, folder / "queries", prefixes, limits, size)
        try:
            yield ProcessStore(folder / "queries", limits)
        finally:
            stop_query_server(server)


class _Line:
    """Places for queries that run, and a short line of those that wait: who came first goes first."""

    def __init__(self, places: int) -> None:
        self._lock = threading.Lock()
        self._free = places
        self._room = places * QUEUE_PLACES
        self._waiting: deque[threading.Event] = deque()

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place; StoreBusy when the line is full or does not move."""
        self._enter()
        try:
            yield
        finally:
            self._leave()

    def _enter(self) -> None:
        turn = threading.Event()
        with self._lock:
            if self._free:  # then nobody waits: a place is handed on, and free only when there is nobody to take it
                self._free -= 1
                return
            if len(self._waiting) == self._room:
                raise StoreBusy("too many queries are waiting; try again in a moment")
            self._waiting.append(turn)
        if turn.wait(QUEUE_SECONDS):
            return
        with self._lock:
            if turn not in self._waiting:  # the place came in the last moment
                return
            self._waiting.remove(turn)
        raise StoreBusy("all queries that may run at once are running; try again in a moment")

    def _leave(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._free += 1


def _told(header: dict[str, Any]) -> PublisherError:
    """Return the error that a query process tells of."""
    kind, message = _ERRORS.get(str(header["error"]), SurroundingsError), str(header["message"])
    if issubclass(kind, QueryError):
        return kind(message, header["line"], header["column"])
    if issubclass(kind, StoreBusy):
        return kind(message, header["retry_after"])
    return kind(message)
