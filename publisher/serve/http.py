"""The HTTP server's process: granian with the application, ended when its supervisor ends."""

import argparse
import json
import os
import time
from functools import partial
from pathlib import Path
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from publisher.access import logged
from publisher.app import publishing
from publisher.errors import SurroundingsError
from publisher.serve.connections import allow_connections
from publisher.serve.pointer import NAME
from publisher.serve.sending import SENDERS, sent_by_few
from publisher.serve.stalled import end_stalled_senders
from publisher.serve.warming import keep_warm
from publisher.serve.watched import Watched
from publisher.settings import Limits
from publisher.store.allocation import keep_freed_memory
from publisher.store.isolation import end_with_parent
from publisher.store.line import askers_at
from publisher.store.processes import START_SECONDS
from publisher.units import MEGABYTE
from publisher.views.bodies import BODIES

# Threads of a worker beside those that queries and bodies can hold: documents are answered whatever these do.
THREADS = 8
# Seconds in which the first query processes have begun, or the supervisor has given up.
WAIT = START_SECONDS + 30


def load(
    _target: str, base: str, port: int, limits: dict[str, Any], cache_mb: int, warm: int, runtime: str, server: int
) -> Any:
    """Return the application; called in each worker, whose parent is the process `server`."""
    end_with_parent(server)
    keep_freed_memory()
    pointer = Path(runtime) / NAME
    deadline = time.monotonic() + WAIT
    while not pointer.exists():
        if time.monotonic() > deadline:
            raise SurroundingsError(f"no snapshot came to be served within {WAIT:g} seconds")
        time.sleep(0.01)
    end_stalled_senders(port, limits["query_seconds"])
    current = Watched(pointer, Limits(**limits))
    application = publishing(base, current, cache_mb, sent_by_few)
    # Where queries come one at a time, the public's come first.
    if cache_mb and limits["concurrent_queries"] > 1:
        keep_warm(application, current, warm * cache_mb * MEGABYTE // 2)
    return logged(application)


def main() -> None:
    """Serve until SIGTERM; running requests are finished first."""
    parser = argparse.ArgumentParser()
    for name in ("host", "base", "runtime", "limits"):
        parser.add_argument(f"--{name}", required=True)
    for name in ("port", "workers", "supervisor", "cache-mb", "warm"):
        parser.add_argument(f"--{name}", required=True, type=int)
    asked = parser.parse_args()
    end_with_parent(asked.supervisor)
    limits = json.loads(asked.limits)
    server = Granian(
        "publisher",
        address=asked.host,
        port=asked.port,
        interface=Interfaces.WSGI,
        # To tell it from HTTP/2 the server waits for a first byte without end: silent clients would shut the door.
        http=HTTPModes.http1,
        workers=asked.workers,
        backpressure=allow_connections(),
        # A query holds its thread while it runs or waits in line, a body until it has come, a large answer until it
        # has gone.
        blocking_threads=THREADS + BODIES + SENDERS + askers_at(limits["concurrent_queries"]),
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=max(1, round(limits["query_seconds"]) + 5),
        # Its warnings are about the number of threads, which is meant.
        log_level=LogLevels.error,
    )
    told = {"base": asked.base, "port": asked.port, "cache_mb": asked.cache_mb, "warm": asked.warm}
    loader = partial(load, **told, limits=limits, runtime=asked.runtime, server=os.getpid())
    server.serve(target_loader=loader)


if __name__ == "__main__":
    main()
