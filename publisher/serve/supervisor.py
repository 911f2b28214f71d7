"""Keep a site up: start the query processes and the HTTP server, watch both, switch snapshots, drain at the end."""

import http.client
import ipaddress
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

from publisher.errors import PublisherError, SettingsError, SurroundingsError
from publisher.namespaces import Prefixes
from publisher.serve.pointer import Pointer, point
from publisher.settings import Settings
from publisher.snapshot import STORE, Manifest, State
from publisher.store.processes import start_query_server, stop_query_server

Tell = Callable[[str], None]

# Seconds between two looks at the link that says which snapshot is current.
LOOK = 0.5
# Seconds that a server may take to answer for the first time.
START = 60
# An HTTP server that lived this many seconds is started again when it dies; one that did not cannot be helped.
LIVED = 5


@dataclass(frozen=True)
class Address:
    """Where the server listens."""

    host: str
    port: int

    @property
    def base(self) -> str:
        """The base IRI of a site that is published where it listens."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}/" if self.port == 80 else f"http://{host}:{self.port}/"

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Return whether a host name or address means this machine alone."""
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost" or host.endswith(".localhost")


def check_address(address: Address, base: str) -> None:
    """Refuse to listen where others reach us under a base that they cannot, and where something listens already."""
    if not address.is_loopback and is_loopback(urlsplit(base).hostname or ""):
        raise SettingsError(
            f"{address.host} can be reached from outside, but the base {base} cannot: "
            "set base_iri in publisher.toml, or give --base-iri, to the address that people will use"
        )
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
        except OSError as error:
            raise SurroundingsError(
                f"cannot listen on {address.host} port {address.port}: {error.strerror}; choose another with --port N"
            ) from None


def serve(settings: Settings, base: str, address: Address, workers: int, tell: Tell) -> int:
    """Serve the current snapshot until SIGTERM or SIGINT; return the exit status of the command."""
    with _runtime() as runtime, _signals() as signals:
        running = _Site(settings, base, address, workers, runtime, tell)
        try:
            running.start()
            while not signals.ended:
                signals.wait(LOOK)
                running.look()
        finally:
            running.stop()
    return 0


class _Signals:
    """The signals that came, and a wait that each of them ends."""

    def __init__(self, pipe: int) -> None:
        self.ended = False
        self._pipe = pipe

    def end(self, _number: int, _frame: FrameType | None) -> None:
        self.ended = True

    def wait(self, seconds: float) -> None:
        if not self.ended and select.select([self._pipe], [], [], seconds)[0]:
            os.read(self._pipe, 4096)


@contextmanager
def _signals() -> Iterator[_Signals]:
    read, write = os.pipe()
    os.set_blocking(read, False)
    os.set_blocking(write, False)
    signals = _Signals(read)
    wakeup = signal.set_wakeup_fd(write)
    handlers = {number: signal.signal(number, signals.end) for number in (signal.SIGTERM, signal.SIGINT)}
    # SIGHUP only ends the wait: what is current is looked at after every wait.
    handlers[signal.SIGHUP] = signal.signal(signal.SIGHUP, lambda _number, _frame: None)
    try:
        yield signals
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(wakeup)
        os.close(read)
        os.close(write)


@contextmanager
def _runtime() -> Iterator[Path]:
    """Give a private folder for sockets and the pointer, gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix="publisher-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Site:
    """The processes of one running site."""

    def __init__(
        self, settings: Settings, base: str, address: Address, workers: int, runtime: Path, tell: Tell
    ) -> None:
        self._settings, self._base, self._address = settings, base, address
        self._workers, self._runtime, self._tell = workers, runtime, tell
        self._state = State(settings.state)
        self._queries: subprocess.Popen[bytes] | None = None
        self._retired: list[tuple[float, subprocess.Popen[bytes]]] = []
        self._http: subprocess.Popen[bytes] | None = None
        self._http_since = 0.0
        self._manifest: Manifest | None = None
        self._since = 0.0
        self._ignored = ""

    def start(self) -> None:
        manifest = self._state.current()
        if manifest is None or manifest.base != self._base:
            raise SurroundingsError(f"no snapshot of {self._base} is current: build one with `publisher build`")
        self._switch(manifest)
        self._start_http()
        self._tell(f"serving {manifest.site['name']} ({manifest.id[:12]}) at {self._base} - stop it with Ctrl-C")

    def look(self) -> None:
        """Follow the link to another snapshot, end what is no longer asked, start again what died."""
        manifest = self._state.current()
        if manifest and self._is_new(manifest):
            try:
                self._switch(manifest)
            except PublisherError as error:
                self._tell(f"cannot switch to {manifest.id[:12]}, serving goes on with what there is: {error}")
        self._end_retired(time.monotonic())
        if self._queries and self._queries.poll() is not None and self._manifest:
            self._tell("the query server died: starting another")
            self._switch(self._manifest)
        if self._http and self._http.poll() is not None:
            if time.monotonic() - self._http_since < LIVED:
                raise SurroundingsError("the HTTP server cannot be kept up; its last words are above")
            self._tell("the HTTP server died: starting another")
            self._start_http()

    def stop(self) -> None:
        """Let running requests finish, then end every process that was started."""
        patience = self._settings.limits.query_seconds + 10
        if self._http:
            _end(self._http, patience)
        for queries in (*(process for _, process in self._retired), self._queries):
            if queries:
                stop_query_server(queries)

    def _is_new(self, manifest: Manifest) -> bool:
        if manifest.base != self._base:
            if manifest.id != self._ignored:
                self._ignored = manifest.id
                self._tell(f"ignoring snapshot {manifest.id[:12]}: it is of {manifest.base}, not of {self._base}")
            return False
        since = self._state.current_since()
        return self._manifest is None or manifest.id != self._manifest.id or since != self._since

    def _switch(self, manifest: Manifest) -> None:
        """Start query processes on a snapshot, then let the workers answer from it."""
        folder, since = self._state.folder(manifest.id), self._state.current_since()
        same = self._manifest is not None and manifest.id == self._manifest.id
        path = self._runtime / f"{manifest.id[:12]}-{time.monotonic_ns():x}.sock"
        size = self._workers * self._settings.limits.concurrent_queries
        started = start_query_server(folder / STORE, path, Prefixes(manifest.prefixes), self._settings.limits, size)
        if self._queries is not None:
            grace = self._settings.limits.query_seconds + 5
            self._retired.append((time.monotonic() + grace, self._queries))
        self._queries = started
        if self._manifest is not None and not same:
            self._tell(f"switching to snapshot {manifest.id[:12]}")
        self._manifest, self._since = manifest, since
        point(self._runtime, Pointer(str(folder), str(path), since))

    def _end_retired(self, now: float) -> None:
        for due, process in self._retired:
            if now >= due:
                stop_query_server(process)
        self._retired = [(due, process) for due, process in self._retired if now < due]

    def _start_http(self) -> None:
        limits = json.dumps(asdict(self._settings.limits))
        options = {"host": self._address.host, "port": self._address.port, "base": self._base}
        options |= {"runtime": self._runtime, "limits": limits, "workers": self._workers}
        command = [sys.executable, "-m", "publisher.serve.http"]
        command += [f"--{name}={value}" for name, value in options.items()]
        # A session of its own: Ctrl-C is ours to pass on, after which running requests are finished.
        self._http = subprocess.Popen(command, start_new_session=True)
        self._http_since = time.monotonic()
        _wait_until_up(self._address, urlsplit(self._base).path, self._http)


def _wait_until_up(address: Address, path: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        connection = http.client.HTTPConnection(_reachable(address.host), address.port, timeout=5)
        try:
            connection.request("GET", f"{path}healthz")
            if connection.getresponse().status == 200:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
        finally:
            connection.close()
    raise SurroundingsError(f"the server did not come up on {address.host} port {address.port}")


def _reachable(host: str) -> str:
    """Return an address at which this machine reaches a server that listens on `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)


def _end(process: subprocess.Popen[bytes], patience: float) -> None:
    """End a process that we started: politely, then not."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
    process.wait()
