"""Keep finished responses as long as their snapshot answers: by address and what `Vary` names, bounded in bytes."""

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from threading import Lock
from typing import Any

from cachetools import LRUCache
from werkzeug.http import is_resource_modified, remove_entity_headers

from publisher.formats import Format
from publisher.mount import Application, StartResponse
from publisher.negotiation import accepts_gzip, choose_format, choose_language

Headers = list[tuple[str, str]]
# Path and query, as they came.
Address = tuple[str, str]

VARIATION = "publisher.variation"
# In the environment of a request: the cache that may keep its answer, and the answer if it is there.
KEPT = "publisher.kept"
Wrapper = Callable[[Application], Application]
KEPT_STATUSES = ("200 ", "303 ", "308 ")
# Requests with these headers are not for finished answers.
SPECIAL = frozenset(("HTTP_RANGE", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_TRANSFER_ENCODING"))
# Bytes of a body that the server takes whole, whatever the client does: larger ones hold a thread until they have gone.
WHOLE = 262_144
# Of the whole: what one address may take, and the part that is open to addresses that were asked for once.
LARGEST_SHARE, NEW_SHARE = 16, 4
# Bytes that Python needs for an answer beside its texts, roughly.
OVERHEAD = 2_000


@dataclass
class Variation:
    """What the variants of an address are chosen from: told by the view that answers, in the request's environment.

    `formats` are the rows that Accept chooses from, `languages` those that Accept-Language does; None where the answer
    does not depend on them.
    """

    formats: tuple[Format, ...] | None = None
    languages: tuple[str, ...] | None = None


class Answer:
    """A finished answer to GET: status line, headers, whole body."""

    def __init__(self, status: str, headers: Headers, body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body

    @property
    def size(self) -> int:
        """Bytes that it takes, roughly."""
        return OVERHEAD + len(self.body) + 2 * sum(len(name) + len(value) for name, value in self.headers)

    @cached_property
    def _left(self) -> Headers:
        """What is left of the headers with 304 (RFC 9110, 15.4.5)."""
        left = self.headers.copy()
        remove_entity_headers(left)
        return left

    def to(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request: whole, its head alone, or 304 where the client has it already."""
        asks = "HTTP_IF_NONE_MATCH" in environ or "HTTP_IF_MODIFIED_SINCE" in environ
        if asks and self.status.startswith("200") and not self._is_news_to(environ):
            start_response("304 NOT MODIFIED", self._left.copy())
            return ()
        start_response(self.status, self.headers.copy())
        return () if environ["REQUEST_METHOD"] == "HEAD" else (self.body,)

    def _is_news_to(self, environ: dict[str, Any]) -> bool:
        named = {name.lower(): value for name, value in self.headers}
        return is_resource_modified(environ, named.get("etag"), None, named.get("last-modified"))


@dataclass
class Variants:
    """The answers of one address: by the format, the coding and the language that were chosen."""

    variation: Variation
    size: int
    by_choice: dict[tuple[str, bool, str], Answer] = field(default_factory=dict)
    languages: dict[str, tuple[str, ...] | None] = field(default_factory=dict)  # by format

    def find(self, environ: dict[str, Any]) -> Answer | None:
        """Return the answer that the request's headers choose, if it is here."""
        return self.by_choice.get(self._choice(environ))

    def add(self, environ: dict[str, Any], languages: tuple[str, ...] | None, answer: Answer) -> None:
        """Keep what the request was answered."""
        self.languages[self._format(environ)] = languages
        choice = self._choice(environ)
        before = self.by_choice.get(choice)  # by another thread, which was asked the same
        self.by_choice[choice] = answer
        self.size += answer.size - (before.size if before else 0)

    def _choice(self, environ: dict[str, Any]) -> tuple[str, bool, str]:
        format = self._format(environ)
        languages, language = self.languages.get(format), ""
        if languages:
            language = choose_language(environ.get("HTTP_ACCEPT_LANGUAGE", ""), None, languages)
        return format, accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")), language

    def _format(self, environ: dict[str, Any]) -> str:
        if self.variation.formats is None:
            return ""
        row = choose_format(environ.get("HTTP_ACCEPT", ""), self.variation.formats)
        return row.name if row else ""


class Cache:
    """Finished answers of one snapshot, at most `size` bytes of them, for the threads of one worker.

    An address that was asked for once has to make do with a part of the room: however many there are of these, they
    drive out nothing that is asked for again and again (a segmented LRU).
    """

    def __init__(self, size: int) -> None:
        self._largest = size // LARGEST_SHARE
        self._lock = Lock()
        self._new: LRUCache[Address, Variants] = LRUCache(size // NEW_SHARE, attrgetter("size"))
        self._proven: LRUCache[Address, Variants] = LRUCache(size - size // NEW_SHARE, attrgetter("size"))

    @property
    def size(self) -> int:
        """Bytes that are held."""
        return int(self._new.currsize + self._proven.currsize)

    def find(self, environ: dict[str, Any]) -> Answer | None:
        """Return the finished answer to a request, or None where there is none."""
        address = _address(environ)
        with self._lock:
            known = self._proven.get(address)
            if known is None:
                known = self._new.get(address)
            found = known.find(environ) if known else None
            if found is not None and address in self._new:
                self._proven[address] = self._new.pop(address)
            return found

    def admits(self, length: int) -> bool:
        """Return whether a body of so many bytes is small enough to be kept."""
        return length <= self._largest

    def keep(self, environ: dict[str, Any], variation: Variation, answer: Answer) -> None:
        """Keep the answer to a request, in the place of what has been asked for least recently."""
        address = _address(environ)
        with self._lock:
            held = self._proven if address in self._proven else self._new
            known = held.pop(address, None)
            if known is None or known.variation.formats != variation.formats:
                known = Variants(variation, OVERHEAD + 2 * sum(map(len, address)))
            if known.size + answer.size <= self._largest:
                known.add(environ, variation.languages, answer)
            if known.by_choice:
                held[address] = known


def unchanged(application: Application) -> Application:
    """Return the application itself."""
    return application


class Cached:
    """An application that answers again what another has answered before, for as long as `owner()` is the same.

    `size` is in bytes; with 0 nothing is kept. Kept are answers to GET that any cache may keep (`Cache-Control:
    public`) and whose views tell what their variants depend on (`Variation`); no errors, no very large bodies. What
    may be large comes from the application that `sent` makes of the one that answers.
    """

    def __init__(
        self, application: Application, owner: Callable[[], object], size: int, sent: Wrapper = unchanged
    ) -> None:
        self._application, self._owner, self._size = application, owner, size
        self._at_length = sent(self._answer_at_length)
        self._held: tuple[object, Cache] = (None, Cache(size))

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        found = environ[KEPT][1] if KEPT in environ else self._find(environ)
        if found is not None and len(found.body) <= WHOLE:
            return found.to(environ, start_response)
        return self._at_length(environ, start_response)

    def has(self, environ: dict[str, Any]) -> bool:
        """Return whether a request is answered in no time, for the answer is here and not large."""
        found = self._find(environ)
        return found is not None and len(found.body) <= WHOLE

    def _find(self, environ: dict[str, Any]) -> Answer | None:
        """Return what is kept for a request, and put it where the request goes, with the cache that may keep it."""
        if not self._size or not _is_plain(environ):
            return None
        try:
            now = self._owner()
        except Exception:  # whatever it is, the application meets it too, and tells
            return None
        if self._held[0] != now:
            self._held = (now, Cache(self._size))  # what went before is dropped, with what is on its way into it
        cache = self._held[1]
        found = cache.find(environ)
        environ[KEPT] = cache, found
        return found

    def _answer_at_length(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        kept: tuple[Cache, Answer | None] | None = environ.pop(KEPT, None)
        if kept is None:
            return self._application(environ, start_response)
        cache, found = kept
        if found:
            return found.to(environ, start_response)
        return _answered(self._application, environ, start_response, cache)


def is_kept(environ: dict[str, Any]) -> bool:
    """Return whether the answer to a request was found among those that are kept, when that was looked up."""
    return KEPT in environ and environ[KEPT][1] is not None


def _answered(
    application: Application, environ: dict[str, Any], start_response: StartResponse, cache: Cache
) -> Iterable[bytes]:
    """Let the application answer, and keep the answer if it is one to keep."""
    # What answers may have been told on what it depends before it is asked for it.
    variation = environ.setdefault(VARIATION, Variation())
    said: tuple[str, Headers] = ("", [])

    def started(status: str, headers: Headers, exc_info: Any = None) -> Any:
        nonlocal said
        said = (status, headers.copy())
        return start_response(status, headers, exc_info)

    pieces = application(environ, started)
    length = _length(said[1])
    if environ["REQUEST_METHOD"] != "GET" or not cache.admits(length) or not _may_be_kept(*said, variation):
        return pieces
    try:
        body = b"".join(pieces)
    finally:
        if hasattr(pieces, "close"):
            pieces.close()
    if len(body) == length:
        cache.keep(environ, variation, Answer(*said, body))
    return (body,)


def _is_plain(environ: dict[str, Any]) -> bool:
    """Whether a request asks for nothing but an address."""
    bodiless = environ.get("CONTENT_LENGTH", "") in ("", "0")
    return bodiless and environ["REQUEST_METHOD"] in ("GET", "HEAD") and SPECIAL.isdisjoint(environ)


def _may_be_kept(status: str, headers: Headers, variation: Variation) -> bool:
    """Whether an answer is a success for everybody, and what its variants depend on is known."""
    named = {name.lower(): value for name, value in headers}
    if not status.startswith(KEPT_STATUSES) or not named.get("cache-control", "").startswith("public"):
        return False
    varied = {name.strip().lower() for name in named.get("vary", "").split(",") if name.strip()}
    known = {"accept-encoding"}
    known |= {"accept"} if variation.formats is not None else set()
    known |= {"accept-language"} if variation.languages is not None else set()
    return varied <= known


def _length(headers: Headers) -> int:
    """Return the length of the body that is said, or more than any that is kept."""
    said = next((value for name, value in headers if name.lower() == "content-length"), "")
    return int(said) if said.isdigit() else sys.maxsize


def _address(environ: dict[str, Any]) -> Address:
    return environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
