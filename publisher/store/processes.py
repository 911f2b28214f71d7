"""Ask the query processes: start them, stop them, and a store that waits in line for one."""

import json
import select
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path

from pyoxigraph import QueryBoolean, QueryResultsFormat, parse_query_results

from publisher.errors import QueryOutOfMemory, QueryTimeout, StoreBusy, SurroundingsError
from publisher.formats import RESULTS_JSON, Format
from publisher.namespaces import Prefixes
from publisher.settings import Limits
from publisher.store import Gist, Query, Result, Term
from publisher.store.connections import Connections
from publisher.store.exchange import Answer, Question, exchanged, told
from publisher.store.line import TRIAL_SECONDS, Line
from publisher.store.memory import Source
from publisher.store.runtime import runtime_folder
from publisher.store.task import Task, Telling

ATTEMPTS = 3  # to find a process that takes a query: one may end, for itself, in the moment in which it is asked
TRIAL_SHARE = 4  # of the memory that a query may have, a trial has one part in so many
START_SECONDS = 120.0  # for a store to be opened; it takes 5 s for each 100 million triples
STOP_SECONDS = 10.0
LONGEST_SOCKET = 100  # bytes of a socket's path; sockaddr_un holds 104 (macOS) to 108 (Linux)

Wait = Callable[[int, float], bool]


def is_readable(descriptor: int, seconds: float) -> bool:
    """Wait until there is something to read; return whether there is, after so many seconds at most."""
    return bool(select.select([descriptor], [], [], seconds)[0])


class ProcessStore:
    """A `Store` whose queries run in the processes behind a socket; any thread may ask.

    At most `limits.concurrent_queries` are asked at once, and one is tried beside them for a moment; a few wait for
    two seconds, or as long as they may take if that is less; then StoreBusy.
    """

    def __init__(self, socket_path: Path, limits: Limits) -> None:
        self._limits = limits
        self._line = Line(limits.concurrent_queries)
        self._connections = Connections(socket_path)

    def respond(self, query: Query, format: Format) -> Result:
        """Return the whole result in a format (`Store.respond`)."""
        header, body = self._ask(query, format.name)
        return Result(format, body, int(header["length"]))

    def gist(self, query: Query) -> Gist:
        """Return what the tokens of a query tell (`Store.gist`)."""
        header, _ = self._ask(query, None)
        return Gist(header["form"], header["volatile"])

    def select(self, query: Query) -> list[dict[str, Term]]:
        """Return the solutions (`Store.select`)."""
        with self.respond(query, RESULTS_JSON) as result:
            results = parse_query_results(result.read(), format=QueryResultsFormat.JSON)
        if isinstance(results, QueryBoolean):
            return [{}] if results else []
        names = [variable.value for variable in results.variables]
        return [
            {name: term for name, term in zip(names, solution, strict=True) if term is not None} for solution in results
        ]

    def close(self) -> None:
        """Let the processes go; they belong to who started them."""
        self._connections.close()

    def _ask(self, query: Query, format: str | None) -> Answer:
        seconds, memory = min(query.seconds, self._limits.query_seconds), self._limits.query_memory_mb
        with self._line.place(seconds=seconds) as is_whole:
            if is_whole:
                return self._answer(query, format, seconds, memory)
            # A query of a moment is answered here. What the trial runs into need not be what the query runs into.
            trial = min(seconds, TRIAL_SECONDS)
            with suppress(QueryOutOfMemory, *([QueryTimeout] if trial < seconds else [])):
                return self._answer(query, format, trial, max(1, memory // TRIAL_SHARE))
        with self._line.place(whole=True, seconds=seconds):
            return self._answer(query, format, seconds, memory)

    def _answer(self, query: Query, format: str | None, seconds: float, memory: int) -> Answer:
        question = Question(query, format, seconds, memory, self._limits.result_mb)
        for _ in range(ATTEMPTS):
            connection = self._connections.take()
            try:
                answer = exchanged(connection, question)
            except BaseException:
                connection.close()
                raise
            if answer is None:
                connection.close()
                continue
            self._connections.give_back(connection)
            if "error" in answer[0]:
                raise told(answer[0])
            return answer
        raise StoreBusy("all query processes are busy; try again in a moment")


def start_query_server(
    store_path: Path,
    socket_path: Path,
    prefixes: Prefixes,
    limits: Limits,
    size: int,
    telling: Telling | None = None,
    wait: Wait = is_readable,
    memory: Source | None = None,
    overlaps: bool | None = None,
) -> "subprocess.Popen[bytes]":
    """Start processes that answer queries on a store, and return when they do (see `begin_query_server`).

    Raises SurroundingsError when they cannot start; `wait` is how their first word is waited for.
    """
    server = begin_query_server(store_path, socket_path, prefixes, limits, size, telling, memory, overlaps)
    await_query_server(server, wait)
    return server


def begin_query_server(
    store_path: Path,
    socket_path: Path,
    prefixes: Prefixes,
    limits: Limits,
    size: int,
    telling: Telling | None = None,
    memory: Source | None = None,
    overlaps: bool | None = None,
) -> "subprocess.Popen[bytes]":
    """Begin to start `size` processes that answer queries on a store; DESCRIBE by what is told.

    The store is read from disk, or loaded into memory where there is a source for that. It is counted whether a triple
    stands in two graphs, which takes a second for a million of them, unless `overlaps` says so.

    The socket lies in a folder that only its owner may enter; large results lie there too, without a name. The
    server lives until its standard input is closed (it ends its processes, removes the socket and exits with 0), and
    at most as long as the process that called this, or the returned object. Raises SurroundingsError when the socket
    cannot be.
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
        telling=asdict(telling) if telling else None,
        memory=asdict(memory) if memory else None,
        overlaps=overlaps,
    )
    server = subprocess.Popen(
        [sys.executable, "-m", "publisher.store.forkserver"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],  # so that `-m` finds this package and no other
        start_new_session=True,  # Ctrl-C is for the one who starts it
    )
    assert server.stdin
    with suppress(BrokenPipeError):  # it ended at once, and says why on standard error
        server.stdin.write(json.dumps(asdict(task)).encode() + b"\n")
        server.stdin.flush()
    return server


def await_query_server(server: "subprocess.Popen[bytes]", wait: Wait = is_readable) -> None:
    """Return when a server that was begun answers; SurroundingsError, and its end, when it does not."""
    try:
        told = _greeting(server, wait)
        if told != "ready":
            raise SurroundingsError(told or "the query processes cannot be started")
    except BaseException:
        abandon_query_server(server)
        raise


def abandon_query_server(server: "subprocess.Popen[bytes]") -> None:
    """End a query server that does not answer yet, whatever it is at."""
    server.kill()  # it may be deaf
    stop_query_server(server)


def _greeting(server: "subprocess.Popen[bytes]", wait: Wait) -> str:
    """Return the first word of a new fork server, "" when it ended without one."""
    assert server.stdout
    with server.stdout:
        if not wait(server.stdout.fileno(), START_SECONDS):
            raise SurroundingsError(f"the query processes did not start within {START_SECONDS:g} s")
        return server.stdout.readline().decode().strip()


def stop_query_server(server: "subprocess.Popen[bytes]") -> int:
    """End a query server with all its processes; return its exit status, 0 when it ended as asked."""
    if server.stdin:
        with suppress(BrokenPipeError):  # it has ended itself, before it took its task
            server.stdin.close()
    try:
        status = server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        status = server.wait()
    return status


@contextmanager
def query_processes(
    store_path: Path,
    prefixes: Prefixes,
    limits: Limits,
    size: int,
    runtime: Path | None = None,
    telling: Telling | None = None,
    overlaps: bool | None = None,
) -> Iterator[ProcessStore]:
    """Provide a store whose queries run in `size` processes, ended with the block.

    The socket lies in a new private folder in `runtime`, by default where the system keeps temporary files.
    """
    with runtime_folder(runtime) as folder:
        socket_path = folder / "queries"
        server = start_query_server(store_path, socket_path, prefixes, limits, size, telling, overlaps=overlaps)
        try:
            yield ProcessStore(socket_path, limits)
        finally:
            stop_query_server(server)
