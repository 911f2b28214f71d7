"""Read one request after another out of the bytes of a connection (RFC 9112), as WSGI wants them (PEP 3333)."""

import re
import sys
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from httptools import (
    HttpParserError,
    HttpParserInvalidMethodError,
    HttpParserUpgrade,
    HttpRequestParser,
)

from publisher.serve.bodies import Body

# Bytes of a head, and of its first line, at most.
LONGEST_HEAD, LONGEST_LINE = 65_536, 65_536
# Bytes that frame a body in chunks, beside nine for each of its own, and those at a stretch: extensions and trailers
# are nobody's, and the parser keeps a trailer whole.
MOST_FRAMING = 65_536
METHODS = "GET, HEAD, POST, OPTIONS"
VERSIONS = ("1.1", "1.0")
# What WSGI says of every server of this kind.
COMMON: Mapping[str, Any] = MappingProxyType(
    {
        "SCRIPT_NAME": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "0",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
)
_ABSOLUTE = re.compile(rb"https?://[^/?#]*", re.IGNORECASE)
_METHOD = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+) ")
_UNKNOWN = "publisher.unknown_method"
_UPGRADE = re.compile(rb"\r\nupgrade:", re.IGNORECASE)
_LONGEST_NAME = 100


class Fault(Exception):
    """A request that no application can answer: with what status, in what words, with what headers beside."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None, reason: str = "") -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers, self.reason = status, detail, headers or {}, reason


class Reader:
    """The request that is being read: `environ` is what the application is told, complete when `is_complete` is.

    `goes_on` is whether another request may follow on the connection. `given` is what all requests of it share.
    """

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = given
        self._parser = HttpRequestParser(self)
        self.reset()

    def reset(self) -> None:
        """Forget the request that was read, for another."""
        self._url = b""
        self._framing = self._bare = self._length = 0  # of a body in chunks: bytes in all, since its last own, its own
        self._fault: Fault | None = None
        self.environ: dict[str, Any] = {**self._given}
        self.body: Body | None = None
        self.has_head, self.is_complete, self.goes_on = False, False, True

    def read_head(self, head: bytes) -> None:
        """Read a whole head, up to its empty line; Fault when it is none."""
        check_length(head)
        if not head.isascii():
            head = _encoded(head)
        try:
            self._parser.feed_data(head)
        except HttpParserUpgrade:
            self._ignore_upgrade(head)
        except HttpParserInvalidMethodError:
            self._read_unknown(head)
        except HttpParserError as error:
            raise self._fault or _malformed(str(error)) from None
        if not self.has_head and head.strip(b"\r\n"):
            raise _malformed("its head has an empty line within")

    def read_body(self, data: bytes) -> bytes:
        """Read more of the body, and return what does not belong to it; Fault when it is malformed."""
        left = self.left
        mine, rest = (data, b"") if left is None or len(data) <= left else (data[:left], data[left:])
        try:
            self._parser.feed_data(mine)
        except (HttpParserError, HttpParserUpgrade) as error:
            if not self.is_complete:
                raise self._fault or _malformed(str(error)) from None
            self.goes_on = False  # what came in one piece behind a body in chunks is lost
        body = self.body
        self._framing += len(mine)
        if body and body.length > self._length:
            self._length, self._bare = body.length, 0
        else:
            self._bare += len(mine)
        is_frame = self._bare > MOST_FRAMING or self._framing > MOST_FRAMING + 9 * self._length
        if left is None and body and is_frame:
            raise _malformed("what frames its chunks is longer than they are")
        return rest

    @property
    def length(self) -> int | None:
        """Bytes that the body has by its head; None where chunks will tell."""
        said = self.environ.get("CONTENT_LENGTH")
        return int(said) if said else None

    @property
    def left(self) -> int | None:
        """Bytes of the body that are still to come; None where chunks will tell."""
        length = self.length
        return length if length is None or self.body is None else length - self.body.length

    def on_message_begin(self) -> None:
        """Take note of a request; one behind a body in chunks, in the same piece, is not read."""
        if self.is_complete:
            self.goes_on = False

    def on_url(self, url: bytes) -> None:
        """Take a part of the target."""
        if not self.has_head:
            self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; those that come twice are one, those behind the body (trailers) nobody's."""
        variable = _variable(name) if len(name) <= _LONGEST_NAME else ""
        if self.has_head or not variable:
            return
        text, environ = value.strip(b" \t").decode("latin-1"), self.environ
        if variable in environ:
            if variable == "HTTP_HOST":
                self._fault = _malformed("it has several Host headers")
            text = f"{environ[variable]}{'; ' if variable == 'HTTP_COOKIE' else ','}{text}"
        environ[variable] = text

    def on_headers_complete(self) -> None:
        """Tell the application what is asked for, and how."""
        if self.has_head:
            return
        parser, environ = self._parser, self.environ
        version = parser.get_http_version()
        method = environ.pop(_UNKNOWN, None) or parser.get_method().decode("ascii")
        if self._fault is None:
            self._fault = _refusal(version, method, environ)
        if self._fault:
            raise self._fault
        self.has_head = True
        self.goes_on = parser.should_keep_alive()
        environ["SERVER_PROTOCOL"] = f"HTTP/{version}"
        environ["REQUEST_METHOD"] = method
        environ["PATH_INFO"], environ["QUERY_STRING"] = _target(self._url)

    def on_body(self, data: bytes) -> None:
        """Take a piece of the body."""
        if self.body and not self.is_complete:
            self.body.add(data)

    def on_message_complete(self) -> None:
        """Take note of the end."""
        self.is_complete = True

    def _read_unknown(self, head: bytes) -> None:
        """Read a head again whose method the parser does not know, as another's: the application tells what may be."""
        method = _METHOD.match(head)
        if not method or self.environ.get(_UNKNOWN):
            raise _malformed("its first line has no method")
        self._start_again()
        self.environ[_UNKNOWN] = method[1].upper().decode("ascii")
        self.read_head(b"PATCH" + head[method.end(1) :])

    def _start_again(self) -> None:
        self._parser = HttpRequestParser(self)
        self.reset()

    def _ignore_upgrade(self, head: bytes) -> None:
        """Read a head again without its wish to speak another protocol, as RFC 9110 (7.8) allows."""
        self._start_again()
        self.read_head(_UPGRADE.sub(b"\r\nX-Upgrade:", head))


def check_length(head: bytes) -> None:
    """Refuse a head that is too long, whole or not: Fault tells of what there is too much."""
    if len(head) > LONGEST_HEAD:
        if b"\r\n" not in head[: LONGEST_LINE + 2]:
            raise Fault(414, f"The address is longer than {LONGEST_LINE} bytes: ask for a shorter one, or by POST.")
        raise Fault(431, f"The head of the request is longer than {LONGEST_HEAD} bytes: send less in its headers.")


def _refusal(version: str, method: str, environ: Mapping[str, Any]) -> Fault | None:
    """Return what stands against a request as a whole."""
    if version not in VERSIONS:
        return Fault(505, "This server speaks HTTP/1.1 and HTTP/1.0: ask in one of them.")
    if method == "CONNECT":
        return _not_allowed()
    if version == "1.1" and "HTTP_HOST" not in environ:
        return _malformed("it has no Host header")
    coding = environ.get("HTTP_TRANSFER_ENCODING")
    if coding is not None and (version == "1.0" or coding.lower() != "chunked"):  # RFC 9112, 6.1
        return _malformed("its body is coded otherwise than in chunks, or it is of HTTP/1.0")
    return None


def _malformed(reason: str) -> Fault:
    return Fault(400, f"This is no request of HTTP/1.1 ({reason}): send another, on a new connection.")


def _not_allowed() -> Fault:
    return Fault(405, f"This site is read-only: use one of {METHODS}.", {"Allow": METHODS})


@lru_cache(maxsize=1024)
def _variable(name: bytes) -> str:
    """Return what WSGI calls a header; nothing for one with an underscore, which would be taken for another."""
    if b"_" in name:
        return ""
    variable = name.decode("latin-1").upper().replace("-", "_")
    return variable if variable in ("CONTENT_LENGTH", "CONTENT_TYPE") else f"HTTP_{variable}"


def _encoded(head: bytes) -> bytes:
    """Return a head whose target has its letters percent-encoded where they are UTF-8, as browsers would send it."""
    line, end, rest = head.partition(b"\r\n")
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return head
    return quote(line, safe=bytes(range(128)).decode("ascii")).encode("ascii") + end + rest


def _target(url: bytes) -> tuple[str, str]:
    """Return path and query of a target as WSGI has them: the path decoded, both as Latin-1."""
    if not url.startswith(b"/"):
        url = _ABSOLUTE.sub(b"", url, count=1)
    path, _, query = url.partition(b"#")[0].partition(b"?")
    if b"%" in path:
        path = unquote_to_bytes(path)
    return path.decode("latin-1"), query.decode("latin-1")
