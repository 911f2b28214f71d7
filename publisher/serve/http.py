"""The HTTP server's process: it has the socket, and workers that take connections from it, again when they die."""

import argparse
import gc
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from publisher.access import log_fault
from publisher.app import publishing
from publisher.errors import SurroundingsError
from publisher.serve.connections import allow_connections
from publisher.serve.pointer import NAME
from publisher.serve.sending import sent_by_few
from publisher.serve.shares import NOBODY, Shares
from publisher.serve.signals import ENDING, WAKING, Signals, signals
from publisher.serve.warming import keep_warm
from publisher.serve.watched import Watched
from publisher.serve.worker import Work, work
from publisher.settings import Limits
from publisher.store.processes.allocation import keep_freed_memory
from publisher.store.processes.isolation import end_with_parent
from publisher.store.processes.line import askers_at
from publisher.store.processes.starting import START_SECONDS
from publisher.units import MEGABYTE
from publisher.views.plain_queries import asking_ahead
from publisher.views.small import small_below

# Threads of a worker beside those that queries can hold: documents are answered whatever these do.
THREADS = 8
# Seconds in which the first query processes have begun, or the supervisor has given up.
WAIT = START_SECONDS + 30
# Seconds before a worker that has died is started again, and beyond those of a query in which workers have ended.
PAUSE, BEYOND = 0.5, 5
# Connections that wait to be taken; the system may let fewer.
BACKLOG = 1024
# Seconds for which a thread has the interpreter while others want it: the loop wants it for each connection, and is
# done with it in less time than this.
SWITCH = 0.000_5


@dataclass(frozen=True)
class Task:
    """What is served, and where: the options of this process."""

    host: str
    port: int
    base: str
    runtime: Path
    limits: Limits
    cache_mb: int
    warm: int
    connections: int


def main() -> None:
    """Serve until SIGTERM; running requests are finished first."""
    parser = argparse.ArgumentParser()
    for name in ("host", "base", "runtime", "limits"):
        parser.add_argument(f"--{name}", required=True)
    for name in ("port", "workers", "supervisor", "cache-mb", "warm"):
        parser.add_argument(f"--{name}", required=True, type=int)
    asked = parser.parse_args()
    end_with_parent(asked.supervisor)
    limits = Limits(**json.loads(asked.limits))
    room = (Path(asked.runtime), limits, asked.cache_mb, asked.warm, allow_connections())
    task = Task(asked.host, asked.port, asked.base, *room)
    with listening_at(task.host, task.port) as place, signals() as received:
        gc.freeze()  # what is loaded is shared with the workers, which are copies of this process
        keep_up(place, task, asked.workers, received)


def listening_at(host: str, port: int) -> socket.socket:
    """Return a socket that listens at an address, which the supervisor has reserved."""
    place = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if sys.platform == "linux":
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    # Connections inherit it: the end of an answer does not wait for more.
    place.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    place.bind((host, port))
    place.listen(BACKLOG)
    return place


def keep_up(place: socket.socket, task: Task, number: int, received: Signals) -> None:
    """Keep so many workers up until a signal to end comes, then let them finish what has been asked for."""
    shares = Shares(number)
    workers: dict[int, int] = {}  # their places by their numbers
    not_before = 0.0
    while not received.ended:
        if time.monotonic() >= not_before:
            for free in set(range(number)) - set(workers.values()):
                workers[start(place, task, shares, free)] = free
        received.wait(PAUSE)
        if gone := reaped(workers):
            for worker in gone:
                shares.tell(workers.pop(worker), NOBODY)
                with suppress(OSError, ValueError):  # a closed log
                    print("publisher: a worker died: starting another", file=sys.stderr, flush=True)
            not_before = time.monotonic() + PAUSE
    place.close()
    end(set(workers), task.limits.query_seconds + BEYOND)


def end(workers: set[int], patience: float) -> None:
    """Let workers finish what they have been asked for, for so many seconds."""
    for worker in workers:
        os.kill(worker, signal.SIGTERM)
    deadline = time.monotonic() + patience
    while workers and time.monotonic() < deadline:
        time.sleep(0.02)
        workers -= reaped(workers)
    for worker in workers:
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)


def reaped(workers: Iterable[int]) -> set[int]:
    """Return which of some processes have ended; they are no more."""
    return {worker for worker in workers if os.waitpid(worker, os.WNOHANG)[0]}


def start(place: socket.socket, task: Task, shares: Shares, number: int) -> int:
    """Start a worker, as a copy of this process, which has no thread; return the number of its process."""
    parent = os.getpid()
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)  # until it is known who obeys them
    worker = os.fork()
    if worker == 0:
        status = 1
        try:
            run(place, task, shares, number, parent)
            status = 0
        except SurroundingsError as error:
            print(f"publisher: {error}", file=sys.stderr)
        except Exception as fault:
            log_fault({}, fault)
        finally:
            with suppress(OSError, ValueError):
                sys.stderr.flush()
            os._exit(status)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
    return worker


def run(listening: socket.socket, task: Task, shares: Shares, place: int, parent: int) -> None:
    """Be the worker at a place among those of a process."""
    signal.set_wakeup_fd(-1)
    for number in (*ENDING, *WAKING):
        signal.signal(number, signal.SIG_DFL if number == signal.SIGTERM else signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
    end_with_parent(parent)
    keep_freed_memory()
    sys.setswitchinterval(SWITCH)
    current = Watched(awaited(task.runtime / NAME), task.limits)
    application = publishing(task.base, current, task.cache_mb, sent_by_few)
    # Where queries come one at a time, the public's come first.
    if task.cache_mb and task.limits.concurrent_queries > 1:
        keep_warm(application, current, task.warm * task.cache_mb * MEGABYTE // 2)
    todo = Work(
        application,
        small_below(task.base, current),
        asking_ahead(task.base, current),
        owner=lambda: current().which,
        room=task.cache_mb * MEGABYTE,
        threads=THREADS + askers_at(task.limits.concurrent_queries),
        shares=shares,
        place=place,
        connections=task.connections,
        most=task.limits.request_bytes,
        seconds=task.limits.query_seconds,
    )
    work(listening, todo)


def awaited(pointer: Path) -> Path:
    """Return the pointer when it is there."""
    deadline = time.monotonic() + WAIT
    while not pointer.exists():
        if time.monotonic() > deadline:
            raise SurroundingsError(f"no snapshot came to be served within {WAIT:g} seconds")
        time.sleep(0.01)
    return pointer


if __name__ == "__main__":
    main()
