"""What the data knows at a path below the base, and where the document about it is at home."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from publisher.documents import Document
from publisher.formats import Format, by_suffix
from publisher.views.addresses import document_path
from publisher.views.live import Live

# In the environment of a request: what has been looked up for it.
LIGHT = "publisher.light"


@dataclass(frozen=True)
class Found:
    """What the data knows at a decoded path below the base: its document, and the path at home of which that is."""

    path: str
    document: Document
    home: str


@dataclass(frozen=True)
class Light:
    """What has been looked up already in a snapshot: the documents at the `addresses` that a path may mean."""

    live: Live
    documents: Mapping[str, Document]


def addresses_of(path: str, base: str) -> list[str]:
    """Return the addresses that a path may mean."""
    name = path.removeprefix("doc/")
    return [base + one for one in (path, name, f"id/{name}")]


def found_at(path: str, live: Live, light: Light | None = None) -> Found | None:
    """Return the document that a request for a path may mean, None where the data knows none."""
    base, name = live.base, path.removeprefix("doc/")
    addresses = addresses_of(path, base)
    if light:
        known = {one: light.documents[one] for one in addresses if one in light.documents}
    else:
        known = live.documents.among(addresses)
    paths = [path]
    if path.startswith("doc/"):
        # The likeliest first.
        paths = [f"id/{name}", path, *([name] if document_path(known, base, base + name) == path else [])]
    documents = [known[base + one] for one in paths if base + one in known]
    if not documents:
        return None
    document = Document(documents[0].address, tuple(one for part in documents for one in part.descriptions))
    return Found(path, document, document_path(known, base, document.address))


def with_suffix(path: str, find: Callable[[str], Found | None]) -> tuple[Found, Format | None] | None:
    """Return what is found at a path, or at the path before a suffix that names a format, and that format."""
    found = find(path)
    if found:
        return found, None
    stem, dot, suffix = path.rpartition(".")
    row = by_suffix(suffix) if dot else None
    found = find(stem) if row else None
    return (found, row) if found else None
