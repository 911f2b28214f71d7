"""Benchmarks: each figure beside a limit that was measured in the same run, for machines differ and ratios less so.

`make bench`, or `make bench TRIPLES=100000` for another size of everything. Every figure is the median of five rounds.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from statistics import median
from urllib.parse import quote

import requests
from load import CLIENTS, requests_per_second
from pyoxigraph import RdfFormat, Store
from queries import query_rows
from storm import ENVIRONMENT, storm_rows
from support import Server, free_port, serving, write_site

from publisher.build import build
from publisher.serve.http import THREADS
from publisher.settings import load_settings

ROUNDS = 5
WORKERS = 2
BASE = "http://127.0.0.1:8000/"
PER_THING = 10
# Triples: a size that is built five times in a minute, and one at which a store is more than its caches.
SMALL, LARGE = 20_000, 1_000_000
MANY = 10_000  # queries: more than are answered in a round
BUILD_SECONDS = 1200


def main() -> None:
    """Measure and print a table for each size: what is done at each build, and what grows less with the data."""
    given = [int(argument) for argument in sys.argv[1:2]]
    table(*(given or [SMALL]), (build_rows, serve_rows, weather_rows))
    table(*(given or [LARGE]), (overhead_rows, weather_rows))


def table(triples: int, measures: "Sequence[Measure]") -> None:
    """Make a site of a size, measure it, and print the rows."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        site = synthetic_site(Path(folder) / "site", triples)
        rows = [row for measure in measures for row in measure(site, Path(folder), triples // PER_THING)]
    print(f"{triples} triples, medians of {ROUNDS} rounds, {WORKERS} workers")
    print_table(rows)
    print()


def synthetic_site(folder: Path, triples: int) -> Path:
    """Write a site of things with ten triples each: labels, a number, links to other things."""
    things = triples // PER_THING
    lines = []
    for number in range(things):
        thing = f"<https://example.org/t/id/thing/{number}>"
        lines += [f'{thing} <http://www.w3.org/2004/02/skos/core#prefLabel> "Thing {number}"@en .']
        lines += [f"{thing} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://example.org/t/def#Thing> ."]
        lines += [f'{thing} <https://example.org/t/def#number> "{number}" .']
        for step in range(PER_THING - 3):
            other = (number * 31 + step * 977 + 1) % things
            lines += [f"{thing} <https://example.org/t/def#link{step}> <https://example.org/t/id/thing/{other}> ."]
    return write_site(folder, {"data/things.nt": "\n".join(lines) + "\n"})


Row = tuple[str, str, str, float]
Measure = Callable[[Path, Path, int], list[Row]]


def build_rows(site: Path, folder: Path, things: int) -> list[Row]:
    """Time the stages of a build against what Oxigraph needs to parse and load the same file."""
    source = site / "data" / "things.nt"
    limits, rounds = [], []
    for number in range(ROUNDS):
        limits.append(seconds(lambda number=number: loaded(source, folder / f"limit{number}")))  # type: ignore[misc]
        rounds.append(stages(site, folder / f"state{number}"))
    limit = f"parse and load by pyoxigraph, {median(limits):.2f} s"
    names = list(rounds[0])
    times = {name: median([one[name] for one in rounds]) for name in names}
    times["all of it"] = median([sum(one.values()) for one in rounds])
    return [(f"build: {name}", f"{time:.2f} s", limit, time / median(limits)) for name, time in times.items()]


def loaded(source: Path, folder: Path) -> Store:
    """Parse and load a file as fast as Oxigraph can."""
    store = Store(str(folder))
    store.bulk_load(path=str(source), format=RdfFormat.N_TRIPLES)
    store.flush()
    return store


def stages(site: Path, state: Path) -> dict[str, float]:
    """Build once; return the seconds that each stage took, by what it said when it began."""
    told: list[tuple[str, float]] = []
    build(load_settings(site, {}, state), BASE, lambda text: told.append((text, time.perf_counter())))
    ends = [moment for _, moment in told[1:]] + [time.perf_counter()]
    return {text.split(" and ")[0]: end - began for (text, began), end in zip(told, ends, strict=True)}


def serve_rows(site: Path, folder: Path, things: int) -> list[Row]:
    """Measure requests per second of documents and queries, in turn with their limits."""
    with served(site, folder) as server, bare_server() as bare, ProcessPoolExecutor(CLIENTS) as clients:
        query = f"SELECT * {{ <{server.base}id/thing/7> ?p ?o }}"
        asked = f"{server.base}sparql?query={quote(query)}&format=json"
        hot, every = server.base + "doc/thing/7.ttl", [f"{server.base}doc/thing/{n}.ttl" for n in range(things)]
        warm_up(server, hot, asked)
        found: dict[str, list[float]] = {name: [] for name in ("bare", "hot", "cold", "again", "query", "in process")}
        for number in range(ROUNDS):
            found["bare"].append(requests_per_second([bare], clients))
            found["hot"].append(requests_per_second([hot], clients))
            # Others in each round: none of them was asked for before.
            found["cold"].append(requests_per_second(every[number::ROUNDS], clients))
            found["query"].append(requests_per_second(others(server.base, query, number), clients))
            found["again"].append(requests_per_second([asked], clients))
            found["in process"].append(in_process(site, query.replace(server.base, "https://example.org/t/")))
    middle = {name: median(values) for name, values in found.items()}
    of_bare = f"a WSGI dict under granian, {middle['bare']:.0f}/s"
    of_document = f"a document asked for again, {middle['hot']:.0f}/s"
    of_process = f"pyoxigraph in process, one thread, {middle['in process']:.0f}/s"
    return [
        ("a document asked for again", f"{middle['hot']:.0f}/s", of_bare, middle["hot"] / middle["bare"]),
        ("documents asked for once", f"{middle['cold']:.0f}/s", of_bare, middle["cold"] / middle["bare"]),
        ("a query asked again", f"{middle['again']:.0f}/s", of_document, middle["again"] / middle["hot"]),
        ("simple queries", f"{middle['query']:.0f}/s", of_process, middle["query"] / middle["in process"]),
    ]


def overhead_rows(site: Path, folder: Path, things: int) -> list[Row]:
    """Measure what HTTP adds to queries of each kind."""
    with served(site, folder) as server:
        return query_rows(server, things, ROUNDS)


def weather_rows(site: Path, folder: Path, things: int) -> list[Row]:
    """Measure what runaway queries leave to others."""
    runtime = folder / "run"
    runtime.mkdir()
    with served(site, folder, TMPDIR=str(runtime), **ENVIRONMENT) as server:
        return storm_rows(server, runtime, things, WORKERS, ROUNDS)


def served(site: Path, folder: Path, **environment: str) -> AbstractContextManager[Server]:
    """Build a site and run its server."""
    environment["PUBLISHER_SERVE_WORKERS"] = str(WORKERS)
    return serving(site, folder / "state", seconds=BUILD_SECONDS, **environment)


def others(base: str, query: str, number: int) -> list[str]:
    """Return the addresses of queries that find the same as a query and that no other number gives."""
    limits = range(1000 + MANY * number, 1000 + MANY * (number + 1))
    return [f"{base}sparql?query={quote(f'{query} LIMIT {limit}')}&format=json" for limit in limits]


def warm_up(server: Server, *urls: str) -> None:
    """Ask often enough that every worker has opened what it needs."""
    for url in urls * 20:
        assert requests.get(url, headers={"Accept": "text/turtle"}, timeout=30).status_code == 200, url


def in_process(site: Path, query: str) -> float:
    """Return how often a second Oxigraph answers the query where nothing stands between."""
    store = Store()
    store.bulk_load(path=str(site / "data" / "things.nt"), format=RdfFormat.N_TRIPLES)
    number = 2000
    return number / seconds(lambda: [list(store.query(query)) for _ in range(number)])


@contextmanager
def bare_server() -> Iterator[str]:
    """Run the bare server; give its address."""
    port = free_port()
    options = [str(option) for option in (port, WORKERS, THREADS)]
    process = subprocess.Popen([sys.executable, str(Path(__file__).with_name("bare.py")), *options])
    url = f"http://127.0.0.1:{port}/"
    try:
        for _ in range(200):
            try:
                requests.get(url, timeout=5)
                break
            except requests.ConnectionError:
                time.sleep(0.05)
        yield url
    finally:
        process.terminate()
        process.wait(10)


def seconds(work: Callable[[], object]) -> float:
    """Return how long some work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def print_table(rows: list[Row]) -> None:
    """Print what was measured, how much, beside which limit, and the ratio."""
    lines = [("what", "measured", "limit", "ratio"), *((*row[:3], f"{row[3]:.2f}") for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(4)]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


if __name__ == "__main__":
    main()
