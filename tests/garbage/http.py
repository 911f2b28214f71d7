"""Requests that are not HTTP, or not quite: lines, methods, targets, headers, lengths, chunks, two in one."""

from collections.abc import Iterator
from random import Random

from garbage.case import BASE, CLOSED, HTTP_FAULT, MEGABYTE, METHOD, ODD, REFUSED, Case, mutated, posted, request, table

FILE = "http.txt"
NUMBERED = b"\r\n".join(b"A%d: x" % n for n in range(2_000))
CHUNKS = b"4\r\nASK{\r\n1\r\n}\r\n0\r\n\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
SECOND = request(b"/kg/smuggled")
KIND = b"Content-Type: application/sparql-query\r\n"


def lines(chance: Random) -> Iterator[Case]:
    """Yield request lines that are none."""
    for number, line in enumerate(table(FILE, "lines")):
        sent = line + b"\r\nHost: x\r\nConnection: close\r\n\r\n"
        yield Case(f"line {number}", (sent,), ODD | {CLOSED, 505}, is_incomplete=True)
    for number in range(60):
        sent = mutated(request(headers=b"Accept: text/html\r\nX-A: b\r\n"), chance) + b"\r\n\r\n"
        yield Case(f"mutated {number}", (sent,), ODD | {CLOSED, 308, 505}, is_incomplete=True)


def methods(chance: Random) -> Iterator[Case]:
    """Yield methods that nothing here knows."""
    for method in table(FILE, "methods"):
        for target in (BASE + b"doc/plain", BASE + b"sparql?query=ASK{}"):
            # In small letters it is taken for what it says.
            allowed = ODD if method.upper() in (b"GET", b"POST") else METHOD | HTTP_FAULT
            yield Case(f"method {method[:20]!r} {target!r}", (request(target, method),), allowed)


def targets(chance: Random) -> Iterator[Case]:
    """Yield targets that are none, or lead nowhere."""
    for number, target in enumerate(table(FILE, "targets")):
        for accept in (b"", b"Accept: text/html\r\n"):
            yield Case(f"target {number} {accept!r}", (request(target, headers=accept),), ODD | {308, CLOSED})


def headers(chance: Random) -> Iterator[Case]:
    """Yield headers by the thousand, of a megabyte, of bytes."""
    for number, lines in enumerate((*table(FILE, "headers"), NUMBERED)):
        for target in (b"doc/plain", b"sparql?query=ASK{}"):
            sent = request(BASE + target, headers=lines + b"\r\n")
            yield Case(f"header {number} {target!r}", (sent,), ODD | {CLOSED, 206, 304})
    yield Case("no host", (request(host=b""),), ODD)
    yield Case("HTTP/1.0 without a host", (request(host=b"", version=b"HTTP/1.0"),), ODD)


def lengths(chance: Random) -> Iterator[Case]:
    """Yield bodies that are longer or shorter than they say, and lengths that are no numbers."""
    for length in table(FILE, "lengths"):
        sent = request(BASE + b"sparql", b"POST", KIND + b"Content-Length: " + length + b"\r\n", b"ASK{}")
        yield Case(f"length {length!r}", (sent,), REFUSED | {CLOSED}, is_incomplete=True)
    for more, less in ((1, 0), (1_000, 0), (10 * MEGABYTE, 0), (0, 1), (0, 5)):
        line = f"Content-Length: {5 + more - less}\r\n".encode()
        sent = request(BASE + b"sparql", b"POST", KIND + line, b"ASK{}")
        yield Case(f"length {5 + more - less} of 5", (sent,), REFUSED | {CLOSED}, is_incomplete=True)
    yield Case("no length", (request(BASE + b"sparql", b"POST", KIND, b"ASK{}"),), REFUSED | {CLOSED})
    for target in (b"healthz", b"sparql?query=ASK{}", b"doc/plain"):
        yield Case(
            f"GET {target!r} with a body",
            (request(BASE + target, headers=b"Content-Length: 9\r\n", body=b"x" * 9),),
            ODD,
        )


def chunks(chance: Random) -> Iterator[Case]:
    """Yield chunks whose sizes lie, and codings that nobody knows."""
    for number, body in enumerate(table(FILE, "chunks")):
        sent = request(BASE + b"sparql", b"POST", KIND + CHUNKED, body)
        yield Case(f"chunks {number}", (sent,), ODD | {CLOSED}, is_incomplete=True)
    for coding in table(FILE, "codings"):
        sent = request(BASE + b"sparql", b"POST", KIND + b"Transfer-Encoding: " + coding + b"\r\n", CHUNKS)
        yield Case(f"coding {coding!r}", (sent,), ODD | {CLOSED}, is_incomplete=True)
    for number in range(20):
        sent = request(BASE + b"sparql", b"POST", KIND + CHUNKED, mutated(CHUNKS, chance))
        yield Case(f"mutated chunks {number}", (sent,), ODD | {CLOSED}, is_incomplete=True)


def smuggled(chance: Random) -> Iterator[Case]:
    """Yield two requests in one: the second must never be answered."""
    both = CHUNKED + b"Content-Length: 5\r\n"
    for number, (lines, body) in enumerate(
        (
            (both, b"0\r\n\r\n" + SECOND),
            (b"Content-Length: %d\r\n" % (5 + len(SECOND)) + CHUNKED, b"0\r\n\r\n" + SECOND),
            (b"Content-Length: 0\r\nContent-Length: %d\r\n" % len(SECOND), SECOND),
            (b"Content-Length: %d\r\nContent-Length: 0\r\n" % len(SECOND), SECOND),
            (b"Transfer-Encoding: xchunked\r\nContent-Length: %d\r\n" % (5 + len(SECOND)), b"0\r\n\r\n" + SECOND),
            (b"Transfer-Encoding : chunked\r\nContent-Length: 5\r\n", b"0\r\n\r\n" + SECOND),
            (b"Transfer-Encoding:\x0bchunked\r\nContent-Length: 5\r\n", b"0\r\n\r\n" + SECOND),
            (b"X: y\r\n Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", b"0\r\n\r\n" + SECOND),
            (b"X: y\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n", b"0\r\n\r\n" + SECOND),
            (b"X: y\rTransfer-Encoding: chunked\r\nContent-Length: 5\r\n", b"0\r\n\r\n" + SECOND),
            (b"Content-Length:\r\n 0\r\n", SECOND),
        )
    ):
        for method, target in ((b"POST", b"sparql"), (b"GET", b"doc/plain"), (b"PUT", b"x")):
            sent = request(BASE + target, method, KIND + lines, body).replace(b"Connection: close\r\n", b"", 1)
            yield Case(f"smuggled {number} {method!r}", (sent,), ODD | {CLOSED}, is_incomplete=True)


def slow(chance: Random) -> Iterator[Case]:
    """Yield requests that come by and by, or stop half-way."""
    whole = posted(b"ASK{}")
    head = whole.index(b"\r\n\r\n") + 4
    drops = tuple(piece for byte in whole[:head] for piece in (bytes((byte,)), 0.002))
    yield Case("a head byte by byte", (*drops, whole[head:]), ODD)
    yield Case("a body byte by byte", (whole[:head], *(p for byte in b"ASK{}" for p in (0.1, bytes((byte,))))), ODD)
    yield Case("half a head", (whole[:40], 0.5), frozenset((CLOSED,)), is_incomplete=True)
    yield Case("half a body", (whole[:-2], 0.5), REFUSED | {CLOSED}, is_incomplete=True)
    yield Case("no body", (whole[:head], 0.5), REFUSED | {CLOSED}, is_incomplete=True)
    yield Case("nothing at all", (0.5,), frozenset((CLOSED,)), is_incomplete=True)
    chunked = request(BASE + b"sparql", b"POST", KIND + CHUNKED)
    yield Case("half a chunk", (chunked + b"5\r\nAS", 0.5), ODD | {CLOSED}, is_incomplete=True)
    yield Case("a chunk by and by", (chunked, 0.2, b"5\r\n", 0.2, b"ASK{}\r\n", 0.2, b"0\r\n\r\n"), ODD)
