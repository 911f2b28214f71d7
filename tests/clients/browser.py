"""A browser that opens a page of the tests, which does what it is told and tells what came of it."""

import json
import os
import signal
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from support import need

KINDS = {".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css"}
# Nothing but loopback: the browser looks no name up, and fetches nothing of its own.
OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
SECONDS = 90


@dataclass
class Stage:
    """What a page is given: its files by their paths, its task; and what it tells, once it has."""

    files: Mapping[str, Path]
    task: object
    told: Any = None
    done: threading.Event = field(default_factory=threading.Event)


class Handler(BaseHTTPRequestHandler):
    """Serves the files and the task of a stage, and takes what the page tells."""

    stage: Stage

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        file = self.stage.files.get(path)
        if path == "/task.json":
            self._answer(200, "application/json", json.dumps(self.stage.task).encode())
        elif file:
            self._answer(200, KINDS[file.suffix], file.read_bytes())
        else:
            self._answer(404, "text/plain", b"")

    def do_POST(self) -> None:
        self.stage.told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer(204, "text/plain", b"")
        self.stage.done.set()

    def _answer(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


def told_by_page(files: Mapping[str, Path], task: object, folder: Path) -> Any:
    """Open the page `/` in Chromium, from an origin of its own; return what it posts when it has done its task."""
    chromium, stage = need("chromium"), Stage(files, task)
    with served(stage) as address, (folder / "chromium.log").open("wb") as log:
        command = [chromium, *OPTIONS, f"--user-data-dir={folder / 'profile'}", address]
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        try:
            in_time = stage.done.wait(SECONDS)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(30)
    assert in_time, f"the page told nothing:\n{(folder / 'chromium.log').read_text(errors='replace')[-2000:]}"
    return stage.told


@contextmanager
def served(stage: Stage) -> Iterator[str]:
    """Serve a stage on a free port; give its address."""
    handler = type("StageHandler", (Handler,), {"stage": stage})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
