"""Start-up with a snapshot that is there, and memory."""

import time
from collections.abc import Iterable

from parties import WORKERS, Party
from process_tree import memory_of, processes_of
from report import NONE, Table, figure, spread
from stand import Stand
from support import serving

READY = 1.0  # seconds: the aim
HTTP = "publisher.serve.http"


def start(stand: Stand) -> list[Table]:
    """Measure how long a server with a snapshot takes to answer."""
    times = [_seconds_to_start(stand) for _ in range(stand.rounds)]
    aim = f"{READY:.0f} s"
    row = [spread([one / READY for one in times]), "first 200 at /readyz", spread(times, " s"), "the aim", aim]
    note = f"`publisher serve` with {WORKERS} workers on a snapshot that is there and whose sources have not changed."
    return [Table("Start-up", note, [row])]


def _seconds_to_start(stand: Stand) -> float:
    assert stand.manifest, "there is a snapshot"
    began = time.perf_counter()
    with serving(stand.site, stand.settings.state, "", stand.port, PUBLISHER_SERVE_WORKERS=str(WORKERS)):
        return time.perf_counter() - began


def memory_rows(parties: Iterable[Party], when: str) -> list[list[str]]:
    """Return how much memory publisher's processes and each rival take."""
    first, *rivals = parties
    ours = memory_of(first.pid)
    theirs = {one.name: memory_of(one.pid) for one in rivals}
    rows = [
        [figure(ours / size), when, f"{figure(ours)} MB", name, f"{figure(size)} MB"] for name, size in theirs.items()
    ]
    server = processes_of(first.pid)
    inside = {one.pid for one in server if HTTP in one.line}
    workers = [memory_of(one.pid) for one in server if one.pid in inside and one.parent in inside]
    rows.append([NONE, f"{when}: each worker", spread(workers, " MB"), NONE, NONE])
    return rows
