"""Benchmarks: publisher beside its rivals on the same data in the same run, in turn: machines differ, ratios less so.

`make bench`, or `make bench TRIPLES=20000` for another size, and `make bench CASES=hot,cold` for some cases alone.
"""

import argparse
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType

from building import builds
from documents import cold, dumps, hot
from hot_queries import queries
from mix import mix
from neighbours import PACKAGES
from parties import WORKERS
from queries import query_rows
from report import Table, machine, plain, printed_version
from stand import BUILD_SECONDS, Stand
from starting import start
from storm import ENVIRONMENT as OF_STORMS
from storm import storm_rows
from support import serving

ROUNDS, SECONDS = 5, 2
TRIPLES = 1_000_000
# A storm has its own limits, which the snapshot states, and so a build of its own.
STORM_TRIPLES = 20_000
FAILED = "Not measured"
OWN = ("pyoxigraph", "httptools", "uvloop", "flask", "werkzeug")


def overhead(stand: Stand) -> list[Table]:
    """Measure what HTTP adds to queries of each kind."""
    rows = query_rows(stand.server, stand.things, stand.rounds)
    return [plain("Queries over HTTP and in process", "Each on one connection, none asked before.", rows)]


def storms(stand: Stand) -> list[Table]:
    """Measure what runaway queries leave to others."""
    with ExitStack() as stack:
        triples = min(stand.triples, STORM_TRIPLES)
        folder = stand.folder / "storm"
        runtime = folder / "run"
        runtime.mkdir(parents=True)
        small = Stand(folder, triples, stand.rounds, stand.seconds, stack)
        environment = {"TMPDIR": str(runtime), "PUBLISHER_SERVE_WORKERS": str(WORKERS), **OF_STORMS}
        server = stack.enter_context(serving(small.site, folder / "state", seconds=BUILD_SECONDS, **environment))
        rows = storm_rows(server, runtime, small.things, WORKERS, stand.rounds)
    return [plain("Storms", f"Runaway queries on {triples:,} triples, beside the same without.", rows)]


# In this order: what is built is served, and what starts finds its port free.
CASES: Mapping[str, Callable[[Stand], list[Table]]] = MappingProxyType(
    {
        "build": builds,
        "start": start,
        "hot": hot,
        "cold": cold,
        "queries": queries,
        "mix": mix,
        "dumps": dumps,
        "overhead": overhead,
        "storms": storms,
    }
)


def main() -> None:
    """Measure what was asked for, print a table as soon as it is there, and write them all."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--triples", type=int, default=TRIPLES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of one measurement with wrk")
    parser.add_argument("--cases", default=",".join(CASES), help="names with commas between")
    parser.add_argument("--write", type=Path, help="the file for the tables")
    asked = parser.parse_args()
    names = asked.cases.split(",")
    if unknown := sorted(set(names) - set(CASES)):
        parser.error(f"there is no case {', '.join(unknown)}; there are {', '.join(CASES)}")
    texts, failed = [heading(asked)], 0
    print(texts[0], flush=True)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, ExitStack() as stack:
        stand = Stand(Path(folder), asked.triples, asked.rounds, asked.seconds, stack)
        for name in (name for name in CASES if name in names):
            for table in measured(name, stand):
                texts.append(table.markdown())
                failed += table.title == FAILED
                print(texts[-1], flush=True)
    if asked.write:
        asked.write.write_text("\n".join(texts), encoding="utf-8")
    sys.exit(1 if failed else 0)


def measured(name: str, stand: Stand) -> list[Table]:
    """Return the tables of a case, or one that says that it failed: the others took half an hour."""
    try:
        return CASES[name](stand)
    except Exception as error:
        traceback.print_exc()
        return [Table(FAILED, f"The case `{name}` failed: {error!r}.", [])]


def heading(asked: argparse.Namespace) -> str:
    """Return what the tables are about: command, size, time, machine and versions."""
    given = [
        f"{name.upper()}={value}"
        for name, value in (("triples", asked.triples), ("cases", asked.cases))
        if value not in (TRIPLES, ",".join(CASES))
    ]
    versions = [
        f"Python {sys.version.split()[0]}",
        *(f"{name} {version(name)}" for name in OWN),
        *(printed_version(*command) for command in (("nginx", "-v"), ("wrk", "-v"), ("virtuoso-t", "+version"))),
        *(package.replace("==", " ") for package in PACKAGES),
    ]
    return f"""# Benchmark

Written by `{" ".join(["make", "bench", *given])}` on {datetime.now(UTC):%Y-%m-%d}: {asked.triples:,} triples,
medians of {asked.rounds} rounds, in which all are measured in turn, with the least and the most; {WORKERS} workers.

{machine()}.\n{", ".join(versions)}.
"""


if __name__ == "__main__":
    main()
