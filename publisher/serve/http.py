"""The HTTP server's process: granian with the application, ended when its supervisor ends."""

import argparse
import json
import os
import signal
import threading
import time
from functools import partial
from pathlib import Path
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from publisher.app import create_app
from publisher.serve.watched import Watched
from publisher.settings import Limits

# Enough that slow queries, which each hold a thread while they wait, leave some for documents.
THREADS = 16


def load(_target: str, base: str, limits: dict[str, Any], runtime: str) -> Any:
    """Return the application; called in each worker."""
    end_with_parent()
    settings = Limits(**limits)
    return create_app(base, settings, Watched(Path(runtime), settings))


def end_with_parent() -> None:
    """End this process when the one that started it is gone, however that ended."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch, daemon=True, name="watch-parent").start()


def main() -> None:
    """Serve until SIGTERM; running requests are finished first."""
    parser = argparse.ArgumentParser()
    for name in ("host", "base", "runtime", "limits"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--workers", type=int, required=True)
    asked = parser.parse_args()
    end_with_parent()
    limits = json.loads(asked.limits)
    server = Granian(
        "publisher",
        address=asked.host,
        port=asked.port,
        interface=Interfaces.WSGI,
        workers=asked.workers,
        blocking_threads=THREADS,
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=max(1, round(limits["query_seconds"]) + 5),
        log_level=LogLevels.warning,
    )
    server.serve(target_loader=partial(load, base=asked.base, limits=limits, runtime=asked.runtime))


if __name__ == "__main__":
    main()
