"""A storm of clients who do their worst: documents are answered as ever, queries honestly, and nothing is left."""

import os
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import requests
from process_tree import memory_of, nameless_files_of, processes_of
from storms import storm
from support import Server, eventually, publisher, serving, write_site

from publisher.store.processes.line import processes_for

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux, which tells of processes")

WORKERS, CONCURRENT, MEMORY_MB, CACHE_MB = 2, 2, 40, 8
SETTINGS = {
    "PUBLISHER_LIMITS_QUERY_SECONDS": "2",
    "PUBLISHER_LIMITS_QUERY_MEMORY_MB": str(MEMORY_MB),
    "PUBLISHER_LIMITS_RESULT_MB": "8",
    "PUBLISHER_LIMITS_CONCURRENT_QUERIES": str(CONCURRENT),
    "PUBLISHER_SERVE_WORKERS": str(WORKERS),
    "PUBLISHER_SERVE_CACHE_MB": str(CACHE_MB),
}
THINGS = 40
RAGING = 3.0  # seconds
# What one who asks for little may be answered.
DOCUMENT, ANSWER, BUSY, NOTHING = "a document", "a query's answer", "busy", "nothing at all"


def site_in(folder: Path, label: str) -> Path:
    """Write a site of things with ten triples each."""
    numbers = " ; ".join(f"<https://example.org/t/p{n}> {n}" for n in range(8))
    lines = (
        f'<https://example.org/t/id/{n}> <http://www.w3.org/2004/02/skos/core#prefLabel> "{label}" ; {numbers} ; '
        f"<https://example.org/t/next> <https://example.org/t/id/{n + 1}> .\n"
        for n in range(THINGS)
    )
    return write_site(folder, {"data/a.ttl": "".join(lines)})


@contextmanager
def stormy_server(folder: Path) -> Iterator[tuple[Server, Path]]:
    """Serve the site under small limits; give the folder of its temporary files, too."""
    site = site_in(folder / "site", "first")
    # Short, as the names of sockets must be.
    with TemporaryDirectory(prefix="p-") as runtime, serving(site, folder / "state", TMPDIR=runtime, **SETTINGS) as one:
        yield one, Path(runtime)


class Modest:
    """Clients who ask for documents and simple queries, one after the other; `told` counts what they were answered.

    An answer that is neither right nor honest stands there as it came.
    """

    def __init__(self, server: Server, labels: tuple[str, ...] = ("first",)) -> None:
        self.told: Counter[str] = Counter()
        self._base, self._labels, self._end = server.base, labels, threading.Event()
        self._documents = [server.get(f"doc/{n}.nt").content for n in range(THINGS)]
        session = requests.Session()
        asks = (
            lambda n: self._document(session.get, n),
            lambda n: self._document(requests.get, n),
            self._query,
        )
        self._threads = [threading.Thread(target=self._go_on, args=(ask,)) for ask in asks]

    def _go_on(self, ask: Callable[[int], str]) -> None:
        number = 0
        while not self._end.wait(0.01):
            number += 1
            try:
                told = ask(number % THINGS)
            except requests.ConnectionError:
                told = NOTHING
            except requests.RequestException as error:
                told = repr(error)
            self.told[told] += 1

    def _document(self, get: Callable[..., requests.Response], number: int) -> str:
        answer = get(f"{self._base}doc/{number}.nt", timeout=30)
        right = [self._documents[number].replace(b'"first"', f'"{label}"'.encode()) for label in self._labels]
        return DOCUMENT if answer.status_code == 200 and answer.content in right else repr((answer, answer.text))

    def _query(self, number: int) -> str:
        query = f"SELECT ?o {{ <{self._base}id/{number}> <{self._base}next> ?o }}"
        answer = requests.get(f"{self._base}sparql", params={"query": query, "format": "csv"}, timeout=30)
        if (answer.status_code, answer.text) == (200, f"o\r\n{self._base}id/{number + 1}\r\n"):
            return ANSWER
        is_honest = answer.status_code == 503 and int(answer.headers.get("Retry-After", "0")) > 0
        is_problem = answer.headers["Content-Type"] == "application/problem+json"
        return BUSY if is_honest and is_problem else repr((answer, answer.headers, answer.text))

    def __enter__(self) -> "Modest":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        for thread in self._threads:
            thread.join(30)


def state_of(server: Server, runtime: Path) -> tuple[int, list[str], int, list[str]]:
    """Return how many processes there are, states of those that do not wait, files without names, and named ones."""
    processes = processes_of(server.process.pid)
    busy = [one.state for one in processes if one.state != "S"]
    named = [path.suffix for folder in runtime.iterdir() for path in folder.iterdir()]
    return len(processes), busy, nameless_files_of(server.process.pid, runtime), sorted(named)


@pytest.fixture(scope="module")
def weather(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Path]]:
    with stormy_server(tmp_path_factory.mktemp("storm")) as server:
        yield server


def test_a_storm_keeps_nobody_from_documents_and_leaves_nothing(weather: tuple[Server, Path]) -> None:
    server, runtime = weather
    with Modest(server) as quiet:
        eventually(lambda: quiet.told[DOCUMENT] > 100 and quiet.told[ANSWER] > 20)
    assert set(quiet.told) == {DOCUMENT, ANSWER}
    eventually(lambda: state_of(server, runtime)[1:3] == ([], 0))
    before, memory = state_of(server, runtime), memory_of(server.process.pid)
    most = 0.0
    with storm(server.base) as told, Modest(server) as modest:
        end = time.monotonic() + RAGING
        while time.monotonic() < end:
            time.sleep(0.1)
            most = max(most, memory_of(server.process.pid))
    assert {DOCUMENT} < set(modest.told) <= {DOCUMENT, ANSWER, BUSY}
    assert {"503", "gone"} <= {line.split()[1] for line in told} <= {"200", "503", "gone", "ended"}
    # What queries leave in a process is little, for so little data.
    assert most < memory + WORKERS * (processes_for(CONCURRENT) * MEMORY_MB + CACHE_MB)
    eventually(lambda: state_of(server, runtime) == before)
    with Modest(server) as quiet:
        eventually(lambda: quiet.told[DOCUMENT] > 20 and quiet.told[ANSWER] > 5)
    assert set(quiet.told) == {DOCUMENT, ANSWER}


def test_a_snapshot_that_comes_in_a_storm_is_switched_to_and_loses_no_request(weather: tuple[Server, Path]) -> None:
    server, runtime = weather
    before = state_of(server, runtime)
    with storm(server.base), Modest(server, ("first", "second")) as modest:
        site_in(server.site, "second")
        options = ("--site", server.site, "--state", server.state, "--base-iri", server.base)
        done = publisher("build", *options, **SETTINGS)
        assert done.returncode == 0, done.stderr
        server.process.send_signal(signal.SIGHUP)
        eventually(lambda: b'"second"' in server.get("doc/1.nt").content)
        told = modest.told[DOCUMENT]
        eventually(lambda: modest.told[DOCUMENT] > told + 20)
    assert {DOCUMENT} < set(modest.told) <= {DOCUMENT, ANSWER, BUSY}
    # The processes that answered from the snapshot before are kept for those who ask them still.
    eventually(lambda: state_of(server, runtime) == before, 30)


def test_a_server_that_is_ended_in_a_storm_leaves_nothing_and_no_half_answer(tmp_path: Path) -> None:
    with stormy_server(tmp_path) as (server, runtime):
        with storm(server.base), Modest(server) as modest:
            eventually(lambda: modest.told[DOCUMENT] > 50)
            assert set(modest.told) <= {DOCUMENT, ANSWER, BUSY}
            processes = {one.pid for one in processes_of(server.process.pid)}
            server.process.terminate()
            assert server.process.wait(30) == 0
            eventually(lambda: modest.told[NOTHING] > 3)
        assert set(modest.told) <= {DOCUMENT, ANSWER, BUSY, NOTHING}
        assert not processes & {int(entry) for entry in os.listdir("/proc") if entry.isdigit()}
        assert list(runtime.iterdir()) == []
