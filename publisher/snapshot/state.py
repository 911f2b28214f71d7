"""The folder of a site's snapshots, and the one link that says which of them is current."""

import fcntl
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from publisher.disk import file_sha256, flush, is_in_use
from publisher.errors import SnapshotNotFound
from publisher.journal import Activation, read_journal, write_journal
from publisher.snapshot.manifest import MANIFEST, Manifest, damaged_files
from publisher.surroundings import telling_surroundings

# Folders with this prefix are being written or removed; the next build clears what a killed one left.
ASIDE = ".building-"
# Seconds between two attempts to have the lock.
ATTEMPT = 0.2


class State:
    """The folder that holds a site's snapshots; what is written here is whole or not there at all."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.snapshots = path / "snapshots"
        self.link = path / "current"
        self._journal = path / "journal.jsonl"

    def folder(self, snapshot_id: str) -> Path:
        """Return the folder of a snapshot, whether it exists or not."""
        return self.snapshots / snapshot_id

    def manifests(self) -> list[Manifest]:
        """Return the snapshots, oldest first by when they were last built; folders without a manifest are none."""
        order = {line.id: place for place, line in enumerate(read_journal(self._journal))}
        found = []
        for folder in self.snapshots.iterdir() if self.snapshots.is_dir() else ():
            with suppress(SnapshotNotFound):
                manifest = Manifest.read(folder)
                if folder.name == manifest.id:
                    found.append(manifest)
        return sorted(found, key=lambda manifest: (order.get(manifest.id, -1), manifest.made, manifest.id))

    def current(self) -> Manifest | None:
        """Return the snapshot in use, or None when nothing was built yet or what the link names is no snapshot."""
        pointed = self.pointed()
        if pointed is None:
            return None
        with suppress(SnapshotNotFound):
            return Manifest.read(self.folder(pointed[0]))
        return None

    def pointed(self) -> tuple[str, float] | None:
        """Return the id in the link, and when it became current (seconds since 1970); None when there is no link."""
        try:
            return Path(os.readlink(self.link)).name, self.link.lstat().st_mtime
        except OSError:
            return None

    def newest(self, base: str) -> Activation | None:
        """Return the latest build for a base whose snapshot still exists and is usable."""
        lines = (line for line in reversed(read_journal(self._journal)) if line.base == base)
        return next((line for line in lines if self._has_usable(line.id)), None)

    def _has_usable(self, snapshot_id: str) -> bool:
        with suppress(SnapshotNotFound):
            return Manifest.read(self.folder(snapshot_id)).is_usable
        return False

    def find(self, start: str) -> Manifest:
        """Return the snapshot whose id begins so; SnapshotNotFound when there is none, or more than one."""
        found = [manifest for manifest in self.manifests() if manifest.id.startswith(start)]
        if len(found) == 1:
            return found[0]
        problem = "no snapshot" if not found else f"{len(found)} snapshots"
        raise SnapshotNotFound(f"{problem} with an id that begins with {start!r}; `publisher snapshots` lists them")

    def before_current(self) -> Manifest:
        """Return the snapshot of the current one's base that stands before it in the list."""
        current = self.current()
        if current is None:
            raise SnapshotNotFound("nothing is current yet: build with `publisher build`")
        same_base = [manifest for manifest in self.manifests() if manifest.base == current.base]
        place = [manifest.id for manifest in same_base].index(current.id)
        if place == 0:
            raise SnapshotNotFound(
                f"there is no snapshot of {current.base} before the current one; `publisher snapshots` lists all"
            )
        return same_base[place - 1]

    @contextmanager
    def locked(self, on_wait: Callable[[], None], wait: Callable[[float], object] = time.sleep) -> Iterator[None]:
        """Hold the one lock under which the state changes; `on_wait` is called when another process holds it.

        `wait` is called with the seconds between two attempts; what it raises ends the waiting.
        """
        with telling_surroundings(self.path):
            self.snapshots.mkdir(parents=True, exist_ok=True)
            with (self.path / "lock").open("w") as file:
                if not _is_taken(file):
                    on_wait()
                    # Never a blocking call: Python takes it up again after a signal (PEP 475).
                    while not _is_taken(file):
                        wait(ATTEMPT)
                yield

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """Give a folder aside in which a snapshot is written; what was left by a killed build is cleared first."""
        for left in self.snapshots.glob(f"{ASIDE}*"):
            shutil.rmtree(left, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix=ASIDE, dir=self.snapshots))
        folder.chmod(0o755)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def seal(self, staged: Path, manifest: Manifest) -> Manifest:
        """Write the manifest, flush all to disk and give the folder its name, unless that snapshot exists already."""
        files = {
            path.relative_to(staged).as_posix(): {"bytes": path.stat().st_size, "sha256": file_sha256(path)}
            for path in sorted(staged.rglob("*"))
            if path.is_file()
        }
        sealed = replace(manifest, files=files)
        text = json.dumps(asdict(sealed), ensure_ascii=False, indent=1)
        (staged / MANIFEST).write_text(text + "\n", encoding="utf-8")
        target = self.folder(sealed.id)
        if target.exists():
            if not damaged_files(target):
                return Manifest.read(target)
            self._remove(target)
        flush(staged)
        staged.rename(target)
        _flush_folder(self.snapshots)
        return sealed

    def activate(self, manifest: Manifest, fingerprint: str | None = None) -> None:
        """Make a snapshot current in one atomic step and write it into the journal; OtherLayout for an unusable one.

        `fingerprint` is that of the sources just built, where they are other than those the snapshot was made from.
        """
        manifest.usable()
        pointed = self.pointed()
        # A snapshot that is current already stays so since then: Last-Modified comes from the link.
        if pointed is None or pointed[0] != manifest.id:
            aside = self.path / ".current-new"
            aside.unlink(missing_ok=True)
            aside.symlink_to(Path("snapshots") / manifest.id)
            aside.rename(self.link)
            _flush_folder(self.path)
        if fingerprint is not None:
            write_journal(self._journal, Activation(manifest.id, manifest.base, fingerprint, now()))

    def prune(self, keep: int) -> list[str]:
        """Remove the oldest snapshots of each base beyond `keep`, none that is current or in use; return their ids."""
        current = self.current()
        by_base: dict[str, list[Manifest]] = {}
        for manifest in self.manifests():
            by_base.setdefault(manifest.base, []).append(manifest)
        removed = []
        for manifests in by_base.values():
            for manifest in manifests[: max(0, len(manifests) - keep)]:
                folder = self.folder(manifest.id)
                if (current is None or manifest.id != current.id) and not is_in_use(folder):
                    self._remove(folder)
                    removed.append(manifest.id)
        return removed

    def _remove(self, folder: Path) -> None:
        # Renamed first: a half-removed folder must not look like a snapshot.
        gone = Path(tempfile.mkdtemp(prefix=ASIDE, dir=self.snapshots))
        folder.rename(gone / folder.name)
        shutil.rmtree(gone, ignore_errors=True)


def now() -> str:
    """Return the time in UTC as ISO 8601 writes it."""
    return datetime.now(UTC).isoformat()


def _is_taken(file: IO[str]) -> bool:
    """Take the lock on an open file, if nobody holds it; return whether it is ours."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
