"""Have a store written by a process of its own, while this one does other things."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, serialize

from publisher.errors import SurroundingsError
from publisher.store.held import Held

AT_ONCE = 10_000  # quads that are given at once: each time other threads wait some 3 ms
# For so long a store is waited for once it is asked for: fifty times what it takes, so that nobody waits for ever.
SECONDS, SECONDS_A_QUAD = 600.0, 0.001


@contextmanager
def store_beside(path: Path, quads: Sequence[Quad]) -> Iterator[Callable[[], Held]]:
    """Write a new store (`files.write_store`) beside what is done in the block.

    What is given waits for the end and returns what the store holds; SurroundingsError when it could not be written.
    A process of its own does it, and ends with the block: a thread would fight with this one for Python's lock, which
    the engine needs to read the quads.
    """
    with _started(path, len(quads)) as process, ThreadPoolExecutor(1) as thread:
        try:
            outputs = thread.submit(_outputs, process, quads)
            yield lambda: _held(path, process, outputs, SECONDS + SECONDS_A_QUAD * len(quads))
        finally:
            process.kill()


def _started(path: Path, total: int) -> "subprocess.Popen[bytes]":
    # Not by the thread beside: the kernel ends the process with the thread that has started it.
    try:
        return subprocess.Popen(
            [sys.executable, "-m", "publisher.store.filling", str(path.absolute()), str(total), str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=Path(__file__).parents[2],  # so that `-m` finds this package and no other
            start_new_session=True,  # Ctrl-C is for the one who starts it
        )
    except OSError as error:
        told = f"no process can be started that writes the SPARQL store: {error.strerror}"
        raise SurroundingsError(f"{told}: let others end, and run again") from None


def _outputs(process: "subprocess.Popen[bytes]", quads: Sequence[Quad]) -> tuple[bytes, bytes]:
    """Give a process its quads; return what it has written when it ends: its answer, and its complaints."""
    assert process.stdin
    rest = iter(quads)
    with suppress(BrokenPipeError):  # it has ended before it had them all
        while some := list(islice(rest, AT_ONCE)):
            process.stdin.write(serialize(some, format=RdfFormat.N_QUADS) or b"")
    return process.communicate()


def _held(
    path: Path, process: "subprocess.Popen[bytes]", outputs: "Future[tuple[bytes, bytes]]", seconds: float
) -> Held:
    """Return what a process tells of the store that it was to write, within so many seconds.

    OSError as the process met it: what to do is told by who knows the whole snapshot.
    """
    try:
        answer, complaints = outputs.result(seconds)
    except TimeoutError:
        told = f"the SPARQL store was not written to {path} within {seconds:.0f} s"
        raise SurroundingsError(f"{told}: look for what holds up this disk, and run again") from None
    if process.returncode or not answer:
        reason = _reason(process.returncode, complaints.decode(errors="replace"))
        raise SurroundingsError(f"the SPARQL store cannot be written to {path}: {reason}")
    found = json.loads(answer)
    if "error" in found:
        raise SurroundingsError(found["error"])
    if "refused" in found:
        raise OSError(*found["refused"])
    return Held(**found["held"])


def _reason(status: int, complaints: str) -> str:
    """Return why a process ended that told nothing; its last line of complaint is the one that says it."""
    last = complaints.strip().rpartition("\n")[2]
    if status >= 0:
        return f"its process failed ({last or f'status {status}'}): run again, and report it where that does not help"
    return f"its process was ended ({last or signal.strsignal(-status)}), as for want of memory: free some, run again"
