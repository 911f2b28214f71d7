"""Start and stop the processes that answer queries on a store."""

import select
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from publisher.errors import SurroundingsError
from publisher.store.processes.client import ProcessStore
from publisher.store.processes.task import Task
from publisher.store.runtime import runtime_folder

START_SECONDS = 120.0  # for a store to be opened; it takes 5 s for each 100 million triples
STOP_SECONDS = 10.0
LONGEST_SOCKET = 100  # bytes of a socket's path; sockaddr_un holds 104 (macOS) to 108 (Linux)

Wait = Callable[[int, float], bool]


def is_readable(descriptor: int, seconds: float) -> bool:
    """Wait until there is something to read; return whether there is, after so many seconds at most."""
    return bool(select.select([descriptor], [], [], seconds)[0])


def start_query_server(task: Task, socket_path: Path, wait: Wait = is_readable) -> "subprocess.Popen[bytes]":
    """Start the processes that answer queries at a socket, and return when they do (see `begin_query_server`).

    Raises SurroundingsError when they cannot start; `wait` is how their first word is waited for.
    """
    server = begin_query_server(task, socket_path)
    await_query_server(server, wait)
    return server


def begin_query_server(task: Task, socket_path: Path) -> "subprocess.Popen[bytes]":
    """Begin to start the processes that answer queries at a socket.

    The socket lies in a folder that only its owner may enter; large results lie there too, without a name. The
    server lives until its standard input is closed (it ends its processes, removes the socket and exits with 0), and
    at most as long as the process that called this, or the returned object. Raises SurroundingsError when the socket
    cannot be.
    """
    if len(str(socket_path).encode()) > LONGEST_SOCKET:
        raise SurroundingsError(f"the path of the socket {socket_path} is too long; choose a shorter TMPDIR")
    server = subprocess.Popen(
        [sys.executable, "-m", "publisher.store.processes.forkserver", str(socket_path.resolve())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],  # so that `-m` finds this package and no other
        start_new_session=True,  # Ctrl-C is for the one who starts it
    )
    assert server.stdin
    with suppress(BrokenPipeError):  # it ended at once, and says why on standard error
        server.stdin.write(task.written())
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
def query_processes(task: Task, runtime: Path | None = None) -> Iterator[ProcessStore]:
    """Provide a store whose queries run in the processes of a task, ended with the block.

    The socket lies in a new private folder in `runtime`, by default where the system keeps temporary files.
    """
    with runtime_folder(runtime) as folder:
        socket_path = folder / "queries"
        server = start_query_server(task, socket_path)
        try:
            yield ProcessStore(socket_path, task.limits)
        finally:
            stop_query_server(server)
