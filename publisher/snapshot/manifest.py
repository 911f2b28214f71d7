"""What a snapshot is: its manifest, the names of its files, and whether they are whole."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from pyoxigraph import Quad, RdfFormat, parse

from publisher.disk import file_sha256
from publisher.errors import OtherLayout, SnapshotNotFound

MANIFEST = "manifest.json"
# The files of a snapshot, by what they are.
DOCUMENTS, SEARCH, STORE, DUMPS = "documents.sqlite", "search.sqlite", "store", "dumps"
REPORT, SHAPES, DATASET, SERVICE, SOURCE = "report.ttl", "shapes.ttl", "dataset.nt", "service.nt", "source.txt"
# How the files of a snapshot are laid out. To be raised with every change after which code from before it would not
# understand a new snapshot, or code from after it an old one: files, tables, facts (`documents.fact`), the manifest.
LAYOUT = 6


@dataclass(frozen=True)
class Manifest:
    """What a snapshot is: `id` is the SHA-256 of all that reaches a byte of the site, in hex.

    `made` is the time of the build (ISO 8601, UTC); `fingerprint` tells unchanged sources without parsing them;
    `counts` are those of the data, `overlaps` says whether the store has a triple in two graphs; `site` holds the
    settings that pages show; `files` maps each path to its size in bytes and SHA-256; `layout` is the `LAYOUT` of the
    code that wrote it, 0 where that had no number yet.
    """

    id: str
    base: str
    version: str
    made: str
    fingerprint: str
    counts: dict[str, int]
    overlaps: bool
    site: dict[str, Any]
    prefixes: dict[str, str]
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    layout: int = LAYOUT

    @property
    def is_usable(self) -> bool:
        """Whether this code understands the snapshot's files."""
        return self.layout == LAYOUT

    def usable(self) -> "Manifest":
        """Return the manifest to whoever is about to read the snapshot; OtherLayout where this code cannot."""
        if not self.is_usable:
            told = f"snapshot {self.id[:12]} was made by another version of publisher"
            raise OtherLayout(f"{told}: run `publisher build`")
        return self

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Read the manifest of a snapshot's folder, whatever its layout; SnapshotNotFound when it is not one."""
        known = {one.name for one in fields(cls)}
        try:
            content = {"layout": 0, **json.loads((folder / MANIFEST).read_text(encoding="utf-8"))}
            return cls(**{name: value for name, value in content.items() if name in known})
        except (FileNotFoundError, NotADirectoryError):
            raise SnapshotNotFound(f"{folder} holds no snapshot: build one with `publisher build`") from None
        except (ValueError, TypeError) as error:
            raise SnapshotNotFound(f"{folder / MANIFEST} cannot be read ({error}): build anew") from None


def read_quads(path: Path) -> list[Quad]:
    """Return the quads of one of a snapshot's Turtle or N-Triples files."""
    # Every N-Triples document is a Turtle document.
    return list(parse(path.read_bytes(), format=RdfFormat.TURTLE))


def damaged_files(folder: Path) -> list[str]:
    """Return the files of a snapshot that are gone or hold something else than its manifest says."""
    try:
        files = Manifest.read(folder).files
    except SnapshotNotFound:
        return [MANIFEST]

    def is_whole(path: Path, entry: Mapping[str, Any]) -> bool:
        return path.is_file() and path.stat().st_size == entry["bytes"] and file_sha256(path) == entry["sha256"]

    return [name for name, entry in files.items() if not is_whole(folder / name, entry)]
