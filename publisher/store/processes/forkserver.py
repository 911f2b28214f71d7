"""Answer queries in processes that can be ended: `publisher.store.processes.forkserver`, told what to do.

Its argument is the path of a socket, the first line of its standard input a `Task`. The answer on standard output is
one line: `ready`, or what stands in the way. The server ends when its standard input is closed, and so with the one
who started it; signals to end are left to that one, who lets running queries finish first: a supervisor such as
systemd sends them to all processes at once. It stays a process of one Python thread, so that it can fork at any moment.
"""

import os
import select
import signal
import socket
import sys
import time
import traceback
import warnings
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from publisher.describing import description_of
from publisher.documents import Documents
from publisher.errors import PublisherError, SurroundingsError
from publisher.store import Resource
from publisher.store.evaluation import Describe, Evaluator
from publisher.store.files import open_store
from publisher.store.memory import load_store
from publisher.store.processes.allocation import keep_freed_memory
from publisher.store.processes.isolation import check_room, deny_connections, end_with_parent, step_back
from publisher.store.processes.task import Task, Telling, task_in
from publisher.store.processes.worker import LEFT, Worker
from publisher.units import MEGABYTE

RETRY_SECONDS = 0.2  # before another attempt when a process cannot be made or dies at once
BREATH = 0.02  # seconds before another attempt when one is ended at once, as by a query with a limit of a millisecond
# What is sent to end programs, by a terminal among others.
ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def main() -> int:
    """Serve until told to end; return the exit status."""
    _receive_signals()
    told = sys.stdin.buffer.readline()
    if not told:  # the one who started us has ended
        return 0
    keep_freed_memory()
    try:
        server = _ForkServer(task_in(told), Path(sys.argv[1]))
    except (PublisherError, OSError) as error:
        print(error, flush=True)
        return 2
    try:
        server.serve()
    except SurroundingsError as error:
        print(error, flush=True)
        return 2
    finally:
        server.close()
    return 0


def _receive_signals() -> None:
    """Take signals as these processes need them: what is ignored or blocked is so in children, too."""
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # a query's limit of time
    signal.pthread_sigmask(signal.SIG_SETMASK, [])


class _ForkServer:
    """The parent: it keeps the processes at their number and does nothing else."""

    def __init__(self, task: Task, socket_path: Path) -> None:
        self._task, self._path = task, socket_path
        describe = _describer(task.telling) if task.telling else None
        store = load_store(task.memory) if task.memory else open_store(task.store)
        self._evaluator = Evaluator(store, task.prefixes, task.overlaps, describe)
        check_room(LEFT + task.limits.query_memory_mb * MEGABYTE)
        self._listener = _listen(socket_path)
        deny_connections()
        self._started: dict[int, float] = {}  # when each process began, by its id
        self._woken, self._waker = os.pipe()
        self._alive, self._life = os.pipe()  # the second end is the parent's alone: its end is the end of the children
        self._begun: int | None = None  # where the first children tell that they can be asked
        for descriptor in (self._woken, self._waker):
            os.set_blocking(descriptor, False)
        signal.set_wakeup_fd(self._waker)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def serve(self) -> None:
        """Keep the processes going until the end of standard input; SurroundingsError when the first do not live."""
        self._begin()
        with suppress(BrokenPipeError):  # nobody waits for us any more
            print("ready", flush=True)
        while True:
            wait = None if len(self._started) == self._task.size else RETRY_SECONDS
            readable, _, _ = select.select([self._woken, sys.stdin.fileno()], [], [], wait)
            if sys.stdin.fileno() in readable:
                return
            if self._woken in readable:
                os.read(self._woken, 512)
            self._reap()
            self._fill()

    def close(self) -> None:
        """End all processes and remove the socket."""
        self._listener.close()
        self._path.unlink(missing_ok=True)
        for child in self._started:
            os.kill(child, signal.SIGKILL)
        for child in self._started:
            os.waitpid(child, 0)

    def _begin(self) -> None:
        """Make the first processes, and wait until one of them can be asked."""
        told, self._begun = os.pipe()
        self._fill()
        os.close(self._begun)
        self._begun = None
        if not os.read(told, 1):  # at its end without a byte, all of them have ended
            raise SurroundingsError(
                "the query processes end as soon as they begin; why stands above, if they could tell"
            )
        os.close(told)

    def _reap(self) -> None:
        while self._started:
            child, status = os.waitpid(-1, os.WNOHANG)
            if not child:
                return
            lived = time.monotonic() - self._started.pop(child)
            if lived < RETRY_SECONDS:  # do not spin: with an exit status it failed before any query
                time.sleep(RETRY_SECONDS if os.WIFEXITED(status) and os.WEXITSTATUS(status) else BREATH)

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
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            end_with_parent(parent)
            step_back()
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # native code's last words on its way to the abort
            worker = Worker(self._task.limits, self._path.parent, self._evaluator, self._listener, self._alive)
            if self._begun is not None:
                os.write(self._begun, b".")
                os.close(self._begun)
            worker.work()
            status = 0
        except Exception:
            traceback.print_exc(file=log)  # a fault of ours: the client is told that the process died
            log.flush()
        finally:
            # No destructor runs: the engine's would wait for threads that exist in the parent only.
            os._exit(status)


def _describer(telling: Telling) -> Describe:
    """Return what describes resources as their documents do; each process opens the table for itself, when asked."""
    documents = Documents(Path(telling.documents))

    def describe(resource: Resource, graphs: frozenset[str] | None) -> Iterable[str]:
        return description_of(documents, resource, telling.base, telling.incoming, graphs)

    return describe


def _listen(path: Path) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    os.chmod(path, 0o600)
    listener.listen(128)
    listener.setblocking(False)
    return listener


if __name__ == "__main__":
    sys.exit(main())
