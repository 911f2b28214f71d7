"""A storm: clients who send runaway queries, hang up, read slowly or say nothing, each in a process of its own.

Run with a base and a kind, this file is one such client until it is ended; it prints a line for each answer. Clients
wait on sockets nearly always, and what else they do they do last of all: what they take of the processor is little.
"""

import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from itertools import count, cycle, islice
from types import MappingProxyType
from urllib.parse import quote, urlsplit

CLIENTS = 16
TWO = "?a ?b ?c . ?d ?e ?f"
THREE = f"{TWO} . ?g ?h ?i"
DOUBLED = " ".join(f"BIND(CONCAT(?a{n}, ?a{n}) AS ?a{n + 1})" for n in range(40))
# They take more than they may of time, memory or room; the slow one's answer is soon there, and longer than is sent at
# once.
QUERIES: Mapping[str, str] = MappingProxyType(
    {
        "count": f"SELECT (COUNT(*) AS ?n) {{ {THREE} }}",
        "order": f"SELECT * {{ {TWO} }} ORDER BY ?c ?f",
        "distinct": f"SELECT DISTINCT ?a ?f ?i {{ {THREE} }}",
        "concat": f"SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f))) AS ?n) {{ {TWO} }}",
        "string": f"SELECT ?a40 {{ BIND('0123456789abcdef' AS ?a0) {DOUBLED} }}",
        "rows": f"SELECT * {{ {THREE} }}",
        "graph": "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }",
        "describe": "DESCRIBE ?s { ?s ?p ?o }",
        "closure": "SELECT (COUNT(*) AS ?n) { ?a (<x:p>|!<x:p>)+ ?b }",
        "regex": f"SELECT (COUNT(*) AS ?n) {{ {TWO} FILTER(REGEX(CONCAT(STR(?a), STR(?f)), '(a|b|1)*(x|y)+.*z.*q')) }}",
        "hang-up": f"SELECT (COUNT(*) AS ?n) {{ {THREE} }}",
        "slow": f"SELECT * {{ {{ SELECT * {{ {TWO} }} LIMIT 20000 }} }}",
        "silent": "",
    }
)
PAUSE = 0.1  # seconds after an answer that came at once: to be refused is no reason to ask without end
LONELY = 19  # niceness


@contextmanager
def storm(base: str, clients: int = CLIENTS) -> Iterator[Counter[str]]:
    """Let so many clients rage for as long as the block lasts; what they were told is in the tally after it."""
    told: Counter[str] = Counter()
    command = [sys.executable, "-I", __file__, base]
    started = [
        subprocess.Popen([*command, kind], stdout=subprocess.PIPE, text=True)
        for kind in islice(cycle(QUERIES), clients)
    ]
    try:
        yield told
    finally:
        for one in started:
            one.kill()
        for one in started:
            told.update(one.communicate()[0].splitlines())


def rage(base: str, kind: str) -> None:
    """Be a client, until ended."""
    os.nice(LONELY)
    place = urlsplit(base)
    behave = _MANNERS.get(kind, _ask)
    for number in count(1):
        connection = HTTPConnection(place.hostname or "", place.port)
        try:
            # No two texts are the same: what has been answered would be answered from memory.
            outcome = behave(connection, f"{place.path}sparql?query={quote(f'{QUERIES[kind]} LIMIT {10**9 + number}')}")
        except (OSError, HTTPException) as error:
            outcome = type(error).__name__
        finally:
            connection.close()
        print(kind, outcome, flush=True)
        time.sleep(PAUSE)


def _ask(connection: HTTPConnection, target: str) -> str:
    """Take the whole answer; return its status, and whether it says when to ask again."""
    connection.request("GET", target)
    response = connection.getresponse()
    room = bytearray(1_048_576)
    while response.readinto(room):
        pass
    return f"{response.status}{' Retry-After' * ('Retry-After' in response.headers)}"


def _hang_up(connection: HTTPConnection, target: str) -> str:
    connection.request("GET", target)
    return "gone"


def _read_slowly(connection: HTTPConnection, target: str) -> str:
    """Take 4 KB of the answer each second."""
    connection.connect()
    connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.request("GET", target, headers={"Connection": "close"})
    while connection.sock.recv(4096):
        time.sleep(1)
    return "ended"


def _say_nothing(connection: HTTPConnection, target: str) -> str:
    connection.connect()
    connection.sock.recv(1)
    return "ended"


_MANNERS: Mapping[str, Callable[[HTTPConnection, str], str]] = MappingProxyType(
    {"hang-up": _hang_up, "slow": _read_slowly, "silent": _say_nothing}
)


if __name__ == "__main__":
    rage(*sys.argv[1:])
