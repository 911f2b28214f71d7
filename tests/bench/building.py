"""Builds by stage, beside what pyoxigraph needs to parse and load the same file."""

import multiprocessing
import os
import re
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from typing import Any

from process_tree import resident_of
from pyoxigraph import RdfFormat, Store
from report import Table, figure, ratio, spread
from stand import Stand

from publisher.build import build
from publisher.settings import load_settings

# What is measured apart: rules, the canonical form, and files for others.
APART = ("checking", "labelling blank nodes", "writing dumps", "sealing")
ALL, SUM = "all of it", "parsing, moving, tables, store and search"
LOOK = 0.1  # seconds between two looks at the memory that a build takes


def builds(stand: Stand) -> list[Table]:
    """Time the stages of a build against the limit, in turn; the last build is the one that is served."""
    limits, rounds, memories = [], [], []
    source = stand.site / "data" / "things.nt"
    for number in range(stand.rounds):
        aside = stand.folder / f"round{number}"
        aside.mkdir()
        limits.append(_apart(_loaded, str(source), str(aside / "limit")))
        state = stand.settings.state if number == stand.rounds - 1 else aside / "state"
        rounds.append(_apart(_staged, str(stand.site), str(state), stand.base))
        shutil.rmtree(aside)
    loading = [seconds for seconds, _ in limits]
    limit = f"{spread(loading, ' s')}, {figure(median(size for _, size in limits))} MB"
    rows = []
    for name in rounds[0][0]:
        times = [stages[name] for stages, _ in rounds]
        rows.append([ratio(times, loading), name, spread(times, " s"), "parse and load by pyoxigraph", limit])
    memories = [size for _, size in rounds]
    sizes = [size for _, size in limits]
    rows.append([ratio(memories, sizes), "most memory", spread(memories, " MB"), "parse and load by pyoxigraph", limit])
    note = (
        f"Times of the stages of a build of {stand.triples:,} triples in N-Triples, each in a process of its own. "
        f"Aim: {SUM} at most 4 times the limit. The store is written beside, by a process whose memory is counted."
    )
    return [Table("Build", note, rows)]


def _apart(work: Callable[..., Any], *arguments: str) -> tuple[Any, float]:
    """Run a function in a new process; return what it returns, and the most megabytes that all its processes took."""
    with multiprocessing.get_context("spawn").Pool(1) as pool, ThreadPoolExecutor(1) as thread:
        root = pool.apply(os.getpid)
        working = thread.submit(pool.apply, work, arguments)
        most = 0.0
        while not working.done():
            most = max(most, resident_of(root))
            time.sleep(LOOK)
        return working.result(), most


def _loaded(source: str, folder: str) -> float:
    """Parse and load a file as fast as Oxigraph can; return the seconds."""
    began = time.perf_counter()
    store = Store(folder)
    store.bulk_load(path=source, format=RdfFormat.N_TRIPLES)
    store.flush()
    return time.perf_counter() - began


def _staged(site: str, state: str, base: str) -> dict[str, float]:
    """Build once; return the seconds that each stage took, by what it said when it began, and their sums."""
    told: list[tuple[str, float]] = []
    build(load_settings(Path(site), {}, Path(state)), base, lambda text: told.append((text, time.perf_counter())))
    ends = [moment for _, moment in told[1:]] + [time.perf_counter()]
    stages = {_named(text): end - began for (text, began), end in zip(told, ends, strict=True)}
    total = sum(stages.values())
    return stages | {SUM: total - sum(stages[name] for name in APART), ALL: total}


def _named(told: str) -> str:
    """Return what a stage is called, whatever the number of triples."""
    return re.sub(r"\d+ triples: ", "", told)
