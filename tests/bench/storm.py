"""What a storm leaves to those who ask for little, what memory it takes, and what is left of it.

Sixteen clients rage (`storms`) beside one who asks for documents on a connection that stays open, one who opens a new
one for each, and one who asks simple queries. All share the processors with the server, as clients elsewhere would
not: those who rage wait on sockets or come last (niceness 19), those who measure rest between requests, and what they
take themselves is in the quiet times too.
"""

import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, wait
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import count, takewhile
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import quote, urlsplit

from load import Conversation
from process_tree import memory_of, nameless_files_of, processes_of
from storms import CLIENTS, storm
from support import Server

from data import PER_THING
from publisher.settings import Limits
from publisher.store.memory import QUAD
from publisher.store.processes.client import TRIAL_SHARE
from publisher.store.processes.line import TRIALS, processes_for
from publisher.store.processes.worker import LEFT
from publisher.units import MEGABYTE

# What the last of a hundred documents may take in a storm, of what it takes without.
ALLOWED = 10
QUIET, GATHERING, RAGING = 4.0, 2.0, 10.0  # seconds
PAUSE, PAUSE_OF_QUERIES = 0.005, 0.05  # seconds between two requests of one who measures
LOOK = 0.5  # seconds between two looks at the memory in a storm, or at what is left: they take 10 ms themselves
AFTER = 10.0  # seconds beyond a query's limit, for the last of a storm to end
LIMITS = Limits(query_seconds=5)  # so that processes end and begin throughout
ENVIRONMENT = {"PUBLISHER_LIMITS_QUERY_SECONDS": f"{LIMITS.query_seconds:g}"}
CONNECTIONS = ("kept", "fresh")
Row = tuple[str, str, str, float]


@dataclass(frozen=True)
class Spell:
    """A spell of weather: how late documents came on kept and fresh connections, what queries were told, the memory.

    `late` has the 99th of a hundred times in milliseconds, `memory` the most that was seen, in megabytes.
    """

    late: dict[str, float]
    told: Counter[str]
    memory: float


def storm_rows(server: Server, runtime: Path, things: int, workers: int, rounds: int) -> list[Row]:
    """Return the rows, over rounds of quiet and storm; the server has ENVIRONMENT, its temporary files in `runtime`."""
    quiet, raging, left = [], [], []
    with ProcessPoolExecutor(3) as probes:
        first = _spell(probes, server, things, QUIET, AFTER)
        before = len(processes_of(server.process.pid))
        for _ in range(rounds):
            quiet.append(_spell(probes, server, things, QUIET, AFTER))
            with storm(server.base, CLIENTS):
                time.sleep(GATHERING)
                raging.append(_spell(probes, server, things, RAGING, LOOK))
            left.append(_left(server.process.pid, before, runtime))
    bound = first.memory + workers * _memory_of_queries(things * PER_THING)
    memory = max(one.memory for one in raging)
    return [
        *(_document_row(kind, quiet, raging) for kind in CONNECTIONS),
        _query_row(sum((one.told for one in raging), Counter())),
        (
            "memory in a storm",
            f"{memory:.0f} MB",
            f"quiet, and what its queries may take, {bound:.0f} MB",
            memory / bound,
        ),
        ("left after a storm", f"{max(left)}", "processes or files that were not there before, 0", float(max(left))),
    ]


def _document_row(kind: str, quiet: list[Spell], raging: list[Spell]) -> Row:
    ratio = median(after.late[kind] / before.late[kind] for before, after in zip(quiet, raging, strict=True))
    late, limit = (median(one.late[kind] for one in spells) for spells in (raging, quiet))
    told = f"without a storm {limit:.2f} ms, of which {ALLOWED} times are allowed"
    return f"documents in a storm, {kind} connections, 99 of 100", f"{late:.2f} ms", told, ratio


def _query_row(told: Counter[str]) -> Row:
    answered, refused, all_ = told["200"], told["503 Retry-After"], told.total()
    measured = f"{answered / all_:.1%} answered"
    limit = f"503 with Retry-After {refused / all_:.1%}, anything else {1 - (answered + refused) / all_:.1%}"
    return "simple queries in a storm", measured, limit, answered / all_


def _spell(probes: ProcessPoolExecutor, server: Server, things: int, seconds: float, look: float) -> Spell:
    asked = {kind: probes.submit(_late, server.base, things, seconds, kind == "kept") for kind in CONNECTIONS}
    told = probes.submit(_told, server.base, things, seconds)
    memory = 0.0
    while wait([told], look).not_done:
        memory = max(memory, memory_of(server.process.pid))
    memory = max(memory, memory_of(server.process.pid))
    return Spell({kind: one.result() for kind, one in asked.items()}, told.result(), memory)


def _late(base: str, things: int, seconds: float, is_kept: bool) -> float:
    """Return the 99th of a hundred times of documents in milliseconds; each must be a 200."""
    times = []
    end = time.monotonic() + seconds
    with Conversation(base) as kept:
        for number in takewhile(lambda _: time.monotonic() < end, count(int(end * 1000))):
            path = f"doc/thing/{number % things}.ttl"
            began = time.perf_counter()
            if is_kept:
                kept.get(path)
            else:
                with Conversation(base) as fresh:
                    fresh.get(path)
            times.append((time.perf_counter() - began) * 1000)
            time.sleep(PAUSE)
    return quantiles(times, n=100)[98]


def _told(base: str, things: int, seconds: float) -> Counter[str]:
    """Return what simple queries were answered: the status, and whether it was told when to ask again."""
    told: Counter[str] = Counter()
    place = urlsplit(base)
    end = time.monotonic() + seconds
    for number in takewhile(lambda _: time.monotonic() < end, count(int(end * 1000))):
        query = quote(f"SELECT * {{ <{base}id/thing/{number % things}> ?p ?o }}")
        connection = HTTPConnection(place.netloc)
        connection.request("GET", f"{place.path}sparql?query={query}")
        answer = connection.getresponse()
        answer.read()
        connection.close()
        told[f"{answer.status}{' Retry-After' * ('Retry-After' in answer.headers)}"] += 1
        time.sleep(PAUSE_OF_QUERIES)
    return told


def _memory_of_queries(triples: int) -> float:
    """Return the megabytes that queries of one worker take at most, as the README reckons.

    That is the greedy, what they leave, and copies of the store, which has each triple in a graph and in the union.
    """
    greedy = (LIMITS.concurrent_queries + TRIALS / TRIAL_SHARE) * LIMITS.query_memory_mb
    return greedy + processes_for(LIMITS.concurrent_queries) * (LEFT + 2 * triples * QUAD) / MEGABYTE


def _left(root: int, before: int, runtime: Path) -> int:
    """Return how many processes are too many, too few or at something, and files open, once all had time to end."""
    deadline = time.monotonic() + LIMITS.query_seconds + AFTER
    while True:
        now = processes_of(root)
        left = abs(len(now) - before) + sum(one.state != "S" for one in now) + nameless_files_of(root, runtime)
        if not left or time.monotonic() > deadline:
            return left
        time.sleep(LOOK)
