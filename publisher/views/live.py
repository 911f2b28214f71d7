"""The snapshot that answers, opened: everything a view needs, reached in one place."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from flask import g
from werkzeug.http import http_date

from publisher.description import Quads
from publisher.documents import Documents
from publisher.namespaces import Prefixes
from publisher.rendering.html import Pages
from publisher.search import Search
from publisher.settings import Limits, Site, site_from
from publisher.snapshot import DATASET, DOCUMENTS, REPORT, SEARCH, SERVICE, SHAPES, Manifest, read_quads
from publisher.store import Store
from publisher.views.turns import Turns


@dataclass(frozen=True)
class Live:
    """An opened snapshot with the store that answers queries on it.

    `since` is when it became current, in seconds since 1970; `in_memory` is whether the store is there. What pages show
    comes from the snapshot, not from the settings as they are now: a snapshot is whole.
    """

    folder: Path
    manifest: Manifest
    store: Store
    limits: Limits
    since: float
    in_memory: bool = False

    @cached_property
    def which(self) -> tuple[str, float]:
        """What finished responses belong to: the snapshot, and when it became current."""
        return self.manifest.id, self.since

    @property
    def base(self) -> str:
        """The base IRI that everything is published under, ending in "/"."""
        return self.manifest.base

    @cached_property
    def modified(self) -> str:
        """When it became current, as HTTP writes it."""
        return http_date(int(self.since))

    @cached_property
    def site(self) -> Site:
        """The settings of the site as they were at the build."""
        return site_from(self.manifest.site)

    @cached_property
    def prefixes(self) -> Prefixes:
        """The prefixes of the site, published space."""
        return Prefixes(self.manifest.prefixes)

    @cached_property
    def documents(self) -> Documents:
        """The document table."""
        return Documents(self.folder / DOCUMENTS)

    @cached_property
    def search(self) -> Search:
        """The search table."""
        return Search(self.folder / SEARCH)

    @cached_property
    def pages(self) -> Pages:
        """The writer of HTML pages."""
        return Pages(self.site, self.base, self.prefixes, self.documents)

    @cached_property
    def facts(self) -> dict[str, Any]:
        """The counts and lists that the build wrote."""
        names = ("counts", "classes", "properties", "graphs", "dumps", "questions", "general")
        return {name: self.documents.fact(name) for name in names}

    @cached_property
    def dataset(self) -> Quads:
        """The catalogue: DCAT and VoID."""
        return self._file(DATASET)

    @cached_property
    def service(self) -> Quads:
        """The SPARQL Service Description."""
        return self._file(SERVICE)

    @cached_property
    def shapes(self) -> Quads:
        """The shapes that the data passed."""
        return self._file(SHAPES)

    @cached_property
    def report(self) -> Quads:
        """The validation report."""
        return self._file(REPORT)

    @cached_property
    def writing(self) -> Turns:
        """The turns of those whose results become large pages."""
        return Turns()

    def _file(self, name: str) -> Quads:
        return read_quads(self.folder / name)


def live() -> Live:
    """Return the snapshot that answers this request."""
    answering: Live = g.live
    return answering
