"""Where a page links to: the address of every IRI and of every page of the site, in the reader's language."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import quote, urlencode

# What may stand in an address as it is (RFC 3986, section 2); all else is percent-encoded.
SAFE = "%:/?#[]@!$&'()*+,;=~"
PLAIN = re.compile(rf"[A-Za-z0-9_.\-{re.escape(SAFE)}]*")
PATH_SAFE = "/:@!$'()*,;=~+"
PLAIN_PATH = re.compile(rf"[A-Za-z0-9_.\-{re.escape(PATH_SAFE)}]*")
LONGEST = 8000  # letters of an encoded query that an address may hold: servers on the way take little more
OUTWARD = ("http:", "https:", "mailto:", "tel:")
# Addresses that browsers, or our own redirects, would change on the way.
UNSTEADY = re.compile(r"//|(^|/)\.{1,2}(/|$)|/$|[?]")


@dataclass(frozen=True)
class Target:
    """Where an IRI leads: `href` is the first link, `about` our own page beside it where `href` leads outward."""

    href: str
    about: str | None = None


@dataclass(frozen=True)
class Links:
    """Addresses of a site under `base`; `language` is carried along where the reader chose it by address.

    `classes` and `graphs` map IRIs to the names of their pages; `absent` are the IRIs leading outward of which the data
    knows nothing, so that we have no page about them.
    """

    base: str
    language: str | None = None
    classes: Mapping[str, str] = field(default_factory=dict)
    graphs: Mapping[str, str] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()

    def page(self, path: str, /, **parameters: str | int) -> str:
        """Return the address of a page of the site; `path` stands below the base, decoded."""
        return self._address(path if PLAIN_PATH.fullmatch(path) else quote(path, safe=PATH_SAFE), "", parameters)

    def in_language(self, path: str, language: str) -> str:
        """Return the address `path` (encoded, with its query) in another language."""
        mark = "&" if "?" in path else "?"
        return f"{self.base}{path}{mark}{urlencode({'lang': language})}"

    def about(self, iri: str, **parameters: str | int) -> str:
        """Return our page about any IRI, or the foreign address itself where the data does not know it."""
        if self.leads_outward(iri) and iri in self.absent:
            return encoded(iri)
        path, mark, fragment = iri.removeprefix(self.base).partition("#")
        if not iri.startswith(self.base) or UNSTEADY.search(path) or (fragment and parameters):
            return self.page("doc", iri=iri, **parameters)
        if path.startswith("id/"):
            path = "doc/" + path.removeprefix("id/")
        return self._address(encoded(path), encoded(mark + fragment), parameters)

    def alone(self, iri: str) -> str:
        """Return our page about one IRI alone, where `about` may lead into a document that it shares with others."""
        if "#" not in iri:
            return self.about(iri)
        language = "" if self.language is None else f"&lang={self.language}"
        return f"{self.base}doc?iri={_asked(iri)}{language}"

    def to(self, iri: str) -> Target:
        """Return where the name of an IRI leads: our own to their pages, foreign ones outward with ours beside."""
        if not self.leads_outward(iri):
            return Target(self.about(iri))
        return Target(encoded(iri), None if iri in self.absent else self.about(iri))

    def leads_outward(self, iri: str) -> bool:
        """Return whether an IRI is the address of something on another site."""
        return not iri.startswith(self.base) and iri.lower().startswith(OUTWARD)

    def values(self, iri: str, predicate: str, incoming: bool, page: int = 1) -> str:
        """Return the list of all that a thing has by a predicate, or of all that points to it by it."""
        return self.about(iri, property=predicate, direction="in" if incoming else "out", page=page)

    def class_page(self, iri: str) -> str | None:
        """Return the list of the things of a class, or None where it has none."""
        name = self.classes.get(iri)
        return None if name is None else self.page(f"class/{name}")

    def source(self, anchor: str) -> str:
        """Return the place of a fragment on the page of the source document."""
        return self._address("source", encoded(f"#{anchor}"), {})

    def graph_page(self, iri: str) -> str:
        """Return the page of a named graph."""
        name = self.graphs.get(iri)
        return self.about(iri) if name is None else self.page(f"graph/{name}")

    def query(self, text: str, **parameters: str) -> str:
        """Return the address that runs a query."""
        return self.page("sparql", query=text, **parameters)

    def _address(self, path: str, fragment: str, parameters: Mapping[str, str | int]) -> str:
        if self.language is not None:
            parameters = {**parameters, "lang": self.language}
        query = "?" + urlencode(parameters, quote_via=quote) if parameters else ""
        return f"{self.base}{path}{query}{fragment}"


@lru_cache(maxsize=1024)  # the same properties stand on every page
def _asked(iri: str) -> str:
    return quote(iri, safe="")


def addressed(query: str) -> str:
    """Return a query if an address can hold it, else ""."""
    return query if len(quote(query, safe="")) <= LONGEST else ""


def encoded(iri: str) -> str:
    """Return an IRI as an address, percent-encoded where need be; what is encoded already stays."""
    return iri if PLAIN.fullmatch(iri) else quote(iri, safe=SAFE)
