"""Query processes on a snapshot: on its store on disk at once, on one in memory where there is room for it."""

import os
import select
import subprocess
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from publisher.disk import in_use
from publisher.errors import SurroundingsError
from publisher.formats import N_QUADS, N_TRIPLES
from publisher.namespaces import Prefixes
from publisher.settings import Settings
from publisher.snapshot import DOCUMENTS, DUMPS, STORE, Manifest, State
from publisher.store.memory import Source
from publisher.store.processes.isolation import NICENESS
from publisher.store.processes.line import processes_for
from publisher.store.processes.starting import (
    Wait,
    abandon_query_server,
    await_query_server,
    begin_query_server,
    stop_query_server,
)
from publisher.store.processes.task import Task, Telling

Tell = Callable[[str], None]

# Quads that are loaded while the HTTP server starts, which takes longer. More are loaded beside the store on disk.
AT_ONCE = 50_000


@dataclass(frozen=True)
class Answering:
    """Query processes on a snapshot, which is kept from being removed until they are stopped."""

    manifest: Manifest
    socket: Path
    process: "subprocess.Popen[bytes]"
    hold: ExitStack
    in_memory: bool

    def stop(self) -> None:
        """End the processes: those that answer nothing any more."""
        stop_query_server(self.process)
        self.hold.close()

    def abandon(self) -> None:
        """End the processes, whatever they are at."""
        abandon_query_server(self.process)
        self.hold.close()

    def has_spoken(self) -> bool:
        """Return whether there is a first word, or the end."""
        return bool(self.process.stdout and select.select([self.process.stdout], [], [], 0)[0])


class Answerers:
    """Starts query processes on snapshots; those that load a store beside others are kept here until they are ready."""

    def __init__(self, settings: Settings, workers: int, runtime: Path, wait: Wait, tell: Tell) -> None:
        self._state, self._runtime = State(settings.state), runtime
        self._limits, self._room = settings.limits, settings.serve.memory_mb
        self._size = workers * processes_for(settings.limits.concurrent_queries)
        self._wait, self._tell = wait, tell
        self._loading: Answering | None = None

    def start(self, manifest: Manifest) -> Answering:
        """Return query processes that answer on a snapshot; a larger store is then loaded, if there is room for it."""
        self.stop_loading()
        source = self._affordable(manifest)
        if source and source.quads <= AT_ONCE:
            with suppress(SurroundingsError):  # what stands in the way on disk too is told from there
                return self._ready(self._begin(manifest, source))
        answering = self._ready(self._begin(manifest, None))
        if source and source.quads > AT_ONCE:
            self._load(manifest, source)
        return answering

    def loaded(self) -> Answering | None:
        """Return the query processes whose store is in memory now, once; what did not come of it is told, once."""
        loading = self._loading
        if loading is None or not loading.has_spoken():
            return None
        self._loading = None
        try:
            return self._ready(loading)
        except SurroundingsError as error:
            self._tell(f"queries go on being answered from disk, the store is not in memory: {error}")
            return None

    def stop_loading(self) -> None:
        """Load no more, whatever has come of it."""
        loading, self._loading = self._loading, None
        if loading:
            loading.abandon()

    def _load(self, manifest: Manifest, source: Source) -> None:
        """Begin to load a store, behind all that is asked meanwhile."""
        self._loading = self._begin(manifest, source)
        with suppress(ProcessLookupError):  # it has ended, as will be told
            os.setpriority(os.PRIO_PROCESS, self._loading.process.pid, NICENESS)

    def _affordable(self, manifest: Manifest) -> Source | None:
        """Return what to load a store from if there is room for what comes of it; tell where there is not."""
        if not self._room:
            return None
        dumps, name = self._state.folder(manifest.id) / DUMPS, manifest.site["name"]
        union, graphs = (str(dumps / f"{name}.{row.suffix}") for row in (N_TRIPLES, N_QUADS))
        source = Source(union, graphs, manifest.counts["triples"] + manifest.counts["quads"])
        try:
            needed = source.megabytes(self._size)
        except OSError:  # somebody has removed the dumps
            return None
        if needed <= self._room:
            return source
        told = f"in memory it would take up to {needed:.0f} MB, and [serve] memory_mb is {self._room}"
        self._tell(f"queries are answered from the store on disk: {told}")
        return None

    def _begin(self, manifest: Manifest, source: Source | None) -> Answering:
        with ExitStack() as hold:
            folder = self._state.folder(manifest.id)
            hold.enter_context(in_use(folder))
            # Short, as the names of sockets must be, and new, for those before may still be asked.
            path = self._runtime / f"{time.monotonic_ns():x}"
            telling = Telling(str(folder / DOCUMENTS), manifest.base, self._limits.incoming)
            prefixes, overlaps = Prefixes(manifest.prefixes), manifest.overlaps
            task = Task(folder / STORE, prefixes, self._limits, self._size, telling, source, overlaps)
            return Answering(manifest, path, begin_query_server(task, path), hold.pop_all(), source is not None)

    def _ready(self, begun: Answering) -> Answering:
        try:
            await_query_server(begun.process, self._wait)
        except BaseException:
            begun.hold.close()
            raise
        return begun
