"""What every page shares: the reader, the words, the names, the header and the footer."""

import re
from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from markupsafe import Markup
from pyoxigraph import Quad, Triple

from publisher.documents import Documents
from publisher.formats import TURTLE, Format
from publisher.labels import Label, choose
from publisher.namespaces import Prefixes
from publisher.rendering.assets import Assets
from publisher.rendering.drawing import drawing
from publisher.rendering.languages import Interface, load_interfaces, own_name
from publisher.rendering.links import Links
from publisher.rendering.names import Names, iris_of
from publisher.rendering.notes import NO_NOTES, Notes
from publisher.rendering.relations import by_subject
from publisher.rendering.telling import told_of
from publisher.rendering.templates import Templates
from publisher.rendering.things import Composer
from publisher.rendering.values import bounded
from publisher.settings import Site, Texts

WEB = Path(__file__).parent.parent / "web"
Facts = Mapping[str, Any]
TITLE = 200  # letters of a page's title in the browser
CREATIVE_COMMONS = re.compile(r"https?://creativecommons\.org/(licenses|publicdomain)/([a-z-]+)/(\d\.\d)/?.*")


@dataclass(frozen=True)
class Reading:
    """How a page is read.

    `language` is that of the interface; `languages` the order in which names are looked for, the reader's first;
    `path` the page's address below the base, percent-encoded, with its query but without `lang`; `explicit` says
    that the reader chose the language by address, so that links carry it on; `alternates` are the other
    representations and their absolute addresses.
    """

    language: str
    languages: tuple[str, ...]
    path: str
    explicit: bool = False
    alternates: tuple[tuple[Format, str], ...] = ()

    @property
    def whole(self) -> str:
        """The address of the Turtle of this page, which holds all that a page leaves out; "" where there is none."""
        return next((address for row, address in self.alternates if row is TURTLE), "")

    @property
    def content_language(self) -> str:
        """The languages that the page is written in: that of its names first, then that of the interface."""
        return ", ".join(dict.fromkeys((*self.languages[:1], self.language)))


class Frame:
    """The site around a page: names, composers and templates for each reading of it."""

    def __init__(self, site: Site, base: str, prefixes: Prefixes, documents: Documents) -> None:
        self.site, self.base, self.documents = site, base, documents
        self.prefixes = prefixes.with_well_known()
        self.assets = Assets(WEB / "static")
        self.interfaces = load_interfaces(WEB / "translations")
        common = {
            "static": self.static,
            "has_static": self.assets.__contains__,
            "drawn": drawing,
            "licence": _licence(site.licence),
            "site": site,
            "base": base,
        }
        self._templates = Templates(WEB / "templates", self.interfaces, common)
        self._around: dict[tuple[str, str | None], Mapping[str, Markup]] = {}  # a few languages, each in two ways
        self._languages = [(tag, own_name(tag)) for tag in site.languages]
        classes = documents.fact("classes")
        self._classes = {row["iri"]: row["name"] for row in classes}
        self._graphs = {row["iri"]: row["name"] for row in documents.fact("graphs")}
        members = {row["iri"]: row["total"] for row in classes}
        uses = {row["iri"]: row["total"] for row in documents.fact("properties")}
        # How many things each class has, or how many triples a property.
        self.totals: Mapping[str, int] = ChainMap(members, uses)

    def interface(self, reading: Reading) -> Interface:
        """Return the words of the reader's language."""
        return self.interfaces[reading.language]

    def links(self, reading: Reading) -> Links:
        """Return the site's addresses for a reader."""
        return Links(self.base, reading.languages[0] if reading.explicit else None, self._classes, self._graphs)

    def names(
        self, reading: Reading, iris: Iterable[str], listed: Iterable[str] = (), pictured: Iterable[str] = ()
    ) -> Names:
        """Return names for the resources of a page; their labels are looked up here, all at once.

        Of those that are `listed`, records and passages without a label are called by what they say; of those that are
        `pictured`, the kind has a name too.
        """
        wanted, links = set(iris), self.links(reading)
        foreign = frozenset(filter(links.leads_outward, wanted))
        kinds = self.documents.kinds(foreign.union(pictured))
        wanted.update(filter(None, kinds.values()))
        labels = self.documents.labels(wanted, reading.languages)
        told = told_of(set(listed) - labels.keys(), self.documents.receipts, self.document_language)
        parts = iris_of(said for said in told.values() if isinstance(said, Triple)).difference(wanted)
        labels |= self.documents.labels(parts, reading.languages)
        links = replace(links, absent=foreign - kinds.keys())
        return Names(labels, self.prefixes, links, self.interface(reading), told, kinds)

    def composer(
        self,
        reading: Reading,
        names: Names,
        quads: Iterable[Quad] = (),
        common: tuple[str, ...] = (),
        notes: Notes = NO_NOTES,
    ) -> Composer:
        """Return what turns the terms of a page into values; `quads` are those that say what its nodes are."""
        interface = self.interface(reading)
        return Composer(names, interface, reading.languages, by_subject(quads), reading.whole, common, notes)

    @property
    def document_language(self) -> str:
        """The language of the source document: what the data says, else the first of the site."""
        source = self.documents.receipts.source
        return (source.language if source else "") or self.site.languages[0]

    def render(self, template: str, reading: Reading, title: str, /, summary: str = "", **context: Any) -> str:
        """Return a page; `title` and `summary` stand in its head, an empty title is the site's own."""
        links = self.links(reading)
        shared = {
            "reading": reading,
            "links": links,
            "site_title": text_in(self.site.title, reading.languages),
            "page_title": bounded(title, TITLE),
            "page_summary": bounded(summary, TITLE),
            "around": self._around_in(reading.language, links),
            "switch": [(tag, name, links.in_language(reading.path, tag)) for tag, name in self._languages],
        }
        return self._templates.render(template, reading.language, {**shared, **context})

    def _around_in(self, language: str, links: Links) -> Mapping[str, Markup]:
        """Return what stands around every page that has the same links in an interface language."""
        key = (language, links.language)
        if key not in self._around:
            names = ("pages", "search", "foot")
            self._around[key] = {name: self._templates.macro("around.html", name, language, links) for name in names}
        return self._around[key]

    def static(self, name: str) -> str:
        """Return the address of a static file, under the name that its content gives it."""
        return f"{self.base}static/{self.assets.hashed_name(name)}"


def text_in(texts: Texts, languages: Sequence[str]) -> Label:
    """Return one of the settings' texts in the first language that has it."""
    return choose((Label(text, language) for language, text in texts.items()), languages) or Label("", "")


@dataclass(frozen=True)
class Question:
    """A query that is offered to readers, by the question that it answers; `name` is that of its file.

    `note` explains the answer; its text is "" where the file says nothing more.
    """

    name: str
    title: Label
    text: str
    note: Label


def questions_in(facts: Facts, languages: Sequence[str], kind: str = "questions") -> list[Question]:
    """Return the questions of a site in their order, each in the first language that has it, or by its file.

    Those of the kind "general" can be asked of any dataset.
    """
    return [
        Question(
            row["name"],
            text_in(row.get("titles") or {"": row["title"]}, languages),
            row["text"],
            text_in(row.get("notes", {}), languages),
        )
        for row in facts[kind]
    ]


def _licence(iri: str | None) -> tuple[str, str] | None:
    """Return a licence's short name and its address."""
    if iri is None:
        return None
    match = CREATIVE_COMMONS.fullmatch(iri)
    if match is None:
        return iri.partition("://")[2] or iri, iri
    kind, name, version = match.groups()
    if kind == "publicdomain":
        return f"CC0 {version}" if name == "zero" else f"Public Domain Mark {version}", iri
    return f"CC {name.upper()} {version}", iri


@dataclass(frozen=True)
class Pager:
    """Where one page of a list stands among the others, with addresses of its neighbours (None at the ends)."""

    page: int
    pages: int
    first: str | None
    previous: str | None
    next: str | None
    last: str | None


def pager(page: int, pages: int, address: Callable[[int], str]) -> Pager | None:
    """Return the neighbours of a page, or None for a list of one page."""
    if pages <= 1:
        return None
    back, on = page > 1, page < pages
    return Pager(
        page,
        pages,
        address(1) if back else None,
        address(page - 1) if back else None,
        address(page + 1) if on else None,
        address(pages) if on else None,
    )


class Framed:
    """Pages of one kind, within the frame that all share."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
