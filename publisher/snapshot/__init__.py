"""Snapshots: sealed folders, and the one link that says which of them is current."""

from publisher.snapshot.manifest import (
    DATASET,
    DOCUMENTS,
    DUMPS,
    LAYOUT,
    MANIFEST,
    REPORT,
    SEARCH,
    SERVICE,
    SHAPES,
    SOURCE,
    STORE,
    Manifest,
    damaged_files,
    read_quads,
)
from publisher.snapshot.state import ASIDE, State, now

__all__ = [
    "ASIDE",
    "DATASET",
    "DOCUMENTS",
    "DUMPS",
    "LAYOUT",
    "MANIFEST",
    "REPORT",
    "SEARCH",
    "SERVICE",
    "SHAPES",
    "SOURCE",
    "STORE",
    "Manifest",
    "State",
    "damaged_files",
    "now",
    "read_quads",
]
