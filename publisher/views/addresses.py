"""Where things live: between IRIs, the addresses they are looked up by, and the URLs of their documents."""

import re
import unicodedata
from collections.abc import Mapping
from urllib.parse import quote, unquote_to_bytes, urlsplit

from publisher.documents import Document
from publisher.rendering.links import SAFE

# First segments of the paths that the application gives a meaning of their own.
ROUTES = frozenset(
    (
        *("def", "scheme", "doc", "graph", "class", "dataset", "sparql", "store", "dumps", "search", "source"),
        *("shapes", "report", "context.jsonld", "healthz", "readyz", "robots.txt", "favicon.ico", "static"),
        ".well-known",
    )
)
# Left as they are in the path of a URL (RFC 3986, 3.3); "%", "?" and "#" are always encoded: a path is decoded here.
PATH_SAFE = "/~!$&'()*+,;=:@"
# What an IRI may not hold (RFC 3987, 2.2), and what would end a path.
NOT_IN_IRI_PATH = re.compile(r"[\x00-\x20<>\"{}|\\^`%?#\x7f-\x9f\ud800-\udfff]")

ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]+")


def is_absolute(iri: str) -> bool:
    """Return whether a text is an absolute IRI: a scheme, and no character that an IRI may not hold (RFC 3987, 2.2)."""
    return bool(ABSOLUTE.fullmatch(iri))


def prefix_of(base: str) -> str:
    """Return the path of a base as a server hands it over, decoded, its bytes as Latin-1 (PEP 3333), without "/"."""
    return unquote_to_bytes(urlsplit(base).path.rstrip("/")).decode("latin-1")


def requested_path(path: str) -> str:
    """Return a path that the server has decoded as addresses hold it, without the leading "/"."""
    return unicodedata.normalize("NFC", path.removeprefix("/"))


def url_path(path: str) -> str:
    """Return a decoded path as URLs write it: percent-encoded, ASCII only."""
    return quote(path, safe=PATH_SAFE)


def url_query(query: bytes) -> str:
    """Return a query as it came with all that no URL may hold percent-encoded (RFC 3986, 3.4)."""
    return quote(query, safe=SAFE)


def iri_path(path: str) -> str:
    """Return a decoded path as IRIs write it: only what an IRI cannot hold is percent-encoded."""
    return NOT_IN_IRI_PATH.sub(lambda match: quote(match.group(), safe="", errors="replace"), path)


def document_path(known: Mapping[str, Document], base: str, address: str) -> str:
    """Return the decoded path, below the base, of the document at an address below the base (see `address_of`).

    `known` are the documents at this address and at the one of the same name below `id/`, as far as there are any.
    `/id/x` is told of at `/doc/x`; what has fragments, or stands on a path with a meaning of its own, at its own path;
    and where `/id/x` and `/x` are both there, `/x` keeps its own path too.
    """
    path = address[len(base) :]
    if path.startswith("id/") and path != "id/":
        return "doc/" + path[3:]
    own = path.split("/", 1)[0] in ROUTES or not path
    if own or f"{base}id/{path}" in known or (address in known and known[address].has_fragments):
        return path
    return "doc/" + path
