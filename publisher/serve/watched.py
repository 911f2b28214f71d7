"""The snapshot that answers now, followed by each worker."""

import json
import os
import threading
from pathlib import Path

from publisher.serve.pointer import Pointer
from publisher.settings import Limits
from publisher.snapshot import Manifest
from publisher.store.processes.client import ProcessStore
from publisher.views.live import Live


class Watched:
    """Gives the snapshot that answers now; a change of the pointer is seen at the next request."""

    def __init__(self, pointer: Path, limits: Limits) -> None:
        self._path, self._limits = pointer, limits
        self._lock = threading.Lock()
        self._seen: tuple[int, int] | None = None
        self._live: Live | None = None

    def __call__(self) -> Live:
        """Return the snapshot that answers; opened anew when the pointer has changed."""
        status = os.stat(self._path)
        seen = (status.st_ino, status.st_mtime_ns)
        if seen != self._seen or self._live is None:
            with self._lock:
                if seen != self._seen or self._live is None:
                    self._live, self._seen = self._open(), seen
        return self._live

    def _open(self) -> Live:
        # The snapshot that went before is closed when the last request that uses it lets it go.
        pointer = Pointer(**json.loads(self._path.read_text(encoding="utf-8")))
        folder = Path(pointer.folder)
        manifest = Manifest.read(folder).usable()
        store = ProcessStore(Path(pointer.socket), self._limits)
        return Live(folder, manifest, store, self._limits, pointer.since, pointer.in_memory)
