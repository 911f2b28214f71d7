"""Who takes part: servers that run, how each is asked, and how one is started and ended."""

import http.client
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

WORKERS = 2
STARTING = 300  # seconds


class Missing(Exception):
    """A rival cannot take part: it says why."""


@dataclass(frozen=True)
class Party:
    """A server that takes part: its origin (no "/" at its end), its first process, and where it answers queries.

    `thing` is what comes before the number of a thing in its name. Who has no documents is asked to describe.
    """

    name: str
    origin: str
    pid: int
    thing: str
    endpoint: str = "/sparql?query="
    has_documents: bool = False

    def query(self, text: str) -> str:
        """Return the address that answers a query."""
        return f"{self.origin}{self.endpoint}{quote(text)}"

    def document(self, number: int) -> str:
        """Return the address of what is said of a thing."""
        if self.has_documents:
            return f"{self.origin}/doc/thing/{number}"
        return self.query(f"DESCRIBE <{self.thing}{number}>")


@dataclass(frozen=True)
class Ground:
    """What all rivals start from: a folder for their files, the N-Triples that they load, and `Party.thing`."""

    folder: Path
    dump: Path
    thing: str


Start = Callable[[Ground], AbstractContextManager[Party]]


@contextmanager
def running(name: str, port: int, command: Sequence[object], folder: Path) -> Iterator[int]:
    """Run a server until the end of the block; give its process once it answers."""
    log = folder / f"{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen([str(word) for word in command], cwd=folder, stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + STARTING
        while not _answers(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise Missing(f"{name} did not come up: {log.read_text(errors='replace')[-200:]!r}")
            time.sleep(0.02)
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(30)


def _answers(port: int) -> bool:
    with suppress(OSError, http.client.HTTPException):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/")
        connection.getresponse()
        connection.close()
        return True
    return False


def origin(port: int) -> str:
    """Return where a server on a port of this machine is."""
    return f"http://127.0.0.1:{port}"
