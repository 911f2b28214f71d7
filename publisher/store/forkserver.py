"""Answer queries in processes that can be ended: `python -m publisher.store.forkserver`, told on its input what to do.

The first line of standard input is a `Task` in JSON. The answer on standard output is one line: `ready`, or what
stands in the way. The server ends with SIGTERM, or when its standard input is closed: with the one who started it.
It stays a process of one Python thread, so that it can fork at any moment.
"""

import json
import os
import select
import signal
import socket
import sys
import time
import traceback
import warnings
from pathlib import Path
from typing import Any

from publisher.errors import PublisherError, QueryOutOfMemory, SurroundingsError
from publisher.formats import RDF_FORMATS, RESULT_FORMATS
from publisher.namespaces import Prefixes
from publisher.store import Query
from publisher.store.evaluation import Evaluator
from publisher.store.files import open_store
from publisher.store.isolation import address_space, deny_connections, end_with_parent, limit_memory
from publisher.store.messages import ConnectionEnded, receive, send, send_file
from publisher.store.spool import Spool
from publisher.store.task import MEGABYTE, Task

REQUEST_SECONDS = 5.0  # for a client to send its request and to take the answer's next piece
SHORTEST = 0.001  # seconds of a query's limit
RETRY_SECONDS = 0.2  # before another attempt when a process cannot be made or dies at once


def main() -> int:
    """Serve until told to end; return the exit status."""
    task = Task(**json.loads(sys.stdin.buffer.readline()))
    try:
        server = _ForkServer(task)
    except (PublisherError, OSError) as error:
        print(error, flush=True)
        return 2
    try:
        server.serve()
    finally:
        server.close()
    return 0


class _ForkServer:
    """The parent: it keeps the processes at their number and does nothing else."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._evaluator = Evaluator(open_store(Path(task.store)), Prefixes(task.prefixes))
        self._listener = _listen(task.socket)
        deny_connections()
        self._started: dict[int, float] = {}  # when each process began, by its id
        self._woken, self._waker = os.pipe()
        self._alive, self._life = os.pipe()  # the second end is the parent's alone: its end is the end of the children
        for descriptor in (self._woken, self._waker):
            os.set_blocking(descriptor, False)
        signal.set_wakeup_fd(self._waker)
        for number in (signal.SIGTERM, signal.SIGCHLD):
            signal.signal(number, lambda *_: None)
        for number in (signal.SIGINT, signal.SIGHUP):  # a terminal's, meant for the one who started us
            signal.signal(number, signal.SIG_IGN)

    def serve(self) -> None:
        """Keep the processes going until SIGTERM or the end of standard input."""
        self._fill()
        print("ready", flush=True)
        while True:
            wait = None if len(self._started) == self._task.size else RETRY_SECONDS
            readable, _, _ = select.select([self._woken, sys.stdin.fileno()], [], [], wait)
            if sys.stdin.fileno() in readable:
                return
            if self._woken in readable and signal.SIGTERM in os.read(self._woken, 512):
                return
            self._reap()
            self._fill()

    def close(self) -> None:
        """End all processes and remove the socket."""
        self._listener.close()
        Path(self._task.socket).unlink(missing_ok=True)
        for child in self._started:
            os.kill(child, signal.SIGKILL)
        for child in self._started:
            os.waitpid(child, 0)

    def _reap(self) -> None:
        while self._started:
            child, status = os.waitpid(-1, os.WNOHANG)
            if not child:
                return
            lived = time.monotonic() - self._started.pop(child)
            if os.WIFEXITED(status) and os.WEXITSTATUS(status) and lived < RETRY_SECONDS:
                time.sleep(RETRY_SECONDS)  # it failed before any query: do not spin

    def _fill(self) -> None:
        while len(self._started) < self._task.size:
            parent = os.getpid()
            try:
                with warnings.catch_warnings():
                    # Python 3.12 warns of the engine's idle threads, which hold no lock that a reader needs.
                    warnings.simplefilter("ignore", DeprecationWarning)
                    child = os.fork()
            except OSError:
                return
            if child == 0:
                self._become_child(parent)
            self._started[child] = time.monotonic()

    def _become_child(self, parent: int) -> None:
        status = 1
        log = os.fdopen(os.dup(2), "w")
        try:
            os.close(self._life)
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGTERM, signal.SIGCHLD):
                signal.signal(number, signal.SIG_DFL)
            end_with_parent(parent)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # native code's last words on its way to the abort
            _Worker(self._task, self._evaluator, self._listener, self._alive).work()
            status = 0
        except Exception:
            traceback.print_exc(file=log)  # a fault of ours: the client is told that the process died
            log.flush()
        finally:
            # No destructor runs: the engine's would wait for threads that exist in the parent only.
            os._exit(status)


class _Worker:
    """A child: one query at a time, its clock running and its memory bounded."""

    def __init__(self, task: Task, evaluator: Evaluator, listener: socket.socket, alive: int) -> None:
        self._task = task
        self._evaluator = evaluator
        self._listener = listener
        self._alive = alive
        self._baseline = address_space()
        self._memory = task.query_memory_mb * MEGABYTE
        self._folder = Path(task.socket).parent
        if self._baseline:
            limit_memory(self._baseline + self._memory)

    def work(self) -> None:
        """Answer until the parent ends, or until the queries so far have left too little memory for the next."""
        while address_space() < self._baseline + self._memory / 4:
            readable, _, _ = select.select([self._listener.fileno(), self._alive], [], [])
            if self._alive in readable:
                return
            try:
                connection, _ = self._listener.accept()
            except BlockingIOError:  # another one was quicker
                continue
            with connection:
                connection.settimeout(REQUEST_SECONDS)
                try:
                    self._answer(connection)
                except (OSError, ConnectionEnded):
                    continue  # the client has gone, or is none of ours

    def _answer(self, connection: socket.socket) -> None:
        asked = receive(connection)
        if select.select([connection], [], [], 0)[0]:
            return  # nothing follows a question but the end: the client has gone while it waited
        # A timer of 0 never rings, and max() takes its first argument before a NaN.
        seconds = max(SHORTEST, min(float(asked["seconds"]), self._task.query_seconds))
        send(connection, {"deadline": time.monotonic() + seconds})
        spool = None
        # The default action of SIGALRM ends the process, whatever native code is at: nothing in it could.
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            spool = self._evaluated(asked)
            header = {"length": spool.length, "file": spool.file is not None}
        except PublisherError as error:
            header = _error(error)
        except MemoryError:
            header = _error(QueryOutOfMemory("the query was stopped: it needs more memory than it may have"))
        except OSError as error:
            header = _error(SurroundingsError(f"the SPARQL store cannot be read: {error}"))
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        send(connection, header, spool.held() if spool else b"")
        if spool and spool.file:
            with spool.file as file:
                send_file(connection, file)

    def _evaluated(self, asked: dict[str, Any]) -> Spool:
        limit = self._task.result_mb * MEGABYTE
        if asked["format"] is None:
            return self._evaluator.describe_resources(_query(asked), limit, self._folder)
        format = next(row for row in (*RDF_FORMATS, *RESULT_FORMATS) if row.name == asked["format"])
        return self._evaluator.respond(_query(asked), format, limit, self._folder)


def _query(asked: dict[str, Any]) -> Query:
    default, named = (None if asked[key] is None else tuple(asked[key]) for key in ("default_graphs", "named_graphs"))
    return Query(asked["text"], asked["base"], default, named)


def _error(error: PublisherError) -> dict[str, Any]:
    retry_after = getattr(error, "retry_after", None)
    place = {"line": getattr(error, "line", None), "column": getattr(error, "column", None)}
    return {"error": type(error).__name__, "message": str(error), "retry_after": retry_after, **place}


def _listen(path: str) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    os.chmod(path, 0o600)
    listener.listen(128)
    listener.setblocking(False)
    return listener


if __name__ == "__main__":
    sys.exit(main())
