"""Malformed, hostile and giant requests to one server: an honest answer to each, and the server goes on."""

import json
import random
import socket
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from garbage import FAMILIES, cases
from garbage.case import CLOSED, Case
from garbage.refused import elsewhere
from odd_site import write_odd_site
from support import Server, serving

LIMITS = {
    "PUBLISHER_LIMITS_QUERY_SECONDS": "0.25",
    "PUBLISHER_LIMITS_QUERY_MEMORY_MB": "150",
    "PUBLISHER_LIMITS_RESULT_MB": "1",
    "PUBLISHER_SERVE_WORKERS": "1",
    "PUBLISHER_SERVE_CACHE_MB": "8",
}
SENDERS = 6
ATTEMPTS = 5  # for what has a better answer than 503: a busy server may be too busy for it
# Families of large queries: no more at once than stand in line to be read.
BY_FEW, FEW = ("longs", "nested", "endless", "many", "growing"), 3
PATIENCE = 30.0  # seconds in which each has its answer, on a busy machine
# Megabytes that the processes together may have more after everything than before; a copy of one large query is 60.
GROWTH = 250


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("garbage")
    with serving(write_odd_site(folder / "site"), folder / "state", "kg/", **LIMITS) as server:
        yield server


@pytest.fixture(scope="module")
def memory(server: Server) -> int:
    """Megabytes that the server takes before anything happens."""
    check_that_it_answers(server)
    return memory_of(server)


def send(server: Server, case: Case) -> tuple[bytes, bool]:
    """Send a request; return all that comes back, and whether the connection ended in order.

    Who is still sending when the server ends the connection may lose a part of the answer.
    """
    place, pieces = urlsplit(server.base), list[bytes]()
    with socket.create_connection((place.hostname, place.port), timeout=PATIENCE) as connection:
        is_orderly = _delivered(connection, case)
        try:
            if case.is_incomplete and is_orderly:
                # The server drops what it has not sent when a client ends its half: so not before it has been silent.
                connection.settimeout(0.3)
                with suppress(TimeoutError):
                    _receive(connection, pieces)
                connection.settimeout(PATIENCE)
                connection.shutdown(socket.SHUT_WR)
            _receive(connection, pieces)
        except TimeoutError:
            raise
        except OSError:  # ended by the server
            is_orderly = False
    return b"".join(pieces), is_orderly


def _receive(connection: socket.socket, pieces: list[bytes]) -> None:
    while piece := connection.recv(65_536):
        pieces.append(piece)


def _delivered(connection: socket.socket, case: Case) -> bool:
    """Send all pieces of a request; return whether the server has taken them."""
    try:
        for piece in case.pieces:
            if isinstance(piece, float):
                time.sleep(piece)
            else:
                connection.sendall(piece)
    except ConnectionError:
        return False
    return True


def fault_of(server: Server, case: Case) -> str | None:
    """Return what is wrong with the answer to a case, None when nothing is."""
    for _ in range(ATTEMPTS):
        try:
            answer, is_orderly = send(server, case)
        except TimeoutError:
            return f"{case.name}: no answer within {PATIENCE:g} s"
        head, _, body = answer.partition(b"\r\n\r\n")
        status = int(head.split()[1]) if answer else CLOSED
        if status != 503 or 503 in case.allowed:
            break
        time.sleep(0.2)
    if status not in case.allowed:
        return f"{case.name}: {status} {body[:300]!r}"
    if is_orderly and b"x-request-id:" in head.lower() and status >= 400 and not _is_problem(head, body, status):
        return f"{case.name}: no problem document: {answer[:600]!r}"
    return None


def _is_problem(head: bytes, body: bytes, status: int) -> bool:
    if b"content-type: text/html" in head.lower():
        return b"Traceback" not in body
    if head.startswith(b"HTTP/1.0") or b"application/problem+json" not in head:
        return False
    told = json.loads(body[: body.rindex(b"}") + 1])
    return told["status"] == status and len(told["detail"]) > 10 and b"Traceback" not in body


def faults(server: Server, sent: Sequence[Case], senders: int = SENDERS) -> list[str]:
    """Return what is wrong with the answers to cases that several threads send."""
    with ThreadPoolExecutor(senders) as threads:
        return [fault for fault in threads.map(lambda case: fault_of(server, case), sent) if fault]


def check_that_it_answers(server: Server) -> None:
    """Ask for what anybody asks for; queries may have to wait until their processes are there again."""
    assert server.get("healthz").status_code == 200
    assert server.get("doc/plain.ttl").status_code == 200
    for _ in range(50):
        answers = [server.get("sparql?query=ASK{}"), server.request("POST", "sparql", data={"query": "ASK {} #"})]
        if all(answer.status_code == 200 for answer in answers):
            return
        assert all(answer.status_code in (200, 503) for answer in answers)
        time.sleep(0.1)
    pytest.fail("queries are not answered any more")


def check_log(server: Server) -> None:
    log = server.log.read_text()
    assert "Traceback" not in log, log[log.index("Traceback") - 500 :][:3000]
    assert "panicked" not in log
    assert "/smuggled" not in log
    assert " 500 " not in log


def memory_of(server: Server) -> int:
    """Return the megabytes that the server's processes have for themselves."""
    kilobytes, waiting = 0, [server.process.pid]
    while waiting:
        process = Path(f"/proc/{waiting.pop()}")
        with suppress(OSError):
            waiting += [int(child) for task in process.glob("task/*/children") for child in task.read_text().split()]
            lines = (process / "smaps_rollup").read_text().splitlines()
            kilobytes += sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))
    return kilobytes // 1024


def test_there_are_more_than_five_hundred_different_requests() -> None:
    sent = [case.sent for family in FAMILIES for case in cases(family)]
    assert len({hash(one) for one in sent}) > 1_000
    assert all(hash(one.sent) == hash(other.sent) for one, other in zip(cases("lines"), cases("lines"), strict=True))


@pytest.mark.parametrize("family", FAMILIES)
def test_each_is_refused_honestly_and_the_server_goes_on(server: Server, memory: int, family: str) -> None:
    assert not faults(server, cases(family), FEW if family in BY_FEW else SENDERS)
    check_that_it_answers(server)
    check_log(server)


def test_updates_and_other_servers_are_refused_and_nobody_is_called(server: Server) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        assert not faults(server, list(elsewhere(other.getsockname()[1])))
        other.setblocking(False)
        with pytest.raises(BlockingIOError):
            other.accept()
    check_that_it_answers(server)


def test_all_of_them_at_once_leave_nothing_behind(server: Server, memory: int) -> None:
    chance = random.Random("all")
    sent = [case for family in FAMILIES for case in cases(family) if family not in ("growing", "endless", "giants")]
    assert not faults(server, chance.sample(sent, 300))
    check_that_it_answers(server)
    check_log(server)
    if Path("/proc/self/smaps_rollup").exists():
        for _ in range(50):
            if memory_of(server) < memory + GROWTH:
                return
            time.sleep(0.1)
        assert memory_of(server) < memory + GROWTH
