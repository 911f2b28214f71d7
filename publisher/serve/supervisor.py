"""Keep a site up: start the query processes and the HTTP server, watch both, switch snapshots, drain at the end."""

import http.client
import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from publisher.errors import PublisherError, SurroundingsError
from publisher.serve.address import Address
from publisher.serve.answering import Answerers, Answering, Tell
from publisher.serve.pointer import Pointer, point
from publisher.serve.signals import Ended, Signals
from publisher.settings import Settings
from publisher.snapshot import Manifest, State
from publisher.store.processes.isolation import address_space
from publisher.store.runtime import runtime_folder

# Seconds between two looks at the link that says which snapshot is current, and at what is running.
LOOK = 0.5
# Seconds before another attempt to switch, or to start query processes.
RETRY = 5
# Seconds that the HTTP server may take to answer for the first time.
START = 60
# Seconds within which it has to answer one look whether it is up, and between two looks.
ANSWER, BETWEEN = 2, 0.02
# An HTTP server that dies so many times in a row, each time within so many seconds, cannot be helped.
DEATHS, LIVED = 5, 5


@dataclass(frozen=True)
class Task:
    """What is served: the site's current snapshot of a base, at an address (its number is `place`), by workers."""

    settings: Settings
    base: str
    address: Address
    place: Address
    workers: int


def serve(task: Task, signals: Signals, ready: Tell, tell: Tell) -> None:
    """Serve until a signal ends it; `ready` is told once that the site answers, `tell` what happens after."""
    with runtime_folder() as runtime:
        site = _Site(task, runtime, signals, tell)
        try:
            with suppress(Ended):
                manifest = site.start()
                where = "" if task.base == task.address.base else f", listening on {task.address.base}"
                name = f"{manifest.site['name']} ({manifest.id[:12]})"
                ready(f"serving {name} at {task.base}{where} - stop it with Ctrl-C")
                while not signals.ended:
                    signals.wait(LOOK)
                    if signals.hung_up():
                        tell("SIGHUP: looking for another snapshot")
                    site.look()
        finally:
            if signals.ended:
                tell(f"{signals.ended_by}: no more requests are taken, those that run are finished")
            site.stop()


class _Site:
    """The processes of one running site."""

    def __init__(self, task: Task, runtime: Path, signals: Signals, tell: Tell) -> None:
        self._task, self._runtime, self._signals, self._tell = task, runtime, signals, tell
        self._limits = task.settings.limits
        self._state = State(task.settings.state)
        self._pointed: tuple[str, float] | None = None
        self._since = 0.0
        self._answerers = Answerers(task.settings, task.workers, runtime, signals.is_readable, tell)
        self._answering: Answering | None = None
        self._retired: list[tuple[float, Answering]] = []
        self._not_before = 0.0
        self._http: subprocess.Popen[bytes] | None = None
        self._http_since = 0.0
        self._http_deaths = 0

    def start(self) -> Manifest:
        """Start everything, and return the snapshot that answers when it does; Ended when a signal comes first."""
        if not address_space():
            self._tell("this system does not tell how large a process is: no query is ended for the memory it takes")
        # First what takes longest; its workers wait for the pointer.
        http_server = self._start_http()
        self._follow()
        if self._answering is None:
            raise SurroundingsError(f"no snapshot of {self._task.base} is current: build one with `publisher build`")
        _wait_until_up(self._task, http_server, self._signals)
        return self._answering.manifest

    def look(self) -> None:
        """Follow the link to another snapshot, end what is no longer asked, start again what died."""
        now = time.monotonic()
        if now >= self._not_before:
            try:
                self._follow()
                self._revive_queries()
            except (PublisherError, OSError) as error:
                self._not_before = now + RETRY
                self._tell(f"{error}; what can be served is served, and another attempt made in {RETRY} s")
        if loaded := self._answerers.loaded():
            self._tell("queries are answered from memory now")
            self._answer_by(loaded)
        self._end_retired(now)
        self._revive_http(now)

    def stop(self) -> None:
        """Let running requests finish, then end every process that was started."""
        self._answerers.stop_loading()
        if self._http:
            _end(self._http, self._limits.query_seconds + 10)
        for answering in (*(one for _, one in self._retired), self._answering):
            if answering:
                answering.stop()

    def _follow(self) -> None:
        """Answer from the snapshot that is current, if it is of our base and another than before."""
        pointed = self._state.pointed()
        if pointed is None or pointed == self._pointed:
            return
        manifest = Manifest.read(self._state.folder(pointed[0]))
        if manifest.base != self._task.base:
            self._tell(f"ignoring snapshot {manifest.id[:12]}: it is of {manifest.base}, not of {self._task.base}")
        elif not manifest.is_usable:
            self._tell(f"ignoring snapshot {manifest.id[:12]}: it was made by another version of publisher")
        elif self._answering is None or manifest.id != self._answering.manifest.id:
            if self._answering:
                self._tell(f"switching to snapshot {manifest.id[:12]}")
            self._answer_from(manifest, pointed[1])
        else:
            self._since = pointed[1]
            self._point(self._answering)
        self._pointed = pointed

    def _answer_from(self, manifest: Manifest, since: float) -> None:
        """Start query processes on a snapshot, then let the workers answer from it."""
        answering = self._answerers.start(manifest)
        self._since = since
        self._answer_by(answering)

    def _answer_by(self, answering: Answering) -> None:
        """Let the workers ask other query processes from now on."""
        before, self._answering = self._answering, answering
        if before:
            # Requests that have begun on it are answered from it.
            self._retired.append((time.monotonic() + self._limits.query_seconds + 5, before))
        self._point(answering)

    def _point(self, answering: Answering) -> None:
        folder = str(self._state.folder(answering.manifest.id))
        point(self._runtime, Pointer(folder, str(answering.socket), self._since, answering.in_memory))

    def _revive_queries(self) -> None:
        if self._answering and self._answering.process.poll() is not None:
            self._tell("the query server died: starting another")
            self._answer_from(self._answering.manifest, self._since)

    def _end_retired(self, now: float) -> None:
        for due, answering in self._retired:
            if now >= due or answering.process.poll() is not None:
                answering.stop()
        self._retired = [(due, one) for due, one in self._retired if one.process.poll() is None]

    def _revive_http(self, now: float) -> None:
        if self._http and self._http.poll() is not None:
            self._http_deaths = self._http_deaths + 1 if now - self._http_since < LIVED else 1
            if self._http_deaths > DEATHS:
                raise SurroundingsError("the HTTP server cannot be kept up; its last words are above")
            self._tell("the HTTP server died: starting another")
            self._start_http()

    def _start_http(self) -> "subprocess.Popen[bytes]":
        task = self._task
        options = {
            "host": task.place.host,
            "port": task.place.port,
            "base": task.base,
            "runtime": self._runtime,
            "limits": json.dumps(asdict(self._limits)),
            "workers": task.workers,
            "cache-mb": task.settings.serve.cache_mb,
            "warm": int(task.settings.serve.warm),
            "supervisor": os.getpid(),
        }
        command = [sys.executable, "-m", "publisher.serve.http", *(f"--{name}={one}" for name, one in options.items())]
        # A session of its own: Ctrl-C is ours to pass on, after which running requests are finished.
        # The folder: so that `-m` finds this package and no other.
        self._http = subprocess.Popen(command, cwd=Path(__file__).parents[2], start_new_session=True)
        self._http_since = time.monotonic()
        return self._http


def _wait_until_up(task: Task, process: "subprocess.Popen[bytes]", signals: Signals) -> None:
    """Return when the HTTP server answers; SurroundingsError if it never does, Ended if a signal to end comes first."""
    deadline = time.monotonic() + START
    path = quote(urlsplit(task.base).path, safe="/%")
    while time.monotonic() < deadline and process.poll() is None:
        connection = http.client.HTTPConnection(task.place.reachable, task.place.port, timeout=ANSWER)
        try:
            connection.request("GET", f"{path}healthz")
            if connection.getresponse().status == 200:
                return
        except (OSError, http.client.HTTPException):
            pass  # not yet
        finally:
            connection.close()
        signals.wait(BETWEEN)
        if signals.ended:
            raise Ended
    raise SurroundingsError(f"the server did not come up on {task.address.host} port {task.address.port}")


def _end(process: "subprocess.Popen[bytes]", patience: float) -> None:
    """End a process that we started: politely, then not."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()
