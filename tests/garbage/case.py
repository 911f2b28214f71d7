"""A request that no client should send, and how such requests are put together."""

import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

BASE = b"/kg/"
CLOSED = 0  # in the place of a status: the connection ended without an answer
REFUSED = frozenset((*range(400, 418), 421, 422, 426, 431))
HTTP_FAULT = frozenset((400, 414, 431, CLOSED))
BAD, FORBIDDEN, TYPE, METHOD = (frozenset((status,)) for status in (400, 403, 415, 405))
GOOD, TOO_LONG = frozenset((200,)), frozenset((413, CLOSED))
ODD = GOOD | REFUSED  # strange, and perhaps right
COSTLY = frozenset((200, 400, 503))  # as far as the limits allow
MEGABYTE = 1_000_000
FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
Piece = bytes | float
SIGNS = (b"\0", b"\r", b"\n", b"\r\n", b"%00", b"\xff", *(bytes((sign,)) for sign in b"{}()[]<>\"'\\%#;,.:?*/+-=&^@! "))


@dataclass(frozen=True)
class Case:
    """What is sent, in pieces with seconds of waiting between them, and with what statuses it may be answered.

    An incomplete request ends with the client's half of the connection.
    """

    name: str
    pieces: tuple[Piece, ...]
    allowed: frozenset[int]
    is_incomplete: bool = False

    @property
    def sent(self) -> bytes:
        """All the bytes."""
        return b"".join(piece for piece in self.pieces if isinstance(piece, bytes))


Family = Callable[[random.Random], Iterator[Case]]
_REPEATED = re.compile(r"⟨(.+?)\*([0-9]+)⟩")
_ESCAPE = re.compile(rb"\\(x[0-9a-f]{2}|.)")
_MEANING = {b"r": b"\r", b"n": b"\n", b"t": b"\t"}


def table(name: str, section: str) -> tuple[bytes, ...]:
    """Return the lines of a section of a file beside this one: escapes as in Python, `⟨x*3⟩` for `xxx`."""
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    lines = text.partition(f"== {section}\n")[2].partition("\n== ")[0].strip("\n").split("\n")
    return tuple(_read(line) for line in lines)


def _read(line: str) -> bytes:
    made, end = b"", 0
    for match in _REPEATED.finditer(line):
        made += _meant(line[end : match.start()]) + _meant(match[1]) * int(match[2])
        end = match.end()
    return made + _meant(line[end:])


def _meant(text: str) -> bytes:
    return _ESCAPE.sub(lambda match: _sign(match[1]), text.encode())


def _sign(escape: bytes) -> bytes:
    return bytes.fromhex(escape[1:].decode()) if len(escape) == 3 else _MEANING.get(escape, escape)


def request(
    target: bytes = BASE + b"healthz",
    method: bytes = b"GET",
    headers: bytes = b"",
    body: bytes = b"",
    version: bytes = b"HTTP/1.1",
    host: bytes = b"Host: x\r\n",
) -> bytes:
    """Return a request as bytes; header lines come with their line breaks."""
    return (
        method + b" " + target + b" " + version + b"\r\n" + host + b"Connection: close\r\n" + headers + b"\r\n" + body
    )


def posted(text: str | bytes, kind: str = QUERY, headers: bytes = b"", target: bytes = BASE + b"sparql") -> bytes:
    """Return a POST with its length."""
    body = text.encode() if isinstance(text, str) else text
    lines = f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n".encode()
    return request(target, b"POST", lines + headers, body)


def in_url(query: str | bytes, more: str = "") -> bytes:
    """Return a query by GET."""
    return request(BASE + b"sparql?query=" + quote(query, safe="").encode() + more.encode())


def in_form(query: str | bytes) -> bytes:
    """Return a query in a form."""
    return posted(urlencode({"query": query}).encode(), FORM)


def queries(texts: Mapping[str, str | bytes], allowed: frozenset[int], short: int = 4_000) -> Iterator[Case]:
    """Yield a case for each query, sent now in this way, now in that; long ones in the body."""
    for number, (name, text) in enumerate(texts.items()):
        ways = (posted, in_form, in_url) if len(text) <= short else (posted,)
        way = ways[number % len(ways)]
        yield Case(name, (way(text),), allowed)


def numbered(name: str, texts: Iterable[bytes]) -> dict[str, str | bytes]:
    """Return texts with names that tell them apart."""
    return {f"{name} {number}": text for number, text in enumerate(texts)}


def mutated(text: bytes, chance: random.Random) -> bytes:
    """Return bytes with some of them lost, doubled, changed, or in another place."""
    made = bytearray(text)
    for _ in range(chance.randint(1, 6)):
        at, to = sorted(chance.randrange(len(made) + 1) for _ in range(2))
        to = min(to, at + 30)
        change = chance.randrange(4)
        if change == 0:
            del made[at:to]
        elif change == 1:
            made[at:at] = made[at:to] * chance.randint(1, 3)
        elif change == 2:
            made[at:at] = bytes(chance.randrange(256) for _ in range(chance.randint(1, 5)))
        else:
            made[at:at] = chance.choice(SIGNS)
        made = made or bytearray(b"x")
    return bytes(made)
