"""Snapshots: sealed folders, the journal of what was built, and the one link that says which is current."""

import errno
import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pyoxigraph import Quad, RdfFormat, parse

from publisher.dumps import file_sha256, flush
from publisher.errors import SnapshotNotFound, SurroundingsError

MANIFEST = "manifest.json"
# The files of a snapshot, by what they are.
DOCUMENTS, SEARCH, STORE, DUMPS = "documents.sqlite", "search.sqlite", "store", "dumps"
REPORT, SHAPES, DATASET, SERVICE, SOURCE = "report.ttl", "shapes.ttl", "dataset.nt", "service.nt", "source.txt"


@dataclass(frozen=True)
class Manifest:
    """What a snapshot is: `id` is the SHA-256 of all that reaches a byte of the site, in hex.

    `made` is the time of the build (ISO 8601, UTC); `fingerprint` tells unchanged sources without parsing them;
    `site` holds the settings that pages show; `files` maps each path to its size in bytes and SHA-256.
    """

    id: str
    base: str
    version: str
    made: str
    fingerprint: str
    counts: dict[str, int]
    site: dict[str, Any]
    prefixes: dict[str, str]
    files: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Read the manifest of a snapshot's folder; SnapshotNotFound when it is not one."""
        try:
            content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            return cls(**content)
        except FileNotFoundError:
            raise SnapshotNotFound(f"{folder} holds no snapshot: build one with `publisher build`") from None
        except (ValueError, TypeError) as error:
            raise SnapshotNotFound(f"{folder / MANIFEST} cannot be read ({error}): build anew") from None


@dataclass(frozen=True)
class Activation:
    """One line of the journal: a snapshot was built, or chosen again, and became current."""

    id: str
    base: str
    fingerprint: str
    at: str


class State:
    """The folder that holds a site's snapshots; what is written here is whole or not there at all."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.snapshots = path / "snapshots"
        self.link = path / "current"

    def folder(self, snapshot_id: str) -> Path:
        """Return the folder of a snapshot, whether it exists or not."""
        return self.snapshots / snapshot_id

    def manifests(self) -> list[Manifest]:
        """Return the snapshots, oldest first by when they last became current."""
        order = {line.id: place for place, line in enumerate(self._journal())}
        folders = self.snapshots.iterdir() if self.snapshots.is_dir() else ()
        found = [Manifest.read(one) for one in folders if (one / MANIFEST).is_file() and not one.name.startswith(".")]
        return sorted(found, key=lambda manifest: (order.get(manifest.id, -1), manifest.made, manifest.id))

    def current(self) -> Manifest | None:
        """Return the snapshot in use, or None when nothing was built yet."""
        try:
            return Manifest.read(self.folder(Path(os.readlink(self.link)).name))
        except (OSError, SnapshotNotFound):
            return None

    def current_since(self) -> float:
        """Return when the snapshot in use became current, in seconds since 1970."""
        return self.link.lstat().st_mtime

    def newest(self, base: str) -> Activation | None:
        """Return the latest build for a base whose snapshot still exists."""
        lines = (line for line in reversed(self._journal()) if line.base == base)
        return next((line for line in lines if (self.folder(line.id) / MANIFEST).is_file()), None)

    def find(self, start: str) -> Manifest:
        """Return the snapshot whose id begins so; SnapshotNotFound when there is none, or more than one."""
        found = [manifest for manifest in self.manifests() if manifest.id.startswith(start)]
        if len(found) == 1:
            return found[0]
        problem = "no snapshot" if not found else f"{len(found)} snapshots"
        raise SnapshotNotFound(f"{problem} with an id that begins with {start!r}; `publisher snapshots` lists them")

    def before_current(self) -> Manifest:
        """Return the snapshot of the current one's base that came before it."""
        current = self.current()
        if current is None:
            raise SnapshotNotFound("nothing is current yet: build with `publisher build`")
        same_base = [manifest for manifest in self.manifests() if manifest.base == current.base]
        made = sorted(same_base, key=lambda manifest: (manifest.made, manifest.id))
        place = [manifest.id for manifest in made].index(current.id)
        if place == 0:
            raise SnapshotNotFound(f"there is no snapshot of {current.base} before the current one")
        return made[place - 1]

    @contextmanager
    def locked(self, on_wait: Callable[[], None]) -> Iterator[None]:
        """Hold the one lock under which the state changes; `on_wait` is called when another process holds it."""
        with telling_surroundings(self.path):
            self.snapshots.mkdir(parents=True, exist_ok=True)
            with (self.path / "lock").open("w") as file:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    on_wait()
                    fcntl.flock(file, fcntl.LOCK_EX)
                yield

    @contextmanager
    def staging(self) -> Iterator[Path]:
        """Give a folder aside in which a snapshot is written; what was left by a killed build is cleared first."""
        for left in self.snapshots.glob(".building-*"):
            shutil.rmtree(left, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix=".building-", dir=self.snapshots))
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
        sealed = Manifest(**{**asdict(manifest), "files": files})
        text = json.dumps(asdict(sealed), ensure_ascii=False, indent=1, sort_keys=True)
        (staged / MANIFEST).write_text(text + "\n", encoding="utf-8")
        target = self.folder(sealed.id)
        if target.exists():
            if not missing_files(target):
                return Manifest.read(target)
            shutil.rmtree(target)
        flush(staged)
        staged.rename(target)
        _flush_folder(self.snapshots)
        return sealed

    def activate(self, manifest: Manifest, fingerprint: str | None = None) -> None:
        """Make a snapshot current in one atomic step and write it into the journal.

        `fingerprint` is that of the sources just built, where they are other than those the snapshot was made from.
        """
        aside = self.path / ".current-new"
        aside.unlink(missing_ok=True)
        aside.symlink_to(Path("snapshots") / manifest.id)
        aside.rename(self.link)
        _flush_folder(self.path)
        if fingerprint is not None:
            line = Activation(manifest.id, manifest.base, fingerprint, now())
            with (self.path / "journal.jsonl").open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(line)) + "\n")
                file.flush()
                os.fsync(file.fileno())

    def prune(self, keep: int) -> list[str]:
        """Remove the oldest snapshots of each base beyond `keep`, never the current one; return their ids."""
        current = self.current()
        by_base: dict[str, list[Manifest]] = {}
        for manifest in self.manifests():
            by_base.setdefault(manifest.base, []).append(manifest)
        removed = []
        for manifests in by_base.values():
            for manifest in manifests[: max(0, len(manifests) - keep)]:
                if current is None or manifest.id != current.id:
                    # Renamed first: a half-removed folder must not look like a snapshot.
                    gone = self.snapshots / f".building-gone-{manifest.id}"
                    self.folder(manifest.id).rename(gone)
                    shutil.rmtree(gone, ignore_errors=True)
                    removed.append(manifest.id)
        return removed

    def _journal(self) -> list[Activation]:
        try:
            lines = (self.path / "journal.jsonl").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []
        return [line for text in lines if (line := _activation(text))]


def _activation(text: str) -> Activation | None:
    """Return a line of the journal, or None for one that a power cut tore."""
    try:
        return Activation(**json.loads(text))
    except (ValueError, TypeError):
        return None


def read_quads(path: Path) -> list[Quad]:
    """Return the quads of one of a snapshot's Turtle or N-Triples files."""
    # Every N-Triples document is a Turtle document.
    return list(parse(path.read_bytes(), format=RdfFormat.TURTLE))


def missing_files(folder: Path) -> list[str]:
    """Return the files of a snapshot that are gone or have another size than its manifest says."""
    manifest = Manifest.read(folder)

    def size(path: Path) -> int:
        return path.stat().st_size if path.is_file() else -1

    return [name for name, entry in manifest.files.items() if size(folder / name) != entry["bytes"]]


def now() -> str:
    """Return the time in UTC as ISO 8601 writes it."""
    return datetime.now(UTC).isoformat()


@contextmanager
def telling_surroundings(path: Path) -> Iterator[None]:
    """Turn the operating system's refusals into one clear message."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT) or "No space left" in str(error):
            raise SurroundingsError(
                f"the disk that holds {path} is full: free some space and run again; what is being served is untouched"
            ) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise SurroundingsError(
                f"{error.filename or path} is not writable: change its permissions, or use another with --state DIR"
            ) from error
        if error.errno in (errno.ENOTDIR, errno.EEXIST):
            raise SurroundingsError(
                f"{error.filename or path} is in the way: name another folder with --state DIR"
            ) from error
        raise


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
