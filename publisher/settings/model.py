"""What can be set: the tables of `publisher.toml`, their keys, types and defaults."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from math import inf
from pathlib import Path
from types import MappingProxyType
from typing import Any

Texts = dict[str, str]  # language tag → text; "" for a text without a language


@dataclass(frozen=True)
class Site:
    """What the site is and says of itself (`[site]`)."""

    title: Texts
    authored_base: str
    name: str = ""
    description: Texts = field(default_factory=dict)
    licence: str | None = None
    creator: str | None = None
    languages: tuple[str, ...] = ("en", "ja")
    base_iri: str | None = None
    modified: date | None = None
    document: str | None = None
    gated: tuple[str, ...] = ()


@dataclass(frozen=True)
class Limits:
    """What a request may cost (`[limits]`): seconds, megabytes, counts, bytes."""

    query_seconds: float = 30
    query_memory_mb: int = 1024
    result_mb: int = 256
    concurrent_queries: int = 2
    incoming: int = 100
    request_bytes: int = 1_048_576


@dataclass(frozen=True)
class Serve:
    """How the site is served (`[serve]`).

    `cache_mb` is per worker; `memory_mb` is what stores in memory may take at most, all processes together.
    """

    workers: int = 2
    cache_mb: int = 64
    memory_mb: int = 512
    warm: bool = False


@dataclass(frozen=True)
class Snapshots:
    """How many snapshots of a base are kept (`[snapshots]`)."""

    keep: int = 10


@dataclass(frozen=True)
class Settings:
    """All settings of the site in the folder `root`, with its snapshots in `state`."""

    root: Path
    state: Path
    site: Site
    limits: Limits = Limits()
    serve: Serve = Serve()
    snapshots: Snapshots = Snapshots()


TABLES: Mapping[str, type[Any]] = {"site": Site, "limits": Limits, "serve": Serve, "snapshots": Snapshots}
# The least and the most that a number may be; any other key takes all that is greater than 0.
BOUNDS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "[serve] workers": (1, 256),  # each is a process of its own: no machine that this is for has more processors
        "[serve] cache_mb": (0, inf),
        "[serve] memory_mb": (0, inf),
    }
)
