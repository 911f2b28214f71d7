"""Requests for what this endpoint does not do: updates and calls to others in disguise, parameters, kinds, codings."""

import gzip
import zlib
from collections.abc import Iterator
from random import Random

from garbage.case import (
    BAD,
    BASE,
    FORBIDDEN,
    FORM,
    GOOD,
    HTTP_FAULT,
    MEGABYTE,
    ODD,
    QUERY,
    TYPE,
    Case,
    in_form,
    in_url,
    numbered,
    posted,
    queries,
    request,
    table,
)

FILE = "refused.txt"
PARTS = b'--x\r\nContent-Disposition: form-data; name="query"\r\n\r\nASK {}\r\n--x--\r\n'


GRAPHS = b"query=ASK{}" + b"".join(b"&named-graph-uri=urn:%d" % n for n in range(9_000))
# The signs @ of the tables stand for the port of a server that must not be asked.
PORT = b"@"


def elsewhere(port: int) -> Iterator[Case]:
    """Yield updates and calls to another server in disguise; `port` is where it would be."""
    at = str(port).encode()
    for section in ("updates", "services"):
        for number, text in enumerate(table(FILE, section)):
            for way in (posted, in_form, in_url):
                yield Case(f"{section} {number} {way.__name__}", (way(text.replace(PORT, at)),), FORBIDDEN)
    for number, text in enumerate(table(FILE, "updates")):
        sent = posted(text.replace(PORT, at), "application/sparql-update")
        yield Case(f"update {number} said to be one", (sent,), FORBIDDEN)
    harmless = (text.replace(PORT, at) for text in table(FILE, "harmless"))
    yield from queries(numbered("harmless", harmless), GOOD)


def parameters(chance: Random) -> Iterator[Case]:
    """Yield parameters that are missing, doubled, broken, or a million."""
    for number, pairs in enumerate((*table(FILE, "parameters"), GRAPHS)):
        yield Case(f"form {number}", (posted(pairs, FORM),), ODD | {503})
        if len(pairs) < 60_000:
            yield Case(f"URL {number}", (request(BASE + b"sparql?" + pairs.replace(b"\xff", b"%FF")),), ODD | {503})
    for name in (b"format", b"output", b"results", b"timeout"):
        for word in table(FILE, "seconds" if name == b"timeout" else "words"):
            sent = posted(b"query=ASK{}&" + name + b"=" + word, FORM)
            yield Case(f"{name!r} {word[:20]!r}", (sent,), ODD | {503})


def kinds(chance: Random) -> Iterator[Case]:
    """Yield bodies that say to be something else, or are coded."""
    for kind in table(FILE, "kinds"):
        head = b"Content-Type: " + kind + b"\r\nContent-Length: 6\r\n"
        sent = request(BASE + b"sparql", b"POST", head, b"ASK {}")
        yield Case(f"kind {kind[:40]!r}", (sent,), TYPE | HTTP_FAULT)
    yield Case("no kind", (request(BASE + b"sparql", b"POST", b"Content-Length: 6\r\n", b"ASK {}"),), TYPE)
    yield Case("parts", (posted(PARTS, "multipart/form-data; boundary=x"),), TYPE)
    yield Case("a thousand parts", (posted(PARTS[:-4] * 10_000, "multipart/form-data; boundary=x"),), TYPE)
    bomb = gzip.compress(b"ASK {} #" + b" " * 10 * MEGABYTE, mtime=0)
    codings = (b"gzip", b"x-gzip", b"GZIP", b"gzip, gzip", b"identity, gzip", b"zstd", b"x", b"\xff", b"*")
    for coding, body in {**dict.fromkeys(codings, bomb), b"deflate": zlib.compress(b"ASK {}")}.items():
        sent = posted(body, QUERY, b"Content-Encoding: " + coding + b"\r\n")
        yield Case(f"coded as {coding!r}", (sent,), TYPE | BAD)
    yield Case("coded in secret", (posted(bomb),), BAD)
    yield Case("a coded form in secret", (posted(bomb, FORM),), BAD)
    yield Case("said to be coded", (posted(b"ASK {}", QUERY, b"Content-Encoding: gzip\r\n"),), TYPE)


def written_twice(chance: Random) -> Iterator[Case]:
    """Yield queries that are percent-encoded once too often, or are in another text."""
    yield from queries(numbered("written twice", table(FILE, "written twice")), BAD)
